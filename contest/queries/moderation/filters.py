"""What a queue is filtered by, as conditions; and how many there are of each, up to a number nobody counts further."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from contest.db import UtcDateTime, reading
from contest.models import Appeal, Campaign, Decision, Entry, Outbox, Proposal
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
class Shape:
    """What of a filter stands in the words of a statement, which are put together once; the rest are its values."""

    campaigns: bool
    langs: bool
    department: bool
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Filter:
    """A queue: over these campaigns (None: all), in these languages (none: all), for this person at this moment.

    `hours` are those that were promised in these campaigns, where that is known already.
    """

    campaigns: Collection[UUID] | None
    me: UUID
    now: datetime
    langs: Collection[str] = ()
    department: UUID | None = None
    hours: Collection[int] | None = None

    def shape(self, shows: Collection[Show]) -> Shape:
        """For queues that show this; the promised hours are asked for where they are needed and not known."""
        hours = self.hours
        if Show.LATE not in shows:
            hours = ()
        elif hours is None:
            hours = reading().scalars(select(Campaign.promised_hours).distinct()).all()
        every = self.campaigns is None
        return Shape(not every, bool(self.langs), self.department is not None, tuple(sorted(hours)))

    def values(self, shape: Shape) -> dict[str, Any]:
        """What belongs into a statement of this shape."""
        late = {f"late_{hours}": self.now - timedelta(hours=hours) for hours in shape.hours}
        given = {"campaigns": list(self.campaigns or ()), "langs": list(self.langs), "department": self.department}
        return {"me": self.me, "now": self.now, **late, **{key: given[key] for key in given if getattr(shape, key)}}


def conditions(shape: Shape, show: Show) -> list[ColumnElement[bool]]:
    """What an entry must be to stand in a queue that shows this."""
    found: list[ColumnElement[bool]] = [Entry.waiting_since.is_not(None), _shown(shape, show)]
    if shape.campaigns:
        found.append(Entry.campaign_id.in_(bindparam("campaigns", expanding=True)))
    if shape.langs:
        found.append(Entry.lang.in_(bindparam("langs", expanding=True)))
    if shape.department:
        found.append(Entry.department_id == bindparam("department"))
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
    wanted = Filter(campaigns, me, now, langs, department, hours)
    shape = wanted.shape(shows)
    row = reading().execute(_counting(shape, tuple(shows)), wanted.values(shape)).one()
    return {show: int(count) for show, count in zip(shows, row, strict=True)}


@cache
def _counting(shape: Shape, shows: tuple[Show, ...]) -> Select[Any]:
    return select(
        *(
            select(func.count())
            .select_from(
                select(literal(1))
                .select_from(Entry)
                .join(Campaign, Campaign.id == Entry.campaign_id)
                .where(*conditions(shape, show), *([_is_noticed()] if show is Show.FLAGGED else []))
                .limit(COUNTED)
                .subquery()
            )
            .scalar_subquery()
            for show in shows
        )
    )


def is_flagged() -> ColumnElement[bool]:
    """Entries that want more than a glance: a finding, an appeal, a department that is asked, a proposal that waits.

    From the few of the latter to the entries: of thousands that wait, each asked for itself takes ten times as long.
    """
    return or_(Entry.attention > 0, Entry.id.in_(union_all(*_asked_about())))


def _is_looked_at() -> ColumnElement[bool]:
    """No look of the checks at this version is still to come (`services.findings.queue` names it so).

    A scalar subquery, by the unique key: no planner reads the whole outbox for it.
    """
    hexadecimal = func.replace(cast(Entry.id, String), "-", "")
    key = literal("look:") + hexadecimal + literal(":") + cast(Entry.version, String)
    return select(Outbox.id).where(Outbox.dedupe_key == key, Outbox.done_at.is_(None)).scalar_subquery().is_(None)


def _is_noticed() -> ColumnElement[bool]:
    """The same from all of them to the entries: to count the few among thousands, where a list stops at 24."""
    noticed = aliased(Entry)
    # In words, as the index says it.
    weighty = noticed.attention > literal_column("0")
    some = select(noticed.id).where(weighty, noticed.state.in_(WAITING))
    return Entry.id.in_(union_all(some, *_asked_about()))


def _asked_about() -> list[Select[UUID]]:
    asked = aliased(Entry)
    return [
        select(Appeal.entry_id).where(Appeal.answered_at.is_(None)),
        select(Proposal.entry_id).where(Proposal.settled_at.is_(None)),
        select(asked.id).where(asked.department_id.is_not(None)),
    ]


def _shown(shape: Shape, show: Show) -> ColumnElement[bool]:
    if show in STATES:
        return Entry.state.in_(STATES[show])
    waiting, now = Entry.state.in_(WAITING), bindparam("now", type_=UtcDateTime())
    found = {
        Show.REPORTED: lambda: and_(Entry.state.in_(PUBLIC), is_reported()),
        Show.MINE: lambda: and_(waiting, Entry.claimed_by == bindparam("me"), Entry.claimed_until > now),
        Show.LATE: lambda: and_(waiting, _late(shape.hours)),
        Show.CLEAN: lambda: and_(waiting, ~is_flagged(), _is_looked_at()),
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


def _late(promised: Collection[int]) -> ColumnElement[bool]:
    """Past the promised time: few campaigns promise differently, so their hours are written out."""
    return or_(
        false(),
        *(
            and_(Campaign.promised_hours == hours, Entry.waiting_since < bindparam(f"late_{hours}"))
            for hours in promised
        ),
    )
