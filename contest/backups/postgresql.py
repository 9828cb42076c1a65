"""pg_dump, pg_restore and psql: found, and called without a password on the command line.

A tool copies a server no newer than itself, so several are looked at: those of the path, then Debian's, newest first.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from contest.backups.manifest import Unfit

DEBIAN = Path("/usr/lib/postgresql")
# Restored in one transaction with what it replaces: nobody sees half of it, and a failure leaves what was there.
ANEW = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


def tools(server: int) -> Path:
    """The folder of tools that can copy a server of this major version. Errors: Unfit, with what to install."""
    for folder in _folders():
        if _major(folder / "pg_dump") >= server:
            return folder
    raise Unfit(
        f"A backup of PostgreSQL {server} needs pg_dump, pg_restore and psql of that version or a later one: "
        f"type  apt-get install -y postgresql-client-{server}  or put their folder on PATH."
    )


def dump(folder: Path, url: str, file: Path) -> None:
    """Copy the database at `url` as of one moment into `file` (pg_dump's own form). Errors: Unfit."""
    _call(folder, "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def load(folder: Path, url: str, file: Path, script: Path) -> None:
    """Put a copy in the place of all that the database at `url` holds, at once or not at all. Errors: Unfit.

    `script` is written for it; the caller removes it.
    """
    _call(folder, "pg_restore", url, "--no-owner", "--no-privileges", f"--file={script}", str(file), connects=False)
    # Long locks are not waited for for ever: somebody is still working there.
    preamble = f"SET lock_timeout = '10s'; {ANEW}"
    stop = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
    _call(folder, "psql", url, *stop, f"--command={preamble}", f"--file={script}")


def _folders() -> Iterator[Path]:
    on_path = shutil.which("pg_dump")
    if on_path:
        # Debian's is a wrapper that chooses by cluster; where it stands pg_restore and psql stand too.
        yield Path(on_path).parent
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)


def _major(tool: Path) -> int:
    if not tool.exists():
        return 0
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def _call(folder: Path, tool: str, url: str, *arguments: str, connects: bool = True) -> None:
    parts = make_url(url).set(drivername="postgresql")
    environment = dict(os.environ)
    if parts.password is not None:
        environment["PGPASSWORD"] = str(parts.password)
    plain = parts.set(password=None).render_as_string(hide_password=False)
    command = [str(folder / tool), *arguments, *([f"--dbname={plain}"] if connects else [])]
    done = subprocess.run(  # noqa: S603 - our own words, and the operator's address
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise Unfit(f"{tool} failed: {done.stderr.decode(errors='replace').strip()[-600:]}")
