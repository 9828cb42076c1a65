"""Letters between the people behind the contest and the author of an entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Message, Side

MOST = 200


@dataclass(frozen=True)
class Letter:
    """One letter, as it was signed."""

    id: UUID
    side: Side
    signed: str
    text: str
    at: datetime


def of_entry(campaign_id: UUID, entry_id: UUID) -> list[Letter]:
    """The letters about an entry, oldest first."""
    rows = reading().execute(
        select(Message.id, Message.side, Message.signed, Message.text, Message.at)
        .where(Message.campaign_id == campaign_id, Message.entry_id == entry_id)
        .order_by(Message.at, Message.id)
        .limit(MOST)
    )
    return [Letter(*row) for row in rows]
