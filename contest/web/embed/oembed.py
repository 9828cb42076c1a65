"""oEmbed 1.0 (oembed.com): what a page of ours looks like within another, for systems that ask by its address."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import announcements, cards, entries, widgets
from contest.queries.campaigns import CampaignView
from contest.rules.snippets import Snippet
from contest.rules.widgets import Kind, Options, Place, Size, fitted, options, place_of
from contest.web import access, freshness, i18n, lookups, share_cards
from contest.web.pages import public_url
from contest.web.share_cards import ShareCard
from contest.words import catalogues

blueprint = Blueprint("oembed", __name__)
KEPT = 60
# Less room than this is a small one's.
LOW = 400


@dataclass(frozen=True)
class Subject:
    """What an address shows: its title, and its picture."""

    title: str
    card: ShareCard


@blueprint.get("/oembed")
@access.reading(max_age=KEPT)
def described() -> ResponseReturnValue:
    """The widget for a page. Errors: 404 for an address that is none of ours or shows nothing; 501 but for JSON."""
    if request.args.get("format", "json") != "json":
        abort(501)
    place = place_of(_path())
    if place is None or place.lang not in catalogues.languages():
        abort(404)
    i18n.speak(place.lang)
    view = lookups.campaign(place.campaign)
    subject = _subject(view, place)
    # Where it may stand nowhere, or not for now, a link is all there is.
    may_stand = bool(widgets.origins(view.id)) and not view.crisis.sharing
    answer = _answer(view, subject) | (_framed(place, subject) if may_stand else {"type": "link"})
    response = jsonify(answer)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _path() -> str:
    """The path of the address that is asked about. Errors: 404 where it is not ours."""
    asked = request.args.get("url", "")
    begins = public_url() + "/"
    if not asked.startswith(begins):
        abort(404)
    return "/" + asked.removeprefix(begins).partition("#")[0].partition("?")[0]


def _subject(view: CampaignView, place: Place) -> Subject:
    """What is shown there now. Errors: 404."""
    now, public = clock.now(), public_url()
    if place.kind is Kind.ENTRY:
        found = entries.one_card(view.id, place.number)
        if found is None:
            abort(404)
        freshness.until(announcements.next_opening(view.id, now), now)
        mark = announcements.marks(view.id, now).get(found.id)
        return Subject(found.name, share_cards.of_entry(view, found, public, mark))
    if place.kind is Kind.WINNER:
        freshness.until(announcements.next_opening(view.id, now), now)
        latest = announcements.latest(view.id, now)
        crowned = cards.crowned(view.id, latest.phase_id, now) if latest else None
        if crowned is None:
            abort(404)
        title = f"{view.texts['winner_kicker']} {crowned.entry.name}".strip()
        return Subject(title, share_cards.of_winner(view, crowned, public))
    return Subject(view.name, share_cards.of_campaign(view, public))


def _answer(view: CampaignView, subject: Subject) -> dict[str, Any]:
    said = {
        "version": "1.0",
        "title": subject.title,
        "provider_name": view.brand,
        "provider_url": public_url() + "/",
        "cache_age": KEPT,
    }
    card = subject.card
    if card.width > (_most("maxwidth") or card.width) or card.height > (_most("maxheight") or card.height):
        return said
    picture = {"thumbnail_url": card.address, "thumbnail_width": card.width, "thumbnail_height": card.height}
    return said | picture


def _framed(place: Place, subject: Subject) -> dict[str, Any]:
    asked, room = options(request.args), _most("maxheight")
    chosen = Options(asked.theme, Size.SMALL if room and room < LOW else asked.size)
    width, height = fitted(place.kind, chosen.size, width=_most("maxwidth"), height=room)
    html = Snippet(public_url(), place, chosen, subject.title).iframe(width=str(width), height=height)
    return {"type": "rich", "html": html, "width": width, "height": height}


def _most(name: str) -> int | None:
    """So many pixels at most; None where nothing sensible is said."""
    most = request.args.get(name, 0, type=int)
    return most if most > 0 else None
