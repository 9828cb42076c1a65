"""Who is mailed the heads of a campaign's votes, and which heads are owed to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from contest.db import reading
from contest.models import BallotLog, LogHead, Phase, Witness
from contest.queries.tally import CLOSE

MOST = 20


@dataclass(frozen=True)
class Owed:
    """A head that a witness is owed; `final` once the close is under it: nothing follows that counts."""

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
    of_phase = (LogHead.campaign_id == Phase.campaign_id, LogHead.phase_id == Phase.id)
    signed = select(func.max(LogHead.sealed_at)).where(*of_phase).correlate(Phase).scalar_subquery()
    size = select(func.max(LogHead.size)).where(*of_phase).correlate(Phase).scalar_subquery()
    # A result may be closed while its last line is under no head yet: what is newest then is not the end.
    final = exists().where(
        BallotLog.campaign_id == Phase.campaign_id,
        BallotLog.phase_id == Phase.id,
        BallotLog.kind == CLOSE,
        BallotLog.ref == Phase.id,
        BallotLog.seq <= size,
    )
    rows = reading().execute(
        select(Witness.campaign_id, Witness.id, Witness.lang, Phase.id, final)
        .join(Phase, Phase.campaign_id == Witness.campaign_id)
        .where(signed >= since)
        .order_by(Witness.campaign_id, Witness.id, Phase.id)
    )
    return [Owed(*row) for row in rows]
