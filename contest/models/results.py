"""What a phase ended in: the frozen tally, who went on, what a winner was asked."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.acceptances import Answer


class Result(Model):
    """The frozen tally of one phase, with the version of the formula that counted it."""

    __tablename__ = "result"
    __table_args__ = (ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    formula: Mapped[str] = mapped_column(String(40))
    figures: Mapped[dict[str, Any]]
    closed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime]
    # A second person, where the vote asks for one.
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]


class TieBreak(Model):
    """The right answer to the tie-break question, said before a vote's result is closed, and what it decided then.

    `decided` is empty until the result is closed, and stays so where the first place was not shared: `question` (by
    language), `answer`, `guesses` (entry, answer, received; the nearest first), `winner` (none where two are level).
    """

    __tablename__ = "tie_break"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    answer: Mapped[int] = mapped_column(BigInteger)
    said_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    said_at: Mapped[datetime]
    decided: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Selection(Model):
    """An entry that a phase sent on (or that won it), picked by a person, with the reason where one is owed."""

    __tablename__ = "selection"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"]),
        UniqueConstraint("campaign_id", "phase_id", "rank"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    rank: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    picked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    picked_at: Mapped[datetime]


class Acceptance(Model):
    """What a winner was asked in private, and the answer; who they are is sealed, and goes when they are erased."""

    __tablename__ = "acceptance"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    answer: Mapped[Answer]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    signed_name: Mapped[str] = mapped_column(String(80))
    signed_role: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    # As the public will read it, from the announcement on.
    shown_name: Mapped[str] = mapped_column(String(80), default="")
    rules_version: Mapped[int | None]
    lang: Mapped[str] = mapped_column(String(8), default="")
    private_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Side(StrEnum):
    """Who wrote a message."""

    STAFF = "staff"
    PARTICIPANT = "participant"


class Message(Model):
    """One letter between the people behind the contest and the author of an entry."""

    __tablename__ = "message"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        Index("ix_message_entry", "campaign_id", "entry_id", "at"),
        UniqueConstraint("campaign_id", "submit_key"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    side: Mapped[Side]
    submit_key: Mapped[str] = mapped_column(String(64))
    signed: Mapped[str] = mapped_column(String(200))
    # Who of the staff wrote it, where somebody did.
    staff_id: Mapped[UUID | None]
    text: Mapped[str]
    at: Mapped[datetime]
