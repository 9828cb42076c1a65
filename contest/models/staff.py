"""Staff: people of the brand, their roles, sessions and invitations."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, true
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.roles import Role


class InvitationKind(StrEnum):
    """What a one-time link of the house is for."""

    JOIN = "join"
    RESET = "reset"


class Department(Model):
    """A part of the house: legal, product, press; what it is asked stays when it is retired."""

    __tablename__ = "department"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    retired: Mapped[bool] = mapped_column(default=False)


class Staff(Model):
    """A person of the brand, with a password and a second factor."""

    __tablename__ = "staff"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    address: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    # The same for the public, by language; where there is none, the title stands.
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    lang: Mapped[str] = mapped_column(String(8))
    # In which languages ideas come to their queue unless they ask for others; none: in all.
    reads: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    password: Mapped[str | None] = mapped_column(String(200))
    factor_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    factor_confirmed_at: Mapped[datetime | None]
    factor_step: Mapped[int] = mapped_column(BigInteger, default=0)
    # Of media/portraits; shown to the public while the person wants to be seen and works here.
    portrait_id: Mapped[UUID | None]
    is_seen: Mapped[bool] = mapped_column(default=False)
    department_id: Mapped[UUID | None]
    # Whether they are mailed every morning what waits.
    digest: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class StaffRole(Model):
    """A role of a person, in the whole house (no campaign) or in one campaign."""

    __tablename__ = "staff_role"
    __table_args__ = (Index("uq_staff_role", "staff_id", "role", "campaign_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    role: Mapped[Role]


class StaffSession(Model):
    """One browser signed in; listed and revocable."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_staff_id", "staff_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class StaffInvitation(Model):
    """A one-time link to join or to set a new password; only its hash is kept, once used it is spent."""

    __tablename__ = "staff_invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[InvitationKind]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(254), default="")
    role: Mapped[Role | None]
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(8))
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """One of ten codes that stand in for a lost authenticator, each once."""

    __tablename__ = "recovery_code"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]
