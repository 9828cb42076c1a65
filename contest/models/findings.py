"""What automatic checks noticed about ideas, and the prints by which they find what is nearly the same."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id

JUDGED = text("is_right IS NOT NULL")
OF_ENTRY = (["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"])


class Finding(Model):
    """One thing a check noticed about one version of an idea; `is_right` is what a moderator said about it.

    `rule` is not an enumeration of the database: checks come and go without a migration. `place` tells several
    findings of one rule apart.
    """

    __tablename__ = "finding"
    __table_args__ = (
        ForeignKeyConstraint(*OF_ENTRY, ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "entry_id", "version", "rule", "place"),
        Index("ix_finding_judged", "campaign_id", "rule", "is_right", sqlite_where=JUDGED, postgresql_where=JUDGED),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    version: Mapped[int]
    rule: Mapped[str] = mapped_column(String(32))
    place: Mapped[str] = mapped_column(String(120))
    weight: Mapped[int]
    field: Mapped[str] = mapped_column(String(80))
    starts: Mapped[int]
    ends: Mapped[int]
    facts: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    is_right: Mapped[bool | None]
    judged_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    judged_at: Mapped[datetime | None]


def _indexes(table: str, bands: int) -> tuple[Index, ...]:
    return tuple(Index(f"ix_{table}_b{place}", "campaign_id", f"b{place}") for place in range(1, bands + 1))


class TextPrint(Model):
    """The bands of an idea's latest text (`rules.findings.copies`): whoever shares one may say nearly the same."""

    __tablename__ = "text_print"
    __table_args__ = (ForeignKeyConstraint(*OF_ENTRY, ondelete="CASCADE"), *_indexes("text_print", 12))

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    b1: Mapped[int] = mapped_column(BigInteger)
    b2: Mapped[int] = mapped_column(BigInteger)
    b3: Mapped[int] = mapped_column(BigInteger)
    b4: Mapped[int] = mapped_column(BigInteger)
    b5: Mapped[int] = mapped_column(BigInteger)
    b6: Mapped[int] = mapped_column(BigInteger)
    b7: Mapped[int] = mapped_column(BigInteger)
    b8: Mapped[int] = mapped_column(BigInteger)
    b9: Mapped[int] = mapped_column(BigInteger)
    b10: Mapped[int] = mapped_column(BigInteger)
    b11: Mapped[int] = mapped_column(BigInteger)
    b12: Mapped[int] = mapped_column(BigInteger)


class PicturePrint(Model):
    """The shape of a picture and its bands (`rules.findings.pictures`); `entry_id` once an idea shows it.

    `contrast` is in tenths of a step of brightness.
    """

    __tablename__ = "picture_print"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "picture_id"], ["picture.campaign_id", "picture.id"], ondelete="CASCADE"),
        *_indexes("picture_print", 6),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    picture_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID | None]
    shape: Mapped[int] = mapped_column(BigInteger)
    contrast: Mapped[int]
    b1: Mapped[int]
    b2: Mapped[int]
    b3: Mapped[int]
    b4: Mapped[int]
    b5: Mapped[int]
    b6: Mapped[int]


class EntryTrace(Model):
    """A keyed hash of the connection and browser an idea came from; it means nothing once its day's salt is gone."""

    __tablename__ = "entry_trace"
    __table_args__ = (
        ForeignKeyConstraint(*OF_ENTRY, ondelete="CASCADE"),
        Index("ix_entry_trace_source", "campaign_id", "source_mac"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_mac: Mapped[str] = mapped_column(String(64))


class PracticeAnswer(Model):
    """What a member of staff decided on one of the sample ideas, while practising."""

    __tablename__ = "practice_answer"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    sample: Mapped[str] = mapped_column(String(40), primary_key=True)
    decision: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
