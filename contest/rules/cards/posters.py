"""Cards drawn: a shelf's rail, an entry's packet before its colour, the words as large as they go."""

from collections.abc import Mapping

from contest.rules.cards import bricks
from contest.rules.cards.breaking import Box
from contest.rules.cards.bricks import Words
from contest.rules.cards.card import Card, Kind, Shape
from contest.rules.cards.looks import Look, shown
from contest.rules.drawings import Sheet, palette_of

_RAIL, _STORY_RAIL = 546, 1392
_STANDS = {
    (Sheet.PACKET, Shape.WIDE): (62, 44, 362),
    (Sheet.PACKET, Shape.STORY): (270, 642, 540),
    (Sheet.POSTER, Shape.WIDE): (66, 46.3, 350),
    (Sheet.POSTER, Shape.STORY): (276, 638.2, 528),
}
"""Left, top and width of an entry on the rail: a packet's lower teeth are hidden behind it, a poster stands on it."""
_SEALS = {
    (Sheet.PACKET, Shape.WIDE): (316, 392, 150),
    (Sheet.PACKET, Shape.STORY): (712, 1120, 260),
    (Sheet.POSTER, Shape.WIDE): (308, 18, 136),
    (Sheet.POSTER, Shape.STORY): (704, 612, 216),
}
"""Left, top and width of a vote's seal: at a packet's foot, at a poster's head, away from its name."""


def svg_of(card: Card, shape: Shape, pictures: Mapping[str, str], words: Mapping[str, float]) -> str:
    """A card as a whole SVG drawing of its shape's size in pixels; the same card gives the same bytes.

    `pictures` tells where a picture is (an id, its address), `words` how wide each of `scripts.foreign_words` is, in
    em. The packet is shown as the part it is in `parts_of`. Never raises for a text.
    """
    draw = {
        (Kind.CAMPAIGN, Shape.WIDE): _campaign,
        (Kind.CAMPAIGN, Shape.STORY): _campaign_story,
        (Kind.WINNER, Shape.WIDE): _winner,
        (Kind.WINNER, Shape.STORY): _winner_story,
    }.get((card.kind, shape), _entry if shape is Shape.WIDE else _entry_story)
    width, height = shape.size
    inside = draw(card, pictures, Words(words))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'


def blank(shape: Shape, look: Look) -> str:
    """A card of no campaign: the packet that waits on its shelf."""
    width, height = shape.size
    middle, shelf = width / 2, _RAIL if shape is Shape.WIDE else _STORY_RAIL
    across = 330 if shape is Shape.WIDE else 560
    inside = (
        bricks.flood(look.second, width, height)
        + bricks.loose(Sheet.PACKET, middle - across * 1.05, shelf - across * 0.5, across * 0.3, -18, look, red=True)
        + bricks.loose(Sheet.PACKET, middle + across * 0.68, shelf - across * 1.2, across * 0.27, 24, look, red=True)
        + bricks.empty_sheet(Sheet.PACKET, "?", look, middle - across / 2, shelf - across * 1.396, across)
        + bricks.rail(look, 0, shelf, width, 84 if shape is Shape.WIDE else 120)
    )
    if shape is Shape.STORY:
        inside += bricks.flood(look.paper, width, height - shelf - 120, shelf + 120)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'


def parts_of(card: Card, pictures: Mapping[str, str]) -> dict[str, str]:
    """What a card shows as `part:NAME`, as SVG by name."""
    packet = card.packet
    return {bricks.PACKET: bricks.packet_part(packet, card.face, pictures)} if packet else {}


def _entry(card: Card, pictures: Mapping[str, str], words: Words) -> str:
    """The packet on its shelf, the name beside it."""
    look, palette = card.face.look, palette_of(_name(card))
    ink = palette.flood_type
    above = shown(look.second, palette.flood, ink)
    voted = card.kind is Kind.VOTED
    top = 178 if voted else 116
    kicker = words.heading(card.kicker, Box(474, 118, 660, 50, 46, 24), above, lines=1) if voted else ""
    name = words.name(_name(card), Box(474, top, 668, 450 - top, 210, 44), ink)
    return (
        bricks.flood(palette.flood, 1200, 630)
        + bricks.brand(card.face, pictures, 474, 44, 40, ink)
        + kicker
        + name.svg
        + words.reading(card.author, Box(476, 484, 660, 40, 29, 20), ink, lines=1)
        + bricks.packet(card, *_STANDS[card.face.sheet, Shape.WIDE])
        + bricks.rail(look, 0, _RAIL, 1200, 630 - _RAIL)
        + bricks.seal(card.seal, *_SEALS[card.face.sheet, Shape.WIDE], look.second, look.on_second)
        + words.heading(card.face.name, Box(474, _RAIL, 660, 84, 42, 22), look.on_rail, lines=1, valign="middle")
    )


def _entry_story(card: Card, pictures: Mapping[str, str], words: Words) -> str:
    """The name above, the packet on its shelf, the contest below; nothing where a phone puts its own buttons."""
    look, palette = card.face.look, palette_of(_name(card))
    ink = palette.flood_type
    above = shown(look.second, palette.flood, ink)
    voted = card.kind is Kind.VOTED
    kicker = words.heading(card.kicker, Box(90, 256, 900, 70, 66, 30), above, lines=1) if voted else ""
    name = words.name(_name(card), Box(90, 346 if voted else 262, 900, 262 if voted else 346, 300, 60), ink)
    return (
        bricks.flood(palette.flood, 1080, 1920)
        + bricks.brand(card.face, pictures, 90, 150, 56, ink)
        + kicker
        + name.svg
        + bricks.packet(card, *_STANDS[card.face.sheet, Shape.STORY])
        + bricks.rail(look, 0, _STORY_RAIL, 1080, 120)
        + bricks.tag(words, look, card.author, 540, _STORY_RAIL + 60, 760)
        + bricks.seal(card.seal, *_SEALS[card.face.sheet, Shape.STORY], look.second, look.on_second)
        + _foot(card, words)
    )


