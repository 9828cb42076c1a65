"""A PostgreSQL for measuring: its defaults, so every commit reaches the disk; gone at the end."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests import databases

PATIENCE = 60.0


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="contest-bench-"))
    data = folder / "data"
    data.mkdir(mode=0o700)
    binaries = databases.find_binaries()
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    if user is not None:
        binaries = databases.within_reach(binaries, folder)
        for path in (folder, data):
            os.chown(path, user, -1)
    make = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
    subprocess.run(make, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    options = ["-c", "listen_addresses=", "-c", "shared_buffers=256MB", "-c", "log_min_messages=error"]
    process = subprocess.Popen([binaries / "postgres", "-D", data, "-k", folder, *options], user=user, cwd=folder)
    url = f"postgresql://postgres@/postgres?host={folder}"
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(url):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
        return True
    return False
