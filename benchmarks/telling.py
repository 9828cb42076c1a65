"""Queueing a mail to everybody who asked to know: `python -m benchmarks.telling [sqlite] [postgresql] [100000]`.

Timed is each transaction of the worker, from its beginning to its commit: on SQLite others cannot write meanwhile.
Beside the clock stands what it takes of this process's processor: what is far above it was the disk or others' work.
"""

import contextlib
import gc
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
from sqlalchemy import Connection, event, func, insert, select

from benchmarks import load
from benchmarks.figures import Figure, at_most
from contest import cli, clock
from contest.app import create_app
from contest.db import database, new_id, reading, take_stock, transaction
from contest.models import Announcement, AnnouncementWish, Outbox
from contest.services import keys, wishes
from tests.conftest import settings_for
from tests.drills import servers
from tests.services.polls import make_poll
from tests.services.winners import TEXTS

MANY, AT_ONCE = 100_000, 5000
# More of it, and the figures say little: others work on this machine.
QUIET = 0.25
# What a transaction of the worker may take on SQLite, in ms.
LONGEST = 20


def main() -> int:
    """Measure on both databases, or the named ones; 1 when a goal is missed on a quiet machine."""
    logging.disable(logging.INFO)
    many = next((int(word) for word in sys.argv[1:] if word.isdigit()), MANY)
    names = [word for word in sys.argv[1:] if not word.isdigit()] or ["sqlite", "postgresql"]
    others = load.busy()
    print(f"others keep {others:.2f} of the processors busy")
    missed = 0
    for name in names:
        for figure in told(name, many):
            verdict = "ok" if figure.ok else "NO"
            print(
                f"{name}: {figure.name:<58} {figure.value:>9}  {figure.goal:<6} {verdict}  ({figure.made_of})",
                flush=True,
            )
            missed += not figure.ok
    return 1 if missed and others <= QUIET else 0


def told(name: str, many: int) -> Iterator[Figure]:
    """Make an empty database, have so many ask to know, queue their mails step by step."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as folder, address(name, Path(folder)) as url:
        app = create_app(settings_for(url, Path(folder)))
        cli.init_app(app)
        with app.app_context():
            flask_migrate.upgrade()
            _wish(many)
            took, worked = _steps()
            queued = reading().scalar(select(func.count()).where(Outbox.kind == wishes.KIND)) or 0
            database.session.remove()
            database.engine.dispose()
    yield at_most(
        "mails queued, less those who asked, either way",
        abs(queued - many),
        0,
        f"{queued} of {many} in {sum(took):.1f} s",
    )
    spread = statistics.quantiles(took, n=100)
    middle, slow, longest = 1000 * statistics.median(took), 1000 * spread[94], 1000 * max(took)
    work = f"processor {1000 * statistics.median(worked):.1f}, at most {1000 * max(worked):.1f} ms"
    over = sum(1000 * seconds > LONGEST for seconds in took)
    spread_out = f"median {middle:.1f}, 95 of 100 within {slow:.1f} ms, {over} of {len(took)} longer than {LONGEST}"
    made_of = f"{spread_out}; {work}; {wishes.AT_ONCE} mails each"
    yield at_most("the longest transaction of telling, ms", longest, LONGEST, made_of)


@contextlib.contextmanager
def address(name: str, folder: Path) -> Iterator[str]:
    """An empty database."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'contest.sqlite3'}"
        return
    with servers.server() as server:
        yield server.url


def _steps() -> tuple[list[float], list[float]]:
    """Seconds each transaction took, by the clock and of the processor."""
    began: list[tuple[float, float]] = []
    took: list[float] = []
    worked: list[float] = []

    def begins(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            began.append((time.perf_counter(), time.process_time()))

    # As the worker does.
    gc.collect()
    gc.freeze()
    event.listen(database.engine, "begin", begins)
    while wishes.queue_due(clock.now()):
        # Its commit is the last thing a step does.
        wall, busy = began.pop()
        took.append(time.perf_counter() - wall)
        worked.append(time.process_time() - busy)
    event.remove(database.engine, "begin", begins)
    return took, worked


def _wish(many: int) -> None:
    """An announcement that is public, and so many who want to be told of it."""
    poll, now = make_poll("salt"), clock.now()
    sealed = keys.seal_address(poll.campaign, "told@example.org")
    row = {"campaign_id": poll.campaign, "address_sealed": sealed, "lang": "en", "at": now}
    given = {"campaign_id": poll.campaign, "phase_id": poll.phase, "written_by": poll.staff, "texts": TEXTS}
    with transaction() as session:
        session.add(Announcement(**given, opens=now, changed_at=now))
    for start in range(0, many, AT_ONCE):
        rows = [row | {"id": new_id(), "voter_key": f"{number:064x}"} for number in range(start, start + AT_ONCE)]
        with transaction() as session:
            session.execute(insert(AnnouncementWish), rows[: many - start])
    take_stock()


if __name__ == "__main__":
    raise SystemExit(main())
