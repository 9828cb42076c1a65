"""What moderators decided, what authors appealed against, what visitors reported."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.entries import DecisionKind

# In words: a database sees only then that an index holds what is asked for.
TOLD = text("kind IN ('refuse', 'remove', 'merge') AND undone_at IS NULL")
ALONE = text("alone <> '' AND reviewed_at IS NULL")
IN_BULK = text("bulk_id IS NOT NULL")
OPEN_PROPOSAL, OPEN_ESCALATION = text("settled_at IS NULL"), text("answered_at IS NULL")


class Decision(Model):
    """What one moderator did with one version of one entry, and the name it was signed with."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        Index("ix_decision_entry", "campaign_id", "entry_id", "at"),
        Index("ix_decision_at", "campaign_id", "at"),
        Index("ix_decision_told", "campaign_id", "at", "id", sqlite_where=TOLD, postgresql_where=TOLD),
        Index("ix_decision_alone", "campaign_id", "at", "id", sqlite_where=ALONE, postgresql_where=ALONE),
        Index("ix_decision_bulk", "bulk_id", sqlite_where=IN_BULK, postgresql_where=IN_BULK),
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
    # What a statement of reasons owes besides (Regulation (EU) 2022/2065, art. 17): see rules/reasons.py.
    ground: Mapped[str] = mapped_column(String(8), server_default="rules")
    law: Mapped[str] = mapped_column(String(200), server_default="")
    passage: Mapped[str] = mapped_column(String(600), server_default="")
    hinted: Mapped[bool] = mapped_column(default=False, server_default=false())
    noticed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Of a merger: the entry that is kept, and the share of the prize of the other one's author, in per cent.
    into_id: Mapped[UUID | None]
    share: Mapped[int | None]
    # Who agreed where two are needed; why one decided alone, and who looked at that afterwards.
    second_id: Mapped[UUID | None]
    alone: Mapped[str] = mapped_column(String(600), server_default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    # Decided together with others by one press.
    bulk_id: Mapped[UUID | None]


class Proposal(Model):
    """A refusal, removal or join that waits for a second person; agreed to, it becomes a decision."""

    __tablename__ = "proposal"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        Index(
            "uq_proposal_open",
            "campaign_id",
            "entry_id",
            unique=True,
            sqlite_where=OPEN_PROPOSAL,
            postgresql_where=OPEN_PROPOSAL,
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(40))
    words: Mapped[str]
    ground: Mapped[str] = mapped_column(String(8))
    law: Mapped[str] = mapped_column(String(200))
    passage: Mapped[str] = mapped_column(String(600))
    hinted: Mapped[bool]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
    agreed: Mapped[bool | None]
    # Of a join: the entry that would be kept, the share of the prize, what everybody would read of it.
    into_id: Mapped[UUID | None]
    share: Mapped[int | None]
    told: Mapped[str] = mapped_column(String(300), default="", server_default="")


class Escalation(Model):
    """What a moderator asked a department about an entry, and what came back."""

    __tablename__ = "escalation"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        Index("ix_escalation_entry", "campaign_id", "entry_id", "at"),
        Index(
            "uq_escalation_open",
            "campaign_id",
            "entry_id",
            unique=True,
            sqlite_where=OPEN_ESCALATION,
            postgresql_where=OPEN_ESCALATION,
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    note: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[datetime | None]


class Correction(Model):
    """A small correction that a moderator proposed: the answers as they would be; one for each such decision."""

    __tablename__ = "correction"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        Index("ix_correction_entry", "campaign_id", "entry_id", "version"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID]
    version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    accepted_at: Mapped[datetime | None]


class SavedAnswer(Model):
    """A text that moderators begin an answer with, in one language; what stands in braces is filled in."""

    __tablename__ = "saved_answer"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "lang", "name"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    lang: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]


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
