"""Confirming an address: the code where the act was typed, or the link's one click in any browser."""

from uuid import UUID

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.models import ConfirmationPurpose
from contest.queries import acceptances, entries
from contest.queries import ballots as ballot_queries
from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import CampaignView
from contest.rules.ballots import Outcome
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, moment_of
from contest.services import confirm, confirmations, keys, other_address
from contest.services.confirm import Finished
from contest.web import access, cards, confirming, errors, form_tokens, lookups, previews, side_prizes, voters
from contest.web.pages import Page, page_of
from contest.web.public import ballots, fragments

blueprint = Blueprint("checks", __name__)
PURPOSE = "check"
# Of the form that moves a vote, which nobody gets but who has just answered for the address.
CHANGE = "change"
REMEMBERED_SECONDS = 90 * 24 * 3600


@blueprint.get("/<lang>/<campaign>/check/<signed>")
@access.acting()
def check(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """Six digits, please."""
    view = lookups.campaign(campaign)
    return _ask(page_of(view, lang, previews.now(view.id), noindex=True), signed)


@blueprint.post("/<lang>/<campaign>/check/<signed>")
@access.acting("participant.confirmed", "entry.confirmed")
def typed(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """The digits were typed."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    _token_of(view, signed)
    try:
        asked, code = confirming.read(view.id, signed), request.form.get("code", "")
        finished = confirm.finish(view.id, confirmation_id=asked, code=code, now=now, **confirming.wished())
    except Refused as refused:
        return _ask(page, signed, refused)
    return _lead_on(page, finished, signed)


@blueprint.post("/<lang>/<campaign>/check/<signed>/again")
@access.acting(nothing_because="the mail's row in the outbox is the record")
def again(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """Not arrived? Send it again."""
    view = lookups.campaign(campaign)
    _token_of(view, signed)
    now = previews.now(view.id)
    try:
        asked = confirmations.resend(view.id, confirming.read(view.id, signed), now=now)
    except Refused as refused:
        return _ask(page_of(view, lang, now, noindex=True), signed, refused)
    return redirect(confirming.address(view, asked) + "?sent=1", 303)


@blueprint.post("/<lang>/<campaign>/check/<signed>/other")
@access.acting(nothing_because="ballots and their events, or the mail's row in the outbox, are the record")
def other(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """Wrong address? The same idea or vote, and another address to confirm it."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    token = _token_of(view, signed)
    try:
        asked = other_address.use(
            view.id,
            confirming.read(view.id, signed),
            address=request.form.get("address", ""),
            trace=voters.trace_of(view, token, now),
            now=now,
        )
    except LookupError:
        abort(404)
    except Refused as refused:
        return _ask(page, signed, refused)
    return redirect(confirming.address(view, asked) if asked is not None else page.to("vote"), 303)


@blueprint.get("/<lang>/<campaign>/confirm/<token>")
@access.acting()
def link(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """The mail's link was opened, perhaps by a scanner: it shows one button and changes nothing."""
    view = lookups.campaign(campaign)
    return _ask_click(page_of(view, lang, previews.now(view.id), noindex=True), token)


@blueprint.post("/<lang>/<campaign>/confirm/<token>")
@access.acting("participant.confirmed", "entry.confirmed")
def clicked(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """The one click: it confirms in this browser."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    try:
        if form_tokens.read(request.form.get("token", ""), "confirm", view.id) is None:
            raise Refused([Objection("form_expired")])
        finished = confirm.finish(view.id, token=token, now=now, **confirming.wished())
    except Refused as refused:
        return _ask_click(page, token, refused)
    known = keys.confirmation_of(view.id, token)
    assert known is not None, "an unknown link was refused above"
    return _lead_on(page, finished, confirming.sign(view.id, known))


@blueprint.post("/<lang>/<campaign>/change/<signed>")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def change(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """ "Yes, change my vote": the answer to "you voted for X"."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    _token_of(view, signed, CHANGE)
    try:
        changed = confirm.change(view.id, confirming.read(view.id, signed), now=now)
    except LookupError:
        abort(404)
    return _to_ballot(page, changed.ballot_id)


def _lead_on(page: Page, finished: Finished, signed: str) -> ResponseReturnValue:
    answer = make_response(_next(page, finished, signed))
    if finished.session_token is not None:
        remember(answer, finished.session_token)
    return answer


def remember(answer: Response, token: str) -> None:
    """Give this browser the participant's cookie."""
    answer.set_cookie(
        access.participant_cookie(),
        token,
        max_age=REMEMBERED_SECONDS,
        path="/",
        secure=current_app.config["SETTINGS"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def _next(page: Page, finished: Finished, signed: str) -> ResponseReturnValue:
    if finished.purpose is ConfirmationPurpose.GUARDIAN:
        return render_template("public/checks/agreed.html", page=page)
    if finished.purpose is ConfirmationPurpose.REMINDER:
        return render_template("public/reminders/told.html", page=page)
    if finished.cast is not None and finished.subject_id is not None:
        if finished.cast.outcome is Outcome.TAKEN:
            return _taken(page, finished.subject_id, finished.cast.ballot_id, signed)
        return _to_ballot(page, finished.subject_id)
    if finished.entry is not None and finished.subject_id is not None and finished.participant_id is not None:
        return redirect(page.to("my_entry", entry=finished.subject_id.hex) + "?new=1", 303)
    return redirect(_question_of(page, finished.participant_id) or page.to("me"), 303)


def _question_of(page: Page, participant: UUID | None) -> str:
    """Where somebody is asked, who comes back while a question to the winner waits for them."""
    asked = acceptances.mine(page.campaign.id, participant) if participant else {}
    waiting = [entry for entry, mine in asked.items() if mine.picked and mine.acceptance.answered_at is None]
    return page.to("acceptance", entry=waiting[-1].hex) if waiting else ""


def _taken(page: Page, ballot_id: UUID, in_place: UUID, signed: str) -> ResponseReturnValue:
    wanted = ballot_queries.ballot(page.campaign.id, ballot_id)
    held = ballot_queries.ballot(page.campaign.id, in_place)
    assert wanted is not None
    assert held is not None
    return fragments.render(
        "public/checks/taken",
        page=page,
        wanted=wanted,
        held=held,
        action=page.to("change", signed=signed),
        token=form_tokens.issue(CHANGE, page.campaign.id, signed),
        keep=_end_of(page, held),
        voter="",
    )


def _to_ballot(page: Page, ballot_id: UUID) -> ResponseReturnValue:
    cast = ballot_queries.ballot(page.campaign.id, ballot_id)
    if cast is None:
        abort(404)
    return redirect(_end_of(page, cast), 303)


def _end_of(page: Page, cast: ReceiptFacts) -> str:
    """Where one sees what one has said, also when it is confirmed after the close, in a pause or the next day."""
    phase, end = page.campaign.at(cast.phase_position), ballots.end_of(page, cast)
    now = previews.now(page.campaign.id)
    if phase is not None and not phase.rules.per_day and moment_of(phase.plan, now) is Moment.NOW:
        return end
    return f"{end}?in={voters.signed(page.campaign, cast.ballot_id)}"


def _ask(page: Page, signed: str, refused: Refused | None = None) -> ResponseReturnValue:
    row = confirming.asked(page.campaign, signed)
    answer = fragments.render(
        "public/checks/check",
        confirming.status(refused),
        page=page,
        card=_card(page, row.purpose, row.subject_id),
        action=page.to("check", signed=signed),
        again=page.to("check", signed=signed) + "/again",
        other=page.to("check", signed=signed) + "/other",
        token=form_tokens.issue(PURPOSE, page.campaign.id, signed),
        **confirming.told(page, row, refused),
    )
    return errors.with_wait(answer, refused)


def _ask_click(page: Page, token: str, refused: Refused | None = None) -> ResponseReturnValue:
    view = page.campaign
    asked = confirmations.by_token(view.id, token, now=previews.now(view.id))
    return fragments.render(
        "public/checks/link",
        409 if refused else 200,
        page=page,
        purpose=asked.purpose.value if asked else "",
        side_prizes=side_prizes.of_ballot(view, page.lang, asked.purpose, asked.subject_id) if asked else None,
        ticked=confirming.ticked(),
        tell=asked is not None and confirming.may_tell(page, asked),
        telling=confirming.tell(),
        action=request.path,
        token=form_tokens.issue("confirm", view.id),
        wrong=errors.sentences(refused.objections, ()).get("", []) if refused else [],
    )


def _card(page: Page, purpose: ConfirmationPurpose, subject: UUID | None) -> cards.Card | None:
    if subject is None:
        return None
    if purpose is ConfirmationPurpose.BALLOT:
        cast = ballot_queries.ballot(page.campaign.id, subject)
        alone = cast is not None and len(cast.chosen) == 1
        found = entries.by_number(page.campaign.id, cast.entry_number) if cast and alone else None
        return cards.card(page, found.card) if found else None
    return None


def _token_of(view: CampaignView, signed: str, purpose: str = PURPOSE) -> form_tokens.FormToken:
    token = form_tokens.read(request.form.get("token", ""), purpose, view.id, signed)
    if token is None:
        raise Refused([Objection("form_expired")])
    return token
