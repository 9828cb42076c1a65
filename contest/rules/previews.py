"""Previews: the moments of a schedule worth looking at, and for how long a link to one lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contest.rules.phases import PhaseKind, PhasePlan

# How long a link lasts, by what the desk offers; what is opened at once needs no longer than the shortest.
LASTS: dict[str, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
FIRST_LASTS = "day"


class StopKind(StrEnum):
    """Why a moment is worth looking at."""

    NOW = "now"
    OPENS = "opens"
    LAST_HOUR = "last_hour"
    ANNOUNCED = "announced"


@dataclass(frozen=True)
class Stop:
    """One moment worth looking at; `position` is the phase it belongs to, 0 for none."""

    kind: StopKind
    at: datetime
    position: int = 0


def stops(plans: Sequence[PhasePlan], announced: Sequence[tuple[int, datetime]], now: datetime) -> list[Stop]:
    """Now, each phase's first minute, each vote's last hour, each announcement's second; by time, now first.

    `announced` is (phase position, moment) of what is written and waits; who may not see it gives none.
    """
    found = [Stop(StopKind.OPENS, _whole(plan.opens), plan.position) for plan in plans]
    found += [
        Stop(StopKind.LAST_HOUR, _whole(plan.closes - timedelta(hours=1)), plan.position)
        for plan in plans
        if plan.kind is PhaseKind.VOTE
    ]
    found += [Stop(StopKind.ANNOUNCED, _whole(at), position) for position, at in announced]
    return [Stop(StopKind.NOW, now), *sorted(found, key=lambda stop: (stop.at, stop.position, stop.kind))]


def _whole(at: datetime) -> datetime:
    """The first whole second from a moment on: forms and addresses have no parts of one, and it has to be open then."""
    return at.replace(microsecond=0) + timedelta(seconds=at.microsecond > 0)


def results_moment(asked: datetime, now: datetime, *, shows_results: bool) -> datetime:
    """As of when figures and winners are shown: unless the preview may show them, as today, also for a past moment.

    A figure that was shown then and is hidden now would be today's: data are always today's.
    """
    return asked if shows_results else now
