"""The crisis page: what can be stopped or hidden at once, and what the public is told meanwhile."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.crisis import LONGEST_STATEMENT, Switch
from contest.rules.objections import Refused
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.rules.roles import Act
from contest.services import crisis, schedule
from contest.web import access, lookups
from contest.web.desk import frame
from contest.words import catalogues, dates
from contest.words.catalogues import N_

blueprint = Blueprint("desk_crises", __name__, url_prefix="/desk/<campaign>/crisis")
VOTES = frozenset({PhaseKind.VOTE, PhaseKind.BATTLE})
STOPPED = {
    Switch.PUBLISHING: N_("Nothing is published until you let it go on."),
    Switch.RESULTS: N_("Figures and results are hidden everywhere, within a minute."),
    Switch.SHARING: N_("Nothing is passed on until you let it go on."),
}
AGAIN = {
    Switch.PUBLISHING: N_("Ideas can be published again."),
    Switch.RESULTS: N_("Figures and results are shown again."),
    Switch.SHARING: N_("Passing on is back."),
}


@blueprint.get("")
@access.staff(Act.HANDLE_CRISIS)
def shown(campaign: str) -> ResponseReturnValue:
    """How things stand."""
    return frame.page("crisis/crisis", **_values(campaign))


@blueprint.post("/<any(publishing, results, sharing):what>")
@access.staff(
    Act.HANDLE_CRISIS,
    *("publishing.paused", "publishing.resumed", "results.hidden", "results.shown", "sharing.hidden", "sharing.shown"),
)
def switch(campaign: str, what: str) -> ResponseReturnValue:
    """Switch one off, or on again."""
    view, one, reason = lookups.campaign_for_staff(campaign), Switch(what), request.form.get("reason", "")
    off = request.form.get("to") == "off"
    try:
        (crisis.switch_off if off else crisis.switch_on)(
            view.id, one, reason=reason, by=access.person().id, now=clock.now()
        )
    except Refused as refusal:
        return frame.again(refusal, "crisis/crisis", **_values(campaign, {f"reason_{what}": reason}))
    flash(STOPPED[one] if off else AGAIN[one])
    return redirect(url_for("desk_crises.shown", campaign=campaign), 303)


@blueprint.post("/voting")
@access.staff(Act.HANDLE_CRISIS, "phase.paused", "phase.resumed")
def voting(campaign: str) -> ResponseReturnValue:
    """Pause every vote that runs, or let it go on, closing later by as long as it was paused."""
    view, reason = lookups.campaign_for_staff(campaign), request.form.get("reason", "")
    given: dict[str, Any] = {"reason": reason, "by": access.person().id, "now": clock.now()}
    off = request.form.get("to") == "off"
    try:
        for phase in _running(view):
            if off:
                schedule.pause(view.id, phase.id, **given)
            else:
                schedule.go_on(view.id, phase.id, extend=True, **given)
    except Refused as refusal:
        return frame.again(refusal, "crisis/crisis", **_values(campaign, {"reason_voting": reason}))
    flash(N_("Voting is paused. What was received stays.") if off else N_("Voting goes on."))
    return redirect(url_for("desk_crises.shown", campaign=campaign), 303)


@blueprint.post("/statement")
@access.staff(Act.HANDLE_CRISIS, "statement.put_up", "statement.taken_down")
def statement(campaign: str) -> ResponseReturnValue:
    """Put a statement up in every language, or take it down."""
    view, by, now = lookups.campaign_for_staff(campaign), access.person().id, clock.now()
    said = {lang: request.form.get(f"statement_{lang}", "") for lang in view.languages}
    try:
        if request.form.get("to") == "down":
            crisis.take_down(view.id, by=by, now=now)
        else:
            crisis.put_up(view.id, said, by=by, now=now)
    except Refused as refusal:
        typed = {f"statement_{lang}": text for lang, text in said.items()}
        return frame.again(refusal, "crisis/crisis", **_values(campaign, typed))
    flash(N_("The statement is down.") if request.form.get("to") == "down" else N_("Every page begins with it now."))
    return redirect(url_for("desk_crises.shown", campaign=campaign), 303)


def _since(view: CampaignView) -> dict[str, str]:
    """Since when each thing is off, in words; empty for what is not."""
    lang, crisis_now = access.person().lang, view.crisis
    moments = {**{one.value: crisis_now.off.get(one) for one in Switch}, "statement": crisis_now.stated_at}
    said = catalogues.translations(lang)
    return {
        name: said.gettext("since %(moment)s", moment=dates.exact(lang, at, view.zone)) if at else ""
        for name, at in moments.items()
    }


def _running(view: CampaignView) -> list[PhaseView]:
    """The votes that are open or paused."""
    now = clock.now()
    open_now = (Moment.NOW, Moment.PAUSED)
    return [phase for phase in view.phases if phase.kind in VOTES and moment_of(phase.plan, now) in open_now]


def _values(campaign: str, typed: dict[str, str] | None = None) -> dict[str, Any]:
    view, now = lookups.campaign_for_staff(campaign), clock.now()
    running = _running(view)
    paused = [phase for phase in running if moment_of(phase.plan, now) is Moment.PAUSED]
    stated = {f"statement_{lang}": view.crisis.says(lang) for lang in view.languages}
    return {
        "section": "crisis",
        "campaign": campaign,
        "view": view,
        "crisis": view.crisis,
        "since": _since(view),
        "votes": [view.phase_name(phase.position) for phase in running],
        "paused": bool(paused),
        "typed": stated | (typed or {}),
        "longest": LONGEST_STATEMENT,
    }
