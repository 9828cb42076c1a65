"""Announcements as they come, the latest first: of one campaign, and who won in all that may be found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select

from contest.db import reading
from contest.models import Announcement, Campaign, Entry, Phase, Selection, Visibility
from contest.queries import announcements
from contest.rules import crisis
from contest.rules.entries import EntryState
from contest.rules.results import WINNERS

PAGE = 20


@dataclass(frozen=True)
class Announced:
    """An announcement that is shown; `texts` is language -> field -> text, `names` the ideas, first to last."""

    campaign_id: UUID
    phase_id: UUID
    position: int
    opens: datetime
    changed_at: datetime
    texts: dict[str, dict[str, str]]
    names: tuple[str, ...]
    of_finalists: bool


@dataclass(frozen=True)
class AnnouncedPage:
    """A page of them, and after which the next one begins (None: there is none)."""

    found: tuple[Announced, ...]
    next: UUID | None


def of_campaign(campaign_id: UUID, now: datetime, *, after: UUID | None = None) -> AnnouncedPage:
    """What a campaign has announced; two statements."""
    return _page(_shown(now, after).where(Announcement.campaign_id == campaign_id))


def winners(now: datetime, *, after: UUID | None = None) -> AnnouncedPage:
    """Who won in all public campaigns; two statements."""
    public = Campaign.visibility == Visibility.PUBLIC, Announcement.finalists.is_(False)
    return _page(_shown(now, after).where(*public))


def next_opening(now: datetime) -> datetime | None:
    """The next moment at which anything is announced in any campaign."""
    wanted = select(Announcement.opens).where(Announcement.opens > now)
    return reading().scalar(wanted.order_by(Announcement.opens).limit(1))


def _page(wanted: Select[Any]) -> AnnouncedPage:
    rows = reading().execute(wanted.limit(PAGE + 1)).all()
    more = rows[PAGE - 1].phase_id if len(rows) > PAGE else None
    # In a crisis what was announced is hidden, and comes back.
    shown = [row for row in rows[:PAGE] if not crisis.read(row.crisis).results]
    names = _names(shown)
    return AnnouncedPage(
        tuple(
            Announced(
                row.campaign_id,
                row.phase_id,
                row.position,
                row.opens,
                # The last word was written before the hour that was set for it.
                max(row.opens, row.changed_at),
                row.texts,
                names[row.phase_id],
                row.finalists,
            )
            for row in shown
            # What was removed since is told nowhere.
            if names.get(row.phase_id)
        ),
        more,
    )


def _names(rows: Sequence[Row[Any]]) -> dict[UUID, tuple[str, ...]]:
    """The ideas each announcement is about, those that are published."""
    found: dict[UUID, tuple[str, ...]] = {}
    wanted = (
        select(Selection.phase_id, Entry.name, Selection.rank)
        .join(Entry, and_(Entry.campaign_id == Selection.campaign_id, Entry.id == Selection.entry_id))
        .join(
            Announcement,
            and_(Announcement.campaign_id == Selection.campaign_id, Announcement.phase_id == Selection.phase_id),
        )
        .where(
            Selection.campaign_id.in_([row.campaign_id for row in rows]),
            Selection.phase_id.in_([row.phase_id for row in rows]),
            Entry.state == EntryState.PUBLISHED,
            or_(Announcement.finalists.is_(True), Selection.rank <= WINNERS),
        )
    )
    # A few lines: sorted here, and the ideas found by their keys alone.
    for row in sorted(reading().execute(wanted), key=lambda row: row.rank):
        found[row.phase_id] = (*found.get(row.phase_id, ()), row.name)
    return found


def _shown(now: datetime, after: UUID | None) -> Select[Any]:
    wanted = (
        select(
            Announcement.campaign_id,
            Announcement.phase_id,
            Phase.position,
            Announcement.opens,
            Announcement.changed_at,
            Announcement.texts,
            Announcement.finalists,
            Campaign.crisis,
        )
        .join(Phase, and_(Phase.campaign_id == Announcement.campaign_id, Phase.id == Announcement.phase_id))
        .join(Campaign, Campaign.id == Announcement.campaign_id)
        .where(*announcements.are_shown(now))
        .order_by(Announcement.opens.desc(), Announcement.phase_id.desc())
    )
    if after is None:
        return wanted
    last = select(Announcement.opens).where(Announcement.phase_id == after).scalar_subquery()
    further = and_(Announcement.opens == last, Announcement.phase_id < after)
    return wanted.where(or_(Announcement.opens < last, further))
