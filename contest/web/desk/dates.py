"""The dates of a campaign: what is open follows from them alone, so moving one is owed a reason."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Visibility
from contest.queries import codes, results, sign_on
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.ballots import vote_rules
from contest.rules.eligibility import who_may
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Exposure, Moment, PhaseKind, gaps, moment_of, overlaps
from contest.rules.roles import Act
from contest.services import schedule
from contest.web import access, i18n, lookups
from contest.web.desk import frame, lines, moments
from contest.words import dates, eligibility
from contest.words.catalogues import N_

MARKS = {Moment.DONE: "published", Moment.NOW: "reading", Moment.PAUSED: "needs", Moment.TO_COME: "new"}
blueprint = Blueprint("desk_dates", __name__, url_prefix="/desk/<campaign>/dates")


@blueprint.get("")
@access.staff(Act.SEE_DESK)
def shown(campaign: str) -> ResponseReturnValue:
    """Every phase; the one asked for with its dates to change."""
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(request.args.get("phase", default=0, type=int))
    return frame.page("dates", **values(view, phase))


@blueprint.post("/<int:position>")
@access.staff(Act.EDIT_CAMPAIGN, "schedule.changed")
def change(campaign: str, position: int) -> ResponseReturnValue:
    """Move the dates of one phase."""
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    if phase is None:
        abort(404)
    typed = {name: request.form.get(name, "") for name in ("opens", "closes", "reason", "follow")}
    try:
        opens, closes = _moments(view, phase, typed)
        schedule.change(
            view.id,
            phase.id,
            opens=opens,
            closes=closes,
            follow=bool(typed["follow"]),
            reason=typed["reason"],
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return frame.again(refusal, "dates", **values(view, phase, typed))
    is_told = view.visibility is not Visibility.DRAFT
    told = N_("The dates are changed, and the campaign’s public history tells it.")
    flash(told if is_told else N_("The dates are changed."))
    return redirect(url_for("desk_dates.shown", campaign=campaign), 303)


@blueprint.post("/<int:position>/figures")
@access.staff(Act.EDIT_CAMPAIGN, "figures.changed")
def figures(campaign: str, position: int) -> ResponseReturnValue:
    """When the public sees the figures of a vote."""
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    exposure, hours = request.form.get("exposure", ""), request.form.get("hidden_hours", "")
    if phase is None or phase.kind is not PhaseKind.VOTE or exposure not in list(Exposure):
        abort(404)
    try:
        schedule.show_figures(
            view.id,
            phase.id,
            exposure=Exposure(exposure),
            hidden_hours=_hours(hours),
            reason=request.form.get("why", ""),
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        typed = {name: request.form.get(name, "") for name in ("exposure", "hidden_hours", "why")}
        return frame.again(refusal, "dates", **values(view, phase, typed))
    flash(N_("It is changed, and the campaign’s public history tells it."))
    return redirect(url_for("desk_dates.shown", campaign=campaign), 303)


def _hours(typed: str) -> int:
    """A number of hours; one that is none is refused like one that is too large."""
    return int(typed or 0) if not typed or (typed.isascii() and typed.isdigit() and len(typed) < 6) else -1


def _moments(view: CampaignView, phase: PhaseView, typed: dict[str, str]) -> tuple[datetime, datetime]:
    """Both moments. A field left as it stood keeps its moment, of which the form shows no more than the second."""
    found: list[datetime] = []
    wrong: list[Objection] = []
    for field, stands in (("opens", phase.opens), ("closes", phase.closes)):
        try:
            same = moments.untouched(typed[field], stands, view.zone)
            found.append(stands if same else moments.read(typed[field], view.zone, field))
        except Refused as refusal:
            wrong.extend(refusal.objections)
    if wrong:
        raise Refused(wrong)
    return found[0], found[1]


def _stored(view: CampaignView, phase: PhaseView | None) -> dict[str, str]:
    if phase is None:
        return {}
    return {
        "opens": moments.typed(phase.opens, view.zone),
        "closes": moments.typed(phase.closes, view.zone),
        "reason": "",
        "follow": "1",
        "exposure": phase.exposure.value,
        "hidden_hours": str(int(vote_rules(phase.settings).hidden / timedelta(hours=1)) or ""),
        "why": "",
        "who": who_may(phase.settings).value,
        "who_why": "",
    }


def new_phase(view: CampaignView) -> dict[str, str]:
    """The fields of a phase to be added, empty."""
    names = [f"name_{lang}" for lang in view.languages]
    return dict.fromkeys(["kind", "new_opens", "new_closes", "new_reason", *names], "")


def values(
    view: CampaignView,
    phase: PhaseView | None,
    typed: dict[str, str] | None = None,
    *,
    adding: dict[str, str] | None = None,
    pausing: str = "",
) -> dict[str, Any]:
    """What the page of the dates shows: `typed` for the phase being changed, `adding` for one more."""
    person, now = access.person(), clock.now()
    i18n.speak(person.lang)
    here = next(one for one in frame.mine() if one.id == view.id)
    plans = [one.plan for one in view.phases]
    return {
        "section": "dates",
        "campaign": view.slug,
        "view": view,
        "line": lines.every((here,), person.lang, view.zone, now),
        "rows": [_row(view, one, person.lang, now) for one in view.phases],
        "gaps": [
            (view.phase_name(one.after), view.phase_name(one.before), dates.time_left(person.lang, one.length))
            for one in gaps(plans)
        ],
        "overlaps": [
            (view.phase_name(one.first), view.phase_name(one.second))
            for one in overlaps([plan for plan in plans if plan.kind is not PhaseKind.ANNOUNCEMENT])
        ],
        "edited": phase,
        "typed": {**_stored(view, phase), **(typed or {})},
        "adding": adding or new_phase(view),
        "is_adding": adding is not None,
        "pausing": pausing,
        "state": moment_of(phase.plan, now).value if phase else "",
        "is_draft": view.visibility is Visibility.DRAFT,
        "kinds": schedule.KINDS,
        "begun": phase is not None and phase.opens <= now and view.visibility is not Visibility.DRAFT,
        "who_choices": eligibility.choices(person.lang),
        "codes": codes.total(view.id) if phase and phase.kind is PhaseKind.VOTE else 0,
        "signs_on": provider.settings.name if (provider := sign_on.provider(view.id)) else "",
        "is_closed": phase is not None and results.result(view.id, phase.id) is not None,
        "may_edit": person.may(Act.EDIT_CAMPAIGN, view.id),
        "name_of": lambda one: view.texts[f"phase_{one.position}_name"],
    }


def _row(view: CampaignView, phase: PhaseView, lang: str, now: datetime) -> dict[str, Any]:
    """One phase as the table says it."""
    state = moment_of(phase.plan, now)
    return {
        "phase": phase,
        "state": state.value,
        "mark": MARKS[state],
        "opens": dates.exact(lang, phase.opens, view.zone),
        "closes": dates.exact(lang, phase.last_second, view.zone),
        "length": dates.time_left(lang, phase.closes - phase.opens),
    }
