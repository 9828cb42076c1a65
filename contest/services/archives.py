"""Having the archive of a closed vote written, and written anew where what it names is no longer to be named."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Result
from contest.services import outbox
from contest.services.outbox import Lane

MILLION = 1_000_000


def closed(campaign_id: UUID, phase_id: UUID, *, now: datetime) -> None:
    """Have the archive of a vote written whose result was closed just now; in the caller's transaction."""
    _queue(campaign_id, phase_id, "", now)


def entry_changed(campaign_id: UUID, *, now: datetime) -> None:
    """Have the archives of a campaign looked at, for an idea was put online or taken off; in the caller's transaction.

    Where nothing of what they name has changed, they stay as they are.
    """
    votes = select(Result.phase_id).where(Result.campaign_id == campaign_id).order_by(Result.phase_id)
    for phase_id in reading().scalars(votes).all():
        # What changes twice is looked at twice: the moment is part of the key.
        _queue(campaign_id, phase_id, f":{int(now.timestamp() * MILLION)}", now)


def _queue(campaign_id: UUID, phase_id: UUID, moment: str, now: datetime) -> None:
    outbox.queue(
        "archive.write",
        dedupe_key=f"archive:{campaign_id.hex}:{phase_id.hex}{moment}",
        now=now,
        ids={"phase": phase_id.hex},
        lang="",
        campaign=campaign_id,
        lane=Lane.REST,
    )
