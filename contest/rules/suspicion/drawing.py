"""What the desk draws of a cluster: the votes over time against the usual, and the count with and without it.

Figures only, in units of the drawing; no language, no colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from uuid import UUID

from contest.rules.charts import scale_top
from contest.rules.results import ranking

LEFT, RIGHT, TOP, BASE = 44, 756, 16, 140
# Steps a chart may be drawn in, and how many of them at most.
STEPS = tuple(timedelta(minutes=minutes) for minutes in (10, 30, 60, 180, 720))
MOST_STEPS = 80
# Nine of ten times the usual lies within so many deviations.
NINE_OF_TEN = 1.645
# What is usual changes slowly: it is read from so many steps on either side.
AROUND = 3
# The scale of the count with and without: its ends and how many lines it has at most.
SCALE_LEFT, SCALE_RIGHT, SCALE_LINES = 6, 194, 4


@dataclass(frozen=True)
class Stretch:
    """The time a chart shows: from where, in which steps, how many."""

    begins: datetime
    step: timedelta
    count: int

    @property
    def ends(self) -> datetime:
        """Where it ends."""
        return self.begins + self.count * self.step

    def at(self, place: int) -> datetime:
        """Where a step begins."""
        return self.begins + place * self.step


@dataclass(frozen=True)
class Wave:
    """The drawing: paths of all votes, of those of the cluster on top, and of the usual as a band.

    `lines` are hairlines as (y, value), `ticks` labelled steps as (x, place), `top` the highest point of the
    cluster, and `calm` a point above the band where nothing else is, for a label.
    """

    votes: str
    cluster: str
    band: str
    lines: tuple[tuple[float, int], ...]
    ticks: tuple[tuple[float, int], ...]
    top: tuple[float, float]
    calm: tuple[float, float]


def stretch(begins: datetime, ends: datetime, *, now: datetime) -> Stretch:
    """The time around a cluster that a chart shows: ten hours or more, a good deal before and after, not past `now`."""
    length = max(timedelta(hours=10), 3 * (ends - begins))
    step = next((one for one in STEPS if length / one <= MOST_STEPS), STEPS[-1])
    # A bit more before than after: what was usual is what was before.
    start = begins - 0.6 * (length - (ends - begins))
    seconds = int(step.total_seconds())
    first = int(start.timestamp()) // seconds * seconds
    begun = start.fromtimestamp(first, start.tzinfo)
    over = max(2, int((max(now, ends) - begun) / step) + 1)
    return Stretch(begun, step, min(MOST_STEPS, int(length / step) + 1, over))


def expected(votes: Sequence[int], cluster: Sequence[int], others: Sequence[int]) -> list[float]:
    """How many votes the entry would have had in each step: its usual part of the votes for all others."""
    own, all_others = sum(votes) - sum(cluster), sum(others)
    part = own / all_others if all_others else 0.0
    smooth = []
    for place in range(len(others)):
        near = others[max(0, place - AROUND) : place + AROUND + 1]
        smooth.append(part * sum(near) / len(near))
    return smooth


def wave(votes: Sequence[int], cluster: Sequence[int], usual: Sequence[float]) -> Wave:
    """Votes in each step, those of the cluster among them, and what is usual."""
    highs = [value + NINE_OF_TEN * sqrt(value) for value in usual]
    lows = [max(0.0, value - NINE_OF_TEN * sqrt(value)) for value in usual]
    top = scale_top(max([*votes, *highs, 4]))
    unit, apart = (BASE - TOP) / top, (RIGHT - LEFT) / max(1, len(votes) - 1)
    xs = [round(LEFT + place * apart, 1) for place in range(len(votes))]

    def points(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(x, round(BASE - value * unit, 1)) for x, value in zip(xs, values, strict=True)]

    rest = [every - some for every, some in zip(votes, cluster, strict=True)]
    highest = max(range(len(votes)), key=lambda place: (cluster[place], votes[place]))
    quiet = min(range(len(votes)), key=lambda place: (abs(place - _far(highest, len(votes))), place))
    return Wave(
        votes=_line(points(votes)),
        cluster=_areas(points(votes), points(rest), cluster),
        band=_line([*points(highs), *reversed(points(lows))]) + "Z" if any(usual) else "",
        lines=tuple((round(BASE - value * unit, 1), value) for value in (0, top // 2, top)),
        ticks=tuple((xs[place], place) for place in _labelled(len(votes))),
        top=points(votes)[highest],
        calm=points(highs)[quiet],
    )


def _far(highest: int, count: int) -> int:
    """A place well away from the cluster."""
    return count // 4 if highest > count // 2 else 3 * count // 4


def _labelled(count: int) -> range:
    return range(0, count, max(1, -(-count // 6)))


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _areas(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], cluster: Sequence[int]) -> str:
    """One area for each run of steps with votes of the cluster, drawn from the step before to the one after."""
    path, place = "", 0
    while place < len(cluster):
        if not cluster[place]:
            place += 1
            continue
        first = place
        while place < len(cluster) and cluster[place]:
            place += 1
        run = slice(max(0, first - 1), place + 1)
        path += _line([*upper[run], *reversed(lower[run])]) + "Z"
    return path


@dataclass(frozen=True)
class Counted:
    """One entry in the count with and without a cluster; `x` are places on the scale."""

    entry_id: UUID
    votes: tuple[int, int]
    ranks: tuple[int, int]
    x: tuple[float, float]


@dataclass(frozen=True)
class Compared:
    """The count with and without: the entries that matter, lines of the scale as (x, value), who changes place.

    `moved` is the entry's rank with and without; equal where the order stays.
    """

    lines: tuple[Counted, ...]
    scale: tuple[tuple[float, int], ...]
    moved: tuple[int, int]
    changes_first: bool


def compared(with_it: Sequence[tuple[UUID, int]], entry_id: UUID, number: int, most: int = 5) -> Compared:
    """The first entries and the cluster's own, with its `number` votes and without them."""
    without = [(entry, votes - number if entry == entry_id else votes) for entry, votes in with_it]
    both = [{one.entry_id: one for one in ranking(votes)} for votes in (with_it, without)]
    first = sorted(both[1].values(), key=lambda one: one.rank)[:most]
    shown = [one.entry_id for one in first]
    if entry_id not in shown and entry_id in both[0]:
        shown = [*shown[: most - 1], entry_id]
    votes = [(both[0][entry].votes, both[1][entry].votes) for entry in shown]
    scale = _scale([value for pair in votes for value in pair])
    low, high = scale[0], scale[-1]

    def place(value: int) -> float:
        return round(SCALE_LEFT + (value - low) / max(1, high - low) * (SCALE_RIGHT - SCALE_LEFT), 1)

    lines = tuple(
        Counted(entry, pair, (both[0][entry].rank, both[1][entry].rank), (place(pair[0]), place(pair[1])))
        for entry, pair in zip(shown, votes, strict=True)
    )
    leaders = [{one.entry_id for one in ranks.values() if one.rank == 1} for ranks in both]
    moved = (both[0][entry_id].rank, both[1][entry_id].rank) if entry_id in both[0] else (0, 0)
    return Compared(lines, tuple((place(value), value) for value in scale), moved, leaders[0] != leaders[1])


def _scale(values: Sequence[int]) -> list[int]:
    """Round values from below the least to above the most, evenly apart. Dots, not bars: it need not begin at zero."""
    low, high = min(values, default=0), max(values, default=1)
    step = 1
    while (high - low) / step > SCALE_LINES - 1:
        step = next(size for size in _sizes() if size > step)
    first = low // step * step
    count = -(-(high - first) // step)
    return [first + step * place for place in range(max(1, count) + 1)]


def _sizes() -> list[int]:
    return [step * 10**power for power in range(10) for step in (1, 2, 5)]
