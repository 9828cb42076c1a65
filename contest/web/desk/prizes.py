"""The prize of a vote's winner on its way: what was agreed, ordered, sent, delivered; or that they did not want it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import acceptances, prizes
from contest.rules import prizes as rules
from contest.rules.acceptances import Standing
from contest.rules.objections import Refused
from contest.rules.prizes import NEXT, Step
from contest.rules.roles import Act
from contest.services import prizes as acts
from contest.web import access, i18n
from contest.web.desk import frame
from contest.web.desk.results import Vote, vote
from contest.words import prizes as words
from contest.words.catalogues import N_

blueprint = Blueprint("desk_prizes", __name__, url_prefix="/desk/<campaign>/prizes/<int:position>")


@blueprint.get("")
@access.staff(Act.ASK_WINNER)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """Where it is, and what comes next."""
    return frame.page("announcements/prizes", **_values(vote(campaign, position)))


@blueprint.post("")
@access.staff(Act.ASK_WINNER, "prize.moved")
def move(campaign: str, position: int) -> ResponseReturnValue:
    """It has come a step further."""
    here = vote(campaign, position)
    typed = {name: request.form.get(name, "") for name in ("step", "tracking", "note")}
    try:
        entry, step = UUID(request.form.get("entry", "")), Step(typed["step"])
    except ValueError:
        abort(400)
    given, person, now = {name: typed[name] for name in rules.LONGEST}, access.person().id, clock.now()
    try:
        acts.move(here.campaign.id, here.phase.id, entry, step, **given, by=person, now=now)
    except LookupError:
        abort(404)
    except Refused as refusal:
        return frame.again(refusal, "announcements/prizes", **_values(here, typed))
    flash(N_("It is written down.") if step is not Step.SENT else N_("It is written down, and the winner gets a mail."))
    return redirect(url_for("desk_prizes.shown", campaign=campaign, position=position), 303)


def _values(here: Vote, typed: dict[str, str] | None = None) -> dict[str, Any]:
    lang = access.person().lang
    i18n.speak(lang)
    campaign, phase = here.campaign, here.phase
    place = next(iter(acceptances.places(campaign.id, phase.id, clock.now())), None)
    taken = prizes.steps(campaign.id, phase.id, place.entry_id) if place else ()
    possible = NEXT[taken[0].step if taken else None]
    return {
        "section": f"announcement-{phase.position}",
        "campaign": campaign.slug,
        "phase": phase,
        "place": place,
        "accepted": place is not None and place.acceptance is not None and place.standing is not Standing.DECLINED,
        "steps": [(words.step(lang, one.step), one) for one in taken],
        "possible": [(step.value, words.step(lang, step)) for step in possible],
        "typed": {"step": possible[0].value if possible else "", "tracking": "", "note": ""} | (typed or {}),
        "longest": rules.LONGEST,
    }
