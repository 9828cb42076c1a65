"""The outbox's side of a delivery: lease and commit, act outside, settle and commit. At least once.

One row is leased at a time, so that a code queued while others are leaving goes before them, and a worker
that dies takes one delivery with it; after the lease another worker repeats it.
"""

import logging
import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case, select, update

from contest.db import reading, transaction
from contest.models import Outbox
from contest.queries import outbox
from contest.rules import retries
from contest.services.outbox import Lane

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
DIED = "the worker stopped each time while delivering this"
LONGEST_NOTE = 300


class Leased(NamedTuple):
    """A row that is ours until `leased_until`; `attempts` counts this one."""

    id: UUID
    campaign_id: UUID | None
    kind: str
    ids: dict[str, Any]
    lang: str
    attempts: int
    created_at: datetime
    leased_until: datetime
    lane: int = Lane.REST
    # It was put back until this moment, and has waited for it.
    in_turn: bool = False

    @property
    def urgent(self) -> bool:
        """Whether somebody is waiting for it."""
        return self.lane == Lane.CODES


def _nothing() -> None:
    """What most deliveries write besides."""


@dataclass(frozen=True)
class Done:
    """A delivery that happened: by which mail server; `also` is written in the transaction that settles it."""

    relay: str = ""
    also: Callable[[], None] = _nothing


@dataclass
class Failed(Exception):  # noqa: N818 - the name says what happened
    """A delivery that did not happen; `reason` names no address, `final`: trying again cannot help.

    `stays`: it may help once somebody has mended something, which takes its time.
    """

    reason: str
    final: bool = False
    stays: bool = False
    also: Callable[[], None] = _nothing


@dataclass
class Later(Exception):  # noqa: N818 - nothing went wrong
    """It is to wait until then; that is no try. `in_turn`: the moment is kept for it, and it waits no second time."""

    until: datetime
    in_turn: bool = False


# Acts outside for one row and returns what settles it, or a note, empty in the ordinary case. Errors: Failed, Later.
Handler = Callable[[Leased, datetime], str | Done]


def work(handlers: Mapping[str, Handler], now: datetime) -> bool:
    """Deliver the one row whose turn it is; False when none of these kinds is due."""
    row = take(handlers.keys(), now)
    if row is None:
        return False
    try:
        said = handlers[row.kind](row, now)
    except Later as later:
        postpone(row, later)
    except Failed as failure:
        fail(row, failure, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next row must leave
        let_go()
        fail(row, Failed(_unexpected(error)), now)
    else:
        settle(row, said, now)
    return True


def take(kinds: Collection[str], now: datetime) -> Leased | None:
    """Lease the next row of these kinds: by lane, then by how long it has been due."""
    # Asked first without the writer's lock.
    for lane in outbox.lanes_due(kinds, Lane, now):
        # Lane by lane, so that none is looked for among the many that wait for their turn in the one before.
        row = _taken(kinds, lane, now)
        if row is None:
            continue
        if not retries.is_one_too_many(row.attempts, urgent=row.urgent):
            return row
        fail(row, Failed(DIED, final=True), now)
        return take(kinds, now)
    return None


def _taken(kinds: Collection[str], lane: int, now: datetime) -> Leased | None:
    due = (
        select(Outbox.id)
        .where(*outbox.due(kinds, lane, now))
        .order_by(Outbox.not_before, Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    with transaction() as session:
        taken = session.execute(
            update(Outbox)
            .where(Outbox.id.in_(select(due.c.id)))
            # Should the worker die, others go first then: what kills it must not keep the rest waiting.
            .values(
                leased_until=now + LEASE,
                not_before=now + LEASE,
                attempts=Outbox.attempts + 1,
                # A lease that was never ended: whoever had it died, perhaps after it had left.
                interrupted=Outbox.interrupted + case((Outbox.leased_until.is_not(None), 1), else_=0),
            )
            .returning(*(getattr(Outbox, name) for name in Leased._fields))
            .execution_options(synchronize_session=False)
        ).one_or_none()
    return None if taken is None else Leased(*taken)


def settle(row: Leased, said: str | Done, now: datetime) -> bool:
    """It left, or needs not leave any more, which the note says; False when the lease was no longer ours."""
    if isinstance(said, str):
        return _close(row, _nothing, done_at=now, error=said[:LONGEST_NOTE])
    return _close(row, said.also, done_at=now, error="", relay=said.relay)


def postpone(row: Leased, later: Later) -> bool:
    """Put it back until its turn comes, as if it had not been tried."""
    values = {"not_before": later.until, "in_turn": later.in_turn, "postponed": Outbox.postponed + 1}
    return _close(row, _nothing, attempts=row.attempts - 1, **values)


def fail(row: Leased, failure: Failed, now: datetime) -> bool:
    """It did not leave: again later, or never, which the desk shows."""
    reason = failure.reason[:LONGEST_NOTE]
    if failure.final or retries.is_last(row.attempts, now - row.created_at, urgent=row.urgent):
        log.error("%s %s is dead after %d tries: %s", row.kind, row.id, row.attempts, reason)
        return _close(row, failure.also, dead_at=now, error=reason)
    pause = retries.pause(row.attempts, urgent=row.urgent, stays=failure.stays)
    log.warning("%s %s failed, again in %s: %s", row.kind, row.id, pause, reason)
    return _close(row, _nothing, not_before=now + pause, in_turn=False, error=reason)


def let_go() -> None:
    """End the reading transaction before acting outside: nothing in the database waits for a mail server."""
    reading().rollback()


def _close(row: Leased, also: Callable[[], None], **values: Any) -> bool:
    """End the lease with these values and, if it was still ours, write what belongs to it."""
    with transaction() as session:
        closed = session.scalar(
            update(Outbox)
            .where(Outbox.id == row.id, Outbox.leased_until == row.leased_until)
            .values(leased_until=None, **values)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        if closed is not None:
            also()
    return closed is not None


def _unexpected(error: Exception) -> str:
    """The kind of an error and where it happened: its own text may hold an address."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {where.filename.rpartition('/')[2]}, line {where.lineno}"
