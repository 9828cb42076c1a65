"""The queues: what waits, oldest first, and what was decided, newest first; how we do against what was promised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Uuid, and_, bindparam, or_, select

from contest.db import UtcDateTime, reading
from contest.models import Campaign, Decision, Entry
from contest.queries.moderation.filters import BY_LANE, OLDEST_FIRST, Filter, Shape, Show, conditions
from contest.queries.moderation.lines import Waiting, line_of, lines
from contest.rules.entries import DecisionKind

PAGE = 24
# How far back, and over how many decisions at most, it is told how long answers took.
KEPT_OVER, MOST_LOOKED_AT = timedelta(days=7), 500


@dataclass(frozen=True)
class Place:
    """Where the next page of a queue starts: after this moment and this entry, in the lane it goes in."""

    since: datetime
    entry_id: UUID
    lane: int = 1


@dataclass(frozen=True)
class QueuePage:
    """A page of a queue, and where the next one starts."""

    lines: tuple[Waiting, ...]
    next: Place | None


@dataclass(frozen=True)
class Promise:
    """How the last days' answers compare with what was promised: how many, how many in time, the middle wait."""

    answered: int
    in_time: int
    median: timedelta


def queue(
    campaigns: Collection[UUID] | None,
    *,
    me: UUID,
    now: datetime,
    show: Show = Show.WAITING,
    langs: Collection[str] = (),
    department: UUID | None = None,
    hours: Collection[int] | None = None,
    after: Place | None = None,
    size: int = PAGE,
) -> QueuePage:
    """A page of a queue over these campaigns (None: all), in these languages (none: all); two statements at most."""
    wanted = Filter(campaigns, me, now, langs, department, hours)
    shape = wanted.shape([show])
    given = wanted.values(shape)
    if after is not None:
        given |= {"after": after.since, "after_id": after.entry_id, "after_lane": after.lane}
    rows = reading().execute(_page(shape, show, size, goes_on=after is not None), given).all()
    page = tuple(line_of(row, now) for row in rows[:size])
    return QueuePage(page, Place(page[-1].since, page[-1].id, page[-1].lane) if len(rows) > size else None)


@cache
def _page(shape: Shape, show: Show, size: int, *, goes_on: bool) -> Select[Any]:
    """One page and the line after it, of any queue of this shape."""
    forwards = show in OLDEST_FIRST
    moment, key = Entry.waiting_since, Entry.id
    order = (moment, key) if forwards else (moment.desc(), key.desc())
    order = (Entry.lane, *order) if show in BY_LANE else order
    found = select(Entry.campaign_id, Entry.id).join(Campaign, Campaign.id == Entry.campaign_id)
    found = found.where(*conditions(shape, show))
    if goes_on:
        past, lane = _past(forwards=forwards), bindparam("after_lane", type_=Integer())
        in_lane = or_(Entry.lane > lane, and_(Entry.lane == lane, past))
        found = found.where(in_lane if show in BY_LANE else past)
    # Which ones first, what is in them afterwards: so much less is sorted where several campaigns are mixed.
    some = found.order_by(*order).limit(size + 1).subquery()
    return lines().join(some, and_(some.c.campaign_id == Entry.campaign_id, some.c.id == Entry.id)).order_by(*order)


def promise(campaigns: Collection[UUID] | None, now: datetime) -> Promise | None:
    """What of the last seven days' first answers came in time, over the latest 500; None when there was none."""
    rows = reading().execute(
        select(Decision.at, Entry.waiting_since, Campaign.promised_hours)
        .join(Entry, and_(Entry.campaign_id == Decision.campaign_id, Entry.id == Decision.entry_id))
        .join(Campaign, Campaign.id == Decision.campaign_id)
        .where(
            Decision.campaign_id.in_(select(Campaign.id) if campaigns is None else campaigns),
            Decision.at >= now - KEPT_OVER,
            Decision.undone_at.is_(None),
            Decision.kind.in_((DecisionKind.PUBLISH, DecisionKind.REFUSE, DecisionKind.REQUEST_CHANGES)),
            Entry.waiting_since <= Decision.at,
        )
        .order_by(Decision.at.desc())
        .limit(MOST_LOOKED_AT)
    )
    waits = [(at - since, timedelta(hours=hours)) for at, since, hours in rows if since is not None]
    if not waits:
        return None
    lengths = sorted(length for length, _ in waits)
    return Promise(len(waits), sum(length <= most for length, most in waits), lengths[len(lengths) // 2])


def _past(*, forwards: bool) -> ColumnElement[bool]:
    """What comes after a place in a queue's order."""
    moment, key = Entry.waiting_since, Entry.id
    since, entry = bindparam("after", type_=UtcDateTime()), bindparam("after_id", type_=Uuid())
    if forwards:
        return or_(moment > since, and_(moment == since, key > entry))
    return or_(moment < since, and_(moment == since, key < entry))
