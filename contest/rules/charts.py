"""Charts as figures: where each bar, line and label stands, in units of the drawing; no language, no colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOURS = 24
# The place of one day by hours: labels left and below, the scale's top above.
LEFT, RIGHT, TOP, BASE = 36, 376, 22, 140
WIDTH, HEIGHT = 376, 160
STEPS = (1, 2, 4, 10)
# Many days side by side: wider, room for thousands, and so many labels under them at most.
DAYS_LEFT, DAYS_RIGHT = 44, 756
DAY_LABELS = 7


@dataclass(frozen=True)
class Bar:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class HourChart:
    """A day by hours: full hours as bars, the running one apart, the usual day as a path of steps.

    `lines` are the horizontal hairlines as (y, value), from zero up; `peak` is where the usual day is highest.
    """

    bars: tuple[Bar, ...]
    running: Bar | None
    usual: str
    lines: tuple[tuple[float, int], ...]
    peak: tuple[float, float]


@dataclass(frozen=True)
class DayChart:
    """Days side by side: those that are over as bars, the last one apart since it still runs.

    `lines` are the horizontal hairlines as (y, value); `ticks` the labelled days as (x, index).
    """

    bars: tuple[Bar, ...]
    running: Bar
    lines: tuple[tuple[float, int], ...]
    ticks: tuple[tuple[float, int], ...]


def day_chart(counts: Sequence[int]) -> DayChart:
    """One bar for each of `counts`, first day first. Errors: ValueError for no days."""
    if not counts:
        raise ValueError("no days")
    top = scale_top(max(*counts, 2))
    step, unit = (DAYS_RIGHT - DAYS_LEFT) / len(counts), (BASE - TOP) / top
    width = round(min(step * 0.8, 48), 2)
    middles = [round(DAYS_LEFT + (index + 0.5) * step, 2) for index in range(len(counts))]
    bars = [
        Bar(round(middle - width / 2, 2), round(BASE - count * unit, 2), width, round(count * unit, 2))
        for middle, count in zip(middles, counts, strict=True)
    ]
    apart = -(-len(counts) // DAY_LABELS)
    # Counted from the last day back, so that today is always named.
    labelled = range(len(counts) - 1, -1, -apart)
    return DayChart(
        bars=tuple(bar for bar in bars[:-1] if bar.height),
        running=bars[-1],
        lines=tuple((BASE - value * unit, value) for value in (0, top // 2, top)),
        ticks=tuple((middles[index], index) for index in reversed(labelled)),
    )


def scale_top(most: float) -> int:
    """The end of a scale from zero that two equal steps divide: 2, 4, 10, 20, 40, 100, ..."""
    power = 1
    while True:
        for step in STEPS[1:]:
            if most <= step * power:
                return step * power
        power *= 10


def hour_chart(counts: Sequence[int], usual: Sequence[float], hour: int) -> HourChart:
    """A day's `counts` by hour of the clock (24 of them) at the hour `hour`, against the `usual` day.

    Hours after `hour` have no bar: they are not over, which is not the same as none.
    """
    top = scale_top(max(*counts, *usual, 2))
    step = (RIGHT - LEFT) / HOURS
    unit = (BASE - TOP) / top
    bars = [
        Bar(round(LEFT + index * step + 1, 2), round(BASE - count * unit, 2), step - 2, round(count * unit, 2))
        for index, count in enumerate(counts[: hour + 1])
    ]
    highest = max(range(HOURS), key=lambda index: usual[index])
    return HourChart(
        bars=tuple(bar for bar in bars[:hour] if bar.height),
        running=bars[hour],
        usual=_steps(usual, step, unit),
        lines=tuple((BASE - value * unit, value) for value in (0, top // 2, top)),
        peak=(round(LEFT + (highest + 0.5) * step, 2), round(BASE - usual[highest] * unit, 2)),
    )


def _steps(values: Sequence[float], step: float, unit: float) -> str:
    """A path that keeps each hour's value for the hour; empty when there is none."""
    if not any(values):
        return ""
    path = [f"M{LEFT} {BASE - values[0] * unit:.1f}"]
    for index, value in enumerate(values):
        path.append(f"V{BASE - value * unit:.1f}H{LEFT + (index + 1) * step:.1f}")
    return "".join(path)


@dataclass(frozen=True)
class Stretch:
    """Something from one moment to another, to be laid on a line."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class Laid:
    """Where a stretch lies on the line, and how far it is filled; both in the line's units."""

    x: float
    width: float
    filled: float


@dataclass(frozen=True)
class Scale:
    """A line of time, `left` to `right` in units of the drawing."""

    begins: datetime
    ends: datetime
    left: float
    right: float

    def at(self, moment: datetime) -> float:
        """Where a moment lies, kept inside the line."""
        share = (moment - self.begins) / (self.ends - self.begins)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 2)

    def lay(self, stretch: Stretch, now: datetime) -> Laid:
        """A stretch on the line, filled up to `now`; at least three units wide."""
        x = self.at(stretch.opens)
        width = max(self.at(stretch.closes) - x - 2, 3)
        filled = min(max(self.at(now) - x, 0), width)
        return Laid(x, round(width, 2), round(filled if now < stretch.closes else width, 2))

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies on the line."""
        return self.begins <= moment <= self.ends


def waiting(waited: timedelta, promised: timedelta, width: float = 108) -> tuple[float, float, float]:
    """The bar of a waiting time: (in time, late, the mark of what was promised); a bar holds half as much again."""
    longest = promised * 1.5
    in_time = min(waited, promised) / longest * width
    shown = min(waited, longest) / longest * width
    return round(in_time, 1), round(shown - in_time, 1), round(promised / longest * width, 1)


def labels(places: Sequence[tuple[float, float, bool]], end: float) -> list[bool]:
    """Which labels are shown, given (x, width, must) in order: those that must, then what touches none of them."""
    kept = [(x, x + width) for x, width, must in places if must]
    shown = []
    for x, width, must in places:
        fits = x + width <= end and all(x + width < left or right < x for left, right in kept)
        if fits and not must:
            kept.append((x, x + width))
        shown.append(must or fits)
    return shown
