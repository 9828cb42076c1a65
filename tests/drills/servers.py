"""A PostgreSQL of one's own with its defaults, so that every commit reaches the disk; it can be stopped and killed."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests import databases

PATIENCE = 60.0
OPTIONS = ("-c", "listen_addresses=", "-c", "shared_buffers=256MB", "-c", "log_min_messages=error")


@dataclass
class Server:
    """One server; its data lie in `folder`, its socket and what it says in `beside`."""

    folder: Path
    beside: Path
    process: "subprocess.Popen[bytes] | None" = None
    binaries: Path = field(init=False)
    user: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.binaries = databases.find_binaries()
        # PostgreSQL refuses root.
        self.user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
        if self.user is not None:
            self.binaries = databases.within_reach(self.binaries, self.beside)
            os.chown(self.beside, self.user, -1)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql://postgres@/postgres?host={self.beside}"

    def make(self) -> None:
        """Make its files."""
        self.data.mkdir(mode=0o700)
        if self.user is not None:
            os.chown(self.folder, self.user, -1)
            os.chown(self.data, self.user, -1)
        words = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        command = [self.binaries / "initdb", "-D", self.data, *words]
        subprocess.run(command, check=True, user=self.user, cwd=self.beside, stdout=subprocess.DEVNULL)

    def start(self, *options: str) -> None:
        """Start it, and wait until it answers; after a kill its children are given time to be gone."""
        until = time.monotonic() + PATIENCE
        command = [self.binaries / "postgres", "-D", self.data, "-k", self.beside, *OPTIONS, *options]
        while True:
            if self.process is None or self.process.poll() is not None:
                with (self.beside / "said").open("ab") as said:
                    self.process = subprocess.Popen(command, user=self.user, cwd=self.beside, stdout=said, stderr=said)
            if self.answers():
                return
            assert time.monotonic() < until, (self.beside / "said").read_text()
            time.sleep(0.05)

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url):
            return True
        return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it (SIGINT: everybody is sent away), or kill all of it (SIGKILL)."""
        assert self.process is not None
        number = self.process.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        self.process.send_signal(how)
        for child in children if how is signal.SIGKILL else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self.process.wait(PATIENCE)


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server in a folder of its own, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="contest-own-postgresql-"))
    found = Server(folder, folder)
    try:
        found.make()
        found.start()
        yield found
    finally:
        if found.process is not None and found.process.poll() is None:
            found.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)
