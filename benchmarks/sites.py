"""Sites to measure: the demo with so many ideas in it, in a folder of its own, served by gunicorn as in production."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import text

from contest import cli, clock
from contest.app import create_app
from contest.db import database, take_stock
from contest.settings import ROOT, Settings
from tests import crowds, living

PATIENCE = 60.0
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass
class Site:
    """A database with a life in it; `port` while it is served."""

    environment: dict[str, str]
    app: Flask
    port: int
    started_in: float = 0.0
    process: "subprocess.Popen[bytes] | None" = None

    def memory(self) -> float:
        """MiB of the largest process that serves, in memory."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        sizes = []
        for child in children:
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{child}/status").read_text().splitlines()
                sizes += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")]
        return max(sizes)

    def processor_time(self) -> float:
        """Seconds of processor time that what serves has taken so far."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        spent = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13] for child in children]
        return sum(int(ticks) for each in spent for ticks in each) / os.sysconf("SC_CLK_TCK")


def furnished(folder: Path, url: str, entries: int) -> Site:
    """Make the demo and a crowd of `entries` ideas at `url`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "CONTEST_ENV": "test",
        "CONTEST_DATA": str(folder),
        # One for both sites: this process holds one at a time.
        "CONTEST_MASTER_KEY_FILE": str(folder.parent / "master.key"),
        "CONTEST_SECRET_KEY": SECRET,
        "CONTEST_BIND": f"127.0.0.1:{port}",
        "CONTEST_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": url,
    }
    app = create_app(Settings.from_environment(environment))
    cli.init_app(app)
    with app.app_context():
        flask_migrate.upgrade()
    living.furnish(app.config["SETTINGS"])
    with app.app_context():
        crowds.add_entries(living.House(app).campaign(), entries, now=clock.now())
        take_stock()
        database.session.remove()
        tidied()
    return Site(environment, app, port)


def tidied() -> None:
    """What autovacuum would do within minutes of so many rows, done before anything is timed beside it."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE, FREEZE)"))
            connection.execute(text("CHECKPOINT"))


@contextlib.contextmanager
def served(site: Site) -> Iterator[Site]:
    """Served until the end of the block; how long the first answer took is kept."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:contest.gunicorn_conf", "benchmarks.wrapped:app"]
    began = time.monotonic()
    # Tests keep no answers; what is served is what people get.
    production = {
        "CONTEST_ENV": "production",
        "CONTEST_MAIL": "smtp://127.0.0.1:9",
        "CONTEST_MAIL_FROM": "a@bench.example",
    }
    site.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | site.environment | production)
    try:
        while not _answers(site.port):
            assert site.process.poll() is None
            assert time.monotonic() < began + PATIENCE
            time.sleep(0.02)
        site.started_in = time.monotonic() - began
        yield site
    finally:
        site.process.send_signal(signal.SIGTERM)
        site.process.wait(PATIENCE)
        site.process = None


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
