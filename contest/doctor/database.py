"""The database, and what the worker has done in it lately."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from contest import vault
from contest.db import SAFE_WAL, database_clock, reading
from contest.doctor import machine
from contest.doctor.findings import Finding, bad, ok, warning
from contest.models import CampaignKey, Outbox, Recurring, Sequencer
from contest.queries import outbox
from contest.services import keys
from contest.settings import ROOT

# The count is due every second, mail at once.
COUNTED, LATE, STUCK = timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1)
LEVELS = {1: "NORMAL", 2: "FULL", 3: "EXTRA"}
START = "Start the whole with `make serve`, which starts the worker too, and read what it prints"


def reachable() -> Finding:
    """Whether the database answers, and which it is."""
    dialect = reading().get_bind().dialect.name
    version = "SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version"
    try:
        return ok("database", f"{dialect} {reading().execute(text(version)).scalar_one()}")
    except DatabaseError as error:
        kind = type(error.orig).__name__
        return bad("database", f"does not answer ({kind})", "Start it, or correct DATABASE_URL")


def durability() -> Iterator[Finding]:
    """Whether what was acknowledged survives a power cut."""
    if reading().get_bind().dialect.name == "sqlite":
        yield _sqlite_durability()
        return
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        value = reading().execute(text(f"SHOW {setting}")).scalar_one()
        if value == "off":
            todo = f"A power cut loses acknowledged votes: ALTER SYSTEM SET {setting} = on, then pg_reload_conf()"
            yield bad(f"durability ({setting})", value, todo)
        else:
            yield ok(f"durability ({setting})", value)


def _sqlite_durability() -> Finding:
    journal = reading().execute(text("PRAGMA journal_mode")).scalar_one()
    level = LEVELS.get(reading().execute(text("PRAGMA synchronous")).scalar_one(), "OFF")
    version = reading().execute(text("SELECT sqlite_version()")).scalar_one()
    seen = f"{journal.upper()}, synchronous {level}"
    if (journal, level) == ("wal", "FULL"):
        return ok("durability", seen)
    if (journal, level) == ("truncate", "EXTRA"):
        wanted = ".".join(map(str, SAFE_WAL))
        return warning("durability", f"{seen} (SQLite {version})", f"Safe but slower: SQLite {wanted} allows WAL")
    return bad("durability", seen, "A power cut loses acknowledged votes: stop the site and start it again")


def migrations() -> Finding:
    """Whether the schema is the one this software knows."""
    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    try:
        found = reading().scalar(text("SELECT version_num FROM alembic_version"))
    except DatabaseError:
        reading().rollback()
        found = None
    if found == head:
        return ok("migrations", f"revision {found}")
    return bad("migrations", f"revision {found}, not {head}", "Type `flask --app wsgi db upgrade` (make serve does it)")


def campaign_keys() -> Finding:
    """Whether the master key opens the campaigns' keys."""
    rows = reading().scalars(select(CampaignKey)).all()
    try:
        for row in rows:
            vault.unwrap(keys.ring.master, f"{row.campaign_id} {row.purpose}", row.wrapped)
    except vault.Broken:
        return bad("campaigns' keys", "not wrapped by this master key", "Bring back the master key of this database")
    return ok("campaigns' keys", f"{len(rows)} open")


def clock(now: datetime) -> Finding:
    """The database's clock, which decides whether a vote is in time, against ours."""
    return machine.clock_difference(
        "clock of the database", reading().execute(select(database_clock())).scalar_one() - now
    )


def worker(now: datetime) -> Iterator[Finding]:
    """Whether somebody counts, and how the last sweep ended."""
    ran = reading().scalar(select(Sequencer.ran_at))
    if ran is None:
        yield bad("worker", "has never run", START)
    elif now - ran > COUNTED:
        yield bad("worker", f"counted last at {ran:%Y-%m-%d %H:%M:%S} UTC", START)
    else:
        yield ok("worker", f"counted {(now - ran).total_seconds():.0f} s ago")
    for job in reading().scalars(select(Recurring).where(Recurring.error != "").order_by(Recurring.name)):
        yield warning(
            f"worker ({job.name})", f"failed: {job.error}", "It is tried again; look into the log if it stays"
        )


def waiting(now: datetime) -> Iterator[Finding]:
    """What should have left the house by now, and what never will."""
    found = outbox.waiting(now)
    late = now - found.oldest if found.oldest else timedelta(0)
    seen = f"{found.rows} due, the oldest since {late.total_seconds():.0f} s, {found.failing} tried before"
    todo = "Look at Mail at the desk, and at the lines about mail and worker here"
    yield (bad if late > STUCK else warning)("outbox", seen, todo) if late > LATE else ok("outbox", seen)
    dead = (
        reading()
        .execute(select(func.count()).where(Outbox.dead_at.is_not(None), Outbox.done_at.is_(None)))
        .scalar_one()
    )
    if dead:
        yield warning("outbox", f"{dead} given up", "Mail at the desk says of each why")
