"""Portraits of the people of the house: cut from paper, as a campaign's look names them, or their own."""

from uuid import UUID

from flask import Response, abort, current_app, send_file

from contest.queries.campaigns import CampaignView
from contest.rules import addresses
from contest.rules.pictures import PORTRAITS, portrait_of
from contest.web.assets import asset

DRAWN = frozenset({"lotte", "amine", "greet", "nadia", *(f"person-{number}" for number in range(1, 7))})


def address(campaign: CampaignView, place: str) -> str:
    """The portrait in this place of the look; empty without one."""
    name = campaign.look.get(place, "")
    return asset(f"portraits/{name}.svg") if name in DRAWN else ""


def own_address(portrait: UUID | None, side: int = PORTRAITS[0]) -> str:
    """Where somebody's own portrait is, as it stands beside what they sign, small by default; empty without one."""
    return addresses.path("portrait", picture=portrait.hex, width=side) if portrait else ""


def send(portrait: UUID, side: int) -> Response:
    """The file; whoever asks has been checked. Errors: 404."""
    file = current_app.config["SETTINGS"].media / portrait_of(portrait, side)
    if not file.is_file():
        abort(404)
    response = send_file(file, mimetype="image/webp", conditional=True, max_age=None)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # send_file says no-cache; the door says how long.
    del response.headers["Cache-Control"]
    return response
