"""Who is mailed the heads of a campaign's votes, and which heads are owed to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from contest.db import reading
from contest.models import LogHead, Phase, Result, Witness

MOST = 20


@dataclass(frozen=True)
class Owed:
    """A head that a witness is owed; `final` once nothing follows that counts."""

    campaign_id: UUID
    witness_id: UUID
    lang: str
    phase_id: UUID
    final: bool


def every(campaign_id: UUID) -> list[Witness]:
    """The witnesses of a campaign, the first one first."""
    rows = select(Witness).where(Witness.campaign_id == campaign_id).order_by(Witness.added_at, Witness.id)
    return list(reading().scalars(rows.limit(MOST)))


def names(campaign_id: UUID) -> list[str]:
    """Their names, as the public reads them."""
    rows = select(Witness.name).where(Witness.campaign_id == campaign_id).order_by(Witness.added_at, Witness.id)
    return list(reading().scalars(rows.limit(MOST)))


def owed(since: datetime) -> list[Owed]:
    """For every witness the votes of their campaign in which a head was signed from `since` on."""
    closed = exists().where(Result.campaign_id == Phase.campaign_id, Result.phase_id == Phase.id)
    signed = (
        select(func.max(LogHead.sealed_at))
        .where(LogHead.campaign_id == Phase.campaign_id, LogHead.phase_id == Phase.id)
        .correlate(Phase)
        .scalar_subquery()
    )
    rows = reading().execute(
        select(Witness.campaign_id, Witness.id, Witness.lang, Phase.id, closed)
        .join(Phase, Phase.campaign_id == Witness.campaign_id)
        .where(signed >= since)
        .order_by(Witness.campaign_id, Witness.id, Phase.id)
    )
    return [Owed(*row) for row in rows]
