"""What moderators decided, what authors appealed against, what visitors reported."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, false
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
    state_before: Mapped[str] = mapped_column(String(32), server_default="pending")
    reason: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    signed_name: Mapped[str] = mapped_column(String(80))
    signed_role: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Appeal(Model):
    """An author's "please look again" at a refusal or removal; one for each entry, answered by the next decision."""

    __tablename__ = "appeal"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "entry_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    decision_id: Mapped[UUID]
    text: Mapped[str]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Report(Model):
    """A visitor's complaint about a published entry; the address is there until it was answered."""

    __tablename__ = "report"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "submit_key"),
        Index("ix_report_entry", "campaign_id", "entry_id", "answered_at"),
        Index("ix_report_reporter", "campaign_id", "reporter_key"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    submit_key: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(default="")
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    good_faith: Mapped[bool] = mapped_column(default=False, server_default=false())
    # A keyed hash of the address: by it a reporter's earlier reports are known, and two reporters told apart.
    reporter_key: Mapped[str | None] = mapped_column(String(64))
    # A keyed hash of the connection and browser, which means nothing once its day's salt is gone.
    source_mac: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # When whoever reported it confirmed the address.
    confirmed_at: Mapped[datetime | None]
    lang: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    kept: Mapped[bool | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
