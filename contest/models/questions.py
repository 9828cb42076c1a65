"""What people ask the people behind the contest, the letters about it, and what became public help."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id

WAITS = text("waiting_since IS NOT NULL")


class Topic(StrEnum):
    """What a question is about."""

    CONTEST = "contest"
    ENTRY = "entry"
    VOTE = "vote"


class Writer(StrEnum):
    """Who wrote a letter of a question's thread; a note is for the desk alone."""

    ASKER = "asker"
    STAFF = "staff"
    NOTE = "note"


class Question(Model):
    """A question of somebody outside, and where it stands: it waits while `waiting_since` is set.

    The address is sealed; `asker_key` is its keyed hash. `due_at` is the promised moment.
    """

    __tablename__ = "question"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        Index("ix_question_waiting", "campaign_id", "due_at", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        # What is answered is listed for one campaign, or over all of a person's.
        Index("ix_question_campaign", "campaign_id", "changed_at", "id"),
        Index("ix_question_changed", "changed_at", "id"),
        Index("ix_question_asker", "campaign_id", "asker_key", "changed_at"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    lang: Mapped[str] = mapped_column(String(8))
    topic: Mapped[Topic]
    # The entry it is about, where it names one.
    entry_id: Mapped[UUID | None]
    first_name: Mapped[str] = mapped_column(String(60), default="")
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    asker_key: Mapped[str] = mapped_column(String(64))
    department_id: Mapped[UUID | None]
    waiting_since: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    claimed_until: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class QuestionLetter(Model):
    """One letter about a question, or a note that goes with it from desk to desk."""

    __tablename__ = "question_letter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "question_id"], ["question.campaign_id", "question.id"], ondelete="CASCADE"
        ),
        Index("ix_question_letter_question", "campaign_id", "question_id", "at"),
        UniqueConstraint("campaign_id", "submit_key"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    question_id: Mapped[UUID]
    writer: Mapped[Writer]
    # What makes the same letter sent twice one: a form's key, or the hash of a mail's Message-ID.
    submit_key: Mapped[str] = mapped_column(String(64))
    signed: Mapped[str] = mapped_column(String(200), default="")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    # To whom a note passes the question; None: to everybody.
    department_id: Mapped[UUID | None]
    text: Mapped[str]
    at: Mapped[datetime]
    by_mail: Mapped[bool] = mapped_column(default=False)
    # How many attachments a mail had, which are not kept; whether it was too long to be kept whole.
    dropped: Mapped[int] = mapped_column(default=0)
    shortened: Mapped[bool] = mapped_column(default=False)
    # Written from another address than the one we write to.
    elsewhere: Mapped[bool] = mapped_column(default=False)


class HelpItem(Model):
    """A question and its answer on the public help page of one language, until it is withdrawn."""

    __tablename__ = "help_item"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        Index("ix_help_item_lang", "campaign_id", "lang", "published_at", "id"),
        UniqueConstraint("campaign_id", "submit_key"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    lang: Mapped[str] = mapped_column(String(8))
    question: Mapped[str]
    answer: Mapped[str]
    # The question it was made of, where it was.
    question_id: Mapped[UUID | None]
    submit_key: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
