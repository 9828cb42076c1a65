"""Letters as outlines: the two typefaces of the packets, measured and written as SVG path data.

The outlines come from `glyphs.json` (its recipe: docs/drawings.md), in thousandths of an em, y upwards.
The display face is stored at both ends of its width axis with the same points, so that any width between is a
straight interpolation. Text becomes shapes here, hence needs no font where a drawing is shown.
"""

import json
import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from contest.rules.drawings.crisp import bars, frilled

EM = 1000
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}
"""Points that a step of an outline takes: its controls, then its end."""

BLOT = "\ufffc"
"""Stands for a run of letters the face does not have; drawn as a crisp."""

_SPACE_SHARE = {" ": 1.0, "\u00a0": 1.0, "\u2009": 0.6, "\u202f": 0.6}
_INVISIBLE = ("C", "M")
_LOOKALIKES = {"‐": "-", "‑": "-", "‒": "–", "―": "—", "ʼ": "’", "´": "’", "`": "’", "'": "’"}

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter at one width: advance, box of its ink (left, bottom, right, top), outline; in 1/1000 em."""

    advance: float
    box: Box | None
    contours: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of letters set on a baseline, in 1/1000 em: what stands where, and the box of the whole ink."""

    face: str
    width: float
    places: tuple[tuple[str, float], ...]
    boxes: tuple[Box, ...]
    ink: Box


@cache
def _face(name: str) -> dict[str, Any]:
    """The table of the face `display` or `text`, read once."""
    data = json.loads(files("contest.rules.drawings").joinpath("glyphs.json").read_text("utf-8"))
    return data[name]  # type: ignore[no-any-return]


def _absolute(steps: list[int]) -> list[int]:
    """Coordinates from the steps between them, x and y in turn."""
    x = y = 0
    out = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        out += [x, y]
    return out


def _between(ends: list[Any], width: float) -> float:
    """The value at `width` (0 narrowest to 1 widest) of something stored at one or both ends of the axis."""
    return float(ends[0] + (ends[-1] - ends[0]) * width)


@lru_cache(maxsize=4096)
def glyph(face: str, letter: str, width: float) -> Glyph:
    """The letter of a face at a width from 0 (narrowest) to 1; a space has an advance and no ink."""
    table = _face(face)
    if letter in _SPACE_SHARE:
        return Glyph(_between(table["space"], width) * _SPACE_SHARE[letter], None, ())
    if letter == BLOT:
        return _blot()
    advances, parts = table["glyphs"][letter]
    contours: list[tuple[str, tuple[float, ...]]] = []
    for key, *offsets in parts:
        ops, *outlines = table["shapes"][key]
        near, far = _absolute(outlines[0]), _absolute(outlines[-1])
        shift = (_between([offsets[0], offsets[-2]], width), _between([offsets[1], offsets[-1]], width))
        mixed = (a + (b - a) * width for a, b in zip(near, far, strict=True))
        points = tuple(value + shift[i % 2] for i, value in enumerate(mixed))
        contours += _split(ops, points)
    return Glyph(_between(advances, width), _box(contours), tuple(contours))


def _split(ops: str, points: tuple[float, ...]) -> Iterator[tuple[str, tuple[float, ...]]]:
    """The closed outlines of one shape, each with its own points."""
    at = 0
    for outline in ops.split("Z")[:-1]:
        end = at + 2 * sum(_POINTS[op] for op in outline)
        yield outline, points[at:end]
        at = end


def _box(contours: Iterable[tuple[str, tuple[float, ...]]]) -> Box:
    """The box around all points, control points too: never smaller than the ink."""
    xs = [x for _, points in contours for x in points[::2]]
    ys = [y for _, points in contours for y in points[1::2]]
    return min(xs), min(ys), max(xs), max(ys)


def _blot() -> Glyph:
    """A crisp as tall as a capital, its ribs cut out."""
    contours = []
    for ops, points in (frilled(430, 300, 8), *bars(430, 300, 8, 17)):
        contours.append((ops, tuple(value + (470, 335)[i % 2] for i, value in enumerate(points))))
    return Glyph(940, _box(contours), tuple(contours))


