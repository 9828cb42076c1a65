"""What makes a vote's log checkable: the tree over its lines, and the signed heads of that tree."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id


class SealedLog(Model):
    """How many lines of a vote's log are in its tree, and the name under which its heads are signed for good."""

    __tablename__ = "sealed_log"
    __table_args__ = (ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger, default=0)


class Witness(Model):
    """Somebody outside the house who is mailed the signed heads of a campaign’s votes and could tell of a change."""

    __tablename__ = "witness"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "address_mac", name="uq_witness_address"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # A keyed hash of the address: nobody is mailed twice.
    address_mac: Mapped[str] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(8))
    added_at: Mapped[datetime]


class LogTile(Model):
    """Up to 256 hashes of 32 bytes of the tree, one after another; only the last tile of a level still grows."""

    __tablename__ = "log_tile"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["sealed_log.campaign_id", "sealed_log.phase_id"]),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class LogHead(Model):
    """A signed head: the root over so many lines, as a note; never changed, never deleted."""

    __tablename__ = "log_head"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["sealed_log.campaign_id", "sealed_log.phase_id"]),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    note: Mapped[str]
    sealed_at: Mapped[datetime]
