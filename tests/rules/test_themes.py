"""Looks: colours read and measured, every token made readable, every proposal one that passes."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.rules import themes
from contest.rules.cards import look_of
from contest.rules.drawings import PALETTES
from contest.rules.objections import Objection
from contest.rules.themes import colours
from contest.rules.themes.colours import BLACK, WHITE, WORDS, mixed, nearest_readable, oklch

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
PLAIN = themes.choices_of({})
COLOUR = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
MAYBE = st.one_of(st.just(""), COLOUR)
# A busy machine is no fault of a look.
PATIENT = settings(deadline=None)
LOOKS = st.fixed_dictionaries(
    {
        "accent": COLOUR,
        "ink": COLOUR,
        "paper": COLOUR,
        "accent-words": MAYBE,
        "second": MAYBE,
        "font": st.sampled_from(list(themes.FONTS)),
        "corner": st.sampled_from(list(themes.CORNERS)),
    }
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("#F7BC21", "#f7bc21"),
        (" f7bc21 ", "#f7bc21"),
        ("#fb2", "#ffbb22"),
        ("fB2", "#ffbb22"),
        ("", None),
        ("#f7bc2", None),
        ("#f7bc211", None),
        ("##f7bc21", None),
        ("red", None),
        ("#gggggg", None),
        ("#f7bc21;}", None),
        ("#f7bc21\n", "#f7bc21"),
        ("#١٢٣", None),
    ],
)
def test_a_colour_is_read_as_people_write_it(typed: str, read: str | None):
    assert themes.read(typed) == read


# Lightness, chroma and hue in degrees, as CSS Color 4 gives them for these names.
@pytest.mark.parametrize(
    ("colour", "lightness", "chroma", "hue"),
    [
        ("#ffffff", 1.0, 0.0, None),
        ("#000000", 0.0, 0.0, None),
        ("#ff0000", 0.628, 0.2577, 29.23),
        ("#00ff00", 0.8664, 0.2948, 142.5),
        ("#0000ff", 0.452, 0.3132, 264.05),
        ("#663399", 0.4403, 0.1603, 303.37),
    ],
)
def test_oklch_is_that_of_css(colour: str, lightness: float, chroma: float, hue: float | None):
    found = oklch(colour)
    assert found[:2] == pytest.approx((lightness, chroma), abs=2e-3)
    if hue is not None:
        assert found[2] * 180 / 3.14159265 % 360 == pytest.approx(hue, abs=0.3)


@pytest.mark.parametrize(
    ("one", "other", "share", "between"),
    [
        ("#d4300f", "#000000", 0.0, "#d4300f"),
        ("#d4300f", "#000000", 1.0, "#000000"),
        ("#000000", "#ffffff", 0.5, "#636363"),
        ("#d4300f", "#000000", 0.12, "#b3270b"),
    ],
)
def test_mixing_is_that_of_css_in_oklab(one: str, other: str, share: float, between: str):
    assert mixed(one, other, share) == between


@pytest.mark.parametrize(
    ("colour", "on", "ratio", "nearest"),
    [
        ("#f0a92e", "#fff8ec", 4.5, "#9b6800"),  # the yellow of the drawing board, and what it proposed
        ("#000000", "#ffffff", 7.0, "#000000"),
        ("#888888", "#ffffff", 4.5, "#767676"),
        ("#777777", "#000000", 4.5, "#777777"),
        ("#777777", "#777777", 7.0, None),
    ],
)
def test_the_nearest_readable_colour(colour: str, on: str, ratio: float, nearest: str | None):
    found = nearest_readable(colour, (on,), ratio)
    assert found == nearest or (found and nearest and abs(oklch(found)[0] - oklch(nearest)[0]) < 0.006)


@PATIENT
@given(COLOUR, COLOUR, st.sampled_from([3.0, 4.5, 7.0]))
def test_what_is_nearest_passes_and_none_is_said_only_where_nothing_would(colour: str, on: str, ratio: float):
    found = nearest_readable(colour, (on,), ratio)
    if found is None:
        assert max(themes.contrast(BLACK, on), themes.contrast(WHITE, on)) < ratio
    else:
        assert themes.contrast(found, on) >= ratio
        assert (found == colour) == (themes.contrast(colour, on) >= ratio)


@PATIENT
@given(LOOKS)
def test_every_look_is_readable_once_what_is_proposed_is_taken(chosen: dict[str, str]):
    for _ in range(2):
        for objection in themes.objections(chosen):
            assert objection.facts["nearest"] != chosen[objection.field]
            chosen = chosen | {objection.field: str(objection.facts["nearest"])}
    assert themes.objections(chosen) == []
    assert faults(themes.tokens_of(chosen)) == []


@PATIENT
@given(LOOKS)
def test_whatever_is_stored_has_every_token(stored: dict[str, str]):
    tokens = themes.tokens_of(stored)
    assert tokens.keys() == themes.HOUSE.keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in tokens.values())


def faults(tokens: dict[str, str]) -> list[str]:
    """The pairs that cannot be read, also those that only stand under a pointer."""
    pairs = [(words, ground, tokens[words], tokens[ground], owed) for words, ground, owed in themes.PAIRS]
    # .button--ink:hover
    pairs.append(
        ("paper", "ink, under the pointer", tokens["paper"], mixed(tokens["ink"], tokens["paper"], 0.15), WORDS)
    )
    return [f"{words} on {ground}" for words, ground, one, other, owed in pairs if themes.contrast(one, other) < owed]


def test_the_house_is_the_stylesheet_and_can_be_read():
    css = (CSS / "tokens.css").read_text()
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css.partition("prefers-color-scheme")[0]))
    assert themes.tokens_of({}) == themes.HOUSE == light
    assert faults(light) == []
    dark = light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css.partition("prefers-color-scheme")[2]))
    assert set(dark) == set(light)
    assert [fault for fault in faults(dark) if not fault.startswith("paper on ink, under")] == []


def test_pages_use_no_accent_on_paper_but_the_readable_ones():
    """A pale accent is a ground; where it is a line, a dot or a word, it is `accent-mark` or `accent-words`."""
    allowed = {
        ("button.css", "background"),
        ("button.css", "box-shadow"),
        ("field.css", "background"),
        ("base.css", "accent-color"),
    }
    found = {
        (file.name, name)
        for file in (CSS / "base.css", *(CSS / "components").glob("*.css"), *(CSS / "pages").glob("*.css"))
        for name in re.findall(r"\n\s+([\w-]+): [^;]*var\(--accent\)", file.read_text())
    }
    assert found == allowed


@pytest.mark.parametrize("accent", ["#d4300f", "#fffdf4", "#000000", "#ffe600", "#0057b8"])
def test_a_look_of_one_colour_dresses_the_whole_page(accent: str):
    tokens = themes.tokens_of({"accent": accent})
    assert faults(tokens) == []
    assert (tokens["accent"], tokens["paper"], tokens["ink"]) == (accent, themes.HOUSE["paper"], themes.HOUSE["ink"])
    assert tokens["second"] != tokens["accent"]


def test_what_is_named_is_kept_and_what_stands_on_it_follows():
    tokens = themes.tokens_of({"second": "#123456", "joy": "#ffee00", "crown": "chip"})
    assert (tokens["second"], tokens["joy"]) == ("#123456", "#ffee00")
    assert faults(tokens) == []
    assert {name for name, value in tokens.items() if value != themes.HOUSE[name]} == {
        *("second", "second-hover", "on-second", "joy", "on-joy", "joy-kicker")
    }


@pytest.mark.parametrize("bad", [{}, {"accent": "red"}, {"ink": 7}, {"paper": None}, {"font": "x", "corner": ["y"]}])
def test_what_is_no_choice_is_as_if_it_were_not_there(bad: dict[str, object]):
    if "corner" in bad:
        bad = bad | {"corner": "y"}
    assert themes.choices_of(bad) == PLAIN
    assert themes.tokens_of(bad) == themes.HOUSE
    assert themes.shapes_of(bad) == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, []),
        ({"accent": "#fffdf4"}, []),
        ({"ink": "#888888"}, [("ink_unreadable", "ink", "3.1", "7.0")]),
        ({"accent-words": "#f0a92e"}, [("accent_words_unreadable", "accent-words", "1.7", "4.5")]),
        (
            {"ink": "#888888", "accent-words": "#f0a92e"},
            [("ink_unreadable", "ink", "3.1", "7.0"), ("accent_words_unreadable", "accent-words", "1.7", "4.5")],
        ),
        ({"paper": "#808080"}, [("paper_unreadable", "paper", "5.3", "7.0")]),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_with_figures(typed: dict[str, str], said: list[tuple[str, ...]]):
    found = themes.objections(PLAIN | typed)
    assert [(one.key, one.field, one.facts["ratio"], one.facts["needed"]) for one in found] == said


@pytest.mark.parametrize("field", themes.COLOURS)
@pytest.mark.parametrize("typed", ["red", "#12", "url(x)", "#1234567"])
def test_what_is_no_colour_is_refused(field: str, typed: str):
    assert themes.objections(PLAIN | {field: typed}) == [Objection("colour_malformed", field)]


@pytest.mark.parametrize("field", ["accent", "ink", "paper"])
def test_the_three_colours_are_owed_and_the_others_are_made(field: str):
    assert themes.objections(PLAIN | {field: " "}) == [Objection("colour_malformed", field)]
    assert themes.objections(PLAIN | {"second": " ", "accent-words": ""}) == []


@pytest.mark.parametrize("field", ["font", "corner"])
def test_letters_and_corners_are_of_a_closed_list(field: str):
    assert themes.objections(PLAIN | {field: "comic"}) == [Objection("choice_unknown", field)]
    known = {"font": themes.FONTS, "corner": themes.CORNERS}[field]
    for one in known:
        assert themes.objections(PLAIN | {field: one}) == []
        assert themes.choices_of({field: one}) == PLAIN | {field: one}
        assert bool(themes.shapes_of({field: one})) == (one != PLAIN[field])


def test_every_family_is_ours_to_serve_with_its_licence_and_stands_in_the_stylesheet():
    fonts, css = ROOT / "static" / "vendor" / "fonts", (CSS / "tokens.css").read_text()
    for font in filter(None, (font.file for font in themes.FONTS.values())):
        assert (fonts / f"OFL-{font}.txt").is_file()
        assert (fonts / f"{font}.woff2").stat().st_size < 34_000
        assert f'url("../vendor/fonts/{font}.woff2")' in css
        assert f'font-family: "{font.capitalize()} stand-in"' in css


def test_cards_wear_the_same_colours():
    for look in ({}, {"accent": "#ffe600"}, {"accent": "#00aa55", "ink": "#102010", "paper": "#eef5ee"}):
        tokens, worn = themes.tokens_of(look), look_of(look)
        assert {name: getattr(worn, name.replace("-", "_")) for name in ("paper", "ink", "second", "joy", "tag")} == {
            name: tokens[name] for name in ("paper", "ink", "second", "joy", "tag")
        }
        assert themes.contrast(worn.mark, worn.paper) >= themes.LARGE
        assert themes.contrast(worn.kicker(worn.joy, worn.on_joy), worn.joy) >= themes.LARGE


def test_the_seconds_words_on_every_packet_of_the_house_can_be_read():
    assert all(colours.contrast(themes.HOUSE["second"], palette.flood) >= themes.LARGE for palette in PALETTES)