def drawable(text: str, face: str = "display") -> str:
    """`text` in letters the face has: accents joined, what is invisible dropped, the rest one `BLOT` per run.

    Never fails, whatever the text; it may come back empty.
    """
    known = _face(face)["glyphs"]
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        letter = _LOOKALIKES.get(char, char)
        if letter in known:
            out.append(letter)
        elif char.isspace():
            out.append(char if char in _SPACE_SHARE else " ")
        elif plain := [c for c in unicodedata.normalize("NFKD", char) if c in known]:
            out += plain
        elif unicodedata.category(char)[0] not in _INVISIBLE and out[-1:] != [BLOT]:
            out.append(BLOT)
    return "".join(out).strip()


def set_line(text: str, width: float, face: str = "display", tracking: float = -12) -> Line:
    """Set drawable `text` on a baseline at a width of 0 to 1, kerned, `tracking` (1/1000 em) apart."""
    kerning = _face(face)["kern"]
    x = 0.0
    before = ""
    places, boxes = [], []
    for letter in text:
        drawn = glyph(face, letter, width)
        x += kerning.get(before, {}).get(letter, 0)
        if drawn.box is not None:
            left, bottom, right, top = drawn.box
            places.append((letter, x))
            boxes.append((x + left, bottom, x + right, top))
        x += drawn.advance + tracking
        before = letter
    ink = _around(boxes) if boxes else (0.0, 0.0, 0.0, 0.0)
    return Line(face, width, tuple(places), tuple(boxes), ink)


def _around(boxes: list[Box]) -> Box:
    """The smallest box around several."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def line_path(line: Line, x: float, y: float, size: float) -> str:
    """Path data (tenths of a unit) of a line: ink from `x`, baseline at `y`, `size` units to the em."""
    scale = size / EM
    start = x - line.ink[0] * scale
    return "".join(
        letter_path(line.face, letter, line.width, start + place * scale, y, size) for letter, place in line.places
    )


def letter_path(face: str, letter: str, width: float, x: float, y: float, size: float, turn: float = 0) -> str:
    """Path data of one letter with its origin at (`x`, `y`), turned about it by `turn` degrees clockwise."""
    dx, dy, rest = _steps(face, letter, width, round(size, 2), turn)
    return f"M{_joined(round(x * 10) + dx, round(y * 10) + dy)}{rest}"


def inked(data: str, colour: str) -> str:
    """Letters' path data as an element; it is in tenths of a unit, which saves a point in every number."""
    return f'<path fill="{colour}" transform="scale(.1)" d="{data}"/>' if data else ""


@lru_cache(maxsize=8192)
def _steps(face: str, letter: str, width: float, size: float, turn: float) -> tuple[int, int, str]:
    """Where a letter's outline starts from its origin (tenths of a unit), and the rest as relative path data.

    Relative and rounded by itself, so that a letter that comes twice in a drawing is written twice alike,
    which compresses well.
    """
    sine, cosine = math.sin(math.radians(turn)) * size / 100, math.cos(math.radians(turn)) * size / 100
    out: list[str] = []
    first: tuple[int, int] | None = None
    at = (0, 0)
    for ops, flat in glyph(face, letter, width).contours:
        points = [
            (round(px * cosine + py * sine), round(px * sine - py * cosine))
            for px, py in zip(flat[::2], flat[1::2], strict=True)
        ]
        if first is None:
            first = points[0]
        else:
            out.append("m" + _joined(points[0][0] - at[0], points[0][1] - at[1]))
        out.append(_contour(ops, points))
        at = points[0]
    return (*(first or (0, 0)), "".join(out))


def _contour(ops: str, points: list[tuple[int, int]]) -> str:
    """One closed outline from its start on, in relative steps."""
    out: list[str] = []
    (x, y), at = points[0], 1
    for op in ops[1:]:
        count = _POINTS[op]
        steps = [value for px, py in points[at : at + count] for value in (px - x, py - y)]
        if op != "L":
            out.append(op.lower() + _joined(*steps))
        elif any(steps):
            out.append(_straight(*steps))
        (x, y), at = points[at + count - 1], at + count
    return "".join(out) + "z"


def _straight(dx: int, dy: int) -> str:
    """A straight step, in its shortest spelling."""
    if not dy:
        return f"h{dx}"
    return f"v{dy}" if not dx else "l" + _joined(dx, dy)


def _joined(*numbers: int) -> str:
    """Numbers side by side; a minus sign parts them as well as a space does."""
    return " ".join(map(str, numbers)).replace(" -", "-")
