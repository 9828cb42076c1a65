"""What moderators decided."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.entries import DecisionKind


class Decision(Model):
    """What one moderator did with one version of one entry, and the name it was signed with."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        Index("ix_decision_entry", "campaign_id", "entry_id", "at"),
        Index("ix_decision_at", "campaign_id", "at"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    version: Mapped[int]
    kind: Mapped[DecisionKind]
    reason: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    signed_name: Mapped[str] = mapped_column(String(80))
    signed_role: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
