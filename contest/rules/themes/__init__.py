"""A campaign's look: a handful of choices, every token of the stylesheet made from them, and what cannot be read."""

from contest.rules.drawings.palettes import contrast
from contest.rules.themes.choices import (
    CHOSEN,
    COLOURS,
    CORNERS,
    FIRST_FONT,
    FONTS,
    choices_of,
    font_of,
    objections,
    shapes_of,
)
from contest.rules.themes.colours import LARGE, nearest_readable, read, readable_on, reads
from contest.rules.themes.tokens import DARK, HOUSE, PAIRS, kicker_of, mark_of, tokens_of

__all__ = [
    "CHOSEN",
    "COLOURS",
    "CORNERS",
    "DARK",
    "FIRST_FONT",
    "FONTS",
    "HOUSE",
    "LARGE",
    "PAIRS",
    "choices_of",
    "contrast",
    "font_of",
    "kicker_of",
    "mark_of",
    "nearest_readable",
    "objections",
    "read",
    "readable_on",
    "reads",
    "shapes_of",
    "tokens_of",
]
