"""The power is cut while a crowd votes: whatever was acknowledged is on the disk, and the site starts on it again."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contest.app import create_app
from contest.db import database as db
from tests import databases
from tests.conftest import give_up, settings_for
from tests.drills import crowding, running
from tests.drills.disks import Disk, disk
from tests.drills.servers import Server
from tests.drills.test_one_voter import show
from tests.drills.test_web_kill import wait_for_answers
from tests.services.polls import Poll, make_poll

CUTS = int(os.environ.get("DRILL_TIMES", "20"))
PROCESSES = {"sqlite": 1, "postgresql": 2}
VOTERS = 3000
# A program that writes row after row and says each number once it was told that it is stored.
WRITER = """
import sys
from contest.db import sqlite
connection = sqlite.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute(f"PRAGMA synchronous = {sys.argv[2]}")
connection.execute("CREATE TABLE one (number INTEGER PRIMARY KEY)")
for number in range(10**9):
    connection.execute("INSERT INTO one VALUES (?)", [number])
    print(number, flush=True)
"""

READER = """
import sys
from contest.db import sqlite
print(*sqlite.connect(sys.argv[1]).execute("SELECT count(*) FROM one").fetchone())
"""


@dataclass
class Powered:
    """A database on a disk whose power is cut, and a folder that nothing happens to."""

    kind: str
    disk: Disk
    safe: Path
    server: Server | None = None

    @property
    def url(self) -> str:
        return self.server.url if self.server else f"sqlite:///{self.disk.place / 'contest.sqlite3'}"

    def cut(self) -> None:
        """The power goes, and with it whatever runs on the database."""
        self.disk.cut()
        if self.server:
            self.server.stop(signal.SIGKILL)

    def come_back(self) -> None:
        """The power is there again."""
        self.disk.take_out()
        self.disk.put_in()
        if self.server:
            self.server.start()


@pytest.fixture(params=["sqlite", "postgresql"])
def powered(request, tmp_path) -> Iterator[Powered]:
    with contextlib.ExitStack() as stack:
        # PostgreSQL runs as another user, who may not look into the test's own folder.
        safe = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contest-safe-")))
        safe.chmod(0o755)
        own = stack.enter_context(disk(safe))
        server = None
        if request.param == "postgresql":
            try:
                server = Server(own.place, safe)
            except databases.NoPostgresqlError as reason:
                give_up(str(reason))
            server.make()
            server.start()
        found = Powered(request.param, own, safe, server)
        yield found
        if server and server.process and server.process.poll() is None:
            server.stop(signal.SIGQUIT)


def vote_until_the_power_goes(powered: Powered, poll: Poll) -> crowding.Crowd:
    """Start the whole product, have a crowd vote, and cut the power at a moment nobody expects."""
    crowd = crowding.gathered(poll, VOTERS)
    db.engine.dispose()
    data = powered.safe / "data"
    processes = str(PROCESSES[powered.kind])
    with (
        running.start(powered.url, data, may_fail=True, CONTEST_PROCESSES=processes) as site,
        crowd.voting(site.port),
    ):
        wait_for_answers(crowd, 0, 20)
        time.sleep(random.uniform(0.1, 1.0))
        # A machine without power answers nobody. Here the kernel goes on, and whoever is in the midst of a commit may
        # be told that it is stored, while the journal ended without it (jbd2_complete_transaction).
        crowd.give_up()
        powered.cut()
        site.kill()
    return crowd


@pytest.mark.drill
def test_twenty_power_cuts_lose_no_acknowledged_vote(powered: Powered, migrate):
    migrate(powered.url)
    app = create_app(settings_for(powered.url, powered.safe / "data"))
    acknowledged = 0
    with app.app_context():
        try:
            for _ in range(CUTS):
                poll = make_poll("salt", "vinegar", "paprika")
                show(poll)
                crowd = vote_until_the_power_goes(powered, poll)
                powered.come_back()
                # While the power goes a file may be found broken, which is nothing to come back for.
                crowd.check(also=frozenset({"500"}))
                acknowledged += len(crowd.acknowledged)
        finally:
            # Nobody takes out a disk that is in use.
            db.session.remove()
            db.engine.dispose()
    print(f"\n{powered.kind}: {CUTS} power cuts under load: acknowledged {acknowledged}, lost 0, double 0")


@pytest.mark.drill
@pytest.mark.parametrize("synchronous", ["OFF", "FULL"])
def test_what_was_not_written_to_the_disk_is_lost_by_a_cut(tmp_path, synchronous: str):
    """The drill can fail: of what a careless writer was told is stored, much is gone."""
    with disk(tmp_path) as own:
        file = own.place / "rows.sqlite3"
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), synchronous], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert writer.stdout is not None
        for _ in range(200):
            writer.stdout.readline()
        own.cut()
        writer.kill()
        said = writer.stdout.read().split(b"\n")
        writer.stdout.close()
        writer.wait()
        told = 200 + len([line for line in said[:-1] if line])
        own.take_out()
        own.put_in()
        stored = rows_in(file)
        print(f"\nSQLite, synchronous {synchronous}: told {told}, there after the cut {stored}")
        assert (stored >= told) == (synchronous == "FULL")


def rows_in(file: Path) -> int:
    """How many rows are left; none where not even the table is."""
    if not file.exists():
        return 0
    command = [sys.executable, "-c", READER, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 else 0
