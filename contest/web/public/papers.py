"""The ballot paper: several choices, a ranking or stars, filled in on one page and sent with one press."""

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import ballots as ballot_queries
from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.ballots import Outcome
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Method
from contest.rules.phases import Moment, moment_of
from contest.rules.shares import Place
from contest.web import access, errors, filling, form_tokens, lookups, previews, shares, voters, votes
from contest.web.pages import Page, page_of
from contest.web.public import ballots, trips
from contest.words import voting

blueprint = Blueprint("papers", __name__)


@blueprint.get("/<lang>/<campaign>/vote/<int:position>/paper")
@access.acting()
def paper(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The paper, empty or with the idea marked whose page one comes from; or, where one has voted, what one said."""
    view = lookups.campaign(campaign)
    phase = _phase(view, position)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    held = voters.just_cast(view, phase) or ballots.in_place(view, phase)
    if held is not None and not {"again", "other"} & set(request.args):
        return _counted(page, phase, held)
    marked = {choice.number: choice.stars for choice in held.chosen} if held is not None else {}
    filled = filling.new(marked, request.args.get("mark", 0, type=int), phase.rules.method)
    return _page(page, phase, filled, held=held)


@blueprint.post("/<lang>/<campaign>/vote/<int:position>/paper")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def cast(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Take the vote; or move an idea within the ranking, where no script does."""
    view = lookups.campaign(campaign)
    phase, filled = _phase(view, position), filling.sent()
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    if "move" in request.form:
        return _page(page, phase, filled, held=ballots.in_place(view, phase))
    token = form_tokens.read(request.form.get("token", ""), ballots.PURPOSE, view.id, _subject(phase))
    try:
        if token is None:
            raise Refused([Objection("form_expired")])
        if trips.asked(phase):
            return trips.depart(view, phase, filling.paper(view, phase, filled), token)
        answer = ballots.cast_paper(view, phase, filling.paper(view, phase, filled), token)
    except Refused as refused:
        return _page(page, phase, filled, refused=refused)
    if answer.outcome is Outcome.ALREADY:
        held = ballot_queries.ballot(view.id, answer.ballot_id)
        return _page(page, phase, filled, held=held, status=409)
    end = ballots.onward(view, phase, answer, page.to("paper", position=position))
    return voters.remember(redirect(end, 303), phase, token)


def _phase(view: CampaignView, position: int) -> PhaseView:
    """The vote at this position, where a paper is filled in. Errors: 404."""
    phase = votes.at(view, position)
    if phase.rules.method is Method.ONE:
        abort(404)
    return phase


def _subject(phase: PhaseView) -> str:
    """What a paper's token is about."""
    return f"{phase.id.hex}:paper"


def _page(
    page: Page,
    phase: PhaseView,
    filled: filling.Filled,
    *,
    held: ReceiptFacts | None = None,
    refused: Refused | None = None,
    status: int = 0,
) -> ResponseReturnValue:
    view, now = page.campaign, previews.now(page.campaign.id)
    html = render_template(
        "public/ballots/paper.html",
        page=page,
        action=page.to("paper", position=phase.position),
        token=form_tokens.issue(ballots.PURPOSE, view.id, _subject(phase)),
        share_code=shares.came_by(view),
        **filling.shown(page, phase, filled),
        **votes.terms(page, phase),
        held=held,
        asked=status == 409,
        shut=votes.shut(page, phase),
        wrong=errors.sentences(refused.objections, (*voters.FIELDS, "paper")) if refused else {},
        **voters.asking(view, phase, page.lang, now),
        **trips.told(view, phase),
    )
    answer = make_response(html, status or (errors.status_of(refused) if refused else 200))
    return errors.with_wait(answer, refused)


def _counted(page: Page, phase: PhaseView, held: ReceiptFacts) -> ResponseReturnValue:
    view, rules = page.campaign, phase.rules
    open_now = moment_of(phase.plan, previews.now(view.id)) is Moment.NOW
    return render_template(
        "public/ballots/paper_counted.html",
        page=page,
        method=rules.method.value,
        held=held,
        amounts=[voting.amount(page.lang, rules.method, one.stars, final=False) for one in held.chosen],
        **votes.terms(page, phase),
        again=f"{page.to('paper', position=phase.position)}?again=1" if rules.changes and open_now else "",
        receipt_address=page.to("receipt", receipt=held.receipt),
        sharing=shares.sharing(page, view.name, place=Place.PAGE),
    )
