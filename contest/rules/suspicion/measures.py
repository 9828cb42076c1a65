"""What can be measured about some votes: how quick, how even, how many of the same; and a machine's signs."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from contest.rules.suspicion.signals import Signal

# Nobody types an address in so many seconds; a browser that fills it in may.
QUICK = 4
# So large a part must be quick, and so much larger than elsewhere: remembered voters are quick too.
QUICK_PART, QUICK_MORE, QUICK_FEWEST = 0.6, 0.4, 10
# Gaps within a quarter of the middle one. People who come by chance have 17 in 100 of those.
EVEN_WITHIN, EVEN_PART, EVEN_FEWEST = 0.25, 0.55, 20
DISPOSABLE_PART, DISPOSABLE_FEWEST = 0.5, 10
# With fewer other votes than this nothing is known about what is usual.
FEW_OTHERS = 50
USUAL_QUICK = 0.2


class Sign(StrEnum):
    """What people do not do."""

    QUICK = "quick"
    EVEN = "even"
    DISPOSABLE = "disposable"


@dataclass(frozen=True)
class Usual:
    """What is usual in the same hours among votes for other entries; `is_known` is false where there are few.

    The parts that are quick and that have a throw-away address; and for how many seconds the page is open.
    """

    quick: float = USUAL_QUICK
    disposable: float = 0.0
    seconds: int = 0
    is_known: bool = False


def is_quick(signal: Signal) -> bool:
    """Whether the page was open for a moment only; not known is not quick."""
    return signal.seconds is not None and signal.seconds <= QUICK


def quick_part(signals: Sequence[Signal]) -> float:
    """The part that was quick, of those whose time is known."""
    timed = [signal for signal in signals if signal.seconds is not None]
    return sum(map(is_quick, timed)) / len(timed) if timed else 0.0


def disposable_part(signals: Sequence[Signal]) -> float:
    """The part with a throw-away address."""
    return sum(signal.disposable for signal in signals) / len(signals) if signals else 0.0


def median_seconds(signals: Iterable[Signal]) -> int:
    """How long the page was open in the middle case; 0 when that is not known."""
    timed = [signal.seconds for signal in signals if signal.seconds is not None]
    return round(statistics.median(timed)) if timed else 0


def gaps(signals: Sequence[Signal]) -> list[float]:
    """The seconds between one vote and the next."""
    times = sorted(signal.at for signal in signals)
    return [after - before for before, after in pairwise(times)]


def even_part(signals: Sequence[Signal]) -> float:
    """The part of the gaps that are as long as the middle one, give or take a quarter."""
    between = gaps(signals)
    middle = statistics.median(between) if between else 0.0
    if middle <= 0:
        return 0.0
    return sum(abs(gap - middle) <= EVEN_WITHIN * middle for gap in between) / len(between)


def signs(signals: Sequence[Signal], wont: Usual) -> frozenset[Sign]:
    """A machine's signs in these votes, against what is usual."""
    found = set()
    timed = sum(signal.seconds is not None for signal in signals)
    part = quick_part(signals)
    if timed >= QUICK_FEWEST and part >= QUICK_PART and part >= wont.quick + QUICK_MORE:
        found.add(Sign.QUICK)
    if len(signals) >= EVEN_FEWEST and even_part(signals) >= EVEN_PART:
        found.add(Sign.EVEN)
    thrown = sum(signal.disposable for signal in signals)
    if thrown >= DISPOSABLE_FEWEST and thrown >= DISPOSABLE_PART * len(signals):
        found.add(Sign.DISPOSABLE)
    return frozenset(found)


def commonest(values: Iterable[str]) -> tuple[str, int]:
    """The value that comes most often, and how often; nothing known is no value."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0] if counted else ("", 0)
