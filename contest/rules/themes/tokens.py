"""Every colour of the stylesheet (`static/css/tokens.css`), made from the few that a campaign chooses.

What stands on what, and how readable it has to be, is PAIRS, which a test holds against every look.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from contest.rules.drawings.palettes import contrast, luminance
from contest.rules.drawings.palettes import mixed as flat
from contest.rules.themes.colours import (
    BLACK,
    LARGE,
    WHITE,
    WORDS,
    mixed,
    nearest_readable,
    oklch,
    read,
    readable_on,
    reads,
    turned,
)

# The house's own colours, as tokens.css has them: what a campaign has that chooses none.
HOUSE: dict[str, str] = {
    "paper": "#f8f0df",
    "paper-2": "#efe3ca",
    "sheet": "#fffaee",
    "ink": "#1b1a2e",
    "ink-2": "#57526a",
    "line": "#d5c7ab",
    "track": "#9a8966",
    "accent": "#d4300f",
    "accent-hover": "#b3270b",
    "on-accent": "#fff8ea",
    "accent-words": "#b82509",
    "accent-mark": "#d4300f",
    "second": "#f7bc21",
    "second-hover": "#f9c758",
    "on-second": "#1b1a2e",
    "joy": "#d4300f",
    "on-joy": "#fff8ea",
    "joy-kicker": "#f9d064",
    "rail": "#1b1a2e",
    "on-rail": "#fffaee",
    "tag": "#fffaee",
    "on-tag": "#1b1a2e",
}
# What the dark replaces, for every campaign alike.
DARK: dict[str, str] = {
    "paper": "#171528",
    "paper-2": "#25213d",
    "sheet": "#25213d",
    "ink": "#f8f0df",
    "ink-2": "#b9b2c6",
    "line": "#45405f",
    "track": "#716b95",
    "accent": "#ff6a48",
    "accent-hover": "#ff8062",
    "on-accent": "#1b1223",
    "accent-words": "#ff8a6c",
    "accent-mark": "#ff6a48",
    "rail": "#0b0a16",
    "on-rail": "#fffaee",
}
INK_ON_PAPER = 7.0
# What stands on what, and the contrast it owes.
PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "paper", INK_ON_PAPER),
    ("ink", "sheet", INK_ON_PAPER),
    ("ink", "paper-2", WORDS),
    ("ink-2", "paper", WORDS),
    ("ink-2", "sheet", WORDS),
    ("ink-2", "paper-2", WORDS),
    ("track", "paper", LARGE),
    ("on-accent", "accent", WORDS),
    ("on-accent", "accent-hover", WORDS),
    ("accent-words", "paper", WORDS),
    ("accent-words", "sheet", WORDS),
    ("accent-mark", "paper", LARGE),
    ("on-second", "second", WORDS),
    ("on-second", "second-hover", WORDS),
    ("on-joy", "joy", WORDS),
    ("joy-kicker", "joy", LARGE),
    ("on-rail", "rail", WORDS),
    ("on-tag", "tag", WORDS),
)
# A second colour that belongs to the first: so far along the circle of hues, and light. As full as a screen can show
# it only yellow is pleasant over a whole band: the further from it, the softer.
TURN, LIGHT, FULL, SOFT, YELLOW = 48.0, 0.83, 0.165, 0.085, 85.0
# Less chroma than this has no hue to turn.
GREY = 0.03


def tokens_of(look: Mapping[str, Any]) -> dict[str, str]:
    """Every colour by its token, from what a look names of `paper`, `ink`, `accent`, `accent-words`, `second`, `joy`.

    What is no colour counts as not named; a look that names none has the house's, to the letter.
    """
    return dict(_made(tuple((name, colour) for name in _NAMED if (colour := read(str(look.get(name) or ""))))))


@lru_cache(maxsize=256)
def _made(given: tuple[tuple[str, str], ...]) -> dict[str, str]:
    named, found = dict(given), dict(HOUSE)
    paper, ink, accent = (named.get(name, HOUSE[name]) for name in _BASE)
    if any(HOUSE[name] != named.get(name, HOUSE[name]) for name in _BASE):
        found |= _grounds(paper, ink) | _accents(accent, paper, ink)
        found |= _second(second_of(accent, paper, ink), paper, ink)
    if "accent-words" in named:
        found |= {"accent-words": named["accent-words"], "accent-mark": mark_of(accent, named["accent-words"], paper)}
    if "second" in named:
        found |= _second(named["second"], paper, ink)
    return found | _joy(named.get("joy", accent), found)


def second_of(accent: str, paper: str, ink: str) -> str:
    """The colour of votes and bands that goes with an accent; of a grey one, a shade of the paper."""
    if oklch(accent)[1] < GREY:
        return mixed(paper, ink, 0.14)
    away = oklch(accent)[2] + math.radians(TURN - YELLOW)
    return turned(accent, TURN, lightness=LIGHT, chroma=SOFT + (FULL - SOFT) * max(0.0, math.cos(away)))


_BASE = ("paper", "ink", "accent")
_NAMED = (*_BASE, "accent-words", "second", "joy")


def _grounds(paper: str, ink: str) -> dict[str, str]:
    deeper = mixed(paper, ink, 0.07)
    # A sheet stands out from the paper on the side away from the ink.
    sheet = mixed(paper, WHITE if luminance(paper) > luminance(ink) else BLACK, 0.5)
    softer = (mixed(ink, paper, share / 100) for share in (28, 22, 16, 10, 5))
    edge = (mixed(paper, ink, share / 100) for share in range(46, 100, 6))
    return {
        "paper": paper,
        "paper-2": deeper,
        "sheet": sheet,
        "ink": ink,
        "ink-2": next((tone for tone in softer if reads(tone, (paper, deeper), WORDS)), ink),
        "line": mixed(paper, ink, 0.16),
        "track": next((tone for tone in edge if reads(tone, (paper,), LARGE)), ink),
        "rail": ink,
        "on-rail": sheet,
        "tag": sheet,
        "on-tag": ink,
    }


def _accents(accent: str, paper: str, ink: str) -> dict[str, str]:
    on_accent = readable_on(accent, paper, ink)
    words = nearest_readable(accent, (paper,), WORDS) or ink
    return {
        "accent": accent,
        "accent-hover": _pushed(accent, on_accent, 0.12),
        "on-accent": on_accent,
        "accent-words": words,
        "accent-mark": mark_of(accent, words, paper),
    }


def mark_of(accent: str, words: str, paper: str) -> str:
    """The accent where it stands on paper as a figure or as very large words: itself, or that of its words."""
    return accent if contrast(accent, paper) >= LARGE else words


def _second(second: str, paper: str, ink: str) -> dict[str, str]:
    on_second = readable_on(second, ink, paper)
    return {"second": second, "second-hover": _pushed(second, on_second, 0.15), "on-second": on_second}


def _joy(joy: str, found: Mapping[str, str]) -> dict[str, str]:
    on_joy = readable_on(joy, found["on-accent"], found["paper"], found["ink"])
    return {"joy": joy, "on-joy": on_joy, "joy-kicker": kicker_of(found["second"], joy, on_joy)}


def kicker_of(second: str, ground: str, words: str) -> str:
    """The line above a name on a flood of `ground`: the second colour, lighter; where it cannot be read, `words`."""
    lighter = flat(second, WHITE, 0.3).lower()
    return lighter if contrast(lighter, ground) >= LARGE else words


def _pushed(ground: str, words: str, share: float) -> str:
    """A ground under the pointer: a little further away from the words on it."""
    return mixed(ground, BLACK if luminance(words) > luminance(ground) else WHITE, share)
