"""The whole house on a free port, started as `make serve` starts it, and browsers that visit it at once."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from contest.settings import ROOT

T = TypeVar("T")
PATIENCE = 60.0
SECRET = "1" * 40


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str
    cookie: str = ""
    retry_after: str = ""


@dataclass
class Browser:
    """One connection that is kept open; a request whose connection broke is sent again, and that is counted."""

    port: int
    cookie: str = ""
    repeats: int = 0
    agent: str = "drill"
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str) -> Answer:
        return self.send("GET", path, None)

    def post(self, path: str, **form: str) -> Answer:
        return self.send("POST", path, urlencode(form))

    def send(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Connection": "keep-alive", "User-Agent": self.agent}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.port}",
                "Sec-Fetch-Site": "same-origin",
            }
        try:
            return self._send(method, path, body, headers)
        except (ConnectionError, http.client.HTTPException):
            self.repeats += 1
            self.connection.close()
            return self._send(method, path, body, headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        location, later = (answer.getheader(name) or "" for name in ("Location", "Retry-After"))
        return Answer(answer.status, location, text, cookie, later)


@dataclass
class Site:
    """A start of the product that answers on `port`."""

    port: int
    data: Path
    supervisor: int
    repeats: int = 0

    def at_once(
        self, browsers: int, tasks: Sequence[T], act: Callable[[Browser, T], Answer], cookie: str = ""
    ) -> list[Answer]:
        """Do `act` for every task, over so many connections that begin together; the answers in their order."""
        together = threading.Barrier(browsers)

        def one(number: int) -> list[Answer]:
            browser = Browser(self.port, cookie)
            with contextlib.closing(browser.connection):
                together.wait(PATIENCE)
                answers = [act(browser, task) for task in tasks[number::browsers]]
            self.repeats += browser.repeats
            return answers

        with ThreadPoolExecutor(browsers) as pool:
            shares = list(pool.map(one, range(browsers)))
        return [shares[number % browsers][number // browsers] for number in range(len(tasks))]

    def kill(self) -> None:
        """All of it is gone at once, as when the power is: what keeps it, and so what it keeps on a leash."""
        os.kill(self.supervisor, signal.SIGKILL)

    def web_processes(self) -> list[int]:
        """The processes that answer: gunicorn's, but for the one that keeps them."""
        found = self._processes(b"gunicorn")
        return [process for process, parent in found.items() if parent in found]

    def worker_process(self) -> int:
        """The one that counts."""
        (found,) = self._processes(b"contest.worker")
        return found

    def _processes(self, word: bytes) -> dict[int, int]:
        """Ours with this word in what started them, and the parent of each."""
        wanted = f"CONTEST_DATA={self.data}".encode()
        found: dict[int, int] = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                ours = wanted in (entry / "environ").read_bytes().split(b"\0")
                if ours and word in (entry / "cmdline").read_bytes():
                    found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        return found


@contextlib.contextmanager
def start(url: str, data: Path, *, may_fail: bool = False, **more: str) -> Iterator[Site]:
    """Start everything on the database at `url`; it is gone at the end of the block. `more` are settings.

    Nothing in it may say that it failed, unless that is what is looked for.
    """
    port = free_port()
    environment = os.environ | {
        "CONTEST_ENV": "test",
        "CONTEST_DATA": str(data),
        "CONTEST_BIND": f"127.0.0.1:{port}",
        "CONTEST_SECRET_KEY": SECRET,
        "DATABASE_URL": url,
    }
    log = data.parent / "site.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "contest.supervisor"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment | more, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + PATIENCE
        while "open http" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield Site(port, data, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        process.wait()
    assert may_fail or "failed" not in log.read_text(), log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
