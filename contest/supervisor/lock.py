"""One start for each data folder: SQLite has one web process, and two workers would send a mail twice."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path

from contest.settings import Settings
from contest.supervisor.port import CannotStartError

# An earlier start that was killed leaves its children a few seconds to end.
EARLIER_ENDS_WITHIN = 6.0


@contextlib.contextmanager
def only_one(settings: Settings, pause: Callable[[], None]) -> Iterator[TextIOWrapper]:
    """Hold the data folder, or raise CannotStartError.

    The children inherit the open file, and so the lock: a new start waits for the last of an old one.
    """
    with (settings.data / "supervisor.lock").open("a+") as lock:
        deadline = time.monotonic() + EARLIER_ENDS_WITHIN
        while not _locked(lock):
            lock.seek(0)
            other, _, address = lock.read().strip().partition(" ")
            if time.monotonic() > deadline or _is_there(other):
                raise CannotStartError(_already_running(settings, other, address))
            pause()
        lock.truncate(0)
        lock.write(f"{os.getpid()} {settings.public_url}\n")
        lock.flush()
        yield lock


def _locked(file: TextIOWrapper) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_there(number: str) -> bool:
    """Whether the process that wrote the lock is still there, and not only its children."""
    return number.isdigit() and Path(f"/proc/{number}").exists()


def _already_running(settings: Settings, other: str, address: str) -> str:
    command = "make serve" if settings.is_production else "make run"
    return (
        f"It is already running on {settings.data} (process {other}, {address}). Stop it, or type:  "
        f"CONTEST_DATA=/another/folder CONTEST_BIND=127.0.0.1:8001 {command}"
    )
