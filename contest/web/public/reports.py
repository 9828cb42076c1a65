"""Reporting an idea that should not be online: anybody may, without an account; what is unlawful with a name."""

from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import REPORTS
from contest.rules.reports import LONGEST_NAME
from contest.services import keys, moderation, traces
from contest.services.moderation import Complaint
from contest.web import access, cards, errors, form_tokens, lookups, previews
from contest.web.pages import Page, page_of
from contest.words import reports as words

blueprint = Blueprint("reports", __name__)
PURPOSE = "report"
FIELDS = ("reason", "words", "name", "address", "good_faith")


@blueprint.get("/<lang>/<campaign>/entries/<int:number>/report")
@access.acting()
def form(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """What is wrong with it?"""
    view = lookups.campaign(campaign)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    card = lookups.entry(view, number)
    if "sent" in request.args:
        return render_template("public/reports/sent.html", page=page, card=cards.card(page, card))
    return _form(page, card)


@blueprint.post("/<lang>/<campaign>/entries/<int:number>/report")
@access.acting("entry.reported")
def send(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """A person of the team reads it; whoever left an address is told what became of it."""
    view = lookups.campaign(campaign)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    card = lookups.entry(view, number)
    try:
        _report(view, card, lang)
    except Refused as refused:
        answer = make_response(_form(page, card, refused), errors.status_of(refused))
        return errors.with_wait(answer, refused)
    return redirect(page.to("report", number=number) + "?sent=1", 303)


@blueprint.get("/<lang>/<campaign>/reports/<token>")
@access.acting()
def confirming(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """The link of the mail shows a button: programs that open links press none."""
    view = lookups.campaign(campaign)
    _known(view, token)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    return render_template(
        "public/reports/confirm.html", page=page, action=request.path, confirmed="done" in request.args
    )


@blueprint.post("/<lang>/<campaign>/reports/<token>")
@access.acting("report.confirmed")
def confirm(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """Yes, this report is mine."""
    view = lookups.campaign(campaign)
    try:
        moderation.confirm_report(view.id, _known(view, token), now=previews.now(view.id))
    except LookupError:
        abort(404)
    return redirect(request.path + "?done=1", 303)


def _known(view: CampaignView, token: str) -> UUID:
    known = keys.report_of(view.id, token)
    return known if known is not None else abort(404)


def _report(view: CampaignView, card: EntryCard, lang: str) -> None:
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, str(card.number))
    if token is None:
        raise Refused([Objection("form_expired")])
    now = previews.now(view.id)
    said = Complaint(
        reason=request.form.get("reason", ""),
        words=request.form.get("words", ""),
        address=request.form.get("address", ""),
        name=request.form.get("name", ""),
        good_faith=request.form.get("good_faith") == "1",
        source=traces.source_of(request.remote_addr or "", request.user_agent.string, now=now),
    )
    moderation.report(view.id, card.id, said, lang=lang, submit_key=token.key, now=now)


def _form(page: Page, card: EntryCard, refused: Refused | None = None) -> str:
    return render_template(
        "public/reports/report.html",
        page=page,
        card=cards.card(page, card),
        address=page.absolute("entry", number=card.number),
        reasons=[(reason, words.label(page.lang, reason)) for reason in REPORTS],
        typed={name: request.form.get(name, "") for name in FIELDS},
        wrong=errors.sentences(refused.objections, FIELDS) if refused else {},
        token=form_tokens.issue(PURPOSE, page.campaign.id, str(card.number)),
        longest=moderation.LONGEST_REPORT,
        longest_name=LONGEST_NAME,
    )
