"""The packet of crisps: the same words draw the same packet, and every packet can be read."""

import gzip
import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from contest.rules.drawings import (
    HEIGHT,
    PALETTES,
    WIDTH,
    WINDOW,
    chip_svg,
    dashed_packet_svg,
    figure_of,
    packet_svg,
    palette_of,
    seal_svg,
    wordmark_svg,
)
from contest.rules.drawings.film import FOOT, HOLE, TOP
from contest.rules.drawings.fitting import Zone, height_of, lock_up, lock_up_lines
from contest.rules.drawings.letters import BLOT, drawable
from contest.rules.drawings.lexicon import LAYOUTS, PATTERN_NAMES
from contest.rules.drawings.lockup import CAP, breaks, pieces_of
from contest.rules.drawings.packet import _ZONES, _setting, shown
from contest.rules.drawings.patterns import PATTERNS

NAMES = (
    "Pêche melba de tante Huguette",
    "Augurk zonder excuses",
    "Stoofvlees van vrijdag",
    "Ail, ail, ail",
    "Mosselen natuur",
    "Cheese & apology",
    "Chicons du dimanche soir",
    "Croque sans croûte",
    "L’œuf mayo de la cantine",
    "ÀÉÎÕÜ ŸŒ ÇŁŠ",
    "Tomaat-garnaal",
    "Ô",
    "Ail",
)
LONG = (
    "Les frites du samedi soir devant le stade avec mon grand-père",
    "Een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "Hottentottententententoonstellingsplekken",
    "Anticonstitutionnellement salé",
    "W" * 40,
    "x " * 30,
)
HOSTILE = (
    "",
    " ",
    "\u200b\u202e",
    "\x00\x07\ufffe",
    "\ud800",
    "🍟🍟🍟",
    "Чипсы с луком",
    "شيبس",
    "薯片",
    "<script>alert(1)</script>",
    '"><image href="//example.org"/>',
    "&amp;]]>",
    "e" + "\u0301" * 200,
    "_ __ _",
    ". , '",
    "a" * 5000,
    "a b " * 2000,
    "-" * 60,
)
FOOTS = {"foot": "Poids net : une idée", "number": "n° 8 214"}


