"""The six digits typed within a frame: they confirm a vote or an idea there, and no browser is remembered."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from contest.models import ConfirmationPurpose
from contest.queries import ballots as ballot_queries
from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import CampaignView
from contest.rules.ballots import Outcome
from contest.rules.objections import Objection, Refused
from contest.rules.widgets import Kind
from contest.services import confirm, confirmations, other_address
from contest.services.confirm import Finished
from contest.services.confirmations import Asked
from contest.web import access, confirming, errors, form_tokens, lookups, previews, voters, votes
from contest.web.embed import casting, ideas, within
from contest.web.form_tokens import FormToken
from contest.web.framing import Frame, frame_of

blueprint = Blueprint("framed_checks", __name__, url_prefix="/embed/<lang>/<campaign>")
PURPOSE = "framed check"
# Of the form that moves a vote, which nobody gets but who has just answered for the address.
CHANGE = "framed change"
KINDS = {ConfirmationPurpose.BALLOT: Kind.VOTE, ConfirmationPurpose.ENTRY: Kind.SUBMIT}


@blueprint.get("/check/<signed>")
@access.acting()
def check(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """Six digits, please."""
    frame, row = _asked(campaign, signed)
    return _ask(frame, row, signed)


@blueprint.post("/check/<signed>")
@access.acting("participant.confirmed", "entry.confirmed")
def typed(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """The digits were typed."""
    frame, row = _asked(campaign, signed)
    view, now = frame.page.campaign, previews.now(frame.page.campaign.id)
    try:
        _token(view, signed)
        wished = confirming.wished()
        code = request.form.get("code", "")
        finished = confirm.finish(view.id, confirmation_id=row.id, code=code, remembered=False, now=now, **wished)
    except Refused as refused:
        return _ask(frame, row, signed, refused)
    return _lead_on(frame, finished, signed)


@blueprint.post("/check/<signed>/again")
@access.acting(nothing_because="the mail's row in the outbox is the record")
def again(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """Not arrived? Send it again."""
    frame, row = _asked(campaign, signed)
    view = frame.page.campaign
    try:
        _token(view, signed)
        asked = confirmations.resend(view.id, row.id, now=previews.now(view.id))
    except Refused as refused:
        return _ask(frame, row, signed, refused)
    return redirect(within.address(frame, "widget_check", signed=confirming.sign(view.id, asked), sent=1), 303)


@blueprint.post("/check/<signed>/other")
@access.acting(nothing_because="ballots and their events, or the mail's row in the outbox, are the record")
def other(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """Wrong address? The same idea or vote, and another address to confirm it."""
    frame, row = _asked(campaign, signed)
    view, now = frame.page.campaign, previews.now(frame.page.campaign.id)
    try:
        trace = voters.trace_of(view, _token(view, signed), now)
        typed = request.form.get("address", "")
        asked = other_address.use(view.id, row.id, address=typed, trace=trace, now=now)
    except Refused as refused:
        return _ask(frame, row, signed, refused)
    if asked is None:
        return redirect(within.address(frame, "widget_vote"), 303)
    return redirect(within.address(frame, "widget_check", signed=confirming.sign(view.id, asked)), 303)


@blueprint.post("/change/<signed>")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def change(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """ "Yes, change my vote": the answer to "you voted for X"."""
    frame, row = _asked(campaign, signed)
    view = frame.page.campaign
    try:
        _token(view, signed, CHANGE)
        changed = confirm.change(view.id, row.id, now=previews.now(view.id))
    except LookupError:
        abort(404)
    except Refused as refused:
        return _ask(frame, row, signed, refused)
    return _voted(frame, _ballot(view, changed.ballot_id), within.given())


def _asked(campaign: str, signed: str) -> tuple[Frame, Asked]:
    """What was asked, and its frame. Errors: 404, also for what is not asked in frames."""
    view = lookups.campaign(campaign)
    row = confirming.asked(view, signed)
    if row.purpose not in KINDS:
        abort(404)
    return frame_of(view, KINDS[row.purpose], previews.now(view.id)), row


def _lead_on(frame: Frame, finished: Finished, signed: str) -> ResponseReturnValue:
    view = frame.page.campaign
    assert finished.subject_id is not None, "a vote or an idea was confirmed"
    assert finished.participant_id is not None, "by somebody"
    if finished.cast is None:
        return redirect(ideas.end(frame, finished.subject_id, did="confirm"), 303)
    wanted = _ballot(view, finished.subject_id)
    voter = within.voter_token(view.id, wanted.phase_id, finished.participant_id)
    if finished.cast.outcome is not Outcome.TAKEN:
        return _voted(frame, wanted, voter)
    held = _ballot(view, finished.cast.ballot_id)
    phase = votes.at(view, held.phase_position)
    return within.shown(
        frame,
        "checks/taken",
        wanted=wanted,
        held=held,
        voter=voter,
        action=within.address(frame, "widget_change", signed=signed),
        token=form_tokens.issue(CHANGE, view.id, signed),
        keep=casting.end(frame, phase, held.ballot_id, voter=voter, did="confirm"),
    )


def _voted(frame: Frame, ballot: ReceiptFacts, voter: str) -> ResponseReturnValue:
    phase = votes.at(frame.page.campaign, ballot.phase_position)
    return redirect(casting.end(frame, phase, ballot.ballot_id, voter=voter, did="confirm"), 303)


def _ballot(view: CampaignView, ballot_id: UUID) -> ReceiptFacts:
    return ballot_queries.ballot(view.id, ballot_id) or abort(404)


def _ask(frame: Frame, row: Asked, signed: str, refused: Refused | None = None) -> Response:
    answer = within.shown(
        frame,
        "checks/check",
        confirming.status(refused),
        entry=_number(frame.page.campaign, row),
        action=within.address(frame, "widget_check", signed=signed),
        again=within.address(frame, "widget_check_again", signed=signed),
        other=within.address(frame, "widget_check_other", signed=signed),
        token=form_tokens.issue(PURPOSE, frame.page.campaign.id, signed),
        **confirming.told(frame.page, row, refused),
    )
    return errors.with_wait(answer, refused)


def _number(view: CampaignView, row: Asked) -> int:
    """The number of the idea that is voted for; 0 where none is."""
    if row.purpose is not ConfirmationPurpose.BALLOT or row.subject_id is None:
        return 0
    return _ballot(view, row.subject_id).entry_number


def _token(view: CampaignView, signed: str, purpose: str = PURPOSE) -> FormToken:
    """The form's token. Errors: Refused."""
    token = form_tokens.read(request.form.get("token", ""), purpose, view.id, signed)
    if token is None:
        raise Refused([Objection("form_expired")])
    return token
