"""Round numbers worth telling: 100, 500, 1,000, 5,000, 10,000 and so on."""

from collections.abc import Iterator
from itertools import count as counting
from itertools import takewhile

LEAST = 100


def reached(count: int) -> tuple[int, ...]:
    """The milestones that `count` has reached, the latest first."""
    return tuple(takewhile(lambda one: one <= count, _all()))[::-1]


def next_after(count: int) -> int:
    """The first milestone above `count`."""
    return next(one for one in _all() if one > count)


def _all() -> Iterator[int]:
    for power in counting():
        yield LEAST * 10**power
        yield 5 * LEAST * 10**power
