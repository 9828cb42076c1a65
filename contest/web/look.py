"""A campaign's look as a stylesheet: its tokens, and the page colours of the drawings."""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import url_for

from contest.queries.campaigns import CampaignView
from contest.rules import themes
from contest.rules.drawings import PALETTES
from contest.web.assets import STATIC

# What a frame is made of, in one file.
FRAME_PARTS = (
    "embed",
    "base",
    "components/button",
    "components/packet",
    "components/bars",
    "components/field",
    "embed-acts",
)


def stylesheet(look: Mapping[str, Any]) -> str:
    """The look's tokens, as far as they are not the house's, and the page colours of the drawings."""
    colours = themes.tokens_of(look)
    chosen = _written(colours) if colours != themes.HOUSE else ""
    shapes = _written(themes.shapes_of(look))
    return _light(chosen) + (f"@layer tokens{{:root{{{shapes}}}}}" if shapes else "") + _palettes()


def sample(chosen: Mapping[str, Any]) -> str:
    """Every token of these choices for the sample at the desk, which has tokens of its own around it."""
    tokens = {**themes.tokens_of(chosen), **themes.shapes_of(chosen)}
    return f"@layer page{{.sample{{{_written(tokens)}}}}}"


def font_file(look: Mapping[str, Any]) -> str:
    """The file of the look's family for titles, to be fetched ahead; empty for the device's own letters."""
    file = themes.FONTS[themes.font_of(look)].file
    return f"vendor/fonts/{file}.woff2" if file else ""


def address(campaign: CampaignView) -> str:
    """Where the stylesheet of this campaign is."""
    return url_for("looks.stylesheet", campaign=campaign.slug, digest=digest_of(stylesheet(campaign.look)))


def framed(look: Mapping[str, Any]) -> str:
    """The whole stylesheet of a widget: few bricks, this look by day, the house's measured colours in the dark."""
    day, dark = _written(themes.tokens_of(look)), _written(themes.DARK)
    shapes = _written({name: value for name, value in themes.shapes_of(look).items() if name != "display"})
    night = f"@media(prefers-color-scheme:dark){{.auto{{{dark}}}}}.dark{{{dark}}}"
    return f"{_bricks()}@layer tokens{{:root{{{day}{shapes}}}{night}}}"


def framed_address(campaign: CampaignView) -> str:
    """Where the stylesheet of this campaign's widgets is."""
    return url_for("frames.stylesheet", campaign=campaign.slug, digest=digest_of(framed(campaign.look)))


@lru_cache(maxsize=1)
def _bricks() -> str:
    css = "".join((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in FRAME_PARTS)
    return re.sub(
        r"\s*([{}:;,>])\s+|\s+", lambda match: match[1] or " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    )


def digest_of(css: str) -> str:
    """Ten hexadecimal digits over a stylesheet."""
    return hashlib.sha256(css.encode()).hexdigest()[:10]


def _written(tokens: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in sorted(tokens.items()))


def _light(tokens: str) -> str:
    # A brand's colours are chosen on paper; in the dark the house's own, measured ones stand in.
    return f"@layer tokens{{@media not (prefers-color-scheme:dark){{:root{{{tokens}}}}}}}" if tokens else ""


@lru_cache(maxsize=1)
def _palettes() -> str:
    rules = (
        f".palette-{palette.key}{{--flood:{palette.flood};--flood-type:{palette.flood_type}}}" for palette in PALETTES
    )
    return f"@layer tokens{{{''.join(rules)}}}"
