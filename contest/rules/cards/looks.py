"""The colours of a campaign as far as they stand on cards; what a look does not name is the house's."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from contest.rules import themes


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as `#rrggbb`, named as in `static/css/tokens.css`, whose values these are."""

    paper: str = "#f8f0df"
    ink: str = "#1b1a2e"
    accent: str = "#d4300f"
    accent_words: str = "#b82509"
    second: str = "#f7bc21"
    on_second: str = "#1b1a2e"
    joy: str = "#d4300f"
    on_joy: str = "#fff8ea"
    rail: str = "#1b1a2e"
    on_rail: str = "#fffaee"
    tag: str = "#fffaee"
    on_tag: str = "#1b1a2e"

    @property
    def mark(self) -> str:
        """The accent as a very large line on paper."""
        return themes.mark_of(self.accent, self.accent_words, self.paper)

    def kicker(self, ground: str, words: str) -> str:
        """The colour of the line above a winner's name."""
        return themes.kicker_of(self.second, ground, words)


def shown(colour: str, ground: str, instead: str) -> str:
    """A colour for large words on a ground where it can be read, else another."""
    return colour if themes.reads(colour, (ground,), themes.LARGE) else instead


def look_of(look: Mapping[str, Any]) -> Look:
    """The colours of a campaign's look, as its pages have them."""
    tokens = themes.tokens_of(look)
    return Look(**{field.name: tokens[field.name.replace("_", "-")] for field in fields(Look)})
