"""What stands on a card, what it is called, how its words are ordered, broken and fitted."""

from dataclasses import replace
from itertools import combinations
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from contest.rules import cards
from contest.rules.cards import Kind, Look, Named, Shape
from contest.rules.cards.breaking import Box
from contest.rules.cards.fonts import Script
from contest.rules.cards.scripts import is_right_to_left, items_of, seen
from contest.rules.cards.setting import HEADING, POSTER, READING, Measure, set_text
from tests.cards import CAMPAIGN, ENTRY, NAMES, VOTED, WINNER, named

EVERY = {"campaign": CAMPAIGN, "entry": ENTRY, "voted": VOTED, "winner": WINNER}
DIGEST = "0123456789ab"


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("card", EVERY.values(), ids=EVERY)
def test_a_cards_name_says_what_it_is(card, shape):
    number = 0 if card.kind is Kind.CAMPAIGN else 12
    digest = cards.digest_of(card, shape)
    assert cards.read_name(cards.file_name(card, shape, number)) == Named(card.kind, number, "fr", shape, digest)


@pytest.mark.parametrize(
    "name",
    [
        f"entry-fr-wide-{DIGEST}.jpg",  # no number
        f"campaign-3-fr-wide-{DIGEST}.jpg",  # one too many
        f"entry-012-fr-wide-{DIGEST}.jpg",
        f"entry-0-fr-wide-{DIGEST}.jpg",
        f"entry-99999999999-fr-wide-{DIGEST}.jpg",
        f"loser-1-fr-wide-{DIGEST}.jpg",
        f"entry-1-fra-wide-{DIGEST}.jpg",
        f"entry-1-fr-square-{DIGEST}.jpg",
        f"entry-1-fr-wide-{DIGEST[:-1]}.jpg",
        f"entry-1-fr-wide-{DIGEST.upper()}.jpg",
        f"entry-1-fr-wide-{DIGEST}.png",
        f"entry-1-fr-wide-{DIGEST}.jpg\n",
        f"../entry-1-fr-wide-{DIGEST}.jpg",
        f"entry-١-fr-wide-{DIGEST}.jpg",
        "",
        "x" * 10_000,
    ],
)
def test_no_other_name_is_read(name):
    assert cards.read_name(name) is None


def test_another_content_has_another_name():
    face, packet = ENTRY.face, ENTRY.packet
    others = [
        ENTRY,
        replace(ENTRY, lang="nl"),
        replace(ENTRY, kind=Kind.VOTED),
        replace(ENTRY, author="Een idee van Inès"),
        replace(ENTRY, kicker="!"),
        replace(ENTRY, seal=("Ma", "voix")),
        replace(ENTRY, face=replace(face, name="Autre")),
        replace(ENTRY, face=replace(face, brand="Autre")),
        replace(ENTRY, face=replace(face, logo="0" * 32)),
        replace(ENTRY, face=replace(face, look=Look(paper="#ffffff"))),
        replace(ENTRY, packet=replace(packet, name="Ail, ail")),
        replace(ENTRY, packet=replace(packet, photo="0" * 32)),
        replace(ENTRY, packet=replace(packet, number="n° 13")),
    ]
    digests = [cards.digest_of(card, shape) for card in others for shape in Shape]
    assert len(set(digests)) == len(digests)
    assert cards.digest_of(ENTRY, Shape.WIDE) == cards.digest_of(replace(ENTRY), Shape.WIDE)


def test_an_entrys_two_kinds_lie_in_one_folder():
    one = UUID(int=1)
    assert cards.folder_of(one, Kind.ENTRY, 7) == cards.folder_of(one, Kind.VOTED, 7) == f"{one.hex}/cards/entry-7"
    assert cards.folder_of(one, Kind.WINNER, 2) == f"{one.hex}/cards/winner-2"
    assert cards.folder_of(one, Kind.CAMPAIGN) == f"{one.hex}/cards/campaign"


def test_a_look_gives_its_colours_what_is_made_from_them_and_nothing_else():
    assert cards.look_of({}) == Look()
    given = {
        "second": "#00aa55",
        "accent-words": "#112233",
        "ink": "red; } body { display: none",
        "crown": "chip",
        "paper": 7,
    }
    assert cards.look_of(given) == Look(second="#00aa55", accent_words="#112233")


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("card", [ENTRY, VOTED, WINNER], ids=["entry", "voted", "winner"])
def test_whatever_the_name_it_is_well_formed_and_the_same_again(card, name, shape):
    one = cards.svg_of(named(card, name), shape, {}, {})
    root = ET.fromstring(one)
    assert (int(root.get("width")), int(root.get("height"))) == shape.size
    assert one == cards.svg_of(named(card, name), shape, {}, {})
    assert "http" not in one.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("shape", Shape)
def test_no_two_cards_are_drawn_alike(shape):
    drawn = [cards.svg_of(card, shape, {}, {}) for card in (*EVERY.values(), named(ENTRY, "Soep met ballekes"))]
    assert all(one != other for one, other in combinations(drawn, 2))


