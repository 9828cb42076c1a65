"""Phases: what is open at a moment, and the UTC windows the database checks acts against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from contest.rules.objections import Objection


class PhaseKind(StrEnum):
    """What a phase is for."""

    SUBMISSION = "submission"
    BATTLE = "battle"
    JURY = "jury"
    VOTE = "vote"
    ANNOUNCEMENT = "announcement"


class Moment(StrEnum):
    """Where a phase stands at a moment."""

    TO_COME = "to_come"
    NOW = "now"
    PAUSED = "paused"
    DONE = "done"


class Exposure(StrEnum):
    """When the public sees a vote's figures: from its start, once its result is closed, once announced."""

    LIVE = "live"
    AFTER_CLOSE = "after_close"
    ANNOUNCED = "announced"


@dataclass(frozen=True)
class Pause:
    """A stretch in which a phase takes nothing: half-open, aware; without an end until somebody goes on."""

    begins: datetime
    ends: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether `now` lies within."""
        return self.begins <= now and (self.ends is None or now < self.ends)


@dataclass(frozen=True)
class PhasePlan:
    """One phase as it is planned: half-open, `opens <= now < closes`, both aware; pauses in order, apart."""

    position: int
    kind: PhaseKind
    opens: datetime
    closes: datetime
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A stretch between two phases in which nothing is open."""

    after: int
    before: int
    length: timedelta


@dataclass(frozen=True)
class Overlap:
    """Two phases open at once."""

    first: int
    second: int


def moment_of(phase: PhasePlan, now: datetime) -> Moment:
    """Whether a phase is to come, now, paused or done at `now`."""
    if now < phase.opens:
        return Moment.TO_COME
    if now >= phase.closes:
        return Moment.DONE
    return Moment.PAUSED if any(pause.holds(now) for pause in phase.pauses) else Moment.NOW


def phase_at(schedule: Sequence[PhasePlan], now: datetime) -> PhasePlan | None:
    """The phase we are in at `now`, paused or not; of several the one that opened last; None in a gap."""
    return _latest([phase for phase in schedule if moment_of(phase, now) in (Moment.NOW, Moment.PAUSED)])


def open_phase(schedule: Sequence[PhasePlan], kind: PhaseKind, now: datetime) -> PhasePlan | None:
    """The phase of this kind that takes something at `now`, or None."""
    return _latest([phase for phase in schedule if phase.kind is kind and moment_of(phase, now) is Moment.NOW])


def next_change(schedule: Sequence[PhasePlan], now: datetime) -> datetime | None:
    """The next moment after `now` at which something opens, closes or goes on; None when nothing is left."""
    edges = [edge for phase in schedule for edge in (phase.opens, phase.closes)]
    edges += [pause.ends for phase in schedule for pause in phase.pauses if pause.ends is not None]
    return min((edge for edge in edges if edge > now), default=None)


def share_done(phase: PhasePlan, now: datetime) -> float:
    """How much of a phase is over, 0 to 1."""
    return min(1.0, max(0.0, (now - phase.opens) / (phase.closes - phase.opens)))


def overlaps(schedule: Sequence[PhasePlan]) -> list[Overlap]:
    """Every pair of phases open at the same time, in order of opening."""
    ordered = sorted(schedule, key=lambda phase: (phase.opens, phase.position))
    return [
        Overlap(first.position, second.position)
        for index, first in enumerate(ordered)
        for second in ordered[index + 1 :]
        if second.opens < first.closes
    ]


def gaps(schedule: Sequence[PhasePlan]) -> list[Gap]:
    """Every stretch between consecutive phases in which nothing is open."""
    ordered = sorted(schedule, key=lambda phase: (phase.opens, phase.position))
    found = []
    for first, second in pairwise(ordered):
        latest = max(phase.closes for phase in ordered if phase.opens <= first.opens)
        if second.opens > latest:
            found.append(Gap(first.position, second.position, second.opens - latest))
    return found


def windows(phase: PhasePlan, *, per_day: bool, zone: tzinfo) -> list[tuple[str, datetime, datetime]]:
    """The phase's windows as (bucket, opens, closes): one named `all`, or one for each day of the zone.

    A day in which the clocks change is 23 or 25 hours long; the windows touch, never overlap. Pauses are cut out.
    """
    stretches = _without(phase.pauses, phase.opens, phase.closes)
    if not per_day:
        return [("all", opens, closes) for opens, closes in stretches]
    found = []
    for opens, closes in stretches:
        day = opens.astimezone(zone).date()
        while (starts := _midnight(day, zone)) < closes:
            ends = _midnight(day + timedelta(days=1), zone)
            found.append((day.isoformat(), max(starts, opens), min(ends, closes)))
            day += timedelta(days=1)
    return found


def bucket_at(phase: PhasePlan, now: datetime, *, per_day: bool, zone: tzinfo) -> str | None:
    """The bucket an act at `now` falls into; None outside the phase."""
    if moment_of(phase, now) is not Moment.NOW:
        return None
    return now.astimezone(zone).date().isoformat() if per_day else "all"


def change_objections(
    phase: PhasePlan,
    *,
    opens: datetime,
    closes: datetime,
    at: datetime,
    reason: str,
    result_closed: bool,
    told: bool = True,
) -> tuple[Objection, ...]:
    """Every reason against moving a phase to `opens` and `closes`; `at` is now by the database's clock.

    `told`: the public sees the campaign, so that a change is owed a reason and what has begun has begun.
    """
    found = []
    if closes <= opens:
        found.append(Objection("schedule_order", "closes"))
    if told and not reason.strip():
        found.append(Objection("schedule_reason_missing", "reason"))
    if result_closed:
        found.append(Objection("schedule_result_closed"))
    if told and opens != phase.opens and phase.opens <= at:
        found.append(Objection("schedule_begun", "opens"))
    elif opens != phase.opens and opens < at:
        found.append(Objection("schedule_in_past", "opens"))
    if closes != phase.closes and closes < at:
        found.append(Objection("schedule_in_past", "closes"))
    return tuple(found)


def _latest(running: Sequence[PhasePlan]) -> PhasePlan | None:
    return max(running, key=lambda phase: (phase.opens, phase.position), default=None)


def _without(pauses: Sequence[Pause], opens: datetime, closes: datetime) -> list[tuple[datetime, datetime]]:
    """What is left of a stretch between its pauses."""
    found = []
    for pause in sorted(pauses, key=lambda pause: pause.begins):
        if opens < min(pause.begins, closes):
            found.append((opens, min(pause.begins, closes)))
        opens = closes if pause.ends is None else max(opens, pause.ends)
    return [*found, (opens, closes)] if opens < closes else found


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
