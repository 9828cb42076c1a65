"""One phase more, one less, a pause, going on."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import schedule
from contest.services.schedule import PlannedPhase
from contest.web import access, lookups
from contest.web.desk import dates, frame, moments
from contest.words.catalogues import N_

blueprint = Blueprint("desk_phases", __name__, url_prefix="/desk/<campaign>/phases")


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "phase.added")
def add(campaign: str) -> ResponseReturnValue:
    """One phase more."""
    view = lookups.campaign_for_staff(campaign)
    typed = {name: request.form.get(name, "") for name in dates.new_phase(view)}
    names = {lang: typed[f"name_{lang}"] for lang in view.languages}
    try:
        person = access.person().id
        schedule.add(
            view.id, _planned(view, typed), names=names, reason=typed["new_reason"], by=person, now=clock.now()
        )
    except Refused as refusal:
        return frame.again(refusal, "dates", **dates.values(view, None, adding=typed))
    flash(N_("The phase is added."))
    return redirect(url_for("desk_dates.shown", campaign=campaign), 303)


@blueprint.post("/<int:position>/remove")
@access.staff(Act.EDIT_CAMPAIGN, "phase.removed")
def remove(campaign: str, position: int) -> ResponseReturnValue:
    """One phase less, of a campaign that nobody has seen yet."""
    view = lookups.campaign_for_staff(campaign)
    try:
        schedule.remove(view.id, position, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "dates", status=409, **dates.values(view, view.at(position)))
    flash(N_("The phase is taken out."))
    return redirect(url_for("desk_dates.shown", campaign=campaign), 303)


@blueprint.post("/<int:position>/pause")
@access.staff(Act.EDIT_CAMPAIGN, "phase.paused")
def pause(campaign: str, position: int) -> ResponseReturnValue:
    """Take nothing from now on."""
    view, phase = _phase(campaign, position)
    reason = request.form.get("pause_reason", "")
    try:
        schedule.pause(view.id, phase.id, reason=reason, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "dates", **dates.values(view, phase, pausing=reason))
    flash(N_("It is paused from this second on, and the campaign’s public history tells it."))
    return redirect(_edited(campaign, position), 303)


@blueprint.post("/<int:position>/go-on")
@access.staff(Act.EDIT_CAMPAIGN, "phase.resumed")
def go_on(campaign: str, position: int) -> ResponseReturnValue:
    """End the pause, and give its time back if wanted."""
    view, phase = _phase(campaign, position)
    extend, reason = "extend" in request.form, request.form.get("pause_reason", "")
    try:
        schedule.go_on(view.id, phase.id, extend=extend, reason=reason, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "dates", status=409, **dates.values(view, phase, pausing=reason))
    flash(N_("It goes on, and the campaign’s public history tells it."))
    return redirect(_edited(campaign, position), 303)


def _phase(campaign: str, position: int) -> tuple[CampaignView, PhaseView]:
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    if phase is None:
        abort(404)
    return view, phase


def _edited(campaign: str, position: int) -> str:
    return url_for("desk_dates.shown", campaign=campaign, phase=position, _anchor="edit")


def _planned(view: CampaignView, typed: dict[str, str]) -> PlannedPhase:
    """What is to be added. Errors: Refused with moment_invalid, both at once; 404 for a kind without a page."""
    if typed["kind"] not in schedule.KINDS:
        abort(404)
    found: list[datetime] = []
    wrong: list[Objection] = []
    for field in ("opens", "closes"):
        try:
            found.append(moments.read(typed[f"new_{field}"], view.zone, f"new_{field}"))
        except Refused as refusal:
            wrong.extend(refusal.objections)
    if wrong:
        raise Refused(wrong)
    return PlannedPhase(PhaseKind(typed["kind"]), found[0], found[1])
