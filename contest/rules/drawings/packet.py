"""The packet of crisps: an entry drawn from its words."""

from dataclasses import dataclass
from hashlib import blake2b

from contest.rules.drawings import film
from contest.rules.drawings.fitting import Zone, height_of, lock_up
from contest.rules.drawings.letters import EM, drawable, inked, line_path, set_line
from contest.rules.drawings.lexicon import Figure, figure_of
from contest.rules.drawings.lockup import Placed
from contest.rules.drawings.palettes import Palette, contrast
from contest.rules.drawings.patterns import PATTERNS, Field
from contest.rules.drawings.printing import LONGEST, clipped, flat, opening, rectangle, shown
from contest.rules.drawings.wordmark import wordmark_path, wordmark_width

_FOOT_SIZE, _SMALL_FOOT_SIZE = 16.5, 20.5
_FOOT_LEFT, _FOOT_RIGHT, _FOOT_BASE = 21, 297, 400

_ZONES = {
    "plein": Zone(film.MIDDLE, 97, 262, 158),
    "etiquette": Zone(film.MIDDLE, 132, 240, 188),
    "bandeau": Zone(film.MIDDLE, 144, 258, 166),
    "assiette": Zone(film.MIDDLE, 97, 258, 133),
    "fenetre": Zone(film.MIDDLE, 94, 250, 90),
}
_BRAND_BASES = {"plein": 80, "etiquette": 116, "bandeau": 103, "assiette": 80, "fenetre": 79}
_TILT = f' transform="rotate(-5 {film.MIDDLE} 226)"'


@dataclass(frozen=True, slots=True)
class _Setting:
    """A packet's figure with its name set: its lines, and how many units of their place they leave empty.

    A short name leaves much, and its layout gives that to the pattern: the wave rises, the label shrinks.
    """

    figure: Figure
    lines: list[Placed]
    slack: float


def _setting(name: str, *, photo: bool) -> _Setting:
    """The figure of a name, and its lines in the layout's zone."""
    figure = figure_of(name, photo=photo)
    zone = _ZONES[figure.layout]
    lines = lock_up(shown(name), zone)
    slack = 0.0 if photo else max(zone.height - height_of(lines) - 6, 0.0)
    if figure.layout in ("plein", "assiette"):
        lines = [placed.lower(-0.42 * slack) for placed in lines]
    return _Setting(figure, lines, slack)


def packet_svg(
    name: str,
    *,
    foot: str,
    number: str = "",
    photo: bool = False,
    brand: str = "Patatras",
    small: bool = False,
) -> str:
    """The packet of an entry as a whole SVG drawing; the same words give the same bytes.

    `name` is what the entry is called, in any script and of any length. `foot` stands on the strip at the
    foot ("Poids net : une idée") and `number` ("n° 8 214") at its right end, unless the drawing is `small`.
    With `photo` there is a real hole at `WINDOW`: put the photograph beneath. Nothing typed becomes markup:
    letters are drawn as shapes, and the title is escaped. Never raises for a text.
    """
    setting = _setting(name, photo=photo)
    palette = setting.figure.palette
    key = "p" + blake2b("\0".join((name, str(photo))).encode("utf-8", "replace"), digest_size=4).hexdigest()
    hole = film.HOLE if photo else ""
    return (
        opening(name)
        + f'<clipPath id="{key}"><path clip-rule="evenodd" d="{film.OUTLINE}{hole}"/></clipPath>'
        + f'<g clip-path="url(#{key})">{flat(_printed(setting, key) + _strip(palette) + film.shading())}</g>'
        + film.bands(palette)
        + _words(setting, brand)
        + _foot(palette, foot, "" if small else number, _SMALL_FOOT_SIZE if small else _FOOT_SIZE)
        + "</svg>"
    )


def _pattern(
    figure: Figure, ink: str, base: str, top: float, hidden: tuple[float, float, float, float] | None = None
) -> str:
    """The figure's pattern over the packet's whole width, from `top` down to the foot strip."""
    return PATTERNS[figure.pattern](Field(0, top, film.WIDTH, film.FOOT, ink, base, figure.phase, hidden))


def _printed(setting: _Setting, key: str) -> str:
    """Everything printed on the film but words."""
    figure, slack, palette = setting.figure, setting.slack, setting.figure.palette
    body = rectangle(palette.ground, 0, film.TOP - 2, film.WIDTH, film.BOTTOM - film.TOP + 4)
    match figure.layout:
        case "plein":
            return body + _wavy_block(figure, key, 273 - 0.8 * slack)
        case "fenetre":
            rim = f'<path fill="none" stroke="{palette.panel}" stroke-width="11" d="{film.RIM}"/>'
            return body + _wavy_block(figure, key, 200) + rim
        case "assiette":
            return body + _plate(figure, key, 140 + 0.8 * slack)
        case "bandeau":
            pattern = _pattern(figure, palette.motif, palette.ground, film.TOP)
            return body + pattern + _band(palette, 0.38 * slack)
        case _:
            top, height = 86 + 0.32 * slack, 250 - 0.64 * slack
            hidden = (24.0, top + 3, 294.0, top + height - 3)
            pattern = _pattern(figure, palette.motif, palette.ground, film.TOP, hidden)
            box = f'x="21" y="{top:.1f}" width="276" height="{height:.1f}" rx="20"'
            panel = f'<rect fill="{palette.panel}" {box}/>'
            return body + pattern + panel


