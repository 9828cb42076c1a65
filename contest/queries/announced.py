"""Announcements as they come, the latest first: of one campaign, and of all that may be found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from contest.db import reading
from contest.models import Announcement, Campaign, Phase, Visibility
from contest.queries import announcements
from contest.queries.announcements import Winner
from contest.rules import crisis

PAGE = 20


@dataclass(frozen=True)
class Announced:
    """An announcement that is shown; `texts` is language -> field -> text, `winners` first to last."""

    campaign_id: UUID
    phase_id: UUID
    position: int
    opens: datetime
    changed_at: datetime
    texts: dict[str, dict[str, str]]
    winners: tuple[Winner, ...]


@dataclass(frozen=True)
class AnnouncedPage:
    """A page of them, and after which the next one begins (None: there is none)."""

    found: tuple[Announced, ...]
    next: UUID | None


def of_campaign(campaign_id: UUID, now: datetime, *, after: UUID | None = None) -> AnnouncedPage:
    """What a campaign has announced; two statements."""
    return _page(_shown(now, after).where(Announcement.campaign_id == campaign_id))


def of_all(now: datetime, *, after: UUID | None = None) -> AnnouncedPage:
    """What all public campaigns have announced; two statements."""
    return _page(_shown(now, after).where(Campaign.visibility == Visibility.PUBLIC))


def next_opening(now: datetime) -> datetime | None:
    """The next moment at which anything is announced in any campaign."""
    to_come = Announcement.opens > now, _stands(now)
    return reading().scalar(select(Announcement.opens).where(*to_come).order_by(Announcement.opens).limit(1))


def _page(wanted: Select[Any]) -> AnnouncedPage:
    rows = reading().execute(wanted.limit(PAGE + 1)).all()
    more = rows[PAGE - 1].phase_id if len(rows) > PAGE else None
    # In a crisis what was announced is hidden, and comes back.
    shown = [row for row in rows[:PAGE] if not crisis.read(row.crisis).results]
    known = _winners([row.phase_id for row in shown])
    return AnnouncedPage(
        tuple(
            Announced(
                row.campaign_id,
                row.phase_id,
                row.position,
                row.opens,
                # An hour that was set ahead is later than the last word that was written.
                max(row.opens, row.changed_at),
                row.texts,
                known.get(row.phase_id, ()),
            )
            for row in shown
        ),
        more,
    )


def _winners(phase_ids: Sequence[UUID]) -> dict[UUID, tuple[Winner, ...]]:
    """Who won each of these votes, first to last; one statement."""
    found: dict[UUID, tuple[Winner, ...]] = {}
    for row in reading().execute(announcements.picked(Selection.phase_id.in_(phase_ids))):
        found[row.phase_id] = (*found.get(row.phase_id, ()), announcements.winner_of(row))
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
            Campaign.crisis,
        )
        .join(
            Phase, and_(Phase.campaign_id == Announcement.campaign_id, Phase.id == Announcement.phase_id)
        )
        .join(Campaign, Campaign.id == Announcement.campaign_id)
        .where(Announcement.opens <= now, _stands(now))
        .order_by(Announcement.opens.desc(), Announcement.phase_id.desc())
    )
    if after is None:
        return wanted
    last = select(Announcement.opens).where(Announcement.phase_id == after).scalar_subquery()
    further = and_(Announcement.opens == last, Announcement.phase_id < after)
    return wanted.where(or_(Announcement.opens < last, further))


def _stands(now: datetime) -> ColumnElement[bool]:
    return or_(Announcement.withdrawn_at.is_(None), Announcement.withdrawn_at > now)

