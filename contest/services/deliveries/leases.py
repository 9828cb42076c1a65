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

from sqlalchemy import select, update

from contest.db import reading, transaction
from contest.models import Outbox
from contest.queries import outbox

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
TRIES = 12
# Seconds to wait after a failure, by the number of failures; then the last, again and again.
BACKOFF = (10, 30, 120, 600, 1800, 3600)
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


@dataclass
class Failed(Exception):  # noqa: N818 - the name says what happened
    """A delivery that did not happen; `reason` names no address, `final`: trying again cannot help."""

    reason: str
    final: bool = False


# Acts outside for one row and returns a note, empty in the ordinary case. Errors: Failed.
Handler = Callable[[Leased, datetime], str]


def work(handlers: Mapping[str, Handler], now: datetime) -> bool:
    """Deliver the one row whose turn it is; False when none of these kinds is due."""
    row = take(handlers.keys(), now)
    if row is None:
        return False
    try:
        note = handlers[row.kind](row, now)
    except Failed as failure:
        fail(row, failure, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next row must leave
        let_go()
        fail(row, Failed(_unexpected(error)), now)
    else:
        settle(row, note, now)
    return True


def take(kinds: Collection[str], now: datetime) -> Leased | None:
    """Lease the next row of these kinds: by lane, then by how long it has been due."""
    if not outbox.any_due(kinds, now):  # asked first without the writer's lock
        return None
    due = (
        select(Outbox.id)
        .where(*outbox.due(kinds, now))
        .order_by(Outbox.lane, Outbox.not_before, Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    with transaction() as session:
        taken = session.execute(
            update(Outbox)
            .where(Outbox.id.in_(select(due.c.id)))
            # Should the worker die, others go first then: what kills it must not keep the rest waiting.
            .values(leased_until=now + LEASE, not_before=now + LEASE, attempts=Outbox.attempts + 1)
            .returning(*(getattr(Outbox, name) for name in Leased._fields))
            .execution_options(synchronize_session=False)
        ).one_or_none()
    if taken is None:
        return None
    row = Leased(*taken)
    if row.attempts <= TRIES:
        return row
    fail(row, Failed(DIED, final=True), now)
    return take(kinds, now)


def settle(row: Leased, note: str, now: datetime) -> bool:
    """It left, or needs not leave any more, which the note says; False when the lease was no longer ours."""
    return _close(row, done_at=now, error=note[:LONGEST_NOTE])


def fail(row: Leased, failure: Failed, now: datetime) -> bool:
    """It did not leave: again later, or never, which the desk shows."""
    reason = failure.reason[:LONGEST_NOTE]
    if failure.final or row.attempts >= TRIES:
        log.error("%s %s is dead after %d tries: %s", row.kind, row.id, row.attempts, reason)
        return _close(row, dead_at=now, error=reason)
    pause = timedelta(seconds=BACKOFF[min(row.attempts, len(BACKOFF)) - 1])
    log.warning("%s %s failed, again in %s: %s", row.kind, row.id, pause, reason)
    return _close(row, not_before=now + pause, error=reason)


def let_go() -> None:
    """End the reading transaction before acting outside: nothing in the database waits for a mail server."""
    reading().rollback()


def _close(row: Leased, **values: Any) -> bool:
    with transaction() as session:
        closed = session.scalar(
            update(Outbox)
            .where(Outbox.id == row.id, Outbox.leased_until == row.leased_until)
            .values(leased_until=None, **values)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
    return closed is not None


def _unexpected(error: Exception) -> str:
    """The kind of an error and where it happened: its own text may hold an address."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {where.filename.rpartition('/')[2]}, line {where.lineno}"
