"""Who is on duty, what is alarming, what the last shift left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from contest.db import reading
from contest.models import Alarm, Campaign, Duty, Handover, Hook, Recurring, Staff, StaffRole
from contest.queries.staff import working_owner
from contest.rules.alarms import AGAIN, Condition

MOST, NOTES = 60, 5
# A note is for the next shift, not for the next month.
FRESH = timedelta(days=3)
LOOK = "alarms"


@dataclass(frozen=True)
class Shift:
    """One shift with its person; no campaign is the whole house."""

    id: UUID
    staff_id: UUID
    first_name: str
    title: str
    lang: str
    campaign_id: UUID | None
    slug: str | None
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Alarming:
    """An alarm that stands, or stood."""

    id: UUID
    condition: Condition
    campaign_id: UUID | None
    facts: dict[str, int]
    since: datetime
    seen_at: datetime
    told_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Recipient:
    """A colleague who is told."""

    id: UUID
    lang: str


def on_duty(now: datetime) -> list[Shift]:
    """Who is on duty at a moment."""
    return _shifts(Duty.begins <= now, Duty.ends > now)


def to_come(now: datetime) -> list[Shift]:
    """The shifts that run or are to come, the first first."""
    return _shifts(Duty.ends > now)


def open_alarms() -> list[Alarming]:
    """What is alarming, the oldest first."""
    rows = reading().execute(_alarms().where(Alarm.ended_at.is_(None)).order_by(Alarm.since, Alarm.id).limit(MOST))
    return [Alarming(*row) for row in rows]


def lately(now: datetime) -> list[Alarming]:
    """The alarms that stand, and those that ended so lately that they may come back as themselves."""
    recent = or_(Alarm.ended_at.is_(None), Alarm.seen_at > now - AGAIN)
    return [Alarming(*row) for row in reading().execute(_alarms().where(recent).order_by(Alarm.since, Alarm.id))]


def recipients(campaign_id: UUID | None, now: datetime) -> list[Recipient]:
    """Whom an alarm is told: who is on duty there or for the house, else the owners, so that it reaches somebody."""
    here = [
        shift
        for shift in on_duty(now)
        if campaign_id is None or shift.campaign_id is None or shift.campaign_id == campaign_id
    ]
    if here:
        return list({shift.staff_id: Recipient(shift.staff_id, shift.lang) for shift in here}.values())
    rows = reading().execute(
        select(Staff.id, Staff.lang)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(*working_owner())
        .order_by(Staff.created_at, Staff.id)
        .limit(MOST)
    )
    return [Recipient(*row) for row in rows]


def hooks(campaign_id: UUID | None = None, *, of_all: bool = True) -> list[Hook]:
    """The addresses that alarms are posted to, the oldest first; not `of_all`: those that an alarm there goes to."""
    here = [] if of_all else [or_(Hook.campaign_id.is_(None), Hook.campaign_id == campaign_id)]
    rows = select(Hook).where(*here).order_by(Hook.added_at, Hook.id).limit(MOST)
    return list(reading().scalars(rows.execution_options(populate_existing=True)))


def notes(now: datetime) -> list[Handover]:
    """What the last shifts left, the latest first."""
    rows = select(Handover).where(Handover.at > now - FRESH)
    return list(reading().scalars(rows.order_by(Handover.at.desc(), Handover.id.desc()).limit(NOTES)))


def looked_at() -> datetime | None:
    """When somebody last looked whether anything is alarming."""
    return reading().scalar(select(Recurring.ran_at).where(Recurring.name == LOOK))


def failed_jobs() -> int:
    """How many of what recurs ended with an error."""
    return len(reading().scalars(select(Recurring.name).where(Recurring.error != "")).all())


def _alarms() -> Select[Any]:
    return select(*(getattr(Alarm, name) for name in Alarming.__dataclass_fields__))


def _shifts(*where: ColumnElement[bool]) -> list[Shift]:
    rows = reading().execute(
        select(
            Duty.id,
            Duty.staff_id,
            Staff.first_name,
            Staff.title,
            Staff.lang,
            Duty.campaign_id,
            Campaign.slug,
            Duty.begins,
            Duty.ends,
        )
        .join(Staff, Staff.id == Duty.staff_id)
        .outerjoin(Campaign, Campaign.id == Duty.campaign_id)
        .where(Staff.left_at.is_(None), *where)
        .order_by(Duty.begins, Staff.first_name, Duty.id)
        .limit(MOST)
    )
    return [Shift(*row) for row in rows]
