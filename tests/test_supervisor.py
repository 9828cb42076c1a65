"""The supervisor with stand-ins for what it starts: nothing survives it, and what dies comes back.

The children are real processes on a real port; only the application behind them is a small one.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contest.settings import ROOT

START = """
import os, sys
from contest import supervisor
from contest.settings import Settings
stand_in = sys.argv[1]
supervisor.FLASK = (f"{stand_in}/commands.py",)
supervisor.WORKER = (f"{stand_in}/commands.py", "work")
supervisor.WEB = (*supervisor.WEB, "--pythonpath", stand_in, "page:app")
sys.exit(supervisor.run(Settings.from_environment(os.environ), demo=True))
"""
COMMANDS = """
import os, sys, time
if os.environ.get("FAIL") == sys.argv[1]:
    sys.exit("this went wrong: no such table")
print("command", *sys.argv[1:], flush=True)
while sys.argv[1] == "work":
    time.sleep(0.1)
"""
PAGE = """
import json, os
def app(environ, start):
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"start": os.environ["CONTEST_SUPERVISOR"], "process": os.getpid()}).encode()]
"""
PATIENCE = 20.0
SOON = 5.0


class Start:
    """One supervisor under test."""

    def __init__(self, folder: Path, port: int, **environ: str) -> None:
        self.port = port
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / "commands.py").write_text(COMMANDS)
        (folder / "page.py").write_text(PAGE)
        own = {
            "CONTEST_DATA": str(folder / "data"),
            "CONTEST_BIND": f"127.0.0.1:{port}",
            "CONTEST_ENV": "test",
        }
        self.log = folder / f"log-{time.monotonic_ns()}"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(folder)],
                cwd=ROOT,
                env=os.environ | own | environ,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def ready(self) -> "Start":
        until(lambda: "open http" in self.said or self.process.poll() is not None, PATIENCE)
        assert "open http" in self.said, self.said
        return self

    def ended(self) -> int:
        return self.process.wait(PATIENCE)

    def children(self) -> dict[int, str]:
        """Every process of this start but the supervisor, found by its data folder in the environment."""
        found = {}
        wanted = f"CONTEST_DATA={self.folder / 'data'}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        found.pop(self.process.pid, None)
        return {number: command for number, command in found.items() if command}

    def child(self, word: str) -> int:
        return min(number for number, command in self.children().items() if word in command)

    def answer(self) -> dict[str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/")
            return dict(json.loads(connection.getresponse().read()))
        return {}


def until(fact, within: float) -> float:
    """Wait for a fact; how long it took."""
    began = time.monotonic()
    while not fact():
        assert time.monotonic() - began < within, "it did not happen"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    one = Start(tmp_path, port)
    yield one.ready()
    one.process.kill()
    one.process.wait()
    until(lambda: not one.children(), SOON)


def test_it_says_one_line_a_step_and_then_the_address(start: Start):
    until(lambda: "command work" in start.said, SOON)
    first, *middle = [line for line in start.said.splitlines() if line != "command work"]
    assert first == f"data: {start.folder / 'data'} (SQLite, test)"
    assert middle == ["command prepare --demo", f"open http://127.0.0.1:{start.port}    (Ctrl-C stops it)"]
    assert len(start.children()) == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_child(start: Start, number: signal.Signals):
    start.process.send_signal(number)
    assert start.ended() == 0
    assert start.children() == {}
    assert start.answer() == {}


def test_its_own_kill_leaves_no_child_either(start: Start):
    start.process.kill()
    until(lambda: not start.children(), SOON)
    assert start.answer() == {}


def test_a_closed_terminal_leaves_no_child(tmp_path: Path, port: int):
    controller, terminal = os.openpty()
    code = (
        "import os, sys, fcntl, termios\n"
        "os.setsid()\n"
        "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "os.execv(sys.executable, [sys.executable, '-c', *sys.argv[1:]])"
    )
    start = Start.__new__(Start)
    start.folder, start.port = tmp_path, port
    (tmp_path / "commands.py").write_text(COMMANDS)
    (tmp_path / "page.py").write_text(PAGE)
    own = {"CONTEST_DATA": str(tmp_path / "data"), "CONTEST_BIND": f"127.0.0.1:{port}", "CONTEST_ENV": "test"}
    start.process = subprocess.Popen(
        [sys.executable, "-c", code, START, str(tmp_path)],
        cwd=ROOT,
        env=os.environ | own,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    until(lambda: bool(start.answer()), PATIENCE)
    os.close(controller)
    start.ended()
    until(lambda: not start.children(), SOON)


def test_a_child_that_dies_comes_back_within_two_seconds(start: Start):
    before = start.answer()
    start_id = before["start"]
    os.kill(start.child("gunicorn"), signal.SIGKILL)
    until(lambda: start.answer().get("process") not in {None, before["process"]}, 2.0)
    assert start.answer()["start"] == start_id
    worker = start.child("commands.py work")
    os.kill(worker, signal.SIGKILL)
    until(lambda: any("commands.py work" in command for command in start.children().values()), 2.0)
    until(lambda: "worker: ended by SIGKILL, started again in 0.2 s" in start.said, 2.0)
    assert "web: ended by SIGKILL, started again in 0.2 s" in start.said


def test_a_killed_web_worker_comes_back_without_the_supervisor(start: Start):
    before = start.answer()["process"]
    os.kill(int(before), signal.SIGKILL)
    until(lambda: start.answer().get("process") not in {None, before}, 2.0)
    assert "started again" not in start.said


def test_a_taken_port_is_named_with_what_to_type(tmp_path: Path, port: int):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        start = Start(tmp_path, port)
        assert start.ended() == 1
    assert start.said.startswith(f"Port {port} is taken by another program. Type:  CONTEST_BIND=127.0.0.1:")
    assert start.said.endswith(" make run\n")


def test_an_address_of_another_machine_is_named_with_what_to_type(tmp_path: Path, port: int):
    start = Start(tmp_path, port, CONTEST_BIND=f"192.0.2.1:{port}")
    assert start.ended() == 1
    assert start.said == (
        f"CONTEST_BIND=192.0.2.1:{port} cannot be listened on (Cannot assign requested address). "
        "Type:  CONTEST_BIND=127.0.0.1:8000 make run\n"
    )


def test_a_second_start_on_the_same_data_is_refused_and_a_later_one_is_not(start: Start):
    second = Start(start.folder, start.port)
    assert second.ended() == 1
    assert f"(process {start.process.pid}, http://127.0.0.1:{start.port}). Stop it, or type:" in second.said
    start.process.kill()
    start.process.wait()
    third = Start(start.folder, start.port).ready()
    third.process.terminate()
    assert third.ended() == 0


@pytest.mark.parametrize(("step", "name"), [("prepare", "contest"), ("work", "worker")])
def test_a_step_that_fails_is_shown_and_nothing_stays(tmp_path: Path, port: int, step: str, name: str):
    start = Start(tmp_path, port, FAIL=step)
    assert start.ended() == 1
    assert "this went wrong: no such table" in start.said
    assert start.said.splitlines()[-1].startswith(f"{name}: ")
    assert start.children() == {}


def test_the_page_does_not_say_what_serves_it(start: Start):
    connection = http.client.HTTPConnection("127.0.0.1", start.port, timeout=2)
    with contextlib.closing(connection):
        connection.request("GET", "/")
        assert connection.getresponse().getheader("Server") is None
