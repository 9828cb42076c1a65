"""Practising on sample ideas: decide, then see how colleagues decided and why; a score at the end."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import practice as queries
from contest.rules import findings, practice
from contest.rules.entries import DecisionKind
from contest.rules.findings import Facts
from contest.rules.findings.marking import pieces
from contest.rules.practice import CHOICES, Sample
from contest.rules.roles import Act
from contest.services import practice as acts
from contest.web import access
from contest.web.desk import frame
from contest.words import findings as words
from contest.words import reasons

blueprint = Blueprint("desk_practice", __name__, url_prefix="/desk/practice")
NOTHING = "practice: sample ideas alone"


@blueprint.get("")
@access.staff(Act.TAKE_SHIFTS)
def shown() -> ResponseReturnValue:
    """The next sample, or how it went."""
    answered = queries.answered(access.person().id)
    following = practice.next_one(answered)
    if following is not None:
        return redirect(url_for("desk_practice.one", sample=following.key), 303)
    return frame.page("practice/score", section="practice", **_score(answered))


@blueprint.get("/<sample>")
@access.staff(Act.TAKE_SHIFTS)
def one(sample: str) -> ResponseReturnValue:
    """One sample: to decide on, or with how colleagues decided."""
    found = practice.sample(sample) or abort(404)
    answered = queries.answered(access.person().id)
    return frame.page("practice/sample", section="practice", **_sample(found, answered))


@blueprint.post("/<sample>")
@access.staff(Act.TAKE_SHIFTS, nothing_because=NOTHING)
def decide(sample: str) -> ResponseReturnValue:
    """Decide on it."""
    decision = request.form.get("decision", "")
    if decision not in CHOICES:
        abort(400)
    try:
        acts.answer(access.person().id, sample, DecisionKind(decision), now=clock.now())
    except LookupError:
        abort(404)
    return redirect(url_for("desk_practice.one", sample=sample), 303)


@blueprint.post("/again")
@access.staff(Act.TAKE_SHIFTS, nothing_because=NOTHING)
def again() -> ResponseReturnValue:
    """From the first one."""
    acts.begin_again(access.person().id)
    return redirect(url_for("desk_practice.shown"), 303)


def _sample(found: Sample, answered: dict[str, DecisionKind]) -> dict[str, Any]:
    lang, every = access.person().lang, practice.samples()
    noticed = findings.look(Facts(found.lang, {"name": found.name, "text": found.text}))
    places = {field: [(one.start, one.end) for one in noticed if one.field == field] for field in ("name", "text")}
    mine = answered.get(found.key)
    return {
        "sample": found,
        "name": pieces(found.name, places["name"]),
        "text": pieces(found.text, places["text"]),
        "hints": [(words.label(lang, one.rule), words.why(lang, one.rule, one.facts)) for one in noticed],
        "mine": mine.value if mine else "",
        "agrees": mine is not None and found.agrees(mine),
        "colleagues": [(kind.value, found.colleagues[kind]) for kind in CHOICES],
        "why": found.why[lang],
        "reason": reasons.label(lang, found.reason) if found.reason else "",
        "place": every.index(found) + 1,
        "total": len(every),
        "left": len(every) - len(answered),
        "so_far": practice.agreed(answered),
        "answered": len(answered),
    }


def _score(answered: dict[str, DecisionKind]) -> dict[str, Any]:
    every = practice.samples()
    return {
        "agreed": practice.agreed(answered),
        "total": len(every),
        "others": [one for one in every if not one.agrees(answered[one.key])],
    }
