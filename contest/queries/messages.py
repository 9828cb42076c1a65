"""Letters between the people behind the contest and the author of an entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from contest.db import reading
from contest.models import Message, Side, Staff
from contest.queries.staff import seen

MOST = 200


@dataclass(frozen=True)
class Letter:
    """One letter, as it was signed; with its writer's portrait while they want to be seen."""

    id: UUID
    side: Side
    signed: str
    text: str
    at: datetime
    portrait_id: UUID | None


def of_entry(campaign_id: UUID, entry_id: UUID) -> list[Letter]:
    """The letters about an entry, oldest first."""
    rows = reading().execute(
        select(Message.id, Message.side, Message.signed, Message.text, Message.at, Staff.portrait_id)
        .outerjoin(Staff, and_(Staff.id == Message.staff_id, *seen()))
        .where(Message.campaign_id == campaign_id, Message.entry_id == entry_id)
        .order_by(Message.at, Message.id)
        .limit(MOST)
    )
    return [Letter(*row) for row in rows]
