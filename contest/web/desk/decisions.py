"""Deciding: publishing, refusing with a letter one sees as it is written, taking back. A decision names its version."""

from uuid import UUID

from flask import Blueprint, abort, flash, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import desk
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DeskEntry
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, errors, lookups
from contest.web.desk import drafting, frame, idea, queue
from contest.words.catalogues import N_

blueprint = Blueprint("desk_decisions", __name__, url_prefix="/desk/<campaign>/queue")


@blueprint.post("/<uuid:entry>/publish")
@access.staff(Act.MODERATE, "entry.published")
def publish(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Publish the version that was read, and open the next one."""
    return _decide(campaign, entry, DecisionKind.PUBLISH)


@blueprint.get("/<uuid:entry>/refuse")
@access.staff(Act.MODERATE)
def refuse_form(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Why, in which words, and what its author will read."""
    view = lookups.campaign_for_staff(campaign)
    one = queue.found(view, entry)
    return frame.page("queue/refuse", section="queue", campaign=campaign, **drafting.refusal(view, one))


@blueprint.get("/<uuid:entry>/ask")
@access.staff(Act.MODERATE)
def ask_form(campaign: str, entry: UUID) -> ResponseReturnValue:
    """What is to be changed, and the letter that asks for it."""
    view = lookups.campaign_for_staff(campaign)
    values = drafting.request_for_change(view, queue.found(view, entry))
    return frame.page("queue/ask", section="queue", campaign=campaign, **values)


@blueprint.post("/<uuid:entry>/ask")
@access.staff(Act.MODERATE, "entry.changes_requested")
def ask(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Ask its author for a change."""
    return _decide(campaign, entry, DecisionKind.REQUEST_CHANGES)


@blueprint.post("/<uuid:entry>/asking")
@access.staff(Act.MODERATE, nothing_because="only shows the letter as it would be")
def asking(campaign: str, entry: UUID) -> ResponseReturnValue:
    """That letter so far."""
    return drafting.so_far(campaign, entry, "queue/ask", drafting.request_for_change)


@blueprint.post("/<uuid:entry>/keep")
@access.staff(Act.MODERATE, "entry.kept", "entry.published")
def keep(campaign: str, entry: UUID) -> ResponseReturnValue:
    """What was reported stays online, and those who left an address are told."""
    view = lookups.campaign_for_staff(campaign)
    one = queue.found(view, entry)
    try:
        acts.keep(view.id, one.line.id, version=version_read(), by=access.person().id, now=clock.now())
    except Refused as refusal:
        return show_again(view, queue.found(view, entry), refusal)
    flash(N_("It stays online; the reports are answered."))
    return queue.to(view.slug, one.line.id)


@blueprint.post("/<uuid:entry>/letter")
@access.staff(Act.MODERATE, nothing_because="only shows the letter as it would be")
def letter(campaign: str, entry: UUID) -> ResponseReturnValue:
    """The letter of a refusal so far."""
    return drafting.so_far(campaign, entry, "queue/refuse", drafting.refusal)


@blueprint.post("/<uuid:entry>/refuse")
@access.staff(Act.MODERATE, "entry.refused", "entry.removed", "entry.proposed")
def refuse(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Refuse it, or take one offline that was seen published: what somebody publishes meanwhile stays."""
    removal = request.form.get("seen") == EntryState.PUBLISHED
    return _decide(campaign, entry, DecisionKind.REMOVE if removal else DecisionKind.REFUSE)


@blueprint.post("/decisions/<uuid:decision>/undo")
@access.staff(Act.MODERATE, "decision.undone")
def undo(campaign: str, decision: UUID) -> ResponseReturnValue:
    """Take a decision back, and show the idea again."""
    view = lookups.campaign_for_staff(campaign)
    entry = desk.decided_entry(view.id, decision)
    if entry is None:
        abort(404)
    try:
        acts.undo(view.id, decision, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return show_again(view, queue.found(view, entry), refusal)
    flash(N_("Taken back: nothing was sent."))
    return queue.to(view.slug, entry)


def show_again(view: CampaignView, one: DeskEntry, refusal: Refused, since: int = 0) -> ResponseReturnValue:
    """The idea as it stands now, with why nothing was done to it and, since it was read, what changed."""
    return queue.again(view, refusal, "entry", idea.values(view, one, since))


def version_read() -> int:
    """The version of the idea that was on the page. Errors: 400."""
    version = request.form.get("version", type=int)
    return version if version is not None else abort(400)


def _decide(campaign: str, entry: UUID, kind: DecisionKind) -> ResponseReturnValue:
    view = lookups.campaign_for_staff(campaign)
    version, seen = version_read(), request.form.get("seen", "")
    if seen and seen not in list(EntryState):
        abort(400)
    try:
        done = acts.decide(
            view.id,
            entry,
            version=version,
            kind=kind,
            seen=EntryState(seen) if seen else None,
            reason=request.form.get("reason", ""),
            words=request.form.get("words", ""),
            basis=drafting.basis(),
            alone=request.form.get("alone", ""),
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return _not_decided(view, queue.found(view, entry), kind, refusal, version)
    if done.decision_id is None:
        flash(N_("Proposed: a second person looks at it before its author hears of it."))
    return queue.onward(view)


def _not_decided(
    view: CampaignView, one: DeskEntry, kind: DecisionKind, refusal: Refused, version: int
) -> ResponseReturnValue:
    """The same page with what stands now: what was written is still there, as long as there is a use for it."""
    status = errors.status_of(refusal)
    if kind is DecisionKind.REQUEST_CHANGES and (status == 422 or one.line.state is EntryState.PENDING):
        return queue.again(view, refusal, "ask", drafting.request_for_change(view, one, version))
    may_still = kind is drafting.kind_of(one) and one.line.state is not EntryState.REFUSED
    if kind is DecisionKind.PUBLISH or not (status == 422 or may_still):
        return show_again(view, one, refusal, version)
    return queue.again(view, refusal, "refuse", drafting.refusal(view, one, version))
