"""Text in a box: broken where it may be, as large as it fits, in SVG."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from contest.rules.cards.scripts import Item, Script, is_right_to_left, items_of, seen
from contest.rules.drawings.letters import EM, inked, line_path, set_line

ARABIC_FONT, EMOJI_FONT = "Lalezar", "Noto Emoji"
"""The families of the two fonts that a card is drawn with; who draws has them."""

_EMOJI_SIZE, _EMOJI_WIDTH = 0.84, 1.08
_ARABIC_SIZE, _ARABIC_LETTER = 1.12, 0.5
_CAP, _TAIL, _ARABIC_TAIL = 0.7, 0.19, 0.42
"""How far letters rise over the first baseline and hang below the last, in em."""
_STEP = 0.965
_ROUNDS = 12


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
class Box:
    """Where a text may stand, in pixels, and the largest and smallest size of its letters."""

    x: float
    y: float
    width: float
    height: float
    most: float
    least: float


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it was set: its SVG, the y of its top and of its last baseline, its size and its widest line."""

    svg: str
    top: float
    bottom: float
    size: float
    width: float


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide things are, in em; `words` are the widths of Arabic pieces, told by who has the font."""

    style: Style
    words: Mapping[str, float]

    def item(self, item: Item) -> float:
        """One piece."""
        if item.script is Script.EMOJI:
            return _EMOJI_WIDTH
        if item.script is Script.ARABIC:
            return (self.words.get(item.text, len(item.text) * _ARABIC_LETTER) + 0.04) * _ARABIC_SIZE
        return _ours(item.text, self.style)

    def line(self, line: Sequence[Item]) -> float:
        """A line, with its spaces, and the hyphen its last piece takes."""
        inside = sum(
            self.item(item) + (self.style.space if item.space and place else 0) for place, item in enumerate(line)
        )
        return inside + (_ours(line[-1].tail, self.style) if line and line[-1].tail else 0)


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
    bottom. `words` are the widths of its Arabic pieces, in em.
    """
    items = items_of(text)
    measure = Measure(style, words)
    arabic = any(item.script is Script.ARABIC for item in items)
    stack = _Stack(style.leading * (1.24 if arabic else 1.0), _CAP + (_ARABIC_TAIL if arabic else _TAIL), lines)
    leading = stack.leading
    size, broken = _fitted(items, box, stack, measure)
    back = is_right_to_left(items)
    side = {"start": "end", "end": "start"}.get(align, align) if back else align
    cap = _CAP * size
    height = cap + (len(broken) - 1) * leading * size
    first = box.y + cap + {"top": 0.0, "middle": 0.5, "bottom": 1.0}[valign] * (box.height - height)
    drawn = "".join(
        _line(line, box, first + place * leading * size, size, ink, measure, side=side, back=back)
        for place, line in enumerate(broken)
    )
    widest = max((measure.line(line) * size for line in broken), default=0.0)
    return Setting(drawn, first - cap, first + (len(broken) - 1) * leading * size, size, widest)


@dataclass(frozen=True, slots=True)
class _Stack:
    """How lines are stacked, in em: from one to the next, the height of a single one, and how many there may be."""

    leading: float
    single: float
    most: int

    def height(self, lines: int) -> float:
        """The height of so many lines."""
        return self.single + (lines - 1) * self.leading


def _fitted(items: Sequence[Item], box: Box, stack: _Stack, measure: Measure) -> tuple[float, list[list[Item]]]:
    """The largest size at which the text fits, and its lines, made of like width."""
    size = box.most
    while True:
        broken = _broken(items, box.width / size, measure.line)
        fits = len(broken) <= stack.most and (len(broken) <= 1 or stack.height(len(broken)) <= box.height / size)
        if fits and max((measure.line(line) * size for line in broken), default=0) <= box.width + 1e-6:
            return size, _balanced(items, broken, measure.line)
        if size <= box.least:
            return box.least, _cut(broken, box, stack, measure)
        size = max(size * _STEP, box.least)


def _broken(items: Sequence[Item], width: float, measured: Callable[[Sequence[Item]], float]) -> list[list[Item]]:
    """Lines no wider than `width` (em), each as full as it goes; a single piece may be wider."""
    out: list[list[Item]] = []
    for item in items:
        if out and (not item.starts or measured([*out[-1], item]) <= width):
            out[-1].append(item)
        else:
            out.append([item])
    return out


def _balanced(
    items: Sequence[Item], broken: list[list[Item]], measured: Callable[[Sequence[Item]], float]
) -> list[list[Item]]:
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


def _cut(broken: list[list[Item]], box: Box, stack: _Stack, measure: Measure) -> list[list[Item]]:
    """What fits of lines at the smallest size, with three dots where something is left out."""
    room = max(1, min(stack.most, int((box.height / box.least - stack.single) / stack.leading) + 1))
    if len(broken) <= room:
        return broken
    last = list(broken[room - 1])
    while len(last) > 1 and measure.line([*last, _DOTS]) * box.least > box.width:
        last.pop()
    return [*broken[: room - 1], [*last, _DOTS]]


_DOTS = Item("…", Script.OURS, space=False, starts=False)


def _line(
    line: Sequence[Item], box: Box, y: float, size: float, ink: str, measure: Measure, *, side: str, back: bool
) -> str:
    """One line on its baseline."""
    width = measure.line(line) * size
    x = box.x + {"start": 0.0, "middle": 0.5, "end": 1.0}[side] * (box.width - width)
    out, ours = [], ""
    ordered = seen(line, right_to_left=back)
    for place, item in enumerate(ordered):
        # Seen from right to left, a piece's space is after it.
        behind = ordered[place - 1] if place else None
        apart = behind is not None and (item if line.index(item) > line.index(behind) else behind).space
        x += measure.style.space * size if apart else 0
        if item.script is Script.OURS:
            text = item.text + (item.tail if item is line[-1] else "")
            ours += line_path(
                set_line(text, measure.style.width, measure.style.face, measure.style.tracking), x, y, size
            )
        else:
            out.append(_foreign(item, x, y, size, ink))
        x += measure.item(item) * size
    return inked(ours, ink) + "".join(out)


def _foreign(item: Item, x: float, y: float, size: float, ink: str) -> str:
    """A piece that is drawn with a font; a mark of direction keeps its stops on the right side."""
    if item.script is Script.EMOJI:
        family, height, text, down = EMOJI_FONT, size * _EMOJI_SIZE, item.text, 0.02 * size
    else:
        family, height, text, down = ARABIC_FONT, size * _ARABIC_SIZE, f"\u200f{item.text}\u200f", 0.0
    return (
        f'<text x="{x:.1f}" y="{y + down:.1f}" font-family="{family}" font-size="{height:.1f}"'
        f' fill="{ink}">{escape(text)}</text>'
    )
