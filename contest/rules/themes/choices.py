"""What a manager chooses of a look, and what speaks against a choice: nobody makes a page that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contest.rules.drawings.palettes import contrast
from contest.rules.objections import Objection
from contest.rules.themes.colours import BLACK, WHITE, WORDS, nearest_readable, oklch, read, readable_on, reads
from contest.rules.themes.tokens import HOUSE, INK_ON_PAPER, tokens_of

# Colours that are chosen; the last two may be left to be made from the others.
COLOURS = ("accent", "ink", "paper", "accent-words", "second")
MADE = frozenset({"accent-words", "second"})
CHOSEN = (*COLOURS, "font", "corner")


@dataclass(frozen=True, slots=True)
class Font:
    """A family for titles: its file (empty for the device's own), its list in CSS, and how it sets a title.

    `letter` is how wide a letter of the title is on average, in em, so that a title fills its line and no more;
    `leading` how far its lines stand apart.
    """

    file: str
    family: str
    letter: str
    leading: str


FONTS: dict[str, Font] = {
    "bricolage": Font("bricolage", '"Bricolage","Bricolage stand-in","Arial Narrow",sans-serif', ".335", ".77"),
    "fraunces": Font("fraunces", '"Fraunces","Fraunces stand-in",Georgia,serif', ".44", ".9"),
    "baloo": Font("baloo", '"Baloo","Baloo stand-in",sans-serif', ".48", ".8"),
    "system": Font("", "system-ui,sans-serif", ".54", ".9"),
}
# The ends of a button (a shape to be cut to, a radius) and the corners of a field.
CORNERS: dict[str, tuple[str, str, str]] = {
    "crimped": ("", "0", "4px"),
    "square": ("none", "0", "0"),
    "soft": ("none", "10px", "8px"),
    "round": ("none", "40px", "18px"),
}
FIRST_FONT, FIRST_CORNER = "bricolage", "crimped"


def choices_of(look: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen in a look, by name; a colour that is made from the others is empty."""
    colours = {name: read(str(look.get(name) or "")) or ("" if name in MADE else HOUSE[name]) for name in COLOURS}
    return colours | {
        "font": font_of(look),
        "corner": corner if (corner := look.get("corner")) in CORNERS else FIRST_CORNER,
    }


def font_of(look: Mapping[str, Any]) -> str:
    """Which of FONTS a look has."""
    font = look.get("font")
    return str(font) if font in FONTS else FIRST_FONT


def shapes_of(look: Mapping[str, Any]) -> dict[str, str]:
    """The tokens that are no colours, as far as they are not the house's: titles' letters, buttons and corners."""
    chosen = choices_of(look)
    found: dict[str, str] = {}
    if chosen["font"] != FIRST_FONT:
        font = FONTS[chosen["font"]]
        found |= {"display": font.family, "letter": font.letter, "leading": font.leading}
    if chosen["corner"] != FIRST_CORNER:
        found |= dict(zip(("button-shape", "button-corner", "corner"), CORNERS[chosen["corner"]], strict=True))
    return found


def objections(chosen: Mapping[str, str]) -> list[Objection]:
    """Everything that speaks against these choices (all of CHOSEN, as typed), by field.

    Keys: `colour_malformed`, `choice_unknown`; `paper_unreadable`, `ink_unreadable` and `accent_words_unreadable` with
    the contrast they have (`ratio`), the one they owe (`needed`), and the nearest colour that has it (`nearest`).
    """
    found = [
        Objection("colour_malformed", name)
        for name in COLOURS
        if read(chosen[name]) is None and not (name in MADE and not chosen[name].strip())
    ]
    known = (("font", list(FONTS)), ("corner", list(CORNERS)))
    found += [Objection("choice_unknown", name) for name, choices in known if chosen[name] not in choices]
    return found or _unreadable(chosen)


def _unreadable(chosen: Mapping[str, str]) -> list[Objection]:
    tokens = tokens_of(chosen)
    paper, ink = tokens["paper"], tokens["ink"]
    if not any(reads(extreme, (paper,), INK_ON_PAPER) for extreme in (BLACK, WHITE)):
        # On a paper of the middle no ink would do: it is the paper that moves, and what stands on it afterwards.
        return [_said("paper_unreadable", "paper", paper, readable_on(paper), INK_ON_PAPER, nearest_paper(paper))]
    found = []
    if not reads(ink, (paper,), INK_ON_PAPER):
        found.append(_said("ink_unreadable", "ink", ink, paper, INK_ON_PAPER))
    words = read(chosen["accent-words"])
    if words is not None and not reads(words, (paper,), WORDS):
        found.append(_said("accent_words_unreadable", "accent-words", words, paper, WORDS))
    return found


def nearest_paper(paper: str) -> str:
    """The nearest paper that some ink can be read on."""
    lightness = oklch(paper)[0]
    found = [nearest_readable(paper, (extreme,), INK_ON_PAPER) for extreme in (BLACK, WHITE)]
    return min((one for one in found if one), key=lambda one: abs(oklch(one)[0] - lightness))


def _said(key: str, field: str, colour: str, on: str, needed: float, nearest: str = "") -> Objection:
    nearest = nearest or nearest_readable(colour, (on,), needed) or readable_on(on)
    facts = {"ratio": _ratio(contrast(colour, on)), "needed": _ratio(needed), "nearest": nearest}
    return Objection(key, field, dict(facts))


def _ratio(value: float) -> str:
    """One digit after the point, cut off and not rounded up: what is not reached is not said to be."""
    return f"{int(value * 10) / 10:.1f}"
