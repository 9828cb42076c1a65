"""The poster: an entry printed on a plain sheet, its name as the artwork or beneath its photograph."""

from dataclasses import dataclass, replace
from hashlib import blake2b

from contest.rules.drawings.film import HEIGHT, WIDTH, Window
from contest.rules.drawings.fitting import Zone, height_of, lock_up
from contest.rules.drawings.letters import BLOT, EM, drawable, inked, line_path, set_line
from contest.rules.drawings.lexicon import Figure, figure_of
from contest.rules.drawings.lockup import Placed
from contest.rules.drawings.palettes import contrast
from contest.rules.drawings.patterns import PATTERNS, Field
from contest.rules.drawings.printing import clipped, flat, opening, rectangle, shown
from contest.rules.drawings.wordmark import wordmark_path, wordmark_width

_MARGIN, _MIDDLE = 17, WIDTH / 2
_SPOT = "•"
"""Stands for letters we cannot write: a crisp would be out of place here."""

_BORDER, _PANE_FOOT = 11, 343
POSTER_WINDOW = Window(
    (_BORDER - 2) / WIDTH,
    (_BORDER - 2) / HEIGHT,
    (WIDTH - 2 * _BORDER + 4) / WIDTH,
    (_PANE_FOOT - _BORDER + 4) / HEIGHT,
)
"""Where a photograph belongs beneath the sheet: a hair larger than its hole, which has a border all round."""
_SHEET = f"M0 0h{WIDTH}v{HEIGHT}H0z"
_HOLE = f"M{_BORDER} {_BORDER}V{_PANE_FOOT}H{WIDTH - _BORDER}V{_BORDER}z"

_ZONES = {
    "print": Zone(_MIDDLE, 356, WIDTH - 2 * _MARGIN, 60, 4),
    "plein": Zone(_MIDDLE, 58, WIDTH - 2 * _MARGIN, 300, 6),
    "type": Zone(_MIDDLE, 58, WIDTH - 2 * _MARGIN, 378, 7),
    "etiquette": Zone(_MIDDLE, 84, 244, 300, 6),
    "bandeau": Zone(_MIDDLE, 108, 284, 260, 6),
    "assiette": Zone(_MIDDLE, 128, WIDTH - 2 * _MARGIN, 272, 6),
}
_TYPE_MOST = 100
"""Units a name may leave empty of a sheet that has nothing else on it."""
_UNLIKE = {"chips": "rings", "crumbs": "check"}
"""Patterns that are food to anyone, and what a poster is printed with instead."""
_TILT = -7


@dataclass(frozen=True, slots=True)
class _Setting:
    """A poster's figure and layout with its name set; `top` and `bottom` are where the name's ink begins and ends."""

    figure: Figure
    layout: str
    lines: list[Placed]
    top: float
    bottom: float


def poster_svg(name: str, *, number: str = "", photo: bool = False, brand: str = "Patatras") -> str:
    """The poster of an entry as a whole SVG drawing of a packet's size; the same words give the same bytes.

    `name` is what the entry is called, in any script and of any length; the `brand` and the `number` ("n° 8 214")
    stand small beside it. With `photo` there is a real hole at `POSTER_WINDOW`: put the photograph beneath. Nothing
    typed becomes markup: letters are drawn as shapes, and the title is escaped. Never raises for a text.
    """
    setting = _setting(name, photo=photo)
    key = "q" + blake2b("\0".join((name, str(photo))).encode("utf-8", "replace"), digest_size=4).hexdigest()
    return opening(name) + _printed(setting, key) + _words(setting) + _small(setting, brand, number) + "</svg>"


def dashed_poster_svg(text: str, *, ink: str = "#1B1A2E", accent: str = "#B82509") -> str:
    """The empty sheet, outlined in dashes of `ink`, with `text` set large in `accent` (both `#RRGGBB`)."""
    lines = lock_up(_spotted(text), Zone(_MIDDLE, 70, 262, 314))
    edge = f'<path fill="none" stroke="{ink}" stroke-width="2.6" stroke-dasharray="9 6" d="M2 2h314v450H2z"/>'
    return opening(text) + edge + inked("".join(line.path() for line in lines), accent) + "</svg>"


def _spotted(name: str) -> str:
    """The part of a name that is drawn; a spot for each run of letters we do not have."""
    return shown(name).replace(BLOT, _SPOT)


def _setting(name: str, *, photo: bool) -> _Setting:
    """The figure of a name, and its lines where the layout wants them."""
    figure = figure_of(name)
    figure = replace(figure, pattern=_UNLIKE.get(figure.pattern, figure.pattern))
    text, layout = _spotted(name), "print" if photo else figure.layout
    if layout == "plein" and figure.phase < 0.5:
        # Without a pattern, only a name that fills the sheet makes a poster.
        layout = "type" if _left_of(text, "type") < _TYPE_MOST else "plein"
    zone = _ZONES[layout]
    lines = lock_up(text, zone)
    slack = max(zone.height - height_of(lines), 0.0)
    moved = {"plein": -0.5, "assiette": 0.5, "print": -0.5}.get(layout, 0.0) * slack
    lines = [line.lower(moved) for line in lines]
    if layout == "print":
        lines = [replace(line, x=_MARGIN) for line in lines]
    top = zone.y + slack / 2 + moved
    return _Setting(figure, layout, lines, top, top + zone.height - slack)


