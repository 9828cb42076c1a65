"""Public answers: what the help page of a campaign says, made of a question or written outright."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock, vault
from contest.models import HelpItem, Writer
from contest.queries import help_items, questions
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import questions as acts
from contest.services.questions.helping import LONGEST_ANSWER, LONGEST_QUESTION, Help
from contest.web import access, lookups
from contest.web.desk import frame
from contest.words.catalogues import N_

blueprint = Blueprint("desk_help", __name__, url_prefix="/desk/<campaign>/help")


@blueprint.get("")
@access.staff(Act.ANSWER_QUESTIONS)
def listed(campaign: str) -> ResponseReturnValue:
    """All there is, by language."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page(
        "help/list",
        section="questions",
        campaign=campaign,
        view=view,
        items=[(lang, [item for item in help_items.every(view.id) if item.lang == lang]) for lang in view.languages],
    )


@blueprint.get("/new")
@access.staff(Act.ANSWER_QUESTIONS)
def asked(campaign: str) -> ResponseReturnValue:
    """What a question and its answer would say to everybody: to be read through, and published in one click."""
    view = lookups.campaign_for_staff(campaign)
    question = _id(request.args.get("question", ""))
    return frame.page("help/item", **_values(view, None, question, _prefilled(view, question)))


@blueprint.post("/new")
@access.staff(Act.ANSWER_QUESTIONS, "help.published")
def publish(campaign: str) -> ResponseReturnValue:
    """Publish it; the key in the form makes a second click the same answer."""
    view, question = lookups.campaign_for_staff(campaign), _id(request.form.get("about", ""))
    typed = {name: request.form.get(name, "") for name in ("lang", "question", "answer", "key")}
    if not typed["key"] or len(typed["key"]) > 64:
        abort(400)
    wanted = Help(typed["lang"], typed["question"], typed["answer"])
    given: dict[str, Any] = {"by": access.person().id, "now": clock.now(), "submit_key": typed["key"]}
    try:
        acts.publish_help(view.id, wanted, question_id=question, **given)
    except Refused as refusal:
        return frame.again(refusal, "help/item", **_values(view, None, question, typed))
    flash(N_("Everybody can read it now."))
    return redirect(url_for("desk_help.listed", campaign=campaign), 303)


@blueprint.get("/<uuid:item>")
@access.staff(Act.ANSWER_QUESTIONS)
def shown(campaign: str, item: UUID) -> ResponseReturnValue:
    """One of them, to be written anew."""
    view = lookups.campaign_for_staff(campaign)
    found = _item(view, item)
    typed = {"lang": found.lang, "question": found.question, "answer": found.answer}
    return frame.page("help/item", **_values(view, found, found.question_id, typed))


@blueprint.post("/<uuid:item>")
@access.staff(Act.ANSWER_QUESTIONS, "help.changed")
def change(campaign: str, item: UUID) -> ResponseReturnValue:
    """Write it anew."""
    view = lookups.campaign_for_staff(campaign)
    found, typed = _item(view, item), {name: request.form.get(name, "") for name in ("question", "answer")}
    try:
        acts.change_help(view.id, item, **typed, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(
            refusal, "help/item", **_values(view, found, found.question_id, typed | {"lang": found.lang})
        )
    flash(N_("Everybody can read it now."))
    return redirect(url_for("desk_help.listed", campaign=campaign), 303)


@blueprint.post("/<uuid:item>/withdraw")
@access.staff(Act.ANSWER_QUESTIONS, "help.withdrawn")
def withdraw(campaign: str, item: UUID) -> ResponseReturnValue:
    """Take it off the page."""
    view = lookups.campaign_for_staff(campaign)
    _item(view, item)
    acts.withdraw_help(view.id, item, by=access.person().id, now=clock.now())
    flash(N_("It is off the page; its words stay here."))
    return redirect(url_for("desk_help.listed", campaign=campaign), 303)


def _item(view: CampaignView, item: UUID) -> HelpItem:
    return help_items.one(view.id, item) or abort(404)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        abort(404)


def _prefilled(view: CampaignView, question: UUID | None) -> dict[str, str]:
    """The last question and the last answer of a thread; empty without one. Errors: 404."""
    if question is None:
        return {}
    thread = questions.one(view.id, question, clock.now())
    if thread is None:
        abort(404)
    last = {letter.writer: letter.text for letter in thread.letters}
    asked, answer = last.get(Writer.ASKER, ""), last.get(Writer.STAFF, "")
    return {"lang": thread.question.lang, "question": asked[:LONGEST_QUESTION], "answer": answer}


def _values(view: CampaignView, item: HelpItem | None, question: UUID | None, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "section": "questions",
        "campaign": view.slug,
        "view": view,
        "item": item,
        "about": question.hex if question else "",
        "typed": {name: typed.get(name, "") for name in ("question", "answer")},
        "lang": typed.get("lang") or view.default_language,
        "key": typed.get("key") or vault.new_token(),
        "longest_question": LONGEST_QUESTION,
        "longest_answer": LONGEST_ANSWER,
    }