def contrast(one: str, other: str) -> float:
    """WCAG contrast, worked out here on purpose: the test must not trust the drawing's own arithmetic."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_are_twelve_palettes_with_names_of_their_own():
    assert len(PALETTES) == 12
    assert len({palette.key for palette in PALETTES}) == 12


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.key)
def test_type_can_be_read_on_every_palette(palette):
    assert contrast(palette.type_on_panel, palette.panel) >= 4.9
    assert contrast(palette.type_on_ground, palette.ground) >= 4.9
    assert contrast(palette.flood_type, palette.flood) >= 7
    assert contrast(palette.flood, palette.tint) >= 7


def test_the_vote_button_stands_out_on_every_flooded_page():
    assert [palette.key for palette in PALETTES if contrast("#F7BC21", palette.flood) < 3] == []


@pytest.mark.parametrize(
    ("name", "key", "pattern"),
    [
        ("Mosselen natuur", "moule", "scales"),
        ("Moules, frites, pluie", "moule", "scales"),
        ("Mussel memory", "moule", "scales"),
        ("Ail, ail, ail", "ail", "rings"),
        ("Look van bij ons", "ail", "rings"),
        ("GARLIC FOREVER", "ail", "rings"),
        ("Pêche melba de tante Huguette", "melba", "seeds"),
        ("Augurk zonder excuses", "cornichon", "peel"),
        ("Bœuf du lundi", "stoofvlees", "waves"),
        ("Speculoos brûlé", "speculoos", "crumbs"),
        ("Soep met ballekes", "paprika", "dots"),
    ],
)
def test_the_lexicon_speaks_first(name, key, pattern):
    figure = figure_of(name)
    assert (figure.palette.key, figure.pattern) == (key, pattern)
    assert palette_of(name) is figure.palette


def test_a_word_counts_only_as_a_word():
    assert figure_of("Railway detail") == figure_of("railway  DETAIL ")
    assert {figure_of(f"railway {n}").palette.key for n in range(60)} == {palette.key for palette in PALETTES}


def test_names_outside_the_lexicon_meet_every_pattern_and_layout():
    figures = [figure_of(f"idea number {n}") for n in range(400)]
    assert {figure.pattern for figure in figures} == set(PATTERN_NAMES) == set(PATTERNS)
    assert {figure.layout for figure in figures} == set(LAYOUTS)


def test_the_same_words_draw_the_same_packet():
    assert packet_svg("Chicons du dimanche soir", **FOOTS) == packet_svg("Chicons du dimanche soir", **FOOTS)
    assert packet_svg("Chicons du dimanche soir", **FOOTS) != packet_svg("Chicons du dimanche midi", **FOOTS)


def test_a_packet_drawn_long_ago_stays_as_it_was():
    figure = figure_of("Waterzooi")
    assert (figure.palette.key, figure.pattern, figure.layout) == ("hareng", "chevrons", "bandeau")


@pytest.mark.parametrize("name", NAMES + LONG)
@pytest.mark.parametrize("layout", _ZONES)
def test_a_lock_up_keeps_its_letters_apart_inside_its_zone_and_near_one_size(name, layout):
    zone = _ZONES[layout]
    lines = lock_up(shown(name), zone)
    assert 1 <= len(lines) <= 5
    sizes = [line.size for line in lines]
    assert max(sizes) <= CAP * min(sizes) * 1.001
    for line in lines:
        for left, top, right, bottom in line.boxes():
            assert left >= zone.x - zone.width / 2 - 0.1
            assert right <= zone.x + zone.width / 2 + 0.1
            assert top >= zone.y - 0.1
            assert bottom <= zone.y + zone.height + 0.1
    for above, below in itertools.combinations([line.boxes() for line in lines], 2):
        assert not [(a, b) for a in above for b in below if overlap(a, b)]


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Whether two boxes (left, top, right, bottom) share any place."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_up_fills_its_zone_one_way_or_the_other(name):
    zone = _ZONES["etiquette"]
    lines = lock_up(name, zone)
    widest = max(box[2] for line in lines for box in line.boxes()) - min(
        box[0] for line in lines for box in line.boxes()
    )
    assert widest > 0.97 * zone.width or height_of(lines) > 0.9 * zone.height


def test_every_break_of_a_short_name_is_tried():
    texts = {tuple(text for text, _ in lines) for lines in breaks(pieces_of("Pêche melba de tante"))}
    words = ["Pêche", "melba", "de", "tante"]
    by_hand = set()
    for cuts in itertools.chain.from_iterable(itertools.combinations((1, 2, 3), n) for n in range(4)):
        edges = (0, *cuts, 4)
        by_hand.add(tuple(" ".join(words[a:b]) for a, b in itertools.pairwise(edges)))
    assert texts == by_hand


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Tomaat-garnaal", ["Tomaat-", "garnaal"]),
        ("Witloof", ["Witloof"]),
        ("Anticonstitutionnellement", ["Anticonsti", "tutionnellement"]),
        ("a  b", ["a", "b"]),
    ],
)
def test_words_break_at_hyphens_and_only_long_ones_inside(name, parts):
    assert [piece.text for piece in pieces_of(name)] == parts


def test_a_word_broken_over_two_lines_has_a_hyphen_and_an_unbroken_one_has_none():
    texts = [tuple(text for text, _ in lines) for lines in breaks(pieces_of("Anticonstitutionnellement"))]
    assert texts == [("Anticonstitutionnellement",), ("Anticonsti-", "tutionnellement")]


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Cafe\u0301", "Café"),
        ("l'été", "l’été"),
        ("ﬁnes", "fines"),
        ("a\u200bb\u0007", "ab"),
        ("Чипсы", BLOT),
        ("Frites 🍟🍟 oui", f"Frites {BLOT} oui"),
        ("\t a ", "a"),
        ("", ""),
    ],
)
def test_what_the_face_lacks_becomes_a_crisp(typed, drawn):
    assert drawable(typed) == drawn


@pytest.mark.parametrize("photo", [False, True])
@pytest.mark.parametrize("name", NAMES + LONG + HOSTILE)
def test_any_name_is_one_well_formed_drawing_and_no_markup_of_its_own(name, photo):
    drawing = packet_svg(name, photo=photo, **FOOTS)
    root = ET.fromstring(drawing)
    allowed = {"svg", "title", "clipPath", "g", "path", "rect"}
    assert {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()} <= allowed
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert not re.search(r"style|<image|href|nan|inf", re.sub(r"<title>.*?</title>", "", drawing))
    assert _setting(name, photo=photo).lines, "never an empty packet"


@pytest.mark.parametrize("foot", HOSTILE)
def test_any_foot_number_and_brand_can_be_drawn(foot):
    ET.fromstring(packet_svg("Ail", foot=foot, number=foot, brand=foot))
    ET.fromstring(wordmark_svg(foot, "#000000"))
    ET.fromstring(dashed_packet_svg(foot))
    ET.fromstring(seal_svg([foot, foot], "#000000", "#FFFFFF"))


def test_the_title_says_the_name_as_it_was_typed():
    root = ET.fromstring(packet_svg('Sel & "poivre" <3\x00', foot=""))
    assert root[0].text == 'Sel & "poivre" <3'


def test_a_small_packet_has_no_number_and_larger_words_at_its_foot():
    small = packet_svg("Ail", small=True, **FOOTS)
    assert small == packet_svg("Ail", foot=FOOTS["foot"], small=True)
    assert small != packet_svg("Ail", foot=FOOTS["foot"])
    assert packet_svg("Ail", **FOOTS) != packet_svg("Ail", foot=FOOTS["foot"])


def test_drawings_without_a_photograph_have_no_hole_and_those_with_one_do():
    assert HOLE not in packet_svg("Ail", **FOOTS)
    drawing = packet_svg("Ail", photo=True, **FOOTS)
    assert f'clip-rule="evenodd" d="M9 42C-2 150-2 304 9 412H309C320 304 320 150 309 42z{HOLE}"' in drawing


def test_everything_printed_is_cut_at_the_hole():
    root = ET.fromstring(packet_svg("Le fond du cornet", photo=True, **FOOTS))
    printed = [child for child in root if child.get("clip-path")]
    assert len(printed) == 1
    loose = [child for child in root if child.tag.endswith("path") and not child.get("transform")]
    ys = [int(y) for child in loose for y in re.findall(r"[MV][\d.]*? ?(\d+)(?=[a-zA-Z])", child.get("d"))]
    assert [y for y in ys if TOP < y < FOOT] == [], "bands stay outside the window"


def test_the_window_is_a_hair_larger_than_the_hole():
    numbers = [float(number) for number in re.findall(r"\d+", HOLE)]
    left, right = min(n for n in numbers if n < 100), 278.0
    assert left - 8 < WINDOW.x * WIDTH < left
    assert right < (WINDOW.x + WINDOW.width) * WIDTH < right + 8
    assert 201 - 8 < WINDOW.y * HEIGHT < 201
    assert FOOT < (WINDOW.y + WINDOW.height) * HEIGHT < FOOT + 8


@pytest.mark.parametrize(("names", "most"), [(NAMES, 4_500), (LONG, 5_600)], ids=["usual", "long"])
def test_drawings_are_small(names, most):
    for name in names:
        for photo in (False, True):
            assert len(gzip.compress(packet_svg(name, photo=photo, **FOOTS).encode(), 9)) <= most


def test_coordinates_have_one_decimal_at_most():
    drawing = packet_svg("Pêche melba de tante Huguette", **FOOTS)
    data = "".join(re.findall(r' d="([^"]*)"', drawing))
    assert re.findall(r"\d+\.\d{2,}", data) == []


@pytest.mark.parametrize("brand", ["Patatras", "Bo", "K", "Belle Fleur & Fils", "Een heel lang merk met veel letters"])
def test_a_wordmark_stays_inside_its_drawing(brand):
    root = ET.fromstring(wordmark_svg(brand, "#1B1A2E"))
    width = float(root.get("width"))
    xs, ys = extent(root[0].get("d"))
    assert min(xs) >= 0
    assert max(xs) / 10 <= width
    assert min(ys) >= 0
    assert max(ys) / 10 <= float(root.get("height"))


def extent(data: str) -> tuple[list[float], list[float]]:
    """Where path data in relative steps goes: the ends of its steps, x and y apart."""
    x = y = 0.0
    start = (0.0, 0.0)
    xs, ys = [], []
    for op, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
        values = [float(number) for number in re.findall(r"-?\d+", text)]
        if op == "M":
            x, y = values
        elif op == "h":
            x += values[0]
        elif op == "v":
            y += values[0]
        elif op == "z":
            x, y = start
        else:
            x, y = x + values[-2], y + values[-1]
        if op in "Mm":
            start = (x, y)
        xs.append(x)
        ys.append(y)
    return xs, ys


def test_a_seal_keeps_the_lines_it_was_given_and_its_first_ink():
    lines = lock_up_lines(["71 902", "voix"], Zone(60, 28, 66, 64, 4))
    assert [len(line.line.places) for line in lines] == [5, 4]
    root = ET.fromstring(seal_svg(["71 902", "voix"], "#1B1A2E", "#FFF8EA", first_ink="#F7BC21"))
    assert [path.get("fill") for path in root[1]] == ["#F7BC21", "#FFF8EA"]


def test_the_dashed_packet_and_the_crisp_take_their_colours():
    assert {"#101010", "#B00000"} <= set(
        re.findall(r"#\w{6}", dashed_packet_svg("Et le vôtre ?", ink="#101010", accent="#B00000"))
    )
    assert set(re.findall(r"#\w{6}", chip_svg(fill="#101010", rib="#202020"))) == {"#101010", "#202020"}
