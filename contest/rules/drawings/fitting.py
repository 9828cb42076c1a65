"""Which break of a name fills a zone best, and the lines in their places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from contest.rules.drawings.letters import EM, Line, drawable, set_line
from contest.rules.drawings.lockup import CAP, GAP, Placed, breaks, pieces_of

_BROKEN = 0.72
"""What a break inside a word costs: it is chosen only where the whole word would be small."""
_HANGING = 0.97
"""What a little word left at the end of a line costs."""
_LINKS = re.compile(
    r"(?i)\b(?:à|au|aux|des?|du|en|et|la|les?|ou|une?|aan|een|het|met|of|op|te|van|voor|and|in|the|with)$|&$"
)
_READABLE = 27.0
"""Sizes below this count against a break, in drawing units to the em."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A place for a lock-up, in units: centre, top, its lines' width, the height to fill, the least gap."""

    x: float
    y: float
    width: float
    height: float
    gap: float = GAP


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Lines and their sizes before they are stacked, and how well they would fill the zone."""

    texts: tuple[str, ...]
    sizes: tuple[float, ...]
    score: float


@lru_cache(maxsize=2048)
def _set(text: str, width: float) -> Line:
    """A line set once for all the breaks that share it."""
    return set_line(text, width)


def lock_up(name: str, zone: Zone) -> list[Placed]:
    """The name's lines in a zone, top to bottom, centred; none if no letter of it can be drawn."""
    pieces = pieces_of(name)
    if not pieces:
        return []
    return _best([_candidate(lines, zone) for lines in breaks(pieces)], zone)


def lock_up_lines(texts: Sequence[str], zone: Zone) -> list[Placed]:
    """Lines that someone has broken already, in a zone, as `lock_up` would set them."""
    drawn = [(text, 0) for text in map(drawable, texts) if text]
    return _best([_candidate(drawn, zone)], zone) if drawn else []


def height_of(lines: Sequence[Placed]) -> float:
    """The height of a stack's ink, in drawing units; 0 without lines."""
    boxes = [box for placed in lines for box in placed.boxes()]
    return max(box[3] for box in boxes) - min(box[1] for box in boxes) if boxes else 0.0


def _best(candidates: list[_Candidate], zone: Zone) -> list[Placed]:
    """The lines of the candidate that fills the zone best, in their places."""
    best = max(candidates, key=lambda candidate: candidate.score)
    return _centred(_settled([_cut_to(text, size, zone) for text, size in _pairs(best)], zone), zone)


def _pairs(candidate: _Candidate) -> list[tuple[str, float]]:
    """Texts with their sizes."""
    return list(zip(candidate.texts, candidate.sizes, strict=True))


def _span(line: Line) -> float:
    """The width of a line's ink, in em."""
    return max(line.ink[2] - line.ink[0], 1.0) / EM


def _candidate(lines: list[tuple[str, int]], zone: Zone) -> _Candidate:
    """One break, its lines as large as the zone lets them be, and how well it would look."""
    texts = tuple(text for text, _ in lines)
    wide, narrow = ([_span(_set(text, width)) for text in texts] for width in (1.0, 0.0))
    rises = [_rise(_set(text, 1.0), last=text is texts[-1]) for text in texts]
    sizes = _sizes([zone.width / span for span in wide], [zone.width / span for span in narrow], rises, zone)
    inked = sum(s * rise * min(zone.width, s * span) for s, rise, span in zip(sizes, rises, wide, strict=True))
    score = inked / (zone.width * zone.height) * min(1.0, min(sizes) / _READABLE)
    score *= _HANGING ** sum(bool(_LINKS.search(text)) for text in texts[:-1])
    score *= (min(sizes) / max(sizes)) ** 0.3 * _BROKEN ** sum(broken for _, broken in lines)
    return _Candidate(texts, tuple(sizes), score)


