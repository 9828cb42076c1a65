"""What alarms whoever is on duty, and when they are told: at once, then once an hour, then that it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

# Told again after so long, however often it is seen.
AGAIN = timedelta(hours=1)
# Gone only when it was not seen for so long: what comes and goes is one alarm.
QUIET = timedelta(minutes=3)
# A mail that should have left so long ago stands still.
MAIL_LATE = timedelta(minutes=5)
# As `contest doctor` has it: the smaller of a share of the disk and a size.
DISK_SHARE, DISK_FREE = 0.10, 2 * 1024**3
CLOCK_OFF = timedelta(seconds=5)


class Condition(StrEnum):
    """What needs somebody."""

    QUEUE_LATE = "queue_late"
    QUESTIONS_LATE = "questions_late"
    WAVE = "wave"
    MAIL_STUCK = "mail_stuck"
    NOT_DELIVERED = "not_delivered"
    JOB_FAILED = "job_failed"
    DISK_LOW = "disk_low"
    CLOCK_OFF = "clock_off"


@dataclass(frozen=True)
class Raised:
    """A condition as it is now, in one campaign or in the house (None); `facts` are the numbers it is told with."""

    condition: Condition
    campaign_id: UUID | None = None
    facts: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> tuple[Condition, UUID | None]:
        """What makes two the same alarm."""
        return self.condition, self.campaign_id


@dataclass(frozen=True)
class Standing:
    """An alarm there is: when it was last seen, and when somebody was last told."""

    id: UUID
    condition: Condition
    campaign_id: UUID | None
    seen_at: datetime
    told_at: datetime | None
    is_over: bool = False

    @property
    def place(self) -> tuple[Condition, UUID | None]:
        """What makes two the same alarm."""
        return self.condition, self.campaign_id


@dataclass(frozen=True)
class Plan:
    """What is to be done: alarms that begin, those seen (again) and whether to tell it, those that are over."""

    begin: tuple[Raised, ...]
    seen: tuple[tuple[Standing, Raised, bool], ...]
    over: tuple[Standing, ...]


def plan(standing: Sequence[Standing], raised: Sequence[Raised], now: datetime) -> Plan:
    """What a look at `now` changes. `standing` are the open alarms, and those that ended within the last hour."""
    known = {one.place: one for one in sorted(standing, key=lambda one: not one.is_over)}
    present = {one.place for one in raised}
    return Plan(
        begin=tuple(one for one in raised if one.place not in known),
        seen=tuple((known[one.place], one, _again(known[one.place], now)) for one in raised if one.place in known),
        over=tuple(
            one for one in standing if not one.is_over and one.place not in present and one.seen_at <= now - QUIET
        ),
    )


def disk_low(free: int, total: int) -> bool:
    """Whether so few bytes are free that somebody should make room."""
    return free < min(DISK_SHARE * total, DISK_FREE)


def _again(one: Standing, now: datetime) -> bool:
    return one.told_at is None or one.told_at <= now - AGAIN
