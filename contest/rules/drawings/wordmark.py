"""A brand's name whose last letters tilt and fall."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from contest.rules.drawings.letters import EM, drawable, glyph, inked, letter_path, set_line

_FALLS = ((-4.0, -0.012, 0.0), (10.0, 0.12, -0.01), (25.0, 0.27, 0.0))
"""For the last three letters: degrees clockwise, drop and extra space before, in em."""
_WIDTH = 1.0
_TRACKING = -8.0
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter in its place, in em: its origin, y downwards, and how many degrees clockwise it is turned."""

    letter: str
    x: float
    y: float
    turn: float


@lru_cache(maxsize=64)
def _placed(text: str) -> tuple[tuple[_Letter, ...], float]:
    """Letters whose ink starts at 0 on the baseline 0, and the ink's width, in em."""
    line = set_line(drawable(text)[:_LONGEST], _WIDTH, tracking=_TRACKING)
    letters, moved, right = [], 0.0, 0.0
    for (letter, place), (turn, drop, space) in zip(line.places, _falls(len(line.places)), strict=True):
        moved += space
        # A letter turns about the middle of its foot: about its origin it would swing into its neighbour.
        half = glyph(line.face, letter, _WIDTH).advance / EM / 2
        sine, cosine = sin(radians(turn)), cos(radians(turn))
        x, y = (place - line.ink[0]) / EM + moved + half - half * cosine, drop - half * sine
        letters.append(_Letter(letter, x, y, turn))
        box = glyph(line.face, letter, _WIDTH).box or (0, 0, 0, 0)
        right = max(right, *(x + (bx * cosine + by * sine) / EM for bx in box[::2] for by in box[1::2]))
    return tuple(letters), right


def _falls(count: int) -> tuple[tuple[float, float, float], ...]:
    """How each of `count` letters stands: the first ones straight, the last three (two, one) falling."""
    falling = _FALLS if count > 4 else _FALLS[1:] if count > 2 else _FALLS[1:2]
    return ((0.0, 0.0, 0.0),) * (count - len(falling)) + falling[:count]


def wordmark_width(text: str) -> float:
    """The width of a wordmark's ink, in em; never 0."""
    return _placed(text)[1] or 0.01


@lru_cache(maxsize=64)
def wordmark_path(text: str, x: float, y: float, size: float) -> str:
    """Path data (tenths of a unit) of a wordmark: ink from `x`, baseline at `y`, `size` units to the em."""
    return "".join(
        letter_path("display", p.letter, _WIDTH, x + p.x * size, y + p.y * size, size, p.turn) for p in _placed(text)[0]
    )


def wordmark_svg(text: str, color: str) -> str:
    """The wordmark alone, for the head of a page, in `#RRGGBB`: 100 units to the em, cut to its letters."""
    width = round(wordmark_width(text) * 100) + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 106" width="{width}" height="106"'
        f' aria-hidden="true">{inked(wordmark_path(text, 1, 74, 100), color)}</svg>'
    )
