"""A campaign's public history: what was changed, when, by which office; no names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from contest.db import reading
from contest.models import Announcement, Audit
from contest.rules.roles import PUBLIC_VERBS

MOST = 200


@dataclass(frozen=True)
class Told:
    """One act that the public is told."""

    at: datetime
    verb: str
    details: dict[str, Any]


def public(campaign_id: UUID, now: datetime | None = None, *, most: int = MOST) -> list[Told]:
    """The acts of a campaign that its public is told, newest first: those since it was shown to it.

    As of `now` also what opened by the clock; without it only what was written down.
    """
    shown = (
        select(func.min(Audit.at))
        .where(Audit.campaign_id == campaign_id, Audit.verb == "campaign.published")
        .scalar_subquery()
    )
    rows = reading().execute(
        select(Audit.at, Audit.verb, Audit.details)
        .where(Audit.campaign_id == campaign_id, Audit.verb.in_(sorted(PUBLIC_VERBS)), Audit.at >= shown)
        .order_by(Audit.at.desc(), Audit.id.desc())
        .limit(most)
    )
    found = [*(Told(*row) for row in rows), *(_scheduled(campaign_id, now) if now else ())]
    return sorted(found, key=lambda told: told.at, reverse=True)[:most]


def _scheduled(campaign_id: UUID, now: datetime) -> list[Told]:
    """The announcements that opened by the clock, with nobody to write it down at that second."""
    verb = "announcement.published"
    told = exists().where(Audit.campaign_id == campaign_id, Audit.verb == verb, Audit.ref == Announcement.phase_id)
    rows = reading().execute(
        select(Announcement.opens, Announcement.finalists).where(
            Announcement.campaign_id == campaign_id,
            Announcement.opens <= now,
            Announcement.awaits.is_(False),
            or_(Announcement.withdrawn_at.is_(None), Announcement.withdrawn_at > Announcement.opens),
            ~told,
        )
    )
    return [Told(row.opens, verb, {"finalists": row.finalists}) for row in rows]
