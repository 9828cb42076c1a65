"""What a voter who was asked says about a ballot: evidence for whoever decides, which by itself changes nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from contest.db import transaction
from contest.models import ClusterBallot


def answer(campaign_id: UUID, ballot_id: UUID, *, is_theirs: bool, now: datetime) -> bool:
    """Note whether the ballot was theirs; the latest answer counts. False for a ballot nobody asked about."""
    with transaction() as session:
        noted = session.scalar(
            update(ClusterBallot)
            .where(
                ClusterBallot.campaign_id == campaign_id,
                ClusterBallot.ballot_id == ballot_id,
                ClusterBallot.asked_at.is_not(None),
            )
            .values(answered_at=now, is_theirs=is_theirs)
            .returning(ClusterBallot.ballot_id)
            .execution_options(synchronize_session=False)
        )
        return noted is not None
