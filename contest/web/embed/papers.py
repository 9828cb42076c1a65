"""Several choices, a ranking or stars within a frame: the ballot paper, drawn small."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from contest.queries import ballots as ballot_queries
from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import PhaseView
from contest.rules.ballots import Outcome
from contest.rules.objections import Refused
from contest.rules.papers import Method
from contest.web import access, errors, filling
from contest.web.embed import casting, within
from contest.web.filling import Filled
from contest.web.framing import Frame

blueprint = Blueprint("framed_papers", __name__, url_prefix="/embed/<lang>/<campaign>")
SUBJECT = "paper"


@blueprint.get("/vote/paper")
@access.acting()
def paper(lang: str, campaign: str) -> ResponseReturnValue:
    """The paper, empty, with the idea marked that one comes from, or as one has filled it in before."""
    frame, phase = casting.vote_of(campaign)
    if (instead := casting.instead(frame, phase)) is not None:
        return instead
    if phase.rules.method is Method.ONE:
        return redirect(within.address(frame, "widget_vote"), 302)
    held = casting.held(frame, phase)
    marked = {choice.number: choice.stars for choice in held.chosen} if held is not None else {}
    filled = filling.new(marked, request.args.get("mark", 0, type=int), phase.rules.method)
    return _paper(frame, phase, filled, held=held)


@blueprint.post("/vote/paper")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def cast(lang: str, campaign: str) -> ResponseReturnValue:
    """Take the vote; or move an idea within the ranking, where no script does."""
    frame, phase = casting.vote_of(campaign)
    if not casting.is_here(frame, phase) or phase.rules.method is Method.ONE:
        return casting.elsewhere(frame, phase, 409)
    filled = filling.sent()
    if "move" in request.form:
        return _paper(frame, phase, filled, held=casting.held(frame, phase))
    try:
        answer = casting.cast(frame, phase, filling.paper(frame.page.campaign, phase, filled), SUBJECT)
    except Refused as refused:
        return _paper(frame, phase, filled, held=casting.held(frame, phase), refused=refused)
    if answer.outcome is Outcome.ALREADY:
        held = ballot_queries.ballot(frame.page.campaign.id, answer.ballot_id)
        return _paper(frame, phase, filled, held=held, status=409)
    return redirect(casting.onward(frame, phase, answer), 303)


def _paper(
    frame: Frame,
    phase: PhaseView,
    filled: Filled,
    *,
    held: ReceiptFacts | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    answer = within.shown(
        frame,
        "votes/paper",
        errors.status_of(refused) if refused else status,
        action=within.address(frame, "widget_paper"),
        held=held,
        **filling.shown(frame.page, phase, filled),
        **casting.asking(frame, phase, SUBJECT, refused),
    )
    return errors.with_wait(answer, refused)
