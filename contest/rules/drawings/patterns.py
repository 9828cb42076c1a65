"""The ten patterns a packet is printed with: each covers a box with one colour, in one or two paths."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contest.rules.drawings.crisp import frilled

ROUND = ' stroke-linecap="round"'


@dataclass(frozen=True, slots=True)
class Field:
    """What a pattern covers: a box in drawing units, the colour printed, the one beneath, a phase (0 to 1).

    Nothing need be drawn where `hidden` (left, top, right, bottom) will lie over it.
    """

    left: float
    top: float
    right: float
    bottom: float
    ink: str
    base: str
    phase: float
    hidden: tuple[float, float, float, float] | None = None

    def grid(self, across: float, down: float, reach: float) -> Iterator[tuple[float, float, int, int]]:
        """Points (x, y, row, column) that cover the box with things of radius `reach`; odd rows are moved."""
        for row, y in self.rows(down):
            x, column = self.left - across * (0.5 if row % 2 else 0.0), 0
            while x < self.right + reach:
                if not self._unseen(x, y, reach):
                    yield x, y, row, column
                x, column = x + across, column + 1

    def rows(self, down: float) -> Iterator[tuple[int, float]]:
        """Numbered rows `down` apart, from one above the box to one below it."""
        y, row = self.top - down * self.phase, 0
        while y < self.bottom + down:
            yield row, y
            y, row = y + down, row + 1

    def _unseen(self, x: float, y: float, reach: float) -> bool:
        """Whether a thing lies wholly under what hides it."""
        if self.hidden is None:
            return False
        left, top, right, bottom = self.hidden
        return left < x - reach and x + reach < right and top < y - reach and y + reach < bottom


def _n(value: float) -> str:
    """A coordinate to one decimal."""
    return f"{round(value, 1):g}"


def _at(x: float, y: float) -> str:
    """A move to a point."""
    return f"M{_n(x)} {_n(y)}"


def _stroked(data: str, colour: str, width: float, more: str = "") -> str:
    """A path drawn with a line."""
    return f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{_n(width)}"{more}/>'


def _waves(field: Field) -> str:
    """Rows of a rolling line."""
    rolls = "q13-20 26 0" + "t26 0" * int((field.right - field.left) / 26 + 1)
    data = "".join(_at(field.left - 20, y) + rolls for _, y in field.rows(27))
    return _stroked(data, field.ink, 9.5)


def _dots(field: Field) -> str:
    """Round dots in staggered rows."""
    data = "".join(_at(x, y) + "h.1" for x, y, _, _ in field.grid(46, 24, 11))
    return _stroked(data, field.ink, 21, ROUND)


def _chevrons(field: Field) -> str:
    """Rows of a zigzag."""
    teeth = "l28-21 28 21" * int((field.right - field.left) / 56 + 2)
    data = "".join(_at(field.left - 20, y) + teeth for _, y in field.rows(38))
    return _stroked(data, field.ink, 13)


def _peel(field: Field) -> str:
    """Curls of peel, four ways round, and a pip beside each."""
    curls = (
        "m-23 7a23 23 0 0 1 45-7",
        "m7 23a23 23 0 0 1-11-45",
        "m23-5a23 23 0 0 1-42 15",
        "m-5-23a23 23 0 0 1 15 43",
    )
    points = list(field.grid(78, 52, 30))
    arcs = "".join(_at(x, y) + curls[(row * 3 + column) % 4] for x, y, row, column in points)
    pips = "".join(_at(x + 38, y + (9 if column % 2 else -8)) + "h.1" for x, y, _, column in points)
    return _stroked(arcs, field.ink, 12.5) + _stroked(pips, field.ink, 13, ROUND)


def _seeds(field: Field) -> str:
    """Seeds leaning one way, then the other, row by row."""
    leans = (
        "m-6-14c-4 10-5 24 6 25 10 1 13-10 6-16-5-4-9-6-12-9z",
        "m6-14c4 10 5 24-6 25-10 1-13-10-6-16 5-4 9-6 12-9z",
    )
    data = "".join(_at(x, y) + leans[row % 2] for x, y, row, _ in field.grid(54, 30, 15))
    return f'<path d="{data}" fill="{field.ink}"/>'


def _crisp(tilt: float) -> str:
    """A small crisp's edge about 0 0 as relative path data, ending where it began."""
    _, values = frilled(27, 18.5, tilt, 7)
    points = [(round(x, 1), round(y, 1)) for x, y in zip(values[::2], values[1::2], strict=True)]
    (x, y), out = points[0], [f"m{_n(points[0][0])} {_n(points[0][1])}"]
    for first in range(1, len(points), 2):
        steps = [value for px, py in points[first : first + 2] for value in (px - x, py - y)]
        out.append("q" + " ".join(map(_n, steps)).replace(" -", "-"))
        x, y = points[first + 1]
    return "".join(out) + "z"


