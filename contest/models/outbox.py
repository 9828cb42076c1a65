"""What must still leave the house, what recurs, and (in development) the mail that would have left."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id

ONLY_CODES = text("kind = 'mail.confirm_ballot'")
DEAD = text("dead_at IS NOT NULL")


class Outbox(Model):
    """One thing to do after the transaction that caused it; ids and a language, never an address."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "lane",
            "not_before",
            "id",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
        Index("ix_outbox_code", "campaign_id", "created_at", sqlite_where=ONLY_CODES, postgresql_where=ONLY_CODES),
        Index("ix_outbox_dead", "dead_at", sqlite_where=DEAD, postgresql_where=DEAD),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(40))
    dedupe_key: Mapped[str] = mapped_column(String(160), unique=True)
    ids: Mapped[dict[str, Any]]
    lang: Mapped[str] = mapped_column(String(8))
    lane: Mapped[int]
    not_before: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(300), default="")
    # By which mail server it went, or was tried last.
    relay: Mapped[str] = mapped_column(String(253), default="", server_default="")
    # How often it was put back because its recipient's domain had had enough for the moment.
    postponed: Mapped[int] = mapped_column(default=0, server_default="0")
    # Its domain's pace has kept a moment for it, until which it was put back.
    in_turn: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How often a worker ended in the middle of it: so often it may have left once more than it should.
    interrupted: Mapped[int] = mapped_column(default=0, server_default="0")
    # When a message came back that says it did not arrive.
    bounced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Recurring(Model):
    """Something the worker does again and again."""

    __tablename__ = "recurring"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    next_at: Mapped[datetime]
    ran_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")


class LocalMail(Model):
    """A mail kept instead of sent, in development."""

    __tablename__ = "local_mail"

    message_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime]
    recipient: Mapped[str] = mapped_column(String(254))
    sender: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    plain: Mapped[str]
    html: Mapped[str]


class LimitHit(Model):
    """How often something was tried in one stretch of time; the key is a keyed hash."""

    __tablename__ = "limit_hit"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime]
    hits: Mapped[int]
