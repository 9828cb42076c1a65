"""The poster: the same words print the same sheet, any name can be read on it, and packets stay what they were."""

import gzip
import re
from dataclasses import replace
from hashlib import sha256
from xml.etree import ElementTree as ET

import pytest

from contest.rules import cards
from contest.rules.cards import Shape
from contest.rules.drawings import (
    HEIGHT,
    POSTER_WINDOW,
    WIDTH,
    WINDOW,
    Sheet,
    dashed_poster_svg,
    dashed_svg,
    drawn_svg,
    packet_svg,
    poster_svg,
    sheet_of,
)
from contest.rules.drawings.letters import BLOT
from contest.rules.drawings.patterns import PATTERNS
from contest.rules.drawings.poster import _UNLIKE, _ZONES, _setting, _spotted
from tests.cards import CAMPAIGN, ENTRY, WINNER
from tests.rules.test_drawings import FOOTS, HOSTILE, LONG, NAMES

PACKETS = ("Pêche melba de tante Huguette", "Augurk zonder excuses", "Ail", "Croque sans croûte", "", "🍟 شيبس")


def test_packets_and_the_names_of_their_cards_are_what_they_were():
    drawn = "".join(packet_svg(name, photo=photo, **FOOTS) for name in PACKETS for photo in (False, True))
    assert sha256(drawn.encode()).hexdigest()[:16] == "a55588ec835380a6"
    digests = [cards.digest_of(card, Shape.WIDE) for card in (ENTRY, CAMPAIGN, WINNER)]
    assert digests == ["fb5ecc00a357", "1649e856c6b5", "57ac054b4ce7"]


@pytest.mark.parametrize("card", [ENTRY, CAMPAIGN, WINNER])
def test_a_card_with_posters_has_another_name_and_shows_a_poster(card):
    other = replace(card, face=replace(card.face, sheet=Sheet.POSTER))
    assert {cards.digest_of(other, shape) for shape in Shape}.isdisjoint(cards.digest_of(card, one) for one in Shape)
    drawn, before = ((cards.svg_of(one, Shape.WIDE, {}, {}), cards.parts_of(one, {})) for one in (other, card))
    assert drawn != before


@pytest.mark.parametrize(
    ("look", "sheet"),
    [
        ({}, Sheet.PACKET),
        ({"figure": "packet"}, Sheet.PACKET),
        ({"figure": "poster"}, Sheet.POSTER),
        ({"figure": "Poster"}, Sheet.PACKET),
        ({"figure": ""}, Sheet.PACKET),
        ({"figure": None}, Sheet.PACKET),
        ({"figure": ["poster"]}, Sheet.PACKET),
    ],
)
def test_a_look_names_its_sheet_and_packets_are_what_there_is_otherwise(look, sheet):
    assert sheet_of(look) is sheet


def test_each_sheet_is_drawn_as_its_own_function_draws_it():
    words = {"number": "n° 7", "brand": "Ville"}
    assert drawn_svg(Sheet.PACKET, "Ail", foot="Net", **words) == packet_svg("Ail", foot="Net", **words)
    assert drawn_svg(Sheet.POSTER, "Ail", foot="Net", **words) == poster_svg("Ail", **words)
    dashes = dashed_svg(Sheet.POSTER, "Et vous ?", ink="#101010", accent="#B00000")
    assert dashes == dashed_poster_svg("Et vous ?", ink="#101010", accent="#B00000")
    assert re.findall(r"#\w{6}", dashes) == ["#101010", "#B00000"]
    assert (Sheet.PACKET.window, Sheet.POSTER.window) == (WINDOW, POSTER_WINDOW)


@pytest.mark.parametrize("photo", [False, True])
@pytest.mark.parametrize("name", NAMES + LONG + HOSTILE)
def test_any_name_is_one_well_formed_sheet_and_no_markup_of_its_own(name, photo):
    drawing = poster_svg(name, number="n° 8 214", photo=photo)
    assert drawing == poster_svg(name, number="n° 8 214", photo=photo)
    root = ET.fromstring(drawing)
    allowed = {"svg", "title", "clipPath", "g", "path"}
    assert {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()} <= allowed
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert not re.search(r"style|<image|href|nan|inf", re.sub(r"<title>.*?</title>", "", drawing))
    assert len(gzip.compress(drawing.encode(), 9)) <= 5_600


@pytest.mark.parametrize("photo", [False, True])
@pytest.mark.parametrize("name", NAMES + LONG + HOSTILE)
def test_a_name_stays_on_its_sheet_and_in_its_place(name, photo):
    setting = _setting(name, photo=photo)
    assert setting.lines, "never an empty sheet"
    zone, boxes = _ZONES[setting.layout], [box for line in setting.lines for box in line.boxes()]
    assert min(box[0] for box in boxes) >= 10
    assert max(box[2] for box in boxes) <= WIDTH - 10
    assert min(box[1] for box in boxes) >= zone.y - 1
    assert max(box[3] for box in boxes) <= zone.y + zone.height + 1


def test_the_poster_of_nothing_we_can_write_has_no_crisp_on_it():
    assert [name for name in HOSTILE if BLOT in _spotted(name)] == []
    assert {"chips", "crumbs"} == set(_UNLIKE)
    assert set(_UNLIKE.values()) < set(PATTERNS)


def test_every_layout_is_used():
    names = [f"{name} {place}" for place, name in enumerate(NAMES * 6)] + ["De la rue sans nom à la mer du Nord"]
    assert {_setting(name, photo=False).layout for name in names} == set(_ZONES) - {"print"}
    assert {_setting(name, photo=True).layout for name in names} == {"print"}


@pytest.mark.parametrize("words", HOSTILE)
def test_any_number_brand_and_call_can_be_drawn(words):
    ET.fromstring(poster_svg("Ail", number=words, brand=words))
    ET.fromstring(dashed_poster_svg(words))


def test_the_title_says_the_name_as_it_was_typed():
    assert ET.fromstring(poster_svg('Sel & "poivre" <3\x00'))[0].text == 'Sel & "poivre" <3'


def test_with_a_photograph_the_sheet_has_a_hole_that_the_window_covers_by_a_hair():
    assert "evenodd" not in poster_svg("Ail")
    outline = ET.fromstring(poster_svg("Ail", photo=True))[1]
    assert outline.get("fill-rule") == "evenodd"
    assert outline.get("d") == "M0 0h318v454H0zM11 11V343H307V11z"
    window = POSTER_WINDOW
    edges = (window.x * WIDTH, window.y * HEIGHT)
    far = ((window.x + window.width) * WIDTH, (window.y + window.height) * HEIGHT)
    assert [round(edge, 6) for edge in (*edges, *far)] == [9, 9, 309, 345]
    assert window.width * window.height > 2 * WINDOW.width * WINDOW.height, "the photograph dominates"
