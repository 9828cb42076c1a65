"""A campaign's public history: what was changed, when, by which office; no names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.db import reading
from contest.models import Audit
from contest.rules.roles import PUBLIC_VERBS

MOST = 200


@dataclass(frozen=True)
class Told:
    """One act that the public is told."""

    at: datetime
    verb: str
    details: dict[str, Any]


def public(campaign_id: UUID, *, most: int = MOST) -> list[Told]:
    """The acts of a campaign that its public is told, newest first: those since it was shown to it."""
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
    return [Told(*row) for row in rows]