def _foot(card: Card, words: Words) -> str:
    """Below a story's shelf: which contest this is."""
    look = card.face.look
    return (
        bricks.flood(look.paper, 1080, 1920 - _STORY_RAIL - 120, _STORY_RAIL + 120)
        + words.heading(card.face.name, Box(90, 1570, 900, 70, 76, 34), look.ink, lines=1)
        + words.reading(card.face.tagline, Box(90, 1662, 900, 110, 36, 24), look.ink, lines=3)
    )


def _winner(card: Card, pictures: Mapping[str, str], words: Words) -> str:
    """The poster: the name as large as it goes, the packet in flight."""
    look = card.face.look
    name = words.name(_name(card), Box(60, 172, 660, 300, 196, 56), look.on_joy, valign="top")
    return (
        bricks.flood(look.joy, 1200, 630)
        + bricks.loose(card.face.sheet, 716, 536, 92, 16, look)
        + bricks.loose(card.face.sheet, 1098, 526, 84, -24, look)
        + bricks.loose(card.face.sheet, 600, 44, 72, -12, look)
        + bricks.brand(card.face, pictures, 60, 44, 40, look.on_joy)
        + words.heading(card.kicker, Box(60, 114, 640, 40, 36, 22), look.kicker(look.joy, look.on_joy), lines=1)
        + name.svg
        + words.heading(card.lead, Box(60, 500, 640, 90, 28, 21), look.on_joy, lines=3, leading=True)
        + bricks.turned(bricks.packet(card, 790, 46, 366), 8, 973, 307)
        + bricks.seal(card.seal, 716, 54, 164, look.ink, *_on_seal(look))
    )


def _winner_story(card: Card, pictures: Mapping[str, str], words: Words) -> str:
    """The poster, standing."""
    look = card.face.look
    name = words.name(_name(card), Box(90, 348, 900, 400, 250, 80), look.on_joy)
    return (
        bricks.flood(look.joy, 1080, 1920)
        + bricks.loose(card.face.sheet, 96, 1260, 150, 16, look)
        + bricks.loose(card.face.sheet, 884, 1470, 130, -24, look)
        + bricks.loose(card.face.sheet, 860, 800, 120, 30, look)
        + bricks.brand(card.face, pictures, 90, 150, 56, look.on_joy)
        + words.heading(card.kicker, Box(90, 256, 900, 60, 58, 30), look.kicker(look.joy, look.on_joy), lines=1)
        + name.svg
        + bricks.turned(bricks.packet(card, 296, 792, 520), 7, 556, 1163)
        + bricks.seal(card.seal, 66, 800, 250, look.ink, *_on_seal(look))
        + words.heading(card.lead, Box(90, 1590, 900, 150, 46, 30), look.on_joy, lines=3, leading=True)
    )


def _campaign(card: Card, pictures: Mapping[str, str], words: Words) -> str:
    """The title as on the first page, and the one packet that is still empty."""
    look = card.face.look
    return (
        bricks.flood(look.paper, 1200, 630)
        + bricks.brand(card.face, pictures, 60, 44, 42, look.ink)
        + bricks.title(card, Box(54, 118, 690, 410, 260, 60))
        + bricks.flood(look.second, 412, 630, 0, 788)
        + bricks.loose(card.face.sheet, 756, 424, 104, -18, look, red=True)
        + bricks.loose(card.face.sheet, 1112, 26, 96, 24, look, red=True)
        + bricks.empty_sheet(card.face.sheet, card.empty[0], look, 826, 86, 340)
        + bricks.rail(look, 0, _RAIL, 1200, 630 - _RAIL)
        + bricks.tag(words, look, card.empty[1], 996, _RAIL + 42, 320, yours=True)
        + bricks.prize(words, card, Box(60, _RAIL, 740, 84, 44, 24))
    )


def _campaign_story(card: Card, pictures: Mapping[str, str], words: Words) -> str:
    """The same, standing."""
    look = card.face.look
    return (
        bricks.flood(look.paper, 1080, 1920)
        + bricks.brand(card.face, pictures, 90, 150, 58, look.ink)
        + bricks.title(card, Box(82, 280, 916, 420, 330, 90))
        + bricks.flood(look.second, 1080, _STORY_RAIL - 760, 760)
        + bricks.loose(card.face.sheet, 120, 1160, 160, -18, look, red=True)
        + bricks.loose(card.face.sheet, 842, 880, 140, 22, look, red=True)
        + bricks.empty_sheet(card.face.sheet, card.empty[0], look, 322, 792, 436)
        + bricks.rail(look, 0, _STORY_RAIL, 1080, 120)
        + bricks.tag(words, look, card.empty[1], 540, _STORY_RAIL + 60, 760, yours=True)
        + bricks.prize(words, card, Box(90, 1560, 900, 76, 84, 36), ink=look.accent_words)
        + words.reading(card.face.tagline, Box(90, 1662, 900, 110, 38, 26), look.ink, lines=3)
    )


def _name(card: Card) -> str:
    """What the entry is called."""
    return card.packet.name if card.packet else ""


def _on_seal(look: Look) -> tuple[str, str]:
    """The words on a seal of ink, and its first line."""
    words = shown(look.on_joy, look.ink, look.paper)
    return words, shown(look.second, look.ink, words)
