"""Duty: what is alarming now, who is on, what the last shift left, and the rota."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock, vault
from contest.queries import duties, staff
from contest.queries.desk import DeskCampaign
from contest.queries.duties import Alarming, Shift
from contest.rules.alarms import Condition
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import duties as acts
from contest.services.duties import LONGEST_NOTE
from contest.web import access
from contest.web.desk import frame, moments
from contest.words import alarms as words
from contest.words import dates
from contest.words.catalogues import N_

blueprint = Blueprint("desk_duty", __name__, url_prefix="/desk/duty")
# Nobody looked for so long: then the worker stands still, which no mail can tell.
SILENT = timedelta(minutes=5)
# Where each condition is dealt with; the others are the operator's.
PLACES = {
    Condition.QUEUE_LATE: "desk_queue.listed",
    Condition.WAVE: "desk_fairplay.listed",
    Condition.QUESTIONS_LATE: "desk_questions.listed",
    Condition.MAIL_STUCK: "desk_mail.shown",
    Condition.NOT_DELIVERED: "desk_mail.shown",
}
OF_CAMPAIGN = frozenset({Condition.QUEUE_LATE, Condition.WAVE, Condition.QUESTIONS_LATE})


@dataclass(frozen=True)
class Told:
    """One alarm in words: what is so, since when, what to do, and where."""

    said: str
    since: str
    todo: str
    address: str


@blueprint.get("")
@access.staff(Act.TAKE_SHIFTS)
def shown() -> ResponseReturnValue:
    """How things are."""
    return frame.page("duty/duty", section="duty", **_values({}))


@blueprint.post("/notes")
@access.staff(Act.TAKE_SHIFTS, "handover.written")
def hand_over() -> ResponseReturnValue:
    """Leave a note; the key in the form makes a second click the same note."""
    typed = {name: request.form.get(name, "") for name in ("note", "key")}
    if not typed["key"] or len(typed["key"]) > 64:
        abort(400)
    try:
        acts.hand_over(typed["note"], submit_key=typed["key"], by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "duty/duty", section="duty", **_values(typed))
    flash(N_("Whoever comes on duty reads it first."))
    return redirect(url_for("desk_duty.shown"), 303)


@blueprint.post("/shifts")
@access.staff(Act.TAKE_SHIFTS, "duty.planned")
def plan() -> ResponseReturnValue:
    """Put somebody on duty."""
    typed = {name: request.form.get(name, "") for name in ("person", "where", "begins", "ends")}
    where = next((one for one in frame.mine() if one.slug == typed["where"]), None)
    _require(where.id if where else None)
    try:
        begins, ends = (moments.read(typed[name], frame.ZONE, name) for name in ("begins", "ends"))
        person, campaign = _person(typed["person"]), where.id if where else None
        acts.plan(person, campaign, begins=begins, ends=ends, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "duty/duty", section="duty", **_values(typed))
    flash(N_("The shift is in the rota."))
    return redirect(url_for("desk_duty.shown"), 303)


@blueprint.post("/shifts/<uuid:shift>")
@access.staff(Act.TAKE_SHIFTS, "duty.taken_out")
def take_out(shift: UUID) -> ResponseReturnValue:
    """Take a shift out; one that is gone already is out."""
    now = clock.now()
    found = next((one for one in duties.to_come(now) if one.id == shift), None)
    if found is not None:
        _require(found.campaign_id)
        acts.take_out(shift, by=access.person().id, now=now)
    flash(N_("The shift is out of the rota."))
    return redirect(url_for("desk_duty.shown"), 303)


def beside(now: datetime) -> dict[str, Any]:
    """What the desk's first page says of duty to whoever is signed in."""
    person = access.person()
    on = [one for one in duties.on_duty(now) if one.staff_id == person.id]
    note = next((one for one in duties.notes(now) if one.staff_id != person.id), None) if on else None
    return {
        "until": dates.day_and_time(person.lang, max(one.ends for one in on), frame.ZONE) if on else "",
        "note": note,
        "alarms": len(_seen_by(frame.mine())) if on or person.may(Act.PLAN_DUTY) else 0,
    }


def _require(campaign: UUID | None) -> None:
    """Errors: 403 for who may not plan duty there."""
    if not access.person().may(Act.PLAN_DUTY, campaign):
        abort(403)


def _person(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        abort(400)


def _seen_by(mine: tuple[DeskCampaign, ...]) -> list[Alarming]:
    """The alarms of the house and of one's own campaigns."""
    here = {one.id for one in mine}
    return [one for one in duties.open_alarms() if one.campaign_id is None or one.campaign_id in here]


def _values(typed: dict[str, str]) -> dict[str, Any]:
    now, person, mine = clock.now(), access.person(), frame.mine()
    names = {one.id: one for one in mine}
    planned = [one for one in duties.to_come(now) if one.campaign_id is None or one.campaign_id in names]
    looked = duties.looked_at()
    tomorrow = (now + timedelta(days=1)).replace(minute=0, second=0)
    return {
        "alarms": [_told(one, names.get(one.campaign_id) if one.campaign_id else None) for one in _seen_by(mine)],
        "silent": looked is not None and looked < now - SILENT,
        "looked": dates.exact(person.lang, looked, frame.ZONE) if looked else "",
        "on_duty": [one for one in planned if one.begins <= now],
        "shifts": [(one, _names(one, names), _may(one.campaign_id)) for one in planned],
        "notes": duties.notes(now),
        "places": [one for one in mine if person.may(Act.PLAN_DUTY, one.id)],
        "may_house": person.may(Act.PLAN_DUTY),
        "chats": sum(person.may(Act.PLAN_DUTY, one.campaign_id) for one in duties.hooks()),
        "people": staff.members(),
        "typed": {
            "note": typed.get("note", ""),
            "person": typed.get("person", ""),
            "where": typed.get("where", ""),
            "begins": typed.get("begins") or moments.typed(now.replace(second=0), frame.ZONE)[:16],
            "ends": typed.get("ends") or moments.typed(tomorrow, frame.ZONE)[:16],
        },
        "key": typed.get("key") or vault.new_token(),
        "longest_note": LONGEST_NOTE,
    }


def _may(campaign: UUID | None) -> bool:
    return access.person().may(Act.PLAN_DUTY, campaign)


def _names(shift: Shift, names: dict[UUID, DeskCampaign]) -> str:
    """For which campaign; empty for the house."""
    return names[shift.campaign_id].name if shift.campaign_id else ""


def _told(alarm: Alarming, campaign: DeskCampaign | None) -> Told:
    lang, place = access.person().lang, PLACES.get(alarm.condition, "")
    if place == "desk_mail.shown" and not access.person().may(Act.TEST_MAIL):
        place = ""
    parts: dict[str, Any] = {"campaign": campaign.slug} if campaign and alarm.condition in OF_CAMPAIGN else {}
    if campaign and alarm.condition is Condition.QUESTIONS_LATE:
        parts = {"where": campaign.slug, "show": "late"}
    return Told(
        said=words.said(lang, alarm.condition, alarm.facts, campaign.name if campaign else ""),
        since=dates.exact(lang, alarm.since, frame.ZONE),
        todo=words.todo(lang, alarm.condition),
        address=url_for(place, **parts) if place else "",
    )
