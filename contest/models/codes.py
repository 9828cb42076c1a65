"""Codes printed on packs: batches of them, each code as a keyed hash, and whose a code is in a vote."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model


class CodeBatch(Model):
    """Codes that were made or brought in together. They count from `ready_at` on: a batch broken off never does."""

    __tablename__ = "code_batch"
    __table_args__ = (UniqueConstraint("campaign_id", "form_key"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(60))
    imported: Mapped[bool]
    codes: Mapped[int]
    # The key of the form it was asked for with: one form, one batch.
    form_key: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]


class PackCode(Model):
    """One code, as 32 digits of a keyed hash under the campaign's key for voters; the code itself is nowhere."""

    __tablename__ = "pack_code"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "batch"], ["code_batch.campaign_id", "code_batch.number"], ondelete="CASCADE"
        ),
        # By the million: on SQLite the key is the table, not an index beside it.
        {"sqlite_with_rowid": False},
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    code_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    batch: Mapped[int]


class CodeUse(Model):
    """Whose a code is in a vote that asks for code and address: the first voter's who was counted with it.

    One row for a code and one for a voter, so that neither is ever used twice; never changed, never taken back.
    """

    __tablename__ = "code_use"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
        Index("uq_code_use_voter", "campaign_id", "phase_id", "voter_key", unique=True),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    code_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    voter_key: Mapped[str] = mapped_column(String(64))