def _left_of(text: str, layout: str) -> float:
    """How many units a name leaves empty of a layout's zone."""
    return _ZONES[layout].height - height_of(lock_up(text, _ZONES[layout]))


def _printed(setting: _Setting, key: str) -> str:
    """Everything printed on the sheet but words."""
    palette = setting.figure.palette
    sheet = rectangle(palette.ground, 0, 0, WIDTH, HEIGHT)
    match setting.layout:
        case "print":
            return f'<path fill="{palette.ground}" fill-rule="evenodd" d="{_SHEET}{_HOLE}"/>'
        case "type":
            return sheet
        case "plein":
            return sheet + _block(setting, key)
        case "assiette":
            return sheet + _disc(setting, key)
        case "bandeau":
            pattern = _pattern(setting.figure, palette.motif, palette.ground)
            tall = setting.bottom - setting.top + 44
            band = rectangle(palette.panel, -40, setting.top - 22, WIDTH + 80, tall)
            return flat(sheet + pattern + rectangle(palette.ground, 0, 0, WIDTH, 44) + _turned(band))
        case _:
            top, tall = setting.top - 62, setting.bottom - setting.top + 84
            pattern = _pattern(setting.figure, palette.motif, palette.ground, (24, top + 3, WIDTH - 24, top + tall - 3))
            return flat(sheet + pattern + rectangle(palette.panel, 21, top, WIDTH - 42, tall))


def _pattern(
    figure: Figure, ink: str, base: str, hidden: tuple[float, float, float, float] | None = None, top: float = 0
) -> str:
    """The figure's pattern over the whole width, from `top` to the sheet's foot."""
    return PATTERNS[figure.pattern](Field(0, top, WIDTH, HEIGHT, ink, base, figure.phase, hidden))


def _block(setting: _Setting, key: str) -> str:
    """The pattern below the name, to the edges of the sheet."""
    palette, top = setting.figure.palette, round(setting.bottom + 20, 1)
    inside = rectangle(palette.motif, 0, top, WIDTH, HEIGHT - top)
    inside += _pattern(setting.figure, palette.ground, palette.motif, top=top)
    return clipped(key, f"M0 {top:g}h{WIDTH}V{HEIGHT}H0z", inside)


def _disc(setting: _Setting, key: str) -> str:
    """A patterned disc above the name, as large as the sheet is wide; the sheet's edge cuts it."""
    palette, radius = setting.figure.palette, 140.0
    ink = palette.motif if contrast(palette.motif, palette.panel) >= 1.5 else palette.ground
    foot = setting.top - 18
    inside = rectangle(palette.panel, 0, foot - 2 * radius, WIDTH, 2 * radius)
    inside += _pattern(setting.figure, ink, palette.panel)
    halves = f"a{radius:g} {radius:g} 0 1 1 {2 * radius:g} 0a{radius:g} {radius:g} 0 1 1-{2 * radius:g} 0z"
    return clipped(key, f"M{_MIDDLE - radius:g} {foot - radius:.1f}{halves}", inside)


def _turned(inside: str) -> str:
    """Something across the sheet, tilted about its middle."""
    return f'<g transform="rotate({_TILT} {_MIDDLE:g} {108 + 130})">{inside}</g>'


def _words(setting: _Setting) -> str:
    """The entry's name."""
    name = inked("".join(line.path() for line in setting.lines), _ink(setting))
    return _turned(name) if setting.layout == "bandeau" else name


def _ink(setting: _Setting) -> str:
    """What the name is printed in."""
    palette = setting.figure.palette
    return palette.type_on_panel if setting.layout in ("etiquette", "bandeau") else palette.type_on_ground


def _small(setting: _Setting, brand: str, number: str) -> str:
    """The brand at the left and the number at the right of one small line."""
    palette, layout = setting.figure.palette, setting.layout
    base = {"print": 437.0, "assiette": 433.0, "etiquette": setting.top - 30}.get(layout, 31.0)
    margin = 38 if layout == "etiquette" else _MARGIN
    ink = palette.type_on_panel if layout == "etiquette" else palette.type_on_ground
    size = min(19.0, 120 / wordmark_width(brand))
    data = wordmark_path(brand, margin, round(base, 1), size)
    if number:
        line = set_line(drawable(number[:20], "text"), 0, "text", 0)
        wide = (line.ink[2] - line.ink[0]) / EM
        letters = min(13.5, 110 / max(wide, 0.1))
        data += line_path(line, WIDTH - margin - wide * letters, round(base, 1), letters)
    return inked(data, ink)
