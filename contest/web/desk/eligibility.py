"""Who may vote in a phase: chosen beside its dates, before it begins."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Visibility
from contest.rules.eligibility import Who
from contest.rules.objections import Refused
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import schedule
from contest.web import access, errors, lookups
from contest.web.desk import dates, frame
from contest.words.catalogues import N_

blueprint = Blueprint("desk_eligibility", __name__, url_prefix="/desk/<campaign>/dates")


@blueprint.post("/<int:position>/who")
@access.staff(Act.EDIT_CAMPAIGN, "eligibility.changed")
def choose(campaign: str, position: int) -> ResponseReturnValue:
    """Choose who may vote."""
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    typed = {name: request.form.get(name, "") for name in ("who", "who_why")}
    if phase is None or phase.kind is not PhaseKind.VOTE or typed["who"] not in list(Who):
        abort(404)
    try:
        schedule.say_who(
            view.id,
            phase.id,
            who=Who(typed["who"]),
            reason=typed["who_why"],
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        status = errors.status_of(refusal)
        return frame.again(refusal, "dates", status=status, **dates.values(view, phase, typed))
    is_told = view.visibility is not Visibility.DRAFT
    flash(N_("It is changed, and the campaign’s public history tells it.") if is_told else N_("It is changed."))
    return redirect(url_for("desk_dates.shown", campaign=campaign, phase=position, _anchor="who"), 303)
