"""Settings, key, disk and clock."""

import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from contest import vault
from contest.doctor.findings import Finding, bad, ok, warning
from contest.outside import clocks
from contest.settings import Settings

GIB = 1024**3
# Free space (the smaller of a share and a size) below which somebody should look, and below which things fail soon.
LOW, EMPTY = (0.10, 2 * GIB), (0.02, GIB // 4)
# A vote's last second is the database's: seconds of difference are seen, a minute closes a vote wrongly.
NOTICED, WRONG = timedelta(seconds=2), timedelta(seconds=30)


def settings(settings: Settings) -> Iterator[Finding]:
    """The public address and the secret; what cannot be read at all was said before."""
    if settings.is_production:
        yield ok("settings", "production")
    else:
        yield warning("settings", settings.environment, "For real people set CONTEST_ENV=production")
    if settings.secure_cookies:
        yield ok("public address", settings.public_url)
    else:
        todo = "Cookies and votes cross the network readable: set CONTEST_PUBLIC_URL=https://..."
        yield (bad if settings.is_production else warning)("public address", settings.public_url, todo)
    yield ok("secret key", f"given, {len(settings.secret_key)} characters")


def master_key(file: Path) -> Finding:
    """Whether the file that wraps the campaigns' keys is there, whole, and ours alone."""
    what = "master key"
    try:
        key, mode = vault.load_master(file, make=False), stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        return bad(what, f"{file} is not there", "Type `make key` once, or bring back your copy")
    except (OSError, vault.Broken) as error:
        return bad(what, f"{file} cannot be used ({type(error).__name__})", "Bring back your copy")
    if mode & 0o077:
        return bad(what, f"{file} has mode {mode:04o}", f"Others can read it: chmod 600 {file}")
    return ok(what, f"{file}, {len(key)} bytes, mode {mode:04o}")


def disk(name: str, folder: Path) -> Finding:
    """How much space is left where a folder lies."""
    what = f"space for {name}"
    try:
        usage = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists()))
    except OSError as error:
        return bad(what, f"{folder} cannot be read ({type(error).__name__})", "Give the folder to the user of the site")
    return space(what, folder, usage.free, usage.total)


def space(what: str, folder: Path, free: int, total: int) -> Finding:
    """What so many free bytes of so many mean."""
    seen = f"{free / GIB:.1f} GiB free of {total / GIB:.1f} ({folder})"
    if free < min(EMPTY[0] * total, EMPTY[1]):
        return bad(what, seen, "Make room now: uploads are about to be refused")
    if free < min(LOW[0] * total, LOW[1]):
        return warning(what, seen, "Make room")
    return ok(what, seen)


def clock_difference(what: str, difference: timedelta) -> Finding:
    """How far another clock is before ours."""
    seen = f"{difference.total_seconds():+.3f} s from this machine's"
    todo = "Let a time service set both (systemd-timesyncd, chrony)"
    if abs(difference) > WRONG:
        return bad(what, seen, todo)
    return warning(what, seen, todo) if abs(difference) > NOTICED else ok(what, seen)


def time_server(host: str, now: Callable[[], datetime], port: int = clocks.PORT) -> Finding:
    """This machine's clock against a time server's."""
    what = f"clock of {host}"
    try:
        return clock_difference(what, clocks.offset(host, now, port))
    except clocks.NoTime as error:
        return warning(what, f"no answer ({error})", "Name another with --time-server, or open UDP port 123 outwards")
