"""Where a text is broken so that it stands in its box as large as it goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contest.rules.cards.fonts import Script
from contest.rules.cards.scripts import Item

_STEP = 0.965
_ROUNDS = 12
_DOTS = Item("…", Script.OURS, space=False, starts=False)

# The width of a line, in em.
Measured = Callable[[Sequence[Item]], float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a text may stand, in pixels, and the largest and smallest size of its letters."""

    x: float
    y: float
    width: float
    height: float
    most: float
    least: float


@dataclass(frozen=True, slots=True)
class Stack:
    """How lines are stacked, in em: from one to the next, the height of a single one, and how many there may be."""

    leading: float
    single: float
    most: int

    def height(self, lines: int) -> float:
        """The height of so many lines."""
        return self.single + (lines - 1) * self.leading


def fitted(items: Sequence[Item], box: Box, stack: Stack, measured: Measured) -> tuple[float, list[list[Item]]]:
    """The largest size at which the text fits, and its lines, made of like width."""
    size = box.most
    while True:
        broken = _broken(items, box.width / size, measured)
        fits = len(broken) <= stack.most and (len(broken) <= 1 or stack.height(len(broken)) <= box.height / size)
        if fits and max((measured(line) * size for line in broken), default=0) <= box.width + 1e-6:
            return size, _balanced(items, broken, measured)
        if size <= box.least:
            return box.least, _cut(broken, box, stack, measured)
        size = max(size * _STEP, box.least)


def _broken(items: Sequence[Item], width: float, measured: Measured) -> list[list[Item]]:
    """Lines no wider than `width` (em), each as full as it goes; a single piece may be wider."""
    out: list[list[Item]] = []
    for item in items:
        if out and (not item.starts or measured([*out[-1], item]) <= width):
            out[-1].append(item)
        else:
            out.append([item])
    return out


def _balanced(items: Sequence[Item], broken: list[list[Item]], measured: Measured) -> list[list[Item]]:
    """As many lines, the widest of them as narrow as it goes."""
    if len(broken) < 2:
        return broken
    high = max(measured(line) for line in broken)
    low = high / 2
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        tried = _broken(items, middle, measured)
        fits = len(tried) <= len(broken) and max(measured(line) for line in tried) <= middle + 1e-9
        low, high = (low, middle) if fits else (middle, high)
    return _broken(items, high + 1e-9, measured)


def _cut(broken: list[list[Item]], box: Box, stack: Stack, measured: Measured) -> list[list[Item]]:
    """What fits of lines at the smallest size, with three dots where something is left out."""
    room = max(1, min(stack.most, int((box.height / box.least - stack.single) / stack.leading) + 1))
    if len(broken) <= room:
        return broken
    last = list(broken[room - 1])
    while len(last) > 1 and measured([*last, _DOTS]) * box.least > box.width:
        last.pop()
    return [*broken[: room - 1], [*last, _DOTS]]
