"""The sequencer: appends ballots and events to the log in commit order, joins as they come; folds them into the tally.

It alone writes log and tally. On PostgreSQL a transaction is read once every older one has ended, so nothing
that commits late is passed over; taking the lock and reading are two statements, for the second to see what
was committed while the first waited. What is in the log is not read again, so reading too much does no
harm: restored into another cluster, whose transactions are numbered anew, everything is looked through.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from contest.db import insert_into, reading, transaction
from contest.models import BallotLog, Sequencer, Tally, Turnout
from contest.queries import joinings
from contest.queries import tally as tallies
from contest.queries.joinings import JOINED, Due
from contest.queries.tally import Arrival
from contest.rules import joining
from contest.rules.ballots import change_of_count
from contest.rules.papers import points

BATCH = 500
# On SQLite somebody else must get to write between two batches.
PAUSE = 0.003
ONLY_ROW = 1


@dataclass(frozen=True)
class Mismatch:
    """Something that does not add up: in which phase, what, of which entry, as found and as it should be."""

    campaign_id: UUID
    phase_id: UUID
    what: str
    ref: UUID | None
    found: int
    expected: int


def run(now: datetime) -> int:
    """Append what was committed since; the number of rows appended. Repeatable; two at once take turns."""
    total = sum(_join(due, now) for due in joinings.due())
    appended = _batch(now)
    total += appended
    while appended:
        time.sleep(PAUSE)
        appended = _batch(now)
        total += appended
    return total


def stand_still() -> None:
    """Keep the sequencer from writing until the caller's transaction ends; taken before a phase is locked."""
    with transaction() as session:
        _lock(session)


def end(campaign_id: UUID, phase_id: UUID) -> None:
    """Write the last line that counts in a vote's result; meanwhile the caller has the sequencer `stand_still`."""
    with transaction() as session:
        line = {"campaign_id": campaign_id, "phase_id": phase_id, "kind": tallies.CLOSE, "ref": phase_id}
        session.execute(insert(BallotLog), [line | {"seq": _last_number(campaign_id, phase_id) + 1}])


def recount(campaign_id: UUID, phase_id: UUID) -> dict[UUID, int]:
    """Votes per entry, counted from the ballots themselves."""
    return tallies.recount(campaign_id, phase_id)


def verify() -> list[Mismatch]:
    """Everything in which log, tally and ballots disagree; empty when all is well (`flask verify`)."""
    return [found for vote in tallies.vote_phases() for found in verify_phase(*vote)]


def verify_phase(campaign_id: UUID, phase_id: UUID) -> list[Mismatch]:
    """The same for one vote."""
    vote = (campaign_id, phase_id)
    found = [
        Mismatch(*vote, "tally", entry, in_tally, by_ballots)
        for entry, (in_tally, by_ballots) in sorted(tallies.balance(*vote).items())
        if in_tally != by_ballots
    ]
    rows, highest = tallies.log_extent(*vote)
    if rows != highest:
        found.append(Mismatch(*vote, "log", None, rows, highest))
    if crowded := tallies.crowded_places(*vote):
        found.append(Mismatch(*vote, "places", None, crowded, 0))
    return found


def _batch(now: datetime) -> int:
    with transaction() as session:
        read_to = _lock(session)
        horizon = tallies.horizon()
        anew = read_to > horizon.none_from
        arrivals = tallies.arrivals(since=0 if anew else read_to, horizon=horizon, anew=anew, limit=BATCH)
        _append(session, arrivals)
        _fold(session, arrivals)
        if len(arrivals) < BATCH:
            # That was all: nobody looks at it again.
            read_to = horizon.ended_below
        elif not anew:
            # Its transaction may go on. Anew, each batch has to look from the beginning until all is read.
            read_to = arrivals[-1].order
        session.execute(update(Sequencer).where(Sequencer.id == ONLY_ROW).values(read_to=read_to, ran_at=now))
        return len(arrivals)


def _lock(session: Session) -> int:
    """Be the only one; how far the last one read."""
    only = select(Sequencer.read_to).where(Sequencer.id == ONLY_ROW).with_for_update()
    read_to = session.scalar(only)
    if read_to is None:
        session.execute(insert_into(session, Sequencer).values(id=ONLY_ROW, read_to=0).on_conflict_do_nothing())
        read_to = session.execute(only).scalar_one()
    return read_to


