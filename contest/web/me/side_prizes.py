"""My part in a draw of side prizes: join, leave, my own ticket and what became of it."""

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Draw, Participant
from contest.queries import draws, results
from contest.queries.campaigns import PhaseView
from contest.rules.objections import Objection, Refused
from contest.services import draws as acts
from contest.services import keys
from contest.web import access, side_prizes
from contest.web.me.present import present
from contest.web.pages import Page
from contest.words import side_prizes as words

blueprint = Blueprint("my_side_prizes", __name__)


@blueprint.get("/<lang>/<campaign>/me/side-prizes/<int:position>")
@access.mine()
def shown(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Whether I take part, and my ticket."""
    page, participant, phase, draw = _mine(lang, campaign, position)
    voter_key = participant.voter_key or ""
    wish = draws.wish(page.campaign.id, phase.id, voter_key)
    ticket = keys.draw_ticket(page.campaign.id, phase.id, voter_key) if wish else ""
    listed = bool(ticket) and draw.frozen_at is not None
    is_open = side_prizes.is_open(page.campaign.id, phase.id, clock.now())
    places = draws.places(page.campaign.id, phase.id) if listed and is_open else []
    return render_template(
        "me/side_prize.html",
        page=page,
        position=position,
        said=side_prizes.said(lang, draw),
        wish=wish,
        ticket=words.shown(ticket),
        over=draw.frozen_at is not None or results.result(page.campaign.id, phase.id) is not None,
        unlisted=listed and is_open and ticket not in (draws.file(page.campaign.id, phase.id) or ""),
        told=is_open and draw.drawn_at is not None,
        place=next((one for one in places if one.ticket == ticket), None),
    )


@blueprint.post("/<lang>/<campaign>/me/side-prizes/<int:position>")
@access.mine(nothing_because="the wish, with version, language and moment, is the record; leaving deletes it")
def choose(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Join, or leave."""
    page, participant, phase, _ = _mine(lang, campaign, position)
    key, sealed = participant.voter_key, participant.address_sealed
    if key is None or sealed is None:
        raise Refused([Objection("address_missing")])
    if request.form.get("join") == "no":
        acts.leave(page.campaign.id, phase.id, voter_key=key)
    else:
        version = request.form.get("side_prizes", 0, type=int)
        acts.wish(
            page.campaign.id,
            phase.id,
            voter_key=key,
            address_sealed=sealed,
            lang=lang,
            version=version,
            now=clock.now(),
        )
    return redirect(request.path, 303)


def _mine(lang: str, campaign: str, position: int) -> tuple[Page, Participant, PhaseView, Draw]:
    page, participant = present(lang, campaign)
    found = side_prizes.phase_of(page.campaign, position)
    if found is None:
        abort(404)
    return page, participant, *found
