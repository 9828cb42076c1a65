"""The queues: what waits, oldest first, and what was decided, newest first; with their counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from contest.db import reading
from contest.models import Campaign, Entry
from contest.queries.moderation.lines import Waiting, is_reported, line_of, lines
from contest.rules.entries import PUBLIC, WAITING, EntryState

PAGE = 24


class Show(StrEnum):
    """What a queue shows."""

    WAITING = "waiting"
    LATE = "late"
    MINE = "mine"
    REPORTED = "reported"
    ASKED = "asked"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATES = {
    Show.ASKED: (EntryState.CHANGES_REQUESTED,),
    Show.PUBLISHED: (EntryState.PUBLISHED,),
    Show.REFUSED: (EntryState.REFUSED, EntryState.REMOVED),
    Show.WITHDRAWN: (EntryState.WITHDRAWN,),
}
# What waits is read from the oldest on, the rest from the newest.
OLDEST_FIRST = frozenset({Show.WAITING, Show.LATE, Show.MINE})
# Where somebody may come to harm, or a crowd has hidden something, that goes before all others.
BY_LANE = OLDEST_FIRST | {Show.REPORTED}


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


def queue(
    campaigns: Collection[UUID] | None,
    *,
    me: UUID,
    now: datetime,
    show: Show = Show.WAITING,
    langs: Collection[str] = (),
    after: Place | None = None,
    size: int = PAGE,
) -> QueuePage:
    """A page of a queue over these campaigns (None: all), in these languages (none: all); two statements at most."""
    query = lines().where(*_within(campaigns, langs), _shown(show, me, now))
    moment, key = Entry.waiting_since, Entry.id
    order = (moment, key) if show in OLDEST_FIRST else (moment.desc(), key.desc())
    query = query.order_by(Entry.lane, *order) if show in BY_LANE else query.order_by(*order)
    if after is not None:
        past = _past(after, forwards=show in OLDEST_FIRST)
        in_lane = or_(Entry.lane > after.lane, and_(Entry.lane == after.lane, past))
        query = query.where(in_lane if show in BY_LANE else past)
    rows = reading().execute(query.limit(size + 1)).all()
    page = tuple(line_of(row, now) for row in rows[:size])
    return QueuePage(page, Place(page[-1].since, page[-1].id, page[-1].lane) if len(rows) > size else None)


def counts(
    campaigns: Collection[UUID] | None, *, me: UUID, now: datetime, langs: Collection[str] = ()
) -> dict[Show, int]:
    """How many entries each queue shows; two statements."""
    sums = [func.coalesce(func.sum(case((_shown(show, me, now), 1), else_=0)), 0) for show in Show]
    row = (
        reading()
        .execute(
            select(*sums)
            .select_from(Entry)
            .join(Campaign, Campaign.id == Entry.campaign_id)
            .where(*_within(campaigns, langs))
        )
        .one()
    )
    return {show: int(count) for show, count in zip(Show, row, strict=True)}


def _within(campaigns: Collection[UUID] | None, langs: Collection[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Entry.waiting_since.is_not(None)]
    if campaigns is not None:
        found.append(Entry.campaign_id.in_(campaigns))
    if langs:
        found.append(Entry.lang.in_(langs))
    return found


def _shown(show: Show, me: UUID, now: datetime) -> ColumnElement[bool]:
    if show in STATES:
        return Entry.state.in_(STATES[show])
    if show is Show.REPORTED:
        return and_(Entry.state.in_(PUBLIC), is_reported())
    waiting = Entry.state.in_(WAITING)
    if show is Show.MINE:
        return and_(waiting, Entry.claimed_by == me, Entry.claimed_until > now)
    return and_(waiting, _late(now)) if show is Show.LATE else waiting


def _late(now: datetime) -> ColumnElement[bool]:
    """Past the promised time: few campaigns promise differently, so their hours are written out."""
    hours = reading().scalars(select(Campaign.promised_hours).distinct()).all()
    return or_(
        false(),
        *(
            and_(Campaign.promised_hours == promised, Entry.waiting_since < now - timedelta(hours=promised))
            for promised in hours
        ),
    )


def _past(place: Place, *, forwards: bool) -> ColumnElement[bool]:
    """What comes after a place in a queue's order."""
    same = Entry.waiting_since == place.since
    if forwards:
        return or_(Entry.waiting_since > place.since, and_(same, Entry.id > place.entry_id))
    return or_(Entry.waiting_since < place.since, and_(same, Entry.id < place.entry_id))
