"""Asking the worker to look: rows of the outbox, written with what is to be looked at."""

from datetime import datetime
from uuid import UUID

from contest.services import outbox
from contest.services.outbox import Lane

LOOK, LOOK_AGAIN = "finding.look", "finding.look_again"


def queue(campaign_id: UUID, entry_id: UUID, version: int, *, now: datetime) -> None:
    """Have a version of an idea looked at, once; in the caller's transaction."""
    outbox.queue(
        LOOK,
        dedupe_key=f"look:{entry_id.hex}:{version}",
        now=now,
        ids={"entry": entry_id.hex, "version": version},
        lang="",
        campaign=campaign_id,
        lane=Lane.REST,
    )


def queue_again(
    campaign_id: UUID, *, now: datetime, began: str = "", after: tuple[datetime, UUID] | None = None
) -> None:
    """Have everything that waits looked at again, from a place of the queue on; in the caller's transaction.

    `began` names the round, so that a portion that is repeated asks for the next one once.
    """
    began = began or now.isoformat()
    place = {"since": after[0].isoformat(), "after": after[1].hex} if after else {}
    outbox.queue(
        LOOK_AGAIN,
        dedupe_key=f"look again:{campaign_id.hex}:{began}:{place.get('after', '')}",
        now=now,
        ids={"began": began, **place},
        lang="",
        campaign=campaign_id,
        lane=Lane.REST,
    )
