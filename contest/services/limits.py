"""How often something may be tried, and at what pace: kept in the database, so that processes count together.

A stretch begins with the first try and ends `seconds` later; tries refused within it do not lengthen it. Keys
are keyed hashes: the table tells nobody which address or network was counted.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import case, delete, select

from contest import vault
from contest.db import insert_into, reading, transaction
from contest.models import LimitHit
from contest.rules.objections import Objection, Refused
from contest.services import keys

# A longer wait is told in hours.
MOST_MINUTES = 90


class Hit(NamedTuple):
    """Whether this try is within the limit, and else in how many seconds the next one is."""

    allowed: bool
    retry_after: int


class Limited(Refused):
    """Too many tries; `retry_after` in seconds, as in the header of a 429 (RFC 6585)."""

    def __init__(self, retry_after: int) -> None:
        minutes = math.ceil(retry_after / 60)
        short = Objection("too_many_tries", facts={"minutes": minutes})
        long = Objection("too_many_tries_long", facts={"hours": math.ceil(minutes / 60)})
        super().__init__([short if minutes <= MOST_MINUTES else long])
        self.retry_after = retry_after


def hit(parts: Sequence[str], *, limit: int, seconds: int, now: datetime) -> Hit:
    """Count one try under the key made of `parts` (the first a purpose word) and say whether it is allowed.

    Call it before the transaction of the act it guards: rolled back with the act, it would not have counted.
    """
    key = vault.mac(keys.ring.master, "limit", *parts)
    expires = now + timedelta(seconds=seconds)
    over = LimitHit.expires_at <= now
    with transaction() as session:
        first = insert_into(session, LimitHit).values(key=key, expires_at=expires, hits=1)
        counting = first.on_conflict_do_update(
            index_elements=[LimitHit.key],
            set_={
                "hits": case((over, 1), else_=LimitHit.hits + 1),
                "expires_at": case((over, first.excluded.expires_at), else_=LimitHit.expires_at),
            },
        )
        counted = session.execute(counting.returning(LimitHit.hits, LimitHit.expires_at)).one()
    if counted.hits <= limit:
        return Hit(allowed=True, retry_after=0)
    return Hit(allowed=False, retry_after=max(1, math.ceil((counted.expires_at - now).total_seconds())))


def line_up(parts: Sequence[str], *, step: timedelta, now: datetime) -> datetime:
    """The next place in the line under this key: now, or so much after the place before; all processes share it."""
    key = vault.mac(keys.ring.master, "line", *parts)
    with transaction() as session:
        empty = insert_into(session, LimitHit).values(key=key, expires_at=now, hits=0)
        session.execute(empty.on_conflict_do_nothing())
        line = session.get_one(LimitHit, key, with_for_update=True, populate_existing=True)
        place = max(line.expires_at, now)
        line.expires_at, line.hits = place + step, line.hits + 1
    return place


def counted(*several: Sequence[str], now: datetime) -> tuple[int, ...]:
    """How many tries each of several keys has in the stretch that runs, in one statement; counts none itself."""
    macs = [vault.mac(keys.ring.master, "limit", *parts) for parts in several]
    running = select(LimitHit.key, LimitHit.hits).where(LimitHit.key.in_(macs), LimitHit.expires_at > now)
    hits = {row.key: row.hits for row in reading().execute(running)}
    return tuple(hits.get(mac, 0) for mac in macs)


def require(parts: Sequence[str], *, limit: int, seconds: int, now: datetime) -> None:
    """Count one try. Errors: Limited."""
    allowed, retry_after = hit(parts, limit=limit, seconds=seconds, now=now)
    if not allowed:
        raise Limited(retry_after)


def sweep(*, now: datetime) -> None:
    """Forget the stretches that are over."""
    with transaction() as session:
        session.execute(delete(LimitHit).where(LimitHit.expires_at <= now))
