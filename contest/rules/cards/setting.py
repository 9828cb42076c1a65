"""Text in a box: broken where it may be, as large as it fits, in SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from contest.rules.cards.breaking import Box, Stack, fitted
from contest.rules.cards.fonts import FONTS, Script
from contest.rules.cards.scripts import Item, is_right_to_left, items_of, joined, seen
from contest.rules.drawings.letters import EM, inked, line_path, set_line

_GUESSED, _ROOM = 0.5, 0.04
"""How wide a letter is that nobody has measured, and what stands between a measured word and the next, in em."""
_CAP, _TAIL, _TALL_TAIL = 0.7, 0.19, 0.42
"""How far letters rise over the first baseline and hang below the last, in em."""
_SEEN_TAIL = 0.4
"""How much of a Latin tail counts where a text is centred: few letters have one."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: face, place on its width axis (0 to 1), tracking (1/1000 em), leading and space in em."""

    face: str
    width: float
    tracking: float
    leading: float
    space: float


POSTER = Style("display", 0.0, -14, 0.9, 0.18)
HEADING = Style("display", 0.3, -16, 1.0, 0.2)
READING = Style("text", 0.0, 0, 1.28, 0.26)


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it was set: its SVG, the size of its letters and its widest line, in pixels."""

    svg: str
    size: float
    width: float


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide things are, in em; `words` are the widths of pieces of other scripts, told by who has their fonts."""

    style: Style
    words: Mapping[str, float]

    def piece(self, item: Item) -> float:
        """One piece, of one script."""
        if item.script is Script.OURS:
            return _ours(item.text, self.style)
        font = FONTS[item.script]
        if font.square:
            # However many signs an emoji is written with, it is one.
            return font.square * font.size * (1 if item.script is Script.EMOJI else len(item.text))
        return (self.words.get(item.text, len(item.text) * _GUESSED) + _ROOM) * font.size

    def line(self, line: Sequence[Item]) -> float:
        """A line, with its spaces, and the hyphen its last piece takes."""
        pieces = joined(line)
        return sum(
            self.piece(one) + (self.style.space if one.space and place else 0) for place, one in enumerate(pieces)
        )


@lru_cache(maxsize=4096)
def _ours(text: str, style: Style) -> float:
    """The width of letters of ours, in em."""
    line = set_line(text, style.width, style.face, style.tracking)
    return (line.ink[2] - line.ink[0]) / EM


def set_text(
    text: str,
    box: Box,
    style: Style,
    ink: str,
    words: Mapping[str, float],
    *,
    align: str = "start",
    valign: str = "top",
    lines: int = 6,
) -> Setting:
    """Set a text in a box in a colour (`#rrggbb`), at most so many lines; too long, and it ends in three dots.

    `align` is start, middle or end; a text that begins in Arabic starts at the right. `valign` is top, middle or
    bottom. `words` are the widths of its pieces of other scripts, in em.
    """
    items = items_of(text)
    measure = Measure(style, words)
    tall = any(item.script.is_tall for item in items)
    leading, tail = (style.leading * 1.24, _TALL_TAIL) if tall else (style.leading, _TAIL)
    size, broken = fitted(items, box, Stack(leading, _CAP + tail, lines), measure.line)
    back = is_right_to_left(items)
    side = {"start": "end", "end": "start"}.get(align, align) if back else align
    height = (_CAP + (len(broken) - 1) * leading + tail * (1.0 if tall else _SEEN_TAIL)) * size
    top = box.y + {"top": 0.0, "middle": 0.5, "bottom": 1.0}[valign] * (box.height - height)
    drawn = ""
    for place, line in enumerate(broken):
        x = box.x + {"start": 0.0, "middle": 0.5, "end": 1.0}[side] * (box.width - measure.line(line) * size)
        drawn += _line(line, x, top + (_CAP + place * leading) * size, size, ink, measure, back=back)
    return Setting(drawn, size, max((measure.line(line) * size for line in broken), default=0.0))


def _line(line: Sequence[Item], x: float, y: float, size: float, ink: str, measure: Measure, *, back: bool) -> str:
    """One line on its baseline, from `x` on."""
    out, ours, before = "", "", None
    pieces = joined(line)
    order = {id(piece): place for place, piece in enumerate(pieces)}
    style = measure.style
    for piece in seen(pieces, right_to_left=back):
        # Seen from right to left, a piece's space is after it.
        later = piece if before is None or order[id(piece)] > order[id(before)] else before
        x += style.space * size if before is not None and later.space else 0
        if piece.script is Script.OURS:
            ours += line_path(set_line(piece.text, style.width, style.face, style.tracking), x, y, size)
        else:
            out += _foreign(piece, x, y, size, ink)
        x += measure.piece(piece) * size
        before = piece
    return inked(ours, ink) + out


def _foreign(item: Item, x: float, y: float, size: float, ink: str) -> str:
    """A piece that is drawn with a font; a mark of direction keeps its stops on the right side."""
    font = FONTS[item.script]
    text = f"\u200f{item.text}\u200f" if item.script.runs_back else item.text
    return (
        f'<text x="{x:.1f}" y="{y + font.down * size:.1f}" font-family="{font.family}"'
        f' font-size="{size * font.size:.1f}" fill="{ink}">{escape(text)}</text>'
    )
