"""What a queue is filtered by, as conditions; and how many there are of each, up to a number nobody counts further."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import Appeal, Campaign, Decision, Entry, Proposal
from contest.models.moderation import ALONE
from contest.queries.moderation.lines import is_reported
from contest.rules.entries import PUBLIC, WAITING, EntryState

# Beyond this many a count is not told exactly: counting all there ever were would be longer than the page.
COUNTED = 1000


class Show(StrEnum):
    """What a queue shows."""

    WAITING = "waiting"
    LATE = "late"
    MINE = "mine"
    CLEAN = "clean"
    FLAGGED = "flagged"
    ESCALATED = "escalated"
    SECOND = "second"
    REPORTED = "reported"
    ASKED = "asked"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ALONE = "alone"


STATES = {
    Show.ASKED: (EntryState.CHANGES_REQUESTED,),
    Show.PUBLISHED: (EntryState.PUBLISHED,),
    Show.REFUSED: (EntryState.REFUSED, EntryState.REMOVED),
    Show.WITHDRAWN: (EntryState.WITHDRAWN, EntryState.MERGED),
}
# What waits is read from the oldest on, the rest from the newest.
OLDEST_FIRST = frozenset({Show.WAITING, Show.LATE, Show.MINE, Show.CLEAN, Show.FLAGGED, Show.ESCALATED, Show.SECOND})
# Where somebody may come to harm, or a crowd has hidden something, that goes before all others.
BY_LANE = OLDEST_FIRST | {Show.REPORTED}


@dataclass(frozen=True)
class Filter:
    """A queue: over these campaigns (None: all), in these languages (none: all), for this person at this moment.

    `hours` are those that were promised in these campaigns, where that is known already.
    """

    campaigns: Collection[UUID] | None
    me: UUID
    now: datetime
    show: Show = Show.WAITING
    langs: Collection[str] = ()
    department: UUID | None = None
    hours: Collection[int] | None = None


def conditions(wanted: Filter, show: Show | None = None) -> list[ColumnElement[bool]]:
    """What an entry must be to stand in it; `show` in place of the filter's own."""
    shown = _shown(wanted, show or wanted.show)
    found: list[ColumnElement[bool]] = [Entry.waiting_since.is_not(None), shown]
    if wanted.campaigns is not None:
        found.append(Entry.campaign_id.in_(wanted.campaigns))
    if wanted.langs:
        found.append(Entry.lang.in_(wanted.langs))
    if wanted.department is not None:
        found.append(Entry.department_id == wanted.department)
    return found


def counts(
    campaigns: Collection[UUID] | None,
    *,
    me: UUID,
    now: datetime,
    langs: Collection[str] = (),
    department: UUID | None = None,
    hours: Collection[int] | None = None,
    shows: Collection[Show] = tuple(Show),
) -> dict[Show, int]:
    """How many entries each of these queues shows, COUNTED at most; one statement, two without the `hours`."""
    wanted = Filter(campaigns, me, now, langs=langs, department=department, hours=hours)
    sums = [
        select(func.count())
        .select_from(
            select(literal(1))
            .select_from(Entry)
            .join(Campaign, Campaign.id == Entry.campaign_id)
            .where(*conditions(wanted, show))
            .limit(COUNTED)
            .subquery()
        )
        .scalar_subquery()
        for show in shows
    ]
    row = reading().execute(select(*sums)).one()
    return {show: int(count) for show, count in zip(shows, row, strict=True)}


def is_flagged() -> ColumnElement[bool]:
    """Entries that want more than a glance: a finding, an appeal, a department that is asked, a proposal that waits.

    From the few of the latter to the entries: of thousands that wait, each asked for itself takes ten times as long.
    """
    asked = aliased(Entry)
    some = union_all(
        select(Appeal.entry_id).where(Appeal.answered_at.is_(None)),
        select(Proposal.entry_id).where(Proposal.settled_at.is_(None)),
        select(asked.id).where(asked.department_id.is_not(None)),
    )
    return or_(Entry.attention > 0, Entry.id.in_(some))


def _shown(wanted: Filter, show: Show) -> ColumnElement[bool]:
    if show in STATES:
        return Entry.state.in_(STATES[show])
    waiting = Entry.state.in_(WAITING)
    found = {
        Show.REPORTED: lambda: and_(Entry.state.in_(PUBLIC), is_reported()),
        Show.MINE: lambda: and_(waiting, Entry.claimed_by == wanted.me, Entry.claimed_until > wanted.now),
        Show.LATE: lambda: and_(waiting, _late(wanted)),
        Show.CLEAN: lambda: and_(waiting, ~is_flagged()),
        Show.FLAGGED: lambda: and_(waiting, is_flagged()),
        Show.ESCALATED: lambda: Entry.department_id.is_not(None),
        Show.SECOND: _waits_for_second,
        Show.ALONE: _decided_alone,
    }.get(show)
    return waiting if found is None else found()


def _waits_for_second() -> ColumnElement[bool]:
    """From the few proposals that are open to their entries, not the other way round."""
    return Entry.id.in_(select(Proposal.entry_id).where(Proposal.settled_at.is_(None)))


def _decided_alone() -> ColumnElement[bool]:
    return Entry.id.in_(select(Decision.entry_id).where(ALONE, Decision.undone_at.is_(None)))


def _late(wanted: Filter) -> ColumnElement[bool]:
    """Past the promised time: few campaigns promise differently, so their hours are written out."""
    hours = wanted.hours
    if hours is None:
        hours = reading().scalars(select(Campaign.promised_hours).distinct()).all()
    return or_(
        false(),
        *(
            and_(Campaign.promised_hours == promised, Entry.waiting_since < wanted.now - timedelta(hours=promised))
            for promised in hours
        ),
    )
