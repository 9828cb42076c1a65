"""Share cards under addresses that change with their content; never "not there" while their campaign is."""

from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue

from contest.queries import announcements, entries
from contest.queries import cards as queries
from contest.queries.campaigns import CampaignView
from contest.rules import cards as rules
from contest.rules.cards import Card, Kind, Named, Shape
from contest.services import cards
from contest.web import access, freshness, i18n, lookups, previews, share_cards
from contest.web.assets import STATIC
from contest.web.share_cards import TYPE
from contest.words import catalogues

blueprint = Blueprint("cards", __name__)
YEAR = 365 * 24 * 3600
# What belongs to an entry may have to vanish: nobody keeps it longer than the page it stands on.
REMOVABLE, STAND_IN = 60, 10


@blueprint.get("/cards/<campaign>/<file>")
@access.reading(max_age=YEAR)
def card(campaign: str, file: str) -> ResponseReturnValue:
    """A card; until it is drawn, or where nothing of this name is shown any more, the campaign's."""
    asked = rules.read_name(file)
    view = _spoken(campaign, asked.lang if asked else "")
    shape = asked.shape if asked else Shape.WIDE
    now = previews.results_now(view.id)
    found = _present(view, asked, now) if asked else None
    if asked and found and rules.digest_of(found, shape) == asked.digest:
        kept_for = YEAR if asked.kind is Kind.CAMPAIGN else REMOVABLE
        drawn = _sent(share_cards.file_of(view, found, shape, asked.number), kept_for)
        if drawn is not None:
            return drawn
    # The campaign's card; until that is drawn, the house's.
    instead = _sent(share_cards.file_of(view, cards.of_campaign(view), shape), REMOVABLE)
    return instead or _sent(STATIC / "art" / f"card-{shape}.jpg", STAND_IN) or abort(404)


def _spoken(campaign: str, lang: str) -> CampaignView:
    """The campaign in the card's language, or in its own. Errors: 404 for no campaign."""
    i18n.speak(lang if lang in catalogues.languages() else "en")
    view = lookups.campaign(campaign, any_language=True)
    if lang not in view.languages:
        i18n.speak(view.default_language)
        view = lookups.campaign(campaign, any_language=True)
    return view


def _present(view: CampaignView, asked: Named, now: datetime) -> Card | None:
    """What the card shows now; None for an entry not published, a winner not announced, sharing off."""
    if asked.kind is Kind.CAMPAIGN:
        return cards.of_campaign(view)
    if view.crisis.sharing:
        return None
    if asked.kind is Kind.WINNER:
        freshness.until(announcements.next_opening(view.id, now), now)
        phase = view.at(asked.number)
        found = queries.crowned(view.id, phase.id, now) if phase else None
        return cards.of_winner(view, found) if found else None
    entry = entries.by_number(view.id, asked.number)
    if entry is None:
        return None
    if asked.kind is Kind.VOTED:
        return cards.of_voter(view, entry.card)
    freshness.until(announcements.next_opening(view.id, now), now)
    return cards.of_entry(view, entry.card, announcements.marks(view.id, now).get(entry.card.id))


def _sent(file: Path, seconds: int) -> Response | None:
    """The file, to be kept for so long; None when it is not there, or not any more."""
    try:
        response = Response(file.read_bytes(), mimetype=TYPE)
    except FileNotFoundError:
        return None
    g.fresh_for = min(seconds, g.get("fresh_for", seconds))
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Messengers show it in pages of their own.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
