"""What joining two ideas costs while people vote on them: the page before, the act, the line; how long votes wait."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.engine import Engine

from benchmarks.figures import Figure, at_most
from benchmarks.proofs import HOST
from benchmarks.sites import Site, tidied
from contest import clock
from contest.db import database, own_session, reading, transaction
from contest.models import Entry
from contest.queries import moderation
from contest.queries import tally as tallies
from contest.rules.entries import EntryState
from contest.rules.roles import Role
from contest.services import moderation as acts
from contest.services import sealing, sequencer
from contest.services.accounts import rehearsal
from tests import crowds
from tests.living import House

# Somebody who writes waits no longer than that at the desk's doing.
BLOCKED, PAGE = 300, 10
# The number of the first voter: others measure with a crowd of their own.
CROWD = 20_000_001
# Nothing is written, but on SQLite whoever does this is the writer.
PROBE = text("UPDATE sequencer SET ran_at = ran_at WHERE id = 0")


def joining(site: Site, ballots: int) -> Iterator[Figure]:
    """Two of the demo's ideas, among so many ballots of one choice that are counted already."""
    with site.app.app_context():
        campaign, now = House(site.app).campaign(), clock.now()
        phase = crowds.vote_of(campaign)
        crowds.add_ballots(campaign, ballots, now=now, first=CROWD)
        sequencer.run(now)
        database.session.remove()
        tidied()
        by = rehearsal.person(Role.OWNER, lang="fr", now=now)
        kept, gone = _two(campaign)
        (vote,) = [one for one in moderation.votes(campaign, gone.id, kept.id) if one.phase_id == phase]
        took, _ = _timed(lambda: moderation.effect(campaign, vote, gone.id, kept.id))
        yield at_most("joining two ideas: what it changes, s", took / 1000, PAGE, f"read from {ballots} ballots")
        for name, act in (
            ("the act", lambda: _join(campaign, gone, kept, by, now)),
            ("its line, and the count", lambda: sequencer.run(now)),
        ):
            took, waited = _timed(act)
            made_of = f"{took / 1000:.2f} s in all, {ballots} ballots"
            yield at_most(f"joining two ideas: a vote waits for {name}, ms", waited, BLOCKED, made_of)
        wrong = [one for one in tallies.balance(campaign, phase).values() if one[0] != one[1]]
        yield at_most("joining two ideas: counts that disagree afterwards", len(wrong), 0, "recounted from the ballots")
        # What was put in order here is not measured again where sealing is.
        sealing.run(HOST, now)
        database.session.remove()


def _two(campaign: UUID) -> tuple[Entry, Entry]:
    """Those that were published first: the one that is kept was received first."""
    published = (Entry.campaign_id == campaign, Entry.state == EntryState.PUBLISHED)
    some = reading().scalars(select(Entry).where(*published).order_by(Entry.number).limit(2)).all()
    first, second = sorted(some, key=lambda entry: entry.received_at)
    return first, second


def _join(campaign: UUID, gone: Entry, kept: Entry, by: UUID, now: datetime) -> None:
    """By two, however many ballots it moves."""
    given = {"into": kept.number, "version": gone.version, "now": now, "told": "Les deux sont la même idée."}
    done = acts.merge(campaign, gone.id, by=by, **given)
    if done.decision_id is None:
        second = rehearsal.person(Role.MANAGER, lang="nl", now=now)
        acts.merge(campaign, gone.id, by=second, **given)


def _timed(act: object) -> tuple[float, float]:
    """Milliseconds that something takes, and the longest that somebody else meanwhile waits to write."""
    with _probed(database.engine) as waits:
        began = time.perf_counter()
        act()  # type: ignore[operator]
        took = time.perf_counter() - began
    return 1000 * took, 1000 * max(waits, default=0.0)


@contextmanager
def _probed(engine: Engine) -> Iterator[list[float]]:
    waits: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.005):
            began = time.perf_counter()
            with own_session(engine), transaction() as session:
                session.execute(PROBE)
            waits.append(time.perf_counter() - began)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()
