"""Who is on duty, what alarms them, and what one shift leaves to the next."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.alarms import Condition

OPEN = text("ended_at IS NULL")


class Duty(Model):
    """One person's shift, for one campaign or (no campaign) for the whole house."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_ends", "ends"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    begins: Mapped[datetime]
    ends: Mapped[datetime]


class Alarm(Model):
    """A condition that needs somebody, from when it was first seen until it was over; `facts` as last seen.

    One that comes back within the hour is the same alarm.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        Index("ix_alarm_open", "since", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_alarm_seen", "seen_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    condition: Mapped[Condition]
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    facts: Mapped[dict[str, Any]]
    since: Mapped[datetime]
    seen_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Handover(Model):
    """What a shift leaves to the next one."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_at", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    signed: Mapped[str] = mapped_column(String(200))
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str]
    at: Mapped[datetime]


class Hook(Model):
    """A chat, or any program, that alarms are posted to: those of one campaign or (no campaign) of all and the house.

    Whoever knows its address can write there, so it is sealed; `host` is what is shown of it. `fault`: what became of
    the last try, empty when it arrived.
    """

    __tablename__ = "hook"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    host: Mapped[str] = mapped_column(String(253))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    lang: Mapped[str] = mapped_column(String(8))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(200), default="", server_default="")
