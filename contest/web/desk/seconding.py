"""Others who are asked: a department about an idea, a second person about a decision, a colleague the day after."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import desk
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DeskEntry
from contest.rules.objections import Objection, Refused
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, lookups
from contest.web.desk import decisions, frame, idea, queue
from contest.words.catalogues import N_

blueprint = Blueprint("desk_seconding", __name__, url_prefix="/desk/<campaign>/queue")


@blueprint.get("/<uuid:entry>/escalate")
@access.staff(Act.MODERATE)
def escalate_form(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Which department, and what is asked."""
    view = lookups.campaign_for_staff(campaign)
    values = _escalating(view, queue.found(view, entry))
    return frame.page("queue/escalate", section="queue", campaign=campaign, **values)


@blueprint.post("/<uuid:entry>/escalate")
@access.staff(Act.MODERATE, "entry.escalated")
def escalate(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Ask it, and read the next idea."""
    view = lookups.campaign_for_staff(campaign)
    one = queue.found(view, entry)
    try:
        department = _department()
        note, now = request.form.get("note", ""), clock.now()
        acts.escalate(view.id, entry, department=department, note=note, by=access.person().id, now=now)
    except Refused as refusal:
        return queue.again(view, refusal, "escalate", _escalating(view, one))
    flash(N_("The department is asked. The idea waits for its answer."))
    return queue.onward(view)


@blueprint.post("/<uuid:entry>/advise")
@access.staff(Act.MODERATE, "entry.advised")
def advise(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Answer for a department: the idea is back in the queue."""
    view = lookups.campaign_for_staff(campaign)
    try:
        acts.advise(view.id, entry, text=request.form.get("answer", ""), by=access.person().id, now=clock.now())
    except Refused as refusal:
        return decisions.show_again(view, queue.found(view, entry), refusal)
    flash(N_("Answered: the idea is back in the queue."))
    return queue.to(view.slug, entry)


@blueprint.post("/<uuid:entry>/proposals/<uuid:proposal>/agree")
@access.staff(Act.MODERATE, "entry.refused", "entry.removed", "entry.merged", "vote.joined")
def agree(campaign: str, entry: UUID, proposal: UUID) -> ResponseReturnValue:
    """Agree to what a colleague proposed: it is decided."""
    view = lookups.campaign_for_staff(campaign)
    try:
        acts.agree(view.id, proposal, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return decisions.show_again(view, queue.found(view, entry), refusal)
    flash(N_("Decided by two. Its author hears of it in a minute."))
    return queue.onward(view)


@blueprint.post("/<uuid:entry>/proposals/<uuid:proposal>/disagree")
@access.staff(Act.MODERATE, "entry.not_agreed")
def disagree(campaign: str, entry: UUID, proposal: UUID) -> ResponseReturnValue:
    """Not agree, or take one's own proposal back."""
    view = lookups.campaign_for_staff(campaign)
    try:
        acts.disagree(view.id, proposal, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return decisions.show_again(view, queue.found(view, entry), refusal)
    flash(N_("The proposal is off the table. The idea waits as before."))
    return queue.to(view.slug, entry)


@blueprint.post("/decisions/<uuid:decision>/review")
@access.staff(Act.MODERATE, "decision.reviewed")
def review(campaign: str, decision: UUID) -> ResponseReturnValue:
    """Say that one has looked at what somebody decided alone."""
    view = lookups.campaign_for_staff(campaign)
    entry = desk.decided_entry(view.id, decision)
    if entry is None:
        abort(404)
    try:
        acts.review(view.id, decision, by=access.person().id, now=clock.now())
    except LookupError:
        abort(404)
    except Refused as refusal:
        return decisions.show_again(view, queue.found(view, entry), refusal)
    flash(N_("Noted: you looked at it."))
    return queue.to(view.slug, entry)


def _department() -> UUID:
    """The department that was chosen. Errors: Refused."""
    try:
        return UUID(request.form.get("department", ""))
    except ValueError:
        raise Refused([Objection("department_gone")]) from None


def _escalating(view: CampaignView, one: DeskEntry) -> dict[str, Any]:
    typed = {name: request.form.get(name, "") for name in ("department", "note")}
    return {**idea.values(view, one), "typed": typed, "longest_note": acts.LONGEST_NOTE}
