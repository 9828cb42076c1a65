"""Asking a vote's winner in private, what came back, and passing the prize to the runner-up."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import acceptances, announcements, desk, entries, moderation, results
from contest.queries.acceptances import Place
from contest.rules.acceptances import PASSING, PRIZE_AGE, RunnerUp
from contest.rules.objections import Objection, Refused
from contest.rules.results import WINNERS, Standing
from contest.rules.roles import Act
from contest.services import acceptances as acts
from contest.services import results as picks
from contest.web import access, i18n
from contest.web.desk import frame, moments
from contest.web.desk.results import OFFERED, Vote, vote
from contest.words.catalogues import N_

blueprint = Blueprint("desk_acceptances", __name__, url_prefix="/desk/<campaign>/acceptances/<int:position>")
# What is proposed: two weeks, until the evening.
DAYS, HOUR = 14, 20


@blueprint.get("")
@access.staff(Act.ASK_WINNER)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """Where it stands, and what can be done."""
    return frame.page("acceptances/acceptance", **_values(vote(campaign, position), clock.now()))


@blueprint.post("/ask")
@access.staff(Act.ASK_WINNER, "acceptance.asked")
def ask(campaign: str, position: int) -> ResponseReturnValue:
    """Write to the winner."""
    here, typed = vote(campaign, position), request.form.get("answer_by", "")
    try:
        until = moments.read(typed, here.campaign.zone, "answer_by")
        acts.ask(here.campaign.id, here.phase.id, _entry(), answer_by=until, by=access.person().id, now=clock.now())
    except Refused as refusal:
        values = _values(here, clock.now(), {"answer_by": typed})
        return frame.again(refusal, "acceptances/acceptance", **values)
    flash(N_("The question is on its way to the winner."))
    return _back(here)


@blueprint.post("/remind")
@access.staff(Act.ASK_WINNER, "acceptance.reminded")
def remind(campaign: str, position: int) -> ResponseReturnValue:
    """Write once more."""
    here = vote(campaign, position)
    try:
        acts.remind(here.campaign.id, here.phase.id, _entry(), by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "acceptances/acceptance", status=409, **_values(here, clock.now()))
    flash(N_("The reminder is on its way."))
    return _back(here)


@blueprint.post("/pass")
@access.staff(Act.ASK_WINNER, "acceptance.passed")
def pass_on(campaign: str, position: int) -> ResponseReturnValue:
    """The runner-up wins instead."""
    here, reason = vote(campaign, position), request.form.get("reason", "")
    try:
        acts.pass_on(here.campaign.id, here.phase.id, _entry(), reason=reason, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "acceptances/acceptance", **_values(here, clock.now(), {"reason": reason}))
    flash(N_("The prize has passed to the runner-up. Nothing of it is public: now ask them."))
    return _back(here)


@blueprint.post("/runner-up")
@access.staff(Act.ASK_WINNER, "selection.runner_up")
def name_runner_up(campaign: str, position: int) -> ResponseReturnValue:
    """Say who stands ready."""
    here, why = vote(campaign, position), request.form.get("why", "")
    person, now = access.person(), clock.now()
    try:
        picks.pick(here.campaign.id, here.phase.id, _entry(), rank=WINNERS + 1, reason=why, by=person.id, now=now)
    except Refused as refusal:
        values = _values(here, now, {"why": why, "entry": _entry()})
        return frame.again(_named(refusal), "acceptances/acceptance", **values)
    flash(N_("The runner-up is named. Nothing of it is public."))
    return _back(here)


def _named(refusal: Refused) -> Refused:
    """The reason is asked for in a field of its own here: there are two on the page."""
    return Refused(
        [Objection(one.key, "why" if one.field == "reason" else one.field, one.facts) for one in refusal.objections]
    )


def _entry() -> UUID:
    try:
        return UUID(request.form.get("entry", ""))
    except ValueError:
        abort(400)


def _back(here: Vote) -> ResponseReturnValue:
    address = url_for("desk_acceptances.shown", campaign=here.campaign.slug, position=here.phase.position)
    return redirect(address, 303)


def _values(here: Vote, now: datetime, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    campaign, phase, person = here.campaign, here.phase, access.person()
    i18n.speak(person.lang)
    place = next(iter(acceptances.places(campaign.id, phase.id, now)), None)
    ready, heir = acceptances.runner_up(campaign.id, phase.id)
    known = entries.by_ids(campaign.id, [heir] if heir else [])
    return {
        "section": f"announcement-{phase.position}",
        "campaign": campaign.slug,
        "vote": here,
        "place": place,
        "standing": place.standing.value if place else "none",
        "identity": _identity(here, place),
        "author": desk.author(campaign.id, place.entry_id) if place else None,
        "joined": moderation.joined(campaign.id, place.entry_id) if place else (),
        "age": PRIZE_AGE,
        "may_pass": place is not None and (place.standing in PASSING or not place.published),
        "is_shown": announcements.is_shown(campaign.id, phase.id, now),
        "ready": ready.value if place else RunnerUp.NONE.value,
        "heir": known.get(heir) if heir else None,
        "offered": _offered(here, place),
        "typed": {"answer_by": _proposed(here, now), "reason": "", "why": "", "entry": heir} | (typed or {}),
    }


def _proposed(here: Vote, now: datetime) -> str:
    evening = now.astimezone(ZoneInfo(here.campaign.zone)) + timedelta(days=DAYS)
    return moments.typed(evening.replace(hour=HOUR, minute=0, second=0), here.campaign.zone)


def _identity(here: Vote, place: Place | None) -> dict[str, Any]:
    """What the winner said in private, for those who may read it."""
    if place is None or place.acceptance is None:
        return {}
    if not access.person().may(Act.SEE_IDENTITY, here.campaign.id):
        return {}
    return acts.identity(here.campaign.id, place.acceptance.private_sealed)


def _offered(here: Vote, place: Place | None) -> list[tuple[Standing, entries.EntryCard]]:
    """Who can be named as the runner-up: the first of the ranking, without who wins."""
    top = results.standings(here.campaign.id, here.phase.id)[: OFFERED + WINNERS]
    cards = entries.by_ids(here.campaign.id, [one.entry_id for one in top])
    return [
        (one, cards[one.entry_id])
        for one in top
        if one.entry_id in cards and (place is None or one.entry_id != place.entry_id)
    ]