def _wavy_block(figure: Figure, key: str, middle: float) -> str:
    """The pattern under a wavy edge, in the motif's colour with the film's colour printed on it."""
    palette = figure.palette
    start = -41.5 - 166 * figure.phase
    shape = f"M{start:.1f} {middle:.4g}q41.5-26 83 0" + "t83 0" * 6 + "V380H-300z"
    inside = rectangle(palette.motif, 0, middle - 20, film.WIDTH, film.FOOT - middle + 22)
    return clipped(key, shape, inside + _pattern(figure, palette.ground, palette.motif, middle - 13))


def _plate(figure: Figure, key: str, height: float) -> str:
    """A patterned half-disc that stands on the foot strip."""
    palette = figure.palette
    ink = palette.motif if contrast(palette.motif, palette.panel) >= 1.5 else palette.ground
    top = film.FOOT - height
    plate = rectangle(palette.panel, 0, top - 2, film.WIDTH, height + 4)
    inside = plate + _pattern(figure, ink, palette.panel, top)
    return clipped(key, f"M11 {film.FOOT + 1}a148 {height:.1f} 0 0 1 296 0z", inside)


def _band(palette: Palette, slack: float) -> str:
    """A band across the packet, tilted, with a clear place above it for the brand's name."""
    clear = f'<rect fill="{palette.ground}" x="92" y="{76 + slack:.1f}" width="134" height="66" rx="22"/>'
    return f"<g{_TILT}>{clear}{rectangle(palette.panel, -20, 126 + slack, 360, 200 - 2 * slack)}</g>"


def _strip(palette: Palette) -> str:
    """The strip at the foot."""
    return rectangle(palette.panel, 0, film.FOOT, film.WIDTH, film.BOTTOM - film.FOOT + 1)


def _words(setting: _Setting, brand: str) -> str:
    """The brand's name and the entry's, in the layout's place."""
    layout, palette = setting.figure.layout, setting.figure.palette
    ink = palette.type_on_panel if layout in ("etiquette", "bandeau") else palette.type_on_ground
    brand_ink = palette.type_on_panel if layout == "etiquette" else palette.type_on_ground
    size = min(26.0, 150 / wordmark_width(brand))
    left = film.MIDDLE - wordmark_width(brand) * size / 2
    base = _BRAND_BASES[layout] + {"etiquette": 0.32, "bandeau": 0.38}.get(layout, 0.0) * setting.slack
    mark = inked(wordmark_path(brand, left, round(base, 1), size), brand_ink)
    name = inked("".join(placed.path() for placed in setting.lines), ink)
    return f"<g{_TILT}>{mark}{name}</g>" if layout == "bandeau" else mark + name


def _foot(palette: Palette, foot: str, number: str, most: float) -> str:
    """The words on the strip: one size for both, `most` or what fits; too small, and the number goes."""
    room = _FOOT_RIGHT - _FOOT_LEFT
    left, right = (set_line(drawable(text, "text"), 0, "text", 0) for text in (foot[:LONGEST], number[:20]))
    spans = [(line.ink[2] - line.ink[0]) / EM for line in (left, right)]
    needed = spans[0] + (spans[1] + 0.9 if number else 0)
    if number and room / needed < 11:
        return _foot(palette, foot, "", most)
    size = min(most, room / max(needed, 0.1))
    data = line_path(left, _FOOT_LEFT, _FOOT_BASE, size)
    if number:
        data += line_path(right, _FOOT_RIGHT - spans[1] * size, _FOOT_BASE, size)
    return inked(data, palette.type_on_panel)


def dashed_packet_svg(text: str, *, ink: str = "#1B1A2E", accent: str = "#B82509") -> str:
    """The empty packet, outlined in dashes of `ink`, with `text` set large in `accent` (both `#RRGGBB`)."""
    lines = lock_up(shown(text), Zone(film.MIDDLE, 118, 236, 220))
    return (
        opening(text)
        + f'<g fill="none" stroke="{ink}"><path stroke-width="2.6" stroke-dasharray="7 5" d="{film.DASHES}"/>'
        + f'<path stroke-width="2.2" stroke-linecap="round" stroke-dasharray=".1 7" d="{film.FOLDS}"/></g>'
        + inked("".join(line.path() for line in lines), accent)
        + "</svg>"
    )