def _join(due: Due, now: datetime) -> int:
    """One join: its line, and every ballot counted so far that it changes read anew; 0 when another worker has done it.

    A vote may have a million ballots, so they are read before anybody is kept from writing. What the log counts follows
    from the log alone: as long as it is no longer than it was, what was read still is so.
    """
    vote = (due.campaign_id, due.phase_id)
    length, papers = _named(due)
    with transaction() as session:
        _lock(session)
        before = joinings.of_votes([vote], logged=True).get(vote, joining.NONE)
        if str(due.gone_id) in before.kept:
            return 0
        if _last_number(*vote) != length:
            _, papers = _named(due)
        _append(session, [Arrival(0, JOINED, *vote, due.gone_id, None, None, None)])
        after = joinings.of_votes([vote], logged=True)[vote]
        moved = joining.moved(tallies.methods([vote])[vote], papers, before, after)
        _add(session, Tally, "votes", Counter({(*vote, entry): more for entry, more in moved.items()}))
        session.execute(update(Sequencer).where(Sequencer.id == ONLY_ROW).values(ran_at=now))
        return 1


def _named(due: Due) -> tuple[int, dict[tuple[str, ...], int]]:
    """How long the log of a vote is, and what the ballots it counts say that name the idea that goes."""
    vote = (due.campaign_id, due.phase_id)
    length = _last_number(*vote)
    how = joinings.of_votes([vote], logged=True).get(vote, joining.NONE)
    return length, tallies.logged_papers(*vote, how.same(due.gone_id))


def _append(session: Session, arrivals: Sequence[Arrival]) -> None:
    last: dict[tuple[UUID, UUID], int] = {}
    rows = []
    for arrival in arrivals:
        vote = (arrival.campaign_id, arrival.phase_id)
        last[vote] = (last[vote] if vote in last else _last_number(*vote)) + 1
        rows.append(
            {
                "campaign_id": arrival.campaign_id,
                "phase_id": arrival.phase_id,
                "seq": last[vote],
                "kind": arrival.kind,
                "ref": arrival.ref,
            }
        )
    if rows:
        session.execute(insert(BallotLog), rows)


def _last_number(campaign_id: UUID, phase_id: UUID) -> int:
    here = (BallotLog.campaign_id == campaign_id, BallotLog.phase_id == phase_id)
    return reading().execute(select(func.coalesce(func.max(BallotLog.seq), 0)).where(*here)).scalar_one()


def _fold(session: Session, arrivals: Sequence[Arrival]) -> None:
    """Add what the events change. The sum does not depend on the order they are read in."""
    touched = {(arrival.campaign_id, arrival.phase_id) for arrival in arrivals if arrival.event is not None}
    methods = tallies.methods(touched) if touched else {}
    joined = joinings.of_votes(touched, logged=True) if touched else {}
    votes: Counter[tuple[UUID, UUID, UUID]] = Counter()
    ballots: Counter[tuple[UUID, UUID]] = Counter()
    for arrival in arrivals:
        if arrival.event is not None and arrival.before is not None:
            vote = (arrival.campaign_id, arrival.phase_id)
            change = change_of_count(arrival.before, arrival.event)
            ballots[vote] += change
            choices = joined.get(vote, joining.NONE).read(arrival.choices or ())
            for entry, more in points(methods[vote], choices):
                votes[*vote, entry] += change * more
    _add(session, Tally, "votes", votes)
    _add(session, Turnout, "ballots", ballots)


def _add(session: Session, table: type[Tally | Turnout], column: str, changes: Counter[Any]) -> None:
    """Add to the rows of a table, by their whole keys; made where there are none."""
    keys = [key.name for key in table.__table__.primary_key]
    rows = [dict(zip(keys, key, strict=True), **{column: more}) for key, more in sorted(changes.items()) if more]
    if rows:
        adding = insert_into(session, table)
        more = getattr(table, column) + adding.excluded[column]
        session.execute(adding.on_conflict_do_update(index_elements=keys, set_={column: more}), rows)