def _sizes(least: list[float], most: list[float], rises: list[float], zone: Zone) -> list[float]:
    """The lines' sizes, each between its widest and narrowest setting: one size for all as far as that goes.

    A higher aim condenses more lines and makes the stack taller, so the best aim is found by halving.
    """
    room = zone.height - zone.gap * (len(rises) - 1)

    def aimed(aim: float) -> list[float]:
        sizes = [min(max(aim, low), high) for low, high in zip(least, most, strict=True)]
        cap = CAP * min(sizes)
        return [min(size, cap) for size in sizes]

    def height(sizes: list[float]) -> float:
        return sum(size * rise for size, rise in zip(sizes, rises, strict=True))

    low, high = min(least), max(most)
    for _ in range(5):
        middle = (low + high) / 2
        low, high = (middle, high) if height(aimed(middle)) <= room else (low, middle)
    sizes = aimed(low)
    shrink = min(1.0, room / height(sizes))
    return [size * shrink for size in sizes]


def _rise(line: Line, *, last: bool) -> float:
    """About how much height a line takes in a stack, in em: its rise, and its tail's whole or part."""
    return max(line.ink[3] - line.ink[1] * (1.0 if last else 0.4), 50.0) / EM


def _cut_to(text: str, size: float, zone: Zone) -> tuple[Line, float]:
    """The line at the width of the axis that fills the zone at this size, and its size made exact."""
    narrow, wide = _span(_set(text, 0.0)), _span(_set(text, 1.0))
    share = (zone.width / size - narrow) / max(wide - narrow, 0.001)
    line = _set(text, round(min(max(share, 0.0), 1.0) * 20) / 20)
    return line, min(zone.width / _span(line), size * 1.04)


def _settled(lines: list[tuple[Line, float]], zone: Zone) -> list[Placed]:
    """Lines stacked from 0 down, made smaller together until they fit the zone's height."""
    cap = CAP * min(size for _, size in lines)
    sizes = [min(size, cap) for _, size in lines]
    gaps = zone.gap * (len(lines) - 1)
    stacked = _stacked([line for line, _ in lines], sizes, zone)
    for _ in range(4):
        tall = _bottom(stacked)
        if tall <= zone.height:
            break
        sizes = [size * (zone.height - gaps) / (tall - gaps) * 0.998 for size in sizes]
        stacked = _stacked([line for line, _ in lines], sizes, zone)
    return stacked


def _stacked(lines: Sequence[Line], sizes: Sequence[float], zone: Zone) -> list[Placed]:
    """Each line as high as it goes under the one before."""
    placed: list[Placed] = []
    for line, size in zip(lines, sizes, strict=True):
        x = zone.x - _span(line) * size / 2
        top = line.ink[3] * size / EM
        if not placed:
            placed.append(Placed(line, x, top, size))
            continue
        floor = placed[-1].y + zone.gap + top
        clear = _clear_of_tails(placed[-1], Placed(line, x, 0, size), zone.gap)
        placed.append(Placed(line, x, max(floor, clear), size))
    return placed


def _clear_of_tails(above: Placed, below: Placed, gap: float) -> float:
    """The baseline at which the line below clears every tail of the line above that hangs over its heads."""
    tails = [box for box in above.boxes() if box[3] > above.y + 1]
    heads = below.boxes()
    return max(
        (
            tail[3] + gap - head[1]
            for tail in tails
            for head in heads
            if tail[0] - gap < head[2] and head[0] < tail[2] + gap
        ),
        default=0.0,
    )


def _bottom(lines: list[Placed]) -> float:
    """How far down the ink of a stack reaches."""
    return max(box[3] for placed in lines for box in placed.boxes())


def _centred(lines: list[Placed], zone: Zone) -> list[Placed]:
    """The stack in the middle of the zone's height."""
    down = zone.y + (zone.height - _bottom(lines)) / 2
    return [placed.lower(down) for placed in lines]
