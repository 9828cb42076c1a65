"""One start of the whole: migrate, prepare, then keep web process and worker alive until told to stop.

Each child runs in a process group of its own, so that Ctrl-C reaches the supervisor alone, which decides; and
on a leash, so that even the supervisor's own kill -9 leaves none behind.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

from contest.settings import ROOT, Settings
from contest.supervisor import lock, port, shop
from contest.supervisor.port import CannotStartError

FLASK = ("-m", "flask", "--app", "wsgi")
WEB = ("-m", "gunicorn", "--config", "python:contest.gunicorn_conf")
# Not a `flask` command: those are loaded by the web process, which must not load what the worker needs.
WORKER = ("-m", "contest.worker")
LEASH = str(Path(__file__).with_name("leash.py"))
TICK = 0.05
STOP_WITHIN = 4.5
READY_WITHIN = 60.0
BACKOFF = (0.2, 5.0)
# Who lived that long has earned a quick restart.
SETTLED = 20.0


class Stop(Exception):  # noqa: N818 - not an error: somebody asked
    """Somebody asked the whole to stop."""


@dataclass
class Child:
    """A process that should be there for as long as we are."""

    name: str
    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = BACKOFF[0]
    due: float = field(default=0.0)


def run(settings: Settings, *, demo: bool) -> int:
    """Start everything, stay until a signal; the exit status. With `demo` an empty database is filled."""
    supervisor = Supervisor(settings)
    try:
        with supervisor.signals(), lock.only_one(settings, supervisor.pause) as supervisor.lock:
            supervisor.start(demo=demo)
            supervisor.watch()
    except Stop:
        say("stopping")
        return 0
    except CannotStartError as reason:
        say(str(reason))
        return 1
    return 0


class Supervisor:
    """One start: an id of its own, a lock on the data folder, and the children."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.id = secrets.token_hex(8)
        self.children = [Child("web", WEB), Child("worker", WORKER)]
        self.steps: list[subprocess.Popen[bytes]] = []
        self.asked = 0
        self.lock: TextIOWrapper | None = None

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Take the three ways of being asked to stop; a second time means at once."""

        def ask(number: int, frame: object) -> None:
            self.asked += 1

        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, ask) for number in wanted}
        try:
            yield
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, *, demo: bool) -> None:
        """Everything up to the address on the screen."""
        settings = self.settings
        port.check(settings)
        engine = "SQLite" if settings.is_sqlite else "PostgreSQL"
        say(f"data: {settings.data} ({engine}, {settings.environment})")
        self.step("contest", "prepare", *(["--demo"] if demo else []))
        for child in self.children:
            self.raise_child(child)
        self.wait_until_ready()
        if demo and settings.is_development:
            there = shop.serve(settings) is not None
            where = shop.origins(settings)[0]
            say(f"widgets on another site: {where}" if there else f"no shop with widgets: the port of {where} is taken")
        say(f"open {settings.public_url}    (Ctrl-C stops it)")

    def step(self, name: str, *command: str) -> None:
        """Run one command to its end. Raises CannotStartError when it failed."""
        process = self.spawn((*FLASK, *command))
        self.steps.append(process)
        while process.poll() is None:
            self.pause()
        self.steps.remove(process)
        if process.returncode:
            raise CannotStartError(f"{name}: failed, see above ({_ending(process.returncode)})")

    def spawn(self, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        """Start Python with `command` on a leash, in a process group of its own."""
        assert self.lock is not None
        leash = (sys.executable, "-I", "-S", LEASH, str(os.getpid()), sys.executable)
        return subprocess.Popen(  # noqa: S603 - every word of it is ours
            (*leash, *command),
            cwd=ROOT,
            env=os.environ | {"CONTEST_SUPERVISOR": self.id, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            process_group=0,
            pass_fds=(self.lock.fileno(),),
        )

    def raise_child(self, child: Child) -> None:
        """Start a child, now."""
        child.process = self.spawn(child.command)
        child.started = time.monotonic()

    def wait_until_ready(self) -> None:
        """Return once the web process of this very start answers and the worker lives."""
        deadline = time.monotonic() + READY_WITHIN
        while port.health(self.settings) != self.id:
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    ending = _ending(child.process.returncode)
                    raise CannotStartError(f"{child.name}: did not start, see above ({ending})")
            if time.monotonic() > deadline:
                raise CannotStartError(f"web: no answer within {READY_WITHIN:.0f} s, see above")
            self.pause()

    def watch(self) -> None:
        """Start again whoever ends, until asked to stop."""
        while True:
            self.pause()
            for child in self.children:
                self.look_after(child, time.monotonic())

    def look_after(self, child: Child, now: float) -> None:
        """Notice that a child ended; start it again when its wait is over."""
        if child.process is not None:
            if child.process.poll() is None:
                return
            # What it started must not hold the port or write beside its successor.
            _signal_group(child.process, signal.SIGKILL)
            settled = now - child.started > SETTLED
            child.wait = BACKOFF[0] if settled else child.wait
            say(f"{child.name}: {_ending(child.process.returncode)}, started again in {child.wait:.1f} s")
            child.process, child.due = None, now + child.wait
            child.wait = min(child.wait * 2, BACKOFF[1])
        elif now >= child.due:
            self.raise_child(child)

    def pause(self) -> None:
        """One tick. Raises Stop when somebody asked."""
        if self.asked:
            raise Stop
        time.sleep(TICK)

    def stop(self) -> None:
        """Ask every child to end, and after a while (or when asked again) end it."""
        running = [child.process for child in self.children if child.process is not None] + self.steps
        for process in running:
            if process.poll() is None:
                _signal_group(process, signal.SIGTERM, leader_only=True)
        asked, deadline = self.asked, time.monotonic() + STOP_WITHIN
        while any(process.poll() is None for process in running):
            if time.monotonic() > deadline or self.asked > max(asked, 1):
                break
            time.sleep(TICK)
        for process in running:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self.children, self.steps = [], []


def say(line: str) -> None:
    """One line of progress; a terminal that was closed is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def _signal_group(process: subprocess.Popen[bytes], number: int, *, leader_only: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if leader_only:
            os.kill(process.pid, number)
        else:
            os.killpg(process.pid, number)


def _ending(status: int | None) -> str:
    if status is not None and status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
