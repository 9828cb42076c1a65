"""Reporting an idea that should not be online: anybody may, without an account and without a name."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import REPORTS
from contest.services import moderation
from contest.web import access, cards, errors, form_tokens, lookups, previews
from contest.web.pages import Page, page_of
from contest.words import reports as words

blueprint = Blueprint("reports", __name__)
PURPOSE = "report"


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
        return _form(page, card, refused), errors.status_of(refused)
    return redirect(page.to("report", number=number) + "?sent=1", 303)


def _report(view: CampaignView, card: EntryCard, lang: str) -> None:
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, str(card.number))
    if token is None:
        raise Refused([Objection("form_expired")])
    moderation.report(
        view.id,
        card.id,
        reason=request.form.get("reason", ""),
        words=request.form.get("words", ""),
        address=request.form.get("address", ""),
        lang=lang,
        submit_key=token.key,
        now=previews.now(view.id),
    )


def _form(page: Page, card: EntryCard, refused: Refused | None = None) -> str:
    return render_template(
        "public/reports/report.html",
        page=page,
        card=cards.card(page, card),
        reasons=[(reason, words.label(page.lang, reason)) for reason in REPORTS],
        typed={name: request.form.get(name, "") for name in ("reason", "words", "address")},
        wrong=errors.sentences(refused.objections, ("reason", "words", "address")) if refused else {},
        token=form_tokens.issue(PURPOSE, page.campaign.id, str(card.number)),
        longest=moderation.LONGEST_REPORT,
    )
