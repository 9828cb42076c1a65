"""The question desk: what people asked over all of one's campaigns, one thread, and what is done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock, vault
from contest.queries import help_items, questions
from contest.queries.questions import Line, Thread
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import questions as acts
from contest.services.questions.answering import LONGEST_NOTE
from contest.services.questions.writing import LONGEST
from contest.web import access, cursors, lookups
from contest.web.desk import asked, frame
from contest.web.desk import live as live_list
from contest.words import dates
from contest.words.catalogues import N_, translations

blueprint = Blueprint("desk_questions", __name__, url_prefix="/desk")


@blueprint.get("/questions")
@access.staff(Act.TAKE_SHIFTS)
def listed() -> ResponseReturnValue:
    """What waits for an answer, in all campaigns where this person answers."""
    lane = asked.lane(clock.now())
    found = lane.listed(asked.place())
    return frame.page(
        "questions/list",
        section="questions",
        campaign=lane.here.slug if lane.here else "",
        rows=[lane.row(line) for line in found.lines],
        counts=lane.counts(),
        show=lane.show,
        rooms=lane.rooms,
        room=lane.room,
        several=list(lane.mine.values()),
        kept=asked.kept(),
        live=url_for("desk_questions.live", after=request.args.get("after") or None, **asked.kept()),
        more=cursors.written(found.next.at, found.next.id) if found.next else "",
    )


@blueprint.get("/questions/live")
@access.staff(Act.TAKE_SHIFTS)
def live() -> ResponseReturnValue:
    """The same list, as a module asks for it again and again."""
    lane, lang = asked.lane(clock.now()), access.person().lang
    return live_list.answer(
        {show.value: dates.number(lang, count) for show, count in lane.counts().items()},
        {str(line.id): _at_it(line, lang) for line in lane.listed(asked.place()).lines},
    )


@blueprint.get("/<campaign>/questions/<uuid:question>")
@access.staff(Act.ANSWER_QUESTIONS)
def shown(campaign: str, question: UUID) -> ResponseReturnValue:
    """One thread, and room for the answer."""
    return frame.page("questions/question", **_values(campaign, question, {}))


@blueprint.post("/<campaign>/questions/<uuid:question>/claim")
@access.staff(Act.ANSWER_QUESTIONS, "question.claimed")
def claim(campaign: str, question: UUID) -> ResponseReturnValue:
    """Take it: others see that."""
    return _do(campaign, question, acts.claim, N_("It is yours for a quarter of an hour."))


@blueprint.post("/<campaign>/questions/<uuid:question>/release")
@access.staff(Act.ANSWER_QUESTIONS, "question.released")
def release(campaign: str, question: UUID) -> ResponseReturnValue:
    """Give it back."""
    return _do(campaign, question, acts.release, N_("It is back with the others."))


@blueprint.post("/<campaign>/questions/<uuid:question>/close")
@access.staff(Act.ANSWER_QUESTIONS, "question.closed")
def close(campaign: str, question: UUID) -> ResponseReturnValue:
    """It needs no answer."""
    return _do(campaign, question, acts.close, N_("Put away without an answer."))


@blueprint.post("/<campaign>/questions/<uuid:question>/reopen")
@access.staff(Act.ANSWER_QUESTIONS, "question.reopened")
def reopen(campaign: str, question: UUID) -> ResponseReturnValue:
    """It needs one after all."""
    return _do(campaign, question, acts.reopen, N_("It waits for an answer again."))


@blueprint.post("/<campaign>/questions/<uuid:question>/pass")
@access.staff(Act.ANSWER_QUESTIONS, "question.passed")
def pass_on(campaign: str, question: UUID) -> ResponseReturnValue:
    """Pass it to a department, with a note."""
    view, typed = lookups.campaign_for_staff(campaign), _typed("note", "department", "key")
    try:
        acts.pass_on(
            view.id,
            question,
            department_id=_department(typed["department"]),
            note=typed["note"],
            submit_key=typed["key"],
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return frame.again(refusal, "questions/question", **_values(campaign, question, typed))
    flash(N_("Passed on, with your note."))
    return redirect(url_for("desk_questions.listed", **asked.kept()), 303)


@blueprint.post("/<campaign>/questions/<uuid:question>")
@access.staff(Act.ANSWER_QUESTIONS, "question.answered")
def answer(campaign: str, question: UUID) -> ResponseReturnValue:
    """Answer; the key in the form makes a second click the same answer."""
    view, typed = lookups.campaign_for_staff(campaign), _typed("text", "key", "seen")
    try:
        acts.answer(
            view.id,
            question,
            text=typed["text"],
            submit_key=typed["key"],
            seen=int(typed["seen"]) if typed["seen"].isdecimal() and len(typed["seen"]) < 5 else -1,
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return frame.again(refusal, "questions/question", **_values(campaign, question, typed))
    flash(N_("Your answer is on its way."))
    return redirect(url_for("desk_questions.shown", campaign=campaign, question=question, **asked.kept()), 303)


def _do(campaign: str, question: UUID, act: Callable[..., None], done: str) -> ResponseReturnValue:
    view = lookups.campaign_for_staff(campaign)
    try:
        act(view.id, question, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "questions/question", status=409, **_values(campaign, question, {}))
    flash(done)
    return redirect(url_for("desk_questions.shown", campaign=campaign, question=question, **asked.kept()), 303)


def _values(campaign: str, question: UUID, typed: dict[str, str]) -> dict[str, Any]:
    """What the page of one question shows."""
    view, person, now = lookups.campaign_for_staff(campaign), access.person(), clock.now()
    thread = questions.one(view.id, question, now)
    if thread is None:
        abort(404)
    found, lane = thread.question, asked.lane(now)
    before, after = lane.beside(question)
    return {
        "section": "questions",
        "campaign": campaign,
        "thread": thread,
        "holder": _holder(thread, person.id),
        "is_mine": found.claimed_by == person.id and thread.claimed_name is not None,
        "is_late": found.due_at is not None and found.due_at <= now,
        "left": asked.left(found.due_at, now),
        "before": before,
        "after": after,
        "rooms": [one for one in lane.rooms if one.id != found.department_id],
        "typed": {name: typed.get(name, "") for name in ("text", "note", "department")},
        "key": typed.get("key") or vault.new_token(),
        "longest": LONGEST,
        "longest_note": LONGEST_NOTE,
        "help": help_items.made_of(view.id, question),
        "kept": asked.kept(),
    }


def _at_it(line: Line, lang: str) -> str:
    """Who is at it, in words; the same as the list says."""
    return translations(lang).gettext("%(name)s is at it", name=line.claimed_name) if line.claimed_name else ""


def _holder(thread: Thread, me: UUID) -> str:
    """Who else is at it; nothing when nobody is."""
    return thread.claimed_name or "" if thread.question.claimed_by != me else ""


def _typed(*names: str) -> dict[str, str]:
    typed = {name: request.form.get(name, "") for name in names}
    if not typed["key"] or len(typed["key"]) > 64:
        abort(400)
    return typed


def _department(typed: str) -> UUID | None:
    """The department that was chosen; None: everybody. Errors: 400."""
    try:
        return UUID(typed) if typed else None
    except ValueError:
        abort(400)