def test_a_picture_that_is_not_there_leaves_the_packet_whole():
    card = named(ENTRY, "Le fond du cornet", photo="gone")
    assert "<image" not in cards.parts_of(card, {})["packet"]
    assert 'href="data:,"' in cards.parts_of(card, {"gone": "data:,"})["packet"]
    assert cards.parts_of(CAMPAIGN, {}) == {}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Ail, ail", [("Ail,", "ours"), ("ail", "ours")]),
        ("زعتر, Gent", [("زعتر", "arabic"), (",", "ours"), ("Gent", "ours")]),
        ("🧀🌶️", [("🧀", "emoji"), ("🌶️", "emoji")]),
        ("👨‍🍳👍🏽🇧🇪", [("👨‍🍳", "emoji"), ("👍🏽", "emoji"), ("🇧🇪", "emoji")]),
        ("🌿زعتر", [("🌿", "emoji"), ("زعتر", "arabic")]),
        ("25\xa0000\u202f€", [("25", "ours"), ("000", "ours"), ("€", "ours")]),
        ("Картошка, Αθήνα", [("Картошка", "greek"), (",", "ours"), ("Αθήνα", "greek")]),
        ("북한 北京。", [("북한", "hangul"), ("北", "han"), ("京", "han"), ("。", "han")]),
        ("Παπαδοπουλόπουλος", [("Παπαδοπουλ", "greek"), ("όπουλος", "greek")]),
        ("มันฝรั่งทอดกรอบรสต้มยำ", [("มันฝรั่งทอดกร", "thai"), ("อบรสต้มยำ", "thai")]),
        ("צ'יפס!", [("צ'יפס", "hebrew"), ("!", "ours")]),
        ("ამირანი", [("\ufffc", "ours")]),
        ("\u4dc0\u4dc1李", [("\ufffc", "ours"), ("李", "han")]),
        ("  \n ", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_in_pieces(text, pieces):
    assert [(item.text, str(item.script)) for item in items_of(text)] == pieces


def test_what_belongs_together_begins_no_line():
    assert [item.starts for item in items_of("25\xa0000\u202f€ et زعتر!")] == [True, False, False, True, True, False]
    assert [item.starts for item in items_of("Lait-fraise")] == [True, True]
    assert [item.starts for item in items_of("（李）、雷")] == [True, False, False, False, True]


def test_letters_that_nobody_has_are_named():
    assert cards.unreached("Chips 李雷, Αθήνα, Київ, ليلى, 김민준, สมชาย 🌿 – œ!") == ""
    assert cards.unreached("ამა, Gent \u4dc0 ა") == "ამ\u4dc0"


@pytest.mark.parametrize(
    ("text", "from_left"),
    [
        ("Ail ail", "Ail ail"),
        ("بطاطس بالزعتر", "بالزعتر بطاطس"),
        ("Chips بطاطس بالزعتر bio", "Chips بالزعتر بطاطس bio"),
        ("بطاطس 25 بالزعتر", "بالزعتر 25 بطاطس"),
        ("بطاطس Patatras بالزعتر", "بالزعتر Patatras بطاطس"),
        ("بطاطس 🌿", "🌿 بطاطس"),
        ("🌿 chips", "🌿 chips"),
        ("25 بطاطس", "بطاطس 25"),
    ],
)
def test_words_are_seen_in_the_order_of_their_scripts(text, from_left):
    items = items_of(text)
    back = is_right_to_left(items)
    assert [item.text for item in seen(items, right_to_left=back)] == from_left.split()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("style", [POSTER, HEADING, READING], ids=["poster", "heading", "reading"])
@pytest.mark.parametrize(("width", "height", "lines"), [(660, 334, 5), (900, 262, 5), (300, 40, 1), (160, 900, 6)])
def test_a_text_stays_in_its_box(name, style, width, height, lines):
    box = Box(0, 0, width, height, 200, 12)
    setting = set_text(name, box, style, "#000000", {}, lines=lines)
    assert 12 <= setting.size <= 200
    assert setting.width <= width + 1e-6


def test_a_text_is_as_large_as_it_goes():
    box = Box(0, 0, 660, 334, 200, 12)
    assert set_text("Ail", box, POSTER, "#000000", {}).size == 200
    assert (
        set_text(NAMES["long"], box, POSTER, "#000000", {}).size
        < set_text("Ail, ail, ail", box, POSTER, "#000000", {}).size
    )


def test_a_text_too_long_for_its_smallest_size_ends_in_three_dots():
    whole = set_text("Invente " * 3, Box(0, 0, 300, 40, 30, 20), READING, "#000000", {}, lines=1)
    cut = set_text("Invente " * 30, Box(0, 0, 300, 40, 30, 20), READING, "#000000", {}, lines=1)
    assert (whole.size, cut.size) == (whole.size, 20)
    assert cut.width <= 300


def test_arabic_starts_at_the_right_and_is_as_wide_as_its_font_says():
    box = Box(0, 0, 600, 200, 100, 20)
    narrow, wide = (set_text("زعتر", box, POSTER, "#000000", {"زعتر": width}) for width in (1.0, 2.0))
    assert narrow.width < wide.width
    starts = [float(one.svg.partition('x="')[2].partition('"')[0]) for one in (narrow, wide)]
    assert starts == [pytest.approx(600 - one.width, abs=0.1) for one in (narrow, wide)]
    assert "<text" not in set_text("Ail", box, POSTER, "#000000", {}).svg
    assert cards.foreign_words(["Chips زعتر", "بطاطس Київ 北京"]) == {
        "زعتر": "Lalezar",
        "بطاطس": "Lalezar",
        "Київ": "Fira Sans Extra Condensed ExtraBold",
    }


def test_a_line_is_as_wide_as_what_is_on_it():
    measure = Measure(READING, {})
    one, other = items_of("Ail"), items_of("🌿")
    assert measure.line([*one, *other]) == pytest.approx(measure.line(one) + READING.space + measure.line(other))
    assert {item.script for item in [*one, *other]} == {Script.OURS, Script.EMOJI}
