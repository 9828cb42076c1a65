"""Two more decisions with a form of their own: a small correction its author accepts, and joining equal ideas."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import entries
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DeskEntry
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, errors, lookups
from contest.web.desk import decisions, frame, idea, joining, queue
from contest.words.catalogues import N_

blueprint = Blueprint("desk_corrections", __name__, url_prefix="/desk/<campaign>/queue")


@blueprint.get("/<uuid:entry>/correct")
@access.staff(Act.MODERATE)
def correct_form(campaign: str, entry: UUID) -> ResponseReturnValue:
    """How it could read."""
    view = lookups.campaign_for_staff(campaign)
    values = _correcting(view, queue.found(view, entry))
    return frame.page("queue/correct", section="queue", campaign=campaign, **values)


@blueprint.post("/<uuid:entry>/correct")
@access.staff(Act.MODERATE, "entry.corrected")
def correct(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Propose it to its author, who accepts it with one click."""
    view = lookups.campaign_for_staff(campaign)
    one, version = queue.found(view, entry), decisions.version_read()
    typed = {field.key: request.form.get(field.key, "") for field in acts.correctable(lookups.form(view))}
    try:
        acts.propose(
            view.id,
            entry,
            version=version,
            answers=typed,
            words=request.form.get("words", ""),
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        if errors.status_of(refusal) == 409:
            return decisions.show_again(view, queue.found(view, entry), refusal, version)
        return queue.again(view, refusal, "correct", _correcting(view, one))
    return _further(view)


@blueprint.get("/<uuid:entry>/merge")
@access.staff(Act.MODERATE)
def merge_form(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Which idea says the same, and what that means for the prize."""
    view = lookups.campaign_for_staff(campaign)
    values = _merging(view, queue.found(view, entry))
    return frame.page("queue/merge", section="queue", campaign=campaign, **values)


@blueprint.post("/<uuid:entry>/merge")
@access.staff(Act.MODERATE, "entry.merged", "vote.joined", "entry.proposed")
def merge(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Join it with that one."""
    view = lookups.campaign_for_staff(campaign)
    one, version, now = queue.found(view, entry), decisions.version_read(), clock.now()
    try:
        done = acts.merge(
            view.id,
            entry,
            into=request.form.get("into", 0, type=int),
            version=version,
            share=request.form.get("share", type=int),
            words=request.form.get("words", ""),
            told=request.form.get("told", ""),
            by=access.person().id,
            now=now,
        )
    except Refused as refusal:
        if {objection.key for objection in refusal.objections} & {"already_decided", "version_changed"}:
            return decisions.show_again(view, queue.found(view, entry), refusal, version)
        return queue.again(view, refusal, "merge", _merging(view, one))
    return _further(view, joining.said(done, now))


def _further(
    view: CampaignView, said: str = N_("Its author hears of it in a minute; until then you can take it back.")
) -> ResponseReturnValue:
    flash(said)
    return queue.onward(view)


def _correcting(view: CampaignView, one: DeskEntry) -> dict[str, Any]:
    """The fields as they are, or as they were just typed."""
    answers = {**one.latest.answers, **request.form.to_dict()}
    fields = acts.correctable(lookups.form(view))
    shown = {field.key: _text(answers.get(field.key, "")) for field in fields}
    return {**idea.values(view, one), "fields": fields, "shown": shown, "words": request.form.get("words", "")}


def _text(answer: object) -> str:
    return ", ".join(answer) if isinstance(answer, list | tuple) else str(answer or "")


def _merging(view: CampaignView, one: DeskEntry) -> dict[str, Any]:
    """The ideas that could be meant, and the one whose number was given."""
    number = request.values.get("into", 0, type=int)
    given = entries.one_card(view.id, number) if number > 0 else None
    values = {**idea.values(view, one), **idea.alike(view, one.line)}
    near = [card for card in values["alike"] if given is None or card.id != given.id]
    typed = {name: request.form.get(name, "") for name in ("share", "words", "told")} | {"into": str(number or "")}
    shown = {"candidates": [*([given] if given else []), *near][:6], "typed": typed}
    return {**values, **shown, **joining.in_votes(view, one.line, given)}
