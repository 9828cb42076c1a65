"""When and for what an invented public votes: a launch peak, evening peaks, quiet nights, a long tail."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

# How busy each hour of the day is, from midnight on.
HOURS = (2, 1, 0.5, 0.4, 0.4, 0.8, 3, 7, 8, 7, 7, 9, 14, 12, 8, 7, 9, 13, 18, 26, 34, 30, 17, 7)
# No idea gets more than this share of the votes: no runaway winner from the first day.
MOST = 0.08
TAIL = 0.72


def moments(count: int, opens: datetime, until: datetime, zone: str, seed: int) -> list[datetime]:
    """`count` moments in order, from `opens` to `until`: two loud first days, then evenings."""
    chance = Random(seed)
    hours = max(1, int((until - opens) / timedelta(hours=1)))
    starts = [opens + timedelta(hours=hour) for hour in range(hours)]
    weights = [
        HOURS[start.astimezone(ZoneInfo(zone)).hour] * (1 + 5 * 0.5 ** (index / 18))
        for index, start in enumerate(starts)
    ]
    picked = chance.choices(starts, weights, k=count)
    return sorted(start + timedelta(seconds=chance.random() * 3600) for start in picked)


def choices(count: int, ideas: int, seed: int) -> list[int]:
    """For each vote the index (0..ideas-1) of its idea: popularity falls off slowly, none above 8 %."""
    chance = Random(seed)
    weights = _weights(ideas, chance)
    return chance.choices(range(ideas), weights, k=count)


def favourite(ideas: int, seed: int) -> int:
    """The index of the idea that gets most, before the cap evens the first ones out; the lowest rank wins."""
    weights = _weights(ideas, Random(seed))
    return weights.index(max(weights))


def _weights(ideas: int, chance: Random) -> list[float]:
    ranks = list(range(ideas))
    chance.shuffle(ranks)
    weights = [(rank + 4) ** -TAIL for rank in ranks]
    cap = 0.85 * MOST * sum(weights)
    return [min(weight, cap) for weight in weights]


def spread(items: Sequence[int], opens: datetime, until: datetime, seed: int) -> list[datetime]:
    """One moment for each item, in order, over a stretch of time, at hours when people are awake."""
    chance = Random(seed)
    length = (until - opens).total_seconds()
    shares = sorted(chance.betavariate(1, 1.6) for _ in items)
    return [opens + timedelta(seconds=share * length) for share in shares]
