"""Asking the people behind the contest: from any page, without an account; and the page of one's own question."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.models import Topic, Writer
from contest.queries import entries, help_items, questions
from contest.queries.campaigns import CampaignView
from contest.queries.questions import Thread
from contest.rules.objections import Objection, Refused
from contest.services import keys
from contest.services import questions as acts
from contest.services.questions import Asked
from contest.services.questions.asking import LONGEST_NAME
from contest.services.questions.writing import LONGEST, Words
from contest.web import access, errors, form_tokens, lookups, previews, structured
from contest.web.pages import Page, page_of, public_url
from contest.words import dates

blueprint = Blueprint("questions", __name__)
PURPOSE, FURTHER = "ask", "ask further"
TYPED = ("text", "address", "first_name", "topic", "entry")


@blueprint.get("/<lang>/<campaign>/help")
@access.reading(max_age=60)
def public_help(lang: str, campaign: str) -> ResponseReturnValue:
    """What others asked, with the answers."""
    view = lookups.campaign(campaign)
    page, items = page_of(view, lang, previews.now(view.id)), help_items.shown(view.id, lang)
    if items:
        page = replace(page, structured=structured.of_help(view, lang, items, public_url()))
    return render_template("public/questions/help.html", page=page, items=items)


@blueprint.get("/<lang>/<campaign>/ask")
@access.acting()
def form(lang: str, campaign: str) -> ResponseReturnValue:
    """What would you like to know?"""
    view = lookups.campaign(campaign)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    if "sent" in request.args:
        return render_template("public/questions/sent.html", page=page, hours=_promised(view, lang))
    number = request.args.get("entry", "")
    return _form(page, {"entry": number, "topic": (Topic.ENTRY if number else Topic.CONTEST).value})


@blueprint.post("/<lang>/<campaign>/ask")
@access.acting("question.asked")
def send(lang: str, campaign: str) -> ResponseReturnValue:
    """A person of the team reads it and answers to the address that was given."""
    view = lookups.campaign(campaign)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    typed = {name: request.form.get(name, "") for name in TYPED}
    try:
        acts.ask(view.id, _asked(view, lang, typed), now=previews.now(view.id))
    except Refused as refused:
        return _again(_form(page, typed, refused), refused)
    return redirect(page.to("ask") + "?sent=1", 303)


@blueprint.get("/<lang>/<campaign>/ask/<token>")
@access.acting()
def mine(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """One's own question, what was answered, and room to ask further; only the mail's link leads here."""
    view = lookups.campaign(campaign)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    return _mine(page, token, _thread(view, token))


@blueprint.post("/<lang>/<campaign>/ask/<token>")
@access.acting("question.asked")
def further(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """Ask further."""
    view = lookups.campaign(campaign)
    page, thread = page_of(view, lang, previews.now(view.id), noindex=True), _thread(view, token)
    said = form_tokens.read(request.form.get("token", ""), FURTHER, view.id, thread.question.id.hex)
    try:
        if said is None:
            raise Refused([Objection("form_expired")])
        words = Words(request.form.get("text", ""), said.key)
        acts.ask_again(view.id, thread.question.id, words, now=previews.now(view.id))
    except Refused as refused:
        return _again(_mine(page, token, thread, refused), refused)
    return redirect(page.to("my_question", token=token) + "?sent=1", 303)


def _asked(view: CampaignView, lang: str, typed: dict[str, str]) -> Asked:
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id)
    if token is None:
        raise Refused([Objection("form_expired")])
    topic = Topic(typed["topic"]) if typed["topic"] in list(Topic) else Topic.CONTEST
    return Asked(
        words=Words(typed["text"], token.key),
        address=typed["address"],
        lang=lang,
        topic=topic,
        entry_id=_entry_id(view, typed["entry"]) if topic is Topic.ENTRY else None,
        first_name=typed["first_name"],
    )


def _entry_id(view: CampaignView, number: str) -> UUID | None:
    """The idea of a number somebody typed; a number that is none does not keep a question from being read."""
    digits = number.strip().lstrip("#")
    found = (
        entries.one_card(view.id, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None
    )
    return found.id if found else None


def _thread(view: CampaignView, token: str) -> Thread:
    known = keys.question_of(view.id, token)
    found = questions.one(view.id, known, previews.now(view.id)) if known else None
    return found or abort(404)


def _promised(view: CampaignView, lang: str) -> str:
    return dates.time_left(lang, timedelta(hours=view.answer_hours))


def _again(html: str, refused: Refused) -> Response:
    """The same page with what was typed, and when to try again where that is what was refused."""
    return errors.with_wait(make_response(html, errors.status_of(refused)), refused)


def _form(page: Page, typed: dict[str, str], refused: Refused | None = None) -> str:
    return render_template(
        "public/questions/ask.html",
        page=page,
        typed={name: typed.get(name, "") for name in TYPED},
        wrong=errors.sentences(refused.objections, TYPED) if refused else {},
        token=form_tokens.issue(PURPOSE, page.campaign.id),
        longest=LONGEST,
        longest_name=LONGEST_NAME,
        promised=_promised(page.campaign, page.lang),
        helps=bool(help_items.shown(page.campaign.id, page.lang)),
    )


def _mine(page: Page, token: str, thread: Thread, refused: Refused | None = None) -> str:
    view, question = page.campaign, thread.question
    return render_template(
        "public/questions/mine.html",
        page=page,
        letters=[
            (letter, letter.writer is Writer.ASKER, dates.exact(page.lang, letter.at, view.zone))
            for letter in thread.letters
            if letter.writer is not Writer.NOTE
        ],
        waits=question.waiting_since is not None,
        due=dates.day_and_time(page.lang, question.due_at, view.zone) if question.due_at else "",
        action=page.to("my_question", token=token),
        typed=request.form.get("text", ""),
        wrong=errors.sentences(refused.objections, ("text",)) if refused else {},
        token=form_tokens.issue(FURTHER, view.id, question.id.hex),
        longest=LONGEST,
        sent="sent" in request.args,
        may_write=question.address_sealed is not None,
    )