_CRISPS = (_crisp(12), _crisp(-16))
_CRISP_RIBS = ("m-13-8l5 19m3-25l7 27m4-26l6 20", "m-17-6l5 18m7-25l3 27m6-28l4 20")


def _chips(field: Field) -> str:
    """Ruffled crisps, ribs left in the colour beneath."""
    points = list(field.grid(72, 46, 28))
    data = "".join(_at(x, y) + _CRISPS[(row + column) % 2] for x, y, row, column in points)
    lines = "".join(_at(x, y) + _CRISP_RIBS[(row + column) % 2] for x, y, row, column in points)
    return f'<path d="{data}" fill="{field.ink}"/>' + _stroked(lines, field.base, 3)


def _scales(field: Field) -> str:
    """Fish scales: each row of half rings covers the feet of the row above."""
    count = int((field.right - field.left) / 54) + 2
    row_of = "a27 27 0 0 1 54 0" * count + f"m{-54 * count + 14} 0" + "a13 13 0 0 1 26 0m28 0" * count
    rows = "".join(f'<path d="{_at(field.left - (54 if row % 2 else 27), y)}{row_of}"/>' for row, y in field.rows(23.5))
    return f'<g fill="{field.base}" stroke="{field.ink}" stroke-width="6.5">{rows}</g>'


def _rings(field: Field) -> str:
    """Onion rings side by side, with a dot in every gap."""
    ring = "a{0} {0} 0 1 0 {1} 0 {0} {0} 0 1 0-{1} 0"
    onion = "m-10 0" + "m-15 0".join(ring.format(radius, 2 * radius) for radius in (10, 25, 40))
    points = list(field.grid(100, 74, 50))
    circles = "".join(_at(x, y) + onion for x, y, _, _ in points)
    dots = "".join(_at(x + 50, y) + "h.1" for x, y, _, _ in points)
    return _stroked(circles, field.ink, 8) + _stroked(dots, field.ink, 13, ROUND)


def _check(field: Field) -> str:
    """A kitchen cloth: bars both ways, darker where they cross."""
    wide, tall = _n(field.right - field.left + 40), _n(field.bottom - field.top + 40)
    rows = int((field.bottom - field.top) / 60) + 2
    columns = int((field.right - field.left) / 60) + 2
    across = "".join(_at(field.left, field.top - 30 * field.phase + 60 * i) + f"h{wide}" for i in range(rows))
    down = "".join(_at(field.left + 3 + 60 * i, field.top - 20) + f"v{tall}" for i in range(columns))
    return "".join(_stroked(data, field.ink, 30, ' stroke-opacity=".62"') for data in (across, down))


def _crumbs(field: Field) -> str:
    """Crumbs of five shapes, none in line."""
    crumbs = (
        "m-10-3l9-8 11 4 1 11-10 8-10-6z",
        "m-7-8l13 1 4 10-9 7-10-7z",
        "m-10 1l5-8 9 0 5 7-6 8-11-2z",
        "m-4-5l7-1 3 6-5 5-6-4z",
        "m-7-8l12-2 4 9-6 7-10-3z",
    )
    shifts = ((0, 0), (6, 7), (-7, 4), (4, -6), (-3, -8), (8, 2), (-6, -3))
    data = ""
    for x, y, row, column in field.grid(42, 28, 18):
        (right, down), kind = shifts[(row * 3 + column) % 7], crumbs[(row + column * 3) % 5]
        data += _at(x + right, y + down) + kind
    return f'<path d="{data}" fill="{field.ink}"/>'


PATTERNS: dict[str, Callable[[Field], str]] = {
    "waves": _waves,
    "dots": _dots,
    "chevrons": _chevrons,
    "peel": _peel,
    "seeds": _seeds,
    "chips": _chips,
    "scales": _scales,
    "rings": _rings,
    "check": _check,
    "crumbs": _crumbs,
}
"""A pattern's name and what draws it; a drawing clips what comes back to its shape."""
