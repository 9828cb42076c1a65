"""The packet before anything is printed on it: outline, crimped bands, light and shade."""

from dataclasses import dataclass
from itertools import pairwise

from contest.rules.drawings.palettes import Palette, mixed

WIDTH, HEIGHT = 318, 454
"""The drawing's viewBox starts at 0 0 and has this size; the packet touches all four sides."""

LEFT, RIGHT, MIDDLE = 9, 309, 159
TOP, FOOT, BOTTOM = 43, 377, 411
"""Where the upper band ends, the foot strip starts, the lower band starts."""

_TEETH = 18


@dataclass(frozen=True, slots=True)
class Window:
    """A box as fractions (0 to 1) of the drawing's width and height."""

    x: float
    y: float
    width: float
    height: float


_PANE = (36.0, 197.0, 246.0, 184.0)
WINDOW = Window(_PANE[0] / WIDTH, _PANE[1] / HEIGHT, _PANE[2] / WIDTH, _PANE[3] / HEIGHT)
"""Where a photograph belongs beneath the drawing: a hair larger than the hole, the rim hides its edge."""

OUTLINE = f"M{LEFT} 42C-2 150-2 304 {LEFT} 412H{RIGHT}C320 304 320 150 {RIGHT} 42z"
"""The pillow: it bulges by 11 at its control points."""
HOLE = f"M40 {FOOT}V306C40 238 92 201 159 201S278 238 278 306V{FOOT}z"
RIM = f"M35 {FOOT}V306C35 235 89 196 159 196S283 235 283 306V{FOOT}"


def _teeth(rise: int) -> str:
    """The teeth of one band from left to right, tips `rise` units off (negative is up)."""
    edges = [LEFT + (RIGHT - LEFT) * i / _TEETH for i in range(_TEETH + 1)]
    steps = []
    for left, right in pairwise(edges):
        start, tip, end = round(left, 1), round((left + right) / 2, 1), round(right, 1)
        steps.append(f"l{tip - start:.2g} {rise} {end - tip:.2g} {-rise}")
    return "".join(steps)


_UPPER_EDGE = f"M{LEFT} {TOP}V8{_teeth(-8)}V{TOP}"
_LOWER_EDGE = f"M{LEFT} {BOTTOM}v35{_teeth(8)}V{BOTTOM}"
DASHES = (
    f"{_UPPER_EDGE}{_LOWER_EDGE}M{LEFT} {TOP}C-2 150-2 304 {LEFT} {BOTTOM}"
    f"M{RIGHT} {TOP}C320 150 320 304 {RIGHT} {BOTTOM}"
)
"""The edge of a packet that is not there yet."""
FOLDS = f"M{LEFT + 4} {TOP}h{RIGHT - LEFT - 8}M{LEFT + 4} {BOTTOM}h{RIGHT - LEFT - 8}"


def bands(palette: Palette) -> str:
    """The crimped bands above and below, in the film's colour darkened by 13 %, a rib every eight units."""
    dark, darker = mixed(palette.ground, "#000000", 0.13), mixed(palette.ground, "#000000", 0.27)
    return (
        f'<path fill="{dark}" d="{_UPPER_EDGE}z{_LOWER_EDGE}z"/>'
        # The ribs are one thick dashed line per band: a short way to write seventy lines.
        f'<g fill="none" stroke="{darker}">'
        '<path stroke-width="34" stroke-dasharray="1.2 7.12" d="M13 25h294M13 429h294"/>'
        f'<path d="M{LEFT} {TOP}h300M{LEFT} {BOTTOM}h300"/></g>'
    )


def shading() -> str:
    """Flat light and shade: a pale sliver on the left, a dark one on the right, creases under the band."""
    return (
        '<path fill="#fff" fill-opacity=".2" d="M21 62C15 140 14 300 21 384c4-50 6-110 5-160'
        "-1-70-2-110-5-162z"
        'M61 43h17l-8 17zM230 43h15l-8 12z"/>'
        '<path fill="#000" fill-opacity=".13" d="M309 43c13 110 13 260 0 368-5-30-9-90-10-180 1-80 5-140'
        " 10-188z"
        'M113 43h17l-10 13z"/>'
    )
