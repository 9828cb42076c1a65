"""Mine: my ideas and my vote, "send me my link again", forget this browser, erase my data."""

from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import acceptances, ballots, draws, entries
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.services import participants
from contest.web import access, cards, confirming, errors, form_tokens, lookups, mine
from contest.web.me.present import present, who
from contest.web.pages import Page, page_of

blueprint = Blueprint("me", __name__)


@blueprint.get("/<lang>/<campaign>/me")
@access.mine()
def me(lang: str, campaign: str) -> ResponseReturnValue:
    """My ideas, and what can be done with my data."""
    page, participant = who(lang, campaign)
    if participant is None:
        return redirect(page.to("link_again"), 303)
    own = entries.own(page.campaign.id, participant.id)
    votes = ballots.of_voter(page.campaign.id, participant.voter_key) if participant.voter_key else []
    now = clock.now()
    return render_template(
        "me/me.html",
        page=page,
        own=[(entry, cards.own_card(page, entry)) for entry in own],
        asked=acceptances.mine(page.campaign.id, participant.id),
        drawn=draws.positions(page.campaign.id) if votes else frozenset(),
        votes=[(vote, _is_open(page.campaign, vote.phase_position, now)) for vote in votes],
        may_send=page.campaign.open_phase(PhaseKind.SUBMISSION, now) is not None,
        may_vote=page.campaign.open_phase(PhaseKind.VOTE, now) is not None,
    )


@blueprint.get("/<lang>/<campaign>/me/link")
@access.acting()
def link(lang: str, campaign: str) -> ResponseReturnValue:
    """ "Send me my link again"."""
    view = lookups.campaign(campaign)
    return _link(page_of(view, lang, clock.now(), noindex=True))


@blueprint.post("/<lang>/<campaign>/me/link")
@access.acting("participant.link_sent")
def send_link(lang: str, campaign: str) -> ResponseReturnValue:
    """The same answer for an address we know and one we do not."""
    now = clock.now()
    view = lookups.campaign(campaign)
    page = page_of(view, lang, now, noindex=True)
    typed = request.form.get("address", "")
    try:
        if form_tokens.read(request.form.get("token", ""), "link", view.id) is None:
            raise Refused([Objection("form_expired")])
        confirmation = participants.send_link(view.id, address=typed, lang=lang, now=now)
    except Refused as refused:
        return _link(page, refused, typed)
    return redirect(confirming.address(view, confirmation), 303)


@blueprint.post("/<lang>/<campaign>/me/out")
@access.mine("participant.signed_out")
def out(lang: str, campaign: str) -> ResponseReturnValue:
    """Forget me in this browser."""
    page, _ = who(lang, campaign)
    participants.sign_out(page.campaign.id, mine.token(), now=clock.now())
    return _forgetting(redirect(page.home, 303))


@blueprint.get("/<lang>/<campaign>/me/erase")
@access.mine()
def erasing(lang: str, campaign: str) -> ResponseReturnValue:
    """What erasing means, before it is done."""
    page, participant = present(lang, campaign)
    own = entries.own(page.campaign.id, participant.id)
    return render_template("me/erase.html", page=page, own=own)


@blueprint.post("/<lang>/<campaign>/me/erase")
@access.mine("participant.erased")
def erase(lang: str, campaign: str) -> ResponseReturnValue:
    """Erase my data."""
    page, participant = present(lang, campaign)
    participants.erase(page.campaign.id, participant.id, now=clock.now())
    return _forgetting(render_template("me/erased.html", page=page))


def _is_open(view: CampaignView, position: int, now: datetime) -> bool:
    phase = view.at(position)
    return phase is not None and moment_of(phase.plan, now) is Moment.NOW


def _link(page: Page, refused: Refused | None = None, typed: str = "") -> ResponseReturnValue:
    html = render_template(
        "me/link.html",
        page=page,
        token=form_tokens.issue("link", page.campaign.id),
        address=typed,
        wrong=errors.sentences(refused.objections) if refused else {},
    )
    return html, 422 if refused else 200


def _forgetting(answer: Any) -> ResponseReturnValue:
    response = make_response(answer)
    response.delete_cookie(access.participant_cookie(), path="/")
    return response
