"""The parts cards are made of: floods, the rail and its tags, packets, seals, crisps, the title and words."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from contest.rules.cards.breaking import Box
from contest.rules.cards.card import Card, Face, Packet
from contest.rules.cards.looks import Look, shown
from contest.rules.cards.setting import HEADING, POSTER, READING, Setting, set_text
from contest.rules.drawings.film import HEIGHT, WIDTH
from contest.rules.drawings.letters import drawable, glyph, inked, line_path, set_line
from contest.rules.drawings.ornaments import chip_svg, seal_svg, streamer_svg
from contest.rules.drawings.sheets import Sheet, dashed_svg, drawn_svg
from contest.rules.drawings.wordmark import wordmark_path, wordmark_width

_CIRCUMFLEX = "\u0302"
_LOGO_WIDEST = 6.0
PACKET, PACKET_WIDTH = "packet", 560
"""The name of the part that is an entry's packet, and how many pixels wide it is drawn."""
_STANDING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 88 46">'
    '<path fill="#f7bc21" d="M24.1 42.9L4.1 33.8Q0.2 26.3 8.8 26.2Q6.5 18.1 14.9 19.6Q14.4 11.3 22.3 14.5Q23.'
    "6 6.2 30.6 10.9Q33.6 3.1 39.5 9.1Q44 2 48.5 9.1Q54.4 3.1 57.4 10.9Q64.4 6.2 65.7 14.5Q73.6 11.3 73.1 19."
    '6Q81.5 18.1 79.2 26.2Q87.8 26.3 83.9 33.8L63.9 42.9A22 22 0 0 0 24.1 42.9z"/><path fill="none" stroke="#'
    'e0961b" stroke-width="3.2" stroke-linecap="round" d="M19.2 33.8L12 28.5M23.5 29.2L17.6 22.6M28.7 25.6L24'
    ".3 17.9M34.6 23.1L31.8 14.7M40.8 21.8L39.9 13M47.2 21.8L48.1 13M53.4 23.1L56.2 14.7M59.3 25.6L63.7 17.9M"
    '64.5 29.2L70.4 22.6M68.8 33.8L76 28.5"/><path fill="none" stroke="#e0961b" stroke-width="5" d="M21.8 41.'
    '9A24.5 24.5 0 0 1 66.2 41.9"/>'
    "</svg>"
)
"""The crisp that stands for a circumflex, as in `static/art/chip-standing.svg`."""


@dataclass(frozen=True, slots=True)
class Words:
    """Sets texts; `widths` are those of their Arabic pieces, in em."""

    widths: Mapping[str, float]

    def name(self, text: str, box: Box, ink: str, *, valign: str = "middle") -> Setting:
        """An entry's name, as on a poster."""
        return set_text(text, box, POSTER, ink, self.widths, valign=valign, lines=5)

    def heading(self, text: str, box: Box, ink: str, *, lines: int, valign: str = "top", leading: bool = False) -> str:
        """A line or two in the display face."""
        style = replace(HEADING, leading=1.18) if leading else HEADING
        return set_text(text, box, style, ink, self.widths, valign=valign, lines=lines).svg if text else ""

    def reading(self, text: str, box: Box, ink: str, *, lines: int, align: str = "start", valign: str = "top") -> str:
        """Text to be read."""
        return (
            set_text(text, box, READING, ink, self.widths, align=align, valign=valign, lines=lines).svg if text else ""
        )


def flood(colour: str, width: float, height: float, y: float = 0, x: float = 0) -> str:
    """A box filled with a colour."""
    return f'<path fill="{colour}" d="M{x:g} {y:g}h{width:g}v{height:g}h-{width:g}z"/>'


def rail(look: Look, x: float, y: float, width: float, height: float) -> str:
    """The shelf."""
    return flood(look.rail, width, height, y, x)


def turned(inside: str, degrees: float, x: float, y: float) -> str:
    """Something turned about a point, clockwise."""
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{inside}</g>'


def placed(svg: str, x: float, y: float, width: float, height: float) -> str:
    """A whole drawing in a box of another; its own size in its first tag gives way."""
    first, rest = svg.split(">", 1)
    kept = [part for part in first.split(" ") if not part.startswith(("width=", "height=", "role=", "aria-"))]
    return f'{" ".join(kept)} x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}">{rest}'


def packet(card: Card, x: float, y: float, width: float) -> str:
    """The place of the entry's packet: a part that is drawn once for all the cards that show it."""
    if card.packet is None:
        return ""
    height = width * HEIGHT / WIDTH
    return f'<image x="{x:g}" y="{y:g}" width="{width:g}" height="{height:.1f}" href="part:{PACKET}"/>'


def packet_part(packet: Packet, face: Face, pictures: Mapping[str, str]) -> str:
    """The entry's packet, as on the site: a photograph beneath its window, where there is one."""
    photo = pictures.get(packet.photo, "") if packet.photo else ""
    sheet = face.sheet
    drawn = drawn_svg(sheet, packet.name, foot=packet.foot, number=packet.number, photo=bool(photo), brand=face.brand)
    height = round(PACKET_WIDTH * HEIGHT / WIDTH)
    beneath = ""
    if photo:
        window = sheet.window
        box = (window.x * WIDTH, window.y * HEIGHT, window.width * WIDTH, window.height * HEIGHT)
        size = 'x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"'.format(*box)
        beneath = f'<image {size} preserveAspectRatio="xMidYMid slice" href="{photo}"/>'
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{PACKET_WIDTH}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{beneath}{placed(drawn, 0, 0, WIDTH, HEIGHT)}</svg>'


