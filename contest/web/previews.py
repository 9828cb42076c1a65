"""Preview: a signed link shows every public page of one campaign as of another moment; read in this one place.

Public pages ask here for their moment. Data are today's. A preview is kept by nobody, indexed by nobody, changes
nothing (a POST is refused), and its links lead on within it. Figures and winners are shown as of that moment only by
a link whose maker may see them; by any other they stay as they are today.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from contest import clock
from contest.rules import addresses
from contest.rules.objections import Objection, Refused
from contest.rules.previews import LASTS, results_moment

PARAMETER = "preview"
# The doors that show a campaign to the public; a participant's own pages are always today's.
DOORS = frozenset({"reading", "acting"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class PreviewRefused(Refused):
    """A preview that is none (any more), or that was to change something."""


@dataclass(frozen=True)
class Preview:
    """What a link shows, until when; `signed` is how an address carries it."""

    campaign: UUID
    moment: datetime
    ends: datetime
    shows_results: bool
    signed: str


def sign(campaign: UUID, moment: datetime, ends: datetime, *, shows_results: bool) -> str:
    """A preview as an address carries it."""
    whole = [campaign.hex, int(moment.timestamp()), int(ends.timestamp()), int(shows_results)]
    return str(_serializer().dumps(whole))


def read(signed: str, campaign: UUID | None) -> Preview:
    """The preview an address carries. Errors: PreviewRefused for a forged or old one, and another campaign's.

    Where there is no campaign (None) the answer is the same: by it nobody learns which drafts there are.
    """
    try:
        slug, moment, ends, shows_results = _serializer().loads(signed)
    except (BadSignature, ValueError, TypeError):
        raise PreviewRefused([Objection("preview_over")]) from None
    until = datetime.fromtimestamp(ends, UTC)
    if campaign is None or slug != campaign.hex or until <= clock.now():
        raise PreviewRefused([Objection("preview_over")])
    return Preview(campaign, datetime.fromtimestamp(moment, UTC), until, bool(shows_results), signed)


def asked(campaign: UUID | None) -> Preview | None:
    """The preview of this campaign that this request asks for. Errors: PreviewRefused."""
    if PARAMETER not in request.args or request.method not in SAFE or g.access.door not in DOORS:
        return None
    if not {"campaign", "campaign_id"} & set(request.view_args or ()):
        return None
    if g.get("preview") is None:
        g.preview = read(request.args[PARAMETER], campaign)
    found: Preview = g.preview
    return found if found.campaign == campaign else None


def now(campaign: UUID) -> datetime:
    """The moment at which a public page shows this campaign's schedule."""
    found = asked(campaign)
    return clock.now() if found is None else found.moment


def results_now(campaign: UUID) -> datetime:
    """The moment as of which a public page shows this campaign's figures and winners."""
    found, present = asked(campaign), clock.now()
    return present if found is None else results_moment(found.moment, present, shows_results=found.shows_results)


def address(campaign: UUID, slug: str, lang: str, position: int, at: datetime) -> str:
    """Where staff sees an announcement before its second; for an hour."""
    moment = datetime.fromtimestamp(int(at.timestamp()) + 1, UTC)
    signed = sign(campaign, moment, clock.now() + LASTS["hour"], shows_results=True)
    return within(addresses.path("announcement", lang=lang, campaign=slug, position=position), signed)


def within(path: str, signed: str) -> str:
    """An address of a campaign as it leads on within a preview."""
    return f"{path}{'&' if '?' in path else '?'}{PARAMETER}={quote(signed)}"


def init_app(app: Flask) -> None:
    """Refuse to change anything in a preview, keep it nowhere, and lead on within it."""
    app.before_request(_guard)
    app.after_request(_carry)


def _guard() -> None:
    if PARAMETER not in request.args:
        return
    g.uncached = True
    if request.method not in SAFE:
        if request.path.startswith("/embed/"):
            # The desk's own frame around a widget shows this, too.
            g.ancestors = "'self'"
        raise PreviewRefused([Objection("preview_only_looks")])


def _carry(response: Response) -> Response:
    found: Preview | None = g.get("preview")
    parts = request.view_args or {}
    if found is None or "lang" not in parts:
        return response
    places = _places(found, parts["campaign"])
    if response.location and re.match(places, response.location):
        response.location = within(response.location, found.signed)
    if response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(_led_on(response.get_data(as_text=True), places, found.signed))
    return response


def _places(found: Preview, slug: str) -> str:
    """What belongs to the preview: the campaign's public pages and pictures; of a draft, its look too."""
    pages = rf"(?:/embed)?/\w\w/{re.escape(slug)}(?=[/\"?#]|$)(?!/me\b)"
    worn = rf"|/(?:c|cards)/{re.escape(slug)}/" if g.get("draft") else ""
    return rf"(?:{pages}{worn}|/media/{found.campaign.hex}/)"


def _led_on(page: str, places: str, signed: str) -> str:
    """A page whose links, and forms that are asked with, stay within the preview; but not the one that leaves it."""

    def longer(match: re.Match[str]) -> str:
        value, hash_, place = match[2].partition("#")
        return f'{match[1]}{value}{"&amp;" if "?" in value else "?"}{PARAMETER}={quote(signed)}{hash_}{place}"'

    page = re.sub(rf'((?<=\s)(?<!data-leave )[\w-]+=")({places}[^"]*)"', longer, page)
    hidden = f'<input type="hidden" name="{PARAMETER}" value="{escape(signed)}">'
    return re.sub(r'<form\b(?![^>]*method="post")[^>]*>', lambda match: match[0] + hidden, page)


def _serializer() -> URLSafeSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt="preview of a campaign")
