"""A campaign's look as a stylesheet: its tokens, and the page colours of the drawings."""

import hashlib
import re
from functools import lru_cache

from flask import url_for

from contest.queries.campaigns import CampaignView
from contest.rules.drawings import PALETTES

TOKENS = frozenset({"paper", "paper-2", "ink", "accent", "on-accent", "accent-words", "second", "on-second", "joy"})
COLOUR = re.compile(r"#[0-9a-f]{6}")


def stylesheet(look: dict[str, str]) -> str:
    """The look's tokens (only known names, only colours), and the page colours of the drawings."""
    tokens = "".join(
        f"--{name}:{value};" for name, value in sorted(look.items()) if name in TOKENS and COLOUR.fullmatch(value)
    )
    return _light(tokens) + _palettes()


def address(campaign: CampaignView) -> str:
    """Where the stylesheet of this campaign is."""
    return url_for("looks.stylesheet", campaign=campaign.slug, digest=digest_of(stylesheet(campaign.look)))


def digest_of(css: str) -> str:
    """Ten hexadecimal digits over a stylesheet."""
    return hashlib.sha256(css.encode()).hexdigest()[:10]


def _light(tokens: str) -> str:
    # A brand's colours are chosen on paper; in the dark the house's own, measured ones stand in.
    return f"@layer tokens{{@media not (prefers-color-scheme:dark){{:root{{{tokens}}}}}}}" if tokens else ""


@lru_cache(maxsize=1)
def _palettes() -> str:
    rules = (
        f".palette-{palette.key}{{--flood:{palette.flood};--flood-type:{palette.flood_type}}}" for palette in PALETTES
    )
    return f"@layer tokens{{{''.join(rules)}}}"