def empty_sheet(sheet: Sheet, text: str, look: Look, x: float, y: float, width: float) -> str:
    """The packet or poster that waits for an idea."""
    accent = shown(look.accent_words, look.second, look.on_second)
    drawn = dashed_svg(sheet, text, ink=look.on_second, accent=accent)
    return placed(drawn, x, y, width, width * HEIGHT / WIDTH)


def seal(lines: tuple[str, ...], x: float, y: float, width: float, fill: str, ink: str, first: str = "") -> str:
    """The serrated seal, where there is something on it."""
    drawn = seal_svg(lines, fill, ink, first_ink=first) if lines else ""
    return placed(drawn, x, y, width, width) if drawn else ""


def loose(sheet: Sheet, x: float, y: float, width: float, tilt: float, look: Look, *, red: bool = False) -> str:
    """What flies about: a crisp where there are packets, else a paper streamer."""
    fill, rib = (look.accent, look.second) if red else (look.second, "#d99a12")
    drawn = chip_svg(fill=fill, rib=rib, tilt=tilt) if sheet is Sheet.PACKET else streamer_svg(fill=fill, tilt=tilt)
    return placed(drawn, x, y, width, width * 0.75)


def brand(face: Face, pictures: Mapping[str, str], x: float, y: float, height: float, ink: str) -> str:
    """Whose contest it is: the logo, else the name with its last letters falling."""
    logo = pictures.get(face.logo, "") if face.logo else ""
    if logo:
        size = f'x="{x:g}" y="{y:g}" width="{height * _LOGO_WIDEST:g}" height="{height * 1.2:g}"'
        return f'<image {size} preserveAspectRatio="xMinYMid meet" href="{logo}"/>'
    letters = min(height, height * 9 / wordmark_width(face.brand))
    return inked(wordmark_path(face.brand, x, y + height * 0.76, letters), ink)


def tag(words: Words, look: Look, text: str, x: float, y: float, widest: float, *, yours: bool = False) -> str:
    """A paper label on the rail, centred about a point."""
    if not text:
        return ""
    height = widest / 9 if widest > 400 else 46
    fill, ink = (look.second, look.on_second) if yours else (look.tag, look.on_tag)
    box = Box(x - widest / 2, y - height / 2, widest, height, height * 0.52, height * 0.3)
    setting = set_text(text, box, READING, ink, words.widths, align="middle", valign="middle", lines=1)
    width = max(setting.width + height * 1.1, widest * 0.45)
    return flood(fill, width, height, y - height / 2, x - width / 2) + setting.svg


def prize(words: Words, card: Card, box: Box, ink: str = "") -> str:
    """What there is to win; without a prize, the line under the title."""
    text = " ".join(filter(None, card.prize)) or card.face.tagline
    look = card.face.look
    return words.heading(text, box, ink or shown(look.second, look.rail, look.on_rail), lines=1, valign="middle")


def title(card: Card, box: Box) -> str:
    """A campaign's two lines, one above the other at one size, the second in the accent."""
    look = card.face.look
    lines = [set_line(drawable(text), 0.0, tracking=-14) for text in card.title if drawable(text)]
    if not lines:
        return ""
    widest = max(line.ink[2] - line.ink[0] for line in lines) / 1000
    room = box.height / (0.72 + 0.92 * (len(lines) - 1) + 0.2)
    size = max(box.least, min(box.most, box.width / widest, room))
    crown = _crown(card, box.x, box.y + 0.78 * size, size) if card.crown else ("", "")
    first = crown[0] or inked(line_path(lines[0], box.x, box.y + 0.78 * size, size), look.ink)
    rest = "".join(
        inked(line_path(line, box.x, box.y + (0.78 + 0.92 * place) * size, size), look.mark)
        for place, line in enumerate(lines[1:], start=1)
    )
    return first + rest + crown[1]


def _crown(card: Card, x: float, y: float, size: float) -> tuple[str, str]:
    """The first line without its circumflex, and a crisp in its place; nothing for a line that has none."""
    text = drawable(card.title[0])
    place = next((at for at, one in enumerate(text) if unicodedata.normalize("NFD", one)[1:] == _CIRCUMFLEX), None)
    if place is None:
        return "", ""
    bare = text[:place] + unicodedata.normalize("NFD", text[place])[0] + text[place + 1 :]
    line = set_line(bare, 0.0, tracking=-14)
    index = len([letter for letter in bare[:place] if glyph("display", letter, 0.0).box])
    left, _, right, top = line.boxes[index]
    middle = x + ((left + right) / 2 - line.ink[0]) * size / 1000
    width = 0.44 * size
    height = width * 0.52
    chip_at = placed(_STANDING, middle - width / 2, y - top * size / 1000 - height * 1.1, width, height)
    return inked(line_path(line, x, y, size), card.face.look.ink), chip_at
