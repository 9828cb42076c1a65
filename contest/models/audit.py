"""The record of what people did."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id


class ActorKind(StrEnum):
    """Who acted."""

    STAFF = "staff"
    PARTICIPANT = "participant"
    VISITOR = "visitor"
    OPERATOR = "operator"
    SYSTEM = "system"


class Audit(Model):
    """One act on an entry, a campaign or a person; the verbs are a table in rules/roles.py."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_campaign", "campaign_id", "at", "id"),
        Index("ix_audit_ref", "ref", "at"),
        Index("ix_audit_at", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind]
    actor_id: Mapped[UUID | None]
    verb: Mapped[str] = mapped_column(String(60))
    ref: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
