"""Links under embargo: who may look before an announcement's moment, who did, and what is told of it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from contest.db import reading
from contest.models import Announcement, Embargo, EmbargoOpening, Staff
from contest.queries import announcements


@dataclass(frozen=True)
class Opened:
    """A link with who made it and how often it was opened, first and last."""

    embargo: Embargo
    made_by: str
    openings: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class Listed:
    """What everybody may read once the announcement is public: who could see it before, since when, and did they."""

    phase_id: UUID
    name: str
    medium: str
    since: datetime
    openings: int


def of(campaign_id: UUID, phase_id: UUID) -> tuple[Opened, ...]:
    """Every link to an announcement, the latest first. Staff only."""
    opened = (
        select(
            EmbargoOpening.embargo_id,
            func.count().label("openings"),
            func.min(EmbargoOpening.at).label("first"),
            func.max(EmbargoOpening.at).label("last"),
        )
        .join(
            Embargo,
            (Embargo.campaign_id == EmbargoOpening.campaign_id) & (Embargo.id == EmbargoOpening.embargo_id),
        )
        .where(Embargo.campaign_id == campaign_id, Embargo.phase_id == phase_id)
        .group_by(EmbargoOpening.embargo_id)
        .subquery()
    )
    rows = reading().execute(
        select(Embargo, Staff.first_name, func.coalesce(opened.c.openings, 0), opened.c.first, opened.c.last)
        .join(Staff, Staff.id == Embargo.made_by)
        .outerjoin(opened, opened.c.embargo_id == Embargo.id)
        .where(Embargo.campaign_id == campaign_id, Embargo.phase_id == phase_id)
        .order_by(Embargo.made_at.desc(), Embargo.id.desc())
        .execution_options(populate_existing=True)
    )
    return tuple(Opened(*row) for row in rows)


def listed(campaign_id: UUID, now: datetime) -> tuple[Listed, ...]:
    """Who could see an announcement under embargo, of those that are public now; in the order they could.

    Also those whose link was taken back: they may have seen it.
    """
    public = [one.phase_id for one in announcements.every(campaign_id, now)]
    return _listed(campaign_id, public) if public else ()


def _listed(campaign_id: UUID, phases: Sequence[UUID]) -> tuple[Listed, ...]:
    rows = reading().execute(
        select(Embargo.phase_id, Embargo.name, Embargo.medium, Embargo.made_at, func.count(EmbargoOpening.id))
        .join(
            Announcement,
            (Announcement.campaign_id == Embargo.campaign_id) & (Announcement.phase_id == Embargo.phase_id),
        )
        .outerjoin(
            EmbargoOpening,
            (EmbargoOpening.campaign_id == Embargo.campaign_id) & (EmbargoOpening.embargo_id == Embargo.id),
        )
        .where(Embargo.campaign_id == campaign_id, Embargo.phase_id.in_(phases), Embargo.made_at < Announcement.opens)
        .group_by(Embargo.id, Embargo.phase_id, Embargo.name, Embargo.medium, Embargo.made_at)
        .order_by(Embargo.made_at, Embargo.id)
    )
    return tuple(Listed(*row) for row in rows)


def one(campaign_id: UUID, embargo_id: UUID) -> Embargo | None:
    """A link, taken back or not."""
    return reading().get(Embargo, (campaign_id, embargo_id), populate_existing=True)


def opening(campaign_id: UUID, embargo_id: UUID, opening_id: UUID) -> datetime | None:
    """When somebody opened a link; None when that was not this link."""
    return reading().scalar(
        select(EmbargoOpening.at).where(
            EmbargoOpening.campaign_id == campaign_id,
            EmbargoOpening.id == opening_id,
            EmbargoOpening.embargo_id == embargo_id,
        )
    )
