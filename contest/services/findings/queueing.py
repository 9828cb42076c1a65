"""Asking the worker to look: rows of the outbox, written with what is to be looked at."""

from datetime import datetime
from uuid import UUID

from contest.services import outbox
from contest.services.outbox import Lane

LOOK, LOOK_AGAIN, FILL = "finding.look", "finding.look_again", "finding.fill"


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
    place = {"since": after[0].isoformat(), "after": after[1].hex} if after else {}
    _queue_round(LOOK_AGAIN, campaign_id, began or now.isoformat(), place, now)


def queue_filling(campaign_id: UUID, *, now: datetime, began: str = "", after: UUID | None = None) -> None:
    """Have the prints written that a campaign's ideas lack, from an id on; in the caller's transaction."""
    _queue_round(FILL, campaign_id, began or now.isoformat(), {"after": after.hex} if after else {}, now)


def _queue_round(kind: str, campaign_id: UUID, began: str, place: dict[str, str], now: datetime) -> None:
    outbox.queue(
        kind,
        dedupe_key=f"{kind}:{campaign_id.hex}:{began}:{place.get('after', '')}",
        now=now,
        ids={"began": began, **place},
        lang="",
        campaign=campaign_id,
        lane=Lane.REST,
    )
