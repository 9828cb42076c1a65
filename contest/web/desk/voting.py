"""How people vote in a phase, and which ideas stand in it."""

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Visibility
from contest.queries import candidates
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.ballots import vote_rules
from contest.rules.objections import Refused
from contest.rules.papers import Method
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import schedule
from contest.services.schedule import Voting
from contest.web import access, i18n, lookups
from contest.web.desk import frame
from contest.words import voting as words
from contest.words.catalogues import N_

blueprint = Blueprint("desk_voting", __name__, url_prefix="/desk/<campaign>/voting/<int:position>")
# In sight; the others stand folded, each with an example.
FIRST = (Method.ONE, Method.SEVERAL)
FIELDS = ("method", "choices", "once", "numbers", "by_one", "voting_reason")
NUMBER = re.compile(r"\d{1,9}")


@blueprint.get("")
@access.staff(Act.SEE_DESK)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """The vote as it is set."""
    view, phase = _vote(campaign, position)
    return frame.page("voting", **_values(view, phase))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "vote.changed")
def change(campaign: str, position: int) -> ResponseReturnValue:
    """Set it otherwise."""
    view, phase = _vote(campaign, position)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    typed |= {name: "1" if name in request.form else "" for name in ("changes", "two_sign")}
    if typed["method"] not in list(Method) or typed["once"] not in {"phase", "day"}:
        abort(404)
    wanted = Voting(
        method=Method(typed["method"]),
        choices=int(typed["choices"]) if NUMBER.fullmatch(typed["choices"]) else 0,
        changes=bool(typed["changes"]),
        per_day=typed["once"] == "day",
        two_sign=bool(typed["two_sign"]),
        by_one=int(typed["by_one"]) if NUMBER.fullmatch(typed["by_one"]) else 0,
        numbers=[int(number) for number in NUMBER.findall(typed["numbers"])],
    )
    try:
        person = access.person().id
        schedule.set_voting(view.id, phase.id, wanted, reason=typed["voting_reason"], by=person, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "voting", **_values(view, phase, typed))
    flash(N_("How people vote is set."))
    return redirect(url_for("desk_voting.shown", campaign=campaign, position=position), 303)


def _vote(campaign: str, position: int) -> tuple[CampaignView, PhaseView]:
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    if phase is None or phase.kind is not PhaseKind.VOTE:
        abort(404)
    return view, phase


def _values(view: CampaignView, phase: PhaseView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    person, now = access.person(), clock.now()
    i18n.speak(person.lang)
    rules, is_draft = vote_rules(phase.settings), view.visibility is Visibility.DRAFT
    picked = sorted(candidates.picked(view.id, phase.id))
    stored = {
        "method": rules.method.value,
        "choices": str(rules.choices) if rules.method is Method.SEVERAL else "3",
        "once": "day" if rules.per_day else "phase",
        "changes": "1" if rules.changes else "",
        "two_sign": "1" if rules.two_sign else "",
        "by_one": str(rules.excluded_by_one),
        "numbers": ", ".join(map(str, picked)),
        "voting_reason": "",
    }
    return {
        "section": "dates",
        "campaign": view.slug,
        "view": view,
        "phase": phase,
        "phase_name": view.texts[f"phase_{phase.position}_name"],
        "typed": stored | (typed or {}),
        "ways": [(method, words.name(person.lang, method), words.counted(person.lang, method)) for method in Method],
        "first": FIRST,
        "standing": candidates.standing(view.id, phase.id) if rules.picked else [],
        "is_draft": is_draft,
        "begun": phase.opens <= now and not is_draft,
        "may_edit": person.may(Act.EDIT_CAMPAIGN, view.id),
    }
