"""Members of the public: who they are, how an address is confirmed, where they are remembered."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id

UNREMINDED = text("purpose = 'ballot' AND used_at IS NULL AND reminded_at IS NULL")


class ConfirmationPurpose(StrEnum):
    """What a confirmed address finishes."""

    ENTRY = "entry"
    BALLOT = "ballot"
    SIGN_IN = "sign_in"
    GUARDIAN = "guardian"
    REMINDER = "reminder"


class Participant(Model):
    """A person of one campaign, known by a confirmed address; after erasure only the row's id is left."""

    __tablename__ = "participant"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "voter_key"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    voter_key: Mapped[str | None] = mapped_column(String(64))
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    guardian_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    first_name: Mapped[str] = mapped_column(String(60), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    lang: Mapped[str] = mapped_column(String(8))
    confirmed_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class ParticipantSession(Model):
    """One browser that remembers a participant; made by a confirming POST only, revocable."""

    __tablename__ = "participant_session"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "participant_id"], ["participant.campaign_id", "participant.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("campaign_id", "token_hash"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    participant_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Confirmation(Model):
    """An address waiting to be confirmed for one act; code and link are derived from the id, not stored."""

    __tablename__ = "confirmation"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        Index("ix_confirmation_subject", "campaign_id", "subject_id"),
        Index("ix_confirmation_voter_key", "campaign_id", "voter_key", "created_at"),
        Index("ix_confirmation_unreminded", "created_at", sqlite_where=UNREMINDED, postgresql_where=UNREMINDED),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[ConfirmationPurpose]
    subject_id: Mapped[UUID | None]
    voter_key: Mapped[str] = mapped_column(String(64))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    guardian_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    lang: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # When a mail server first took its mail; when one said that the address takes none.
    handed_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]


class Consent(Model):
    """What a participant agreed to: which text, which version, in which language, when."""

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        Index("ix_consent_entry", "campaign_id", "entry_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entry_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    lang: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


class Reminder(Model):
    """Somebody's wish to be told once that a phase has opened; gone when told, stopped or over."""

    __tablename__ = "reminder"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "phase_id", "voter_key"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phase_id: Mapped[UUID]
    voter_key: Mapped[str] = mapped_column(String(64))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    lang: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]
