"""A campaign's look: its tokens as a stylesheet under an address that changes with its content."""

import hashlib
import re
from functools import lru_cache

from flask import Blueprint, Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from contest.queries.campaigns import CampaignView
from contest.rules.drawings import PALETTES
from contest.web import access, lookups

blueprint = Blueprint("looks", __name__)
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
    return url_for("looks.look", campaign=campaign.slug, digest=_digest(stylesheet(campaign.look)))


@blueprint.get("/c/<campaign>/look-<digest>.css")
@access.reading(max_age=365 * 24 * 3600)
def look(campaign: str, digest: str) -> ResponseReturnValue:
    """The stylesheet; an old address leads to the present one."""
    found = lookups.campaign(campaign, any_language=True)
    css = stylesheet(found.look)
    if digest != _digest(css):
        if not re.fullmatch("[0-9a-f]{10}", digest):
            abort(404)
        return redirect(address(found), 302)
    return Response(css, mimetype="text/css")


def _light(tokens: str) -> str:
    # A brand's colours are chosen on paper; in the dark the house's own, measured ones stand in.
    return f"@layer tokens{{@media not (prefers-color-scheme:dark){{:root{{{tokens}}}}}}}" if tokens else ""


@lru_cache(maxsize=1)
def _palettes() -> str:
    rules = (
        f".palette-{palette.key}{{--flood:{palette.flood};--flood-type:{palette.flood_type}}}" for palette in PALETTES
    )
    return f"@layer tokens{{{''.join(rules)}}}"


def _digest(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:10]
