"""The colours of a campaign as far as they stand on cards; what a look does not name is the house's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


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


def look_of(look: Mapping[str, Any]) -> Look:
    """The colours of a campaign's look; what is no colour is left out."""
    given = {field.name: str(look.get(field.name.replace("_", "-"), "")) for field in fields(Look)}
    return Look(**{name: colour for name, colour in given.items() if _COLOUR.fullmatch(colour)})
