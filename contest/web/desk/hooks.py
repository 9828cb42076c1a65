"""Chats that alarms are posted to, beside the mails to whoever is on duty: which, whether they answer, a test."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock, vault
from contest.models import Hook
from contest.queries import duties
from contest.rules.hooks import LONGEST_ADDRESS
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import hooks as acts
from contest.services import keys
from contest.settings import Settings
from contest.web import access, errors, i18n
from contest.web.desk import frame
from contest.words import alarms, dates
from contest.words.catalogues import N_

blueprint = Blueprint("desk_hooks", __name__, url_prefix="/desk/duty/chats")


@blueprint.get("")
@access.staff(Act.TAKE_SHIFTS)
def shown() -> ResponseReturnValue:
    """Those that one may see, and a form for one more."""
    return frame.page("duty/hooks", section="duty", **_values())


@blueprint.post("")
@access.staff(Act.TAKE_SHIFTS, "hook.added")
def add() -> ResponseReturnValue:
    """One more."""
    typed = {name: request.form.get(name, "") for name in ("address", "where")}
    where = next((one.id for one in frame.mine() if one.slug == typed["where"]), None)
    _require(where)
    settings: Settings = current_app.config["SETTINGS"]
    bounds: dict[str, Any] = {"strict": settings.is_production, "inner": settings.inner_hosts}
    try:
        acts.add(where, typed["address"], **bounds, by=access.person().id, now=clock.now())
    except Refused as refusal:
        status = errors.status_of(refusal)
        return frame.again(refusal, "duty/hooks", section="duty", status=status, **_values(typed))
    flash(N_("Alarms are posted there too. Try it once, so that you know."))
    return redirect(url_for("desk_hooks.shown"), 303)


@blueprint.post("/<uuid:hook>/test")
@access.staff(Act.TAKE_SHIFTS, "hook.tested")
def test(hook: UUID) -> ResponseReturnValue:
    """Post a word there; pressed twice on one page, it is one."""
    found = _found(hook)
    if found is not None:
        key = request.form.get("key", "")[:32] or abort(400)
        acts.test(hook, by=access.person().id, key=key, now=clock.now())
    flash(N_("A word is on its way. In a few seconds this page says whether it arrived."))
    return redirect(url_for("desk_hooks.shown"), 303)


@blueprint.post("/<uuid:hook>/remove")
@access.staff(Act.TAKE_SHIFTS, "hook.removed")
def remove(hook: UUID) -> ResponseReturnValue:
    """One less; one that is gone already is gone."""
    if _found(hook) is not None:
        acts.remove(hook, by=access.person().id, now=clock.now())
    flash(N_("Nothing is posted there any more, and the address is erased."))
    return redirect(url_for("desk_hooks.shown"), 303)


def _require(campaign: UUID | None) -> None:
    """Errors: 403 for who may not plan duty there."""
    if not access.person().may(Act.PLAN_DUTY, campaign):
        abort(403)


def _found(hook: UUID) -> Hook | None:
    """One of the list, if it is there. Errors: 403 where it is not one's own to change."""
    found = next((one for one in duties.hooks() if one.id == hook), None)
    if found is not None:
        _require(found.campaign_id)
    return found


def _values(typed: dict[str, str] | None = None) -> dict[str, Any]:
    person = access.person()
    i18n.speak(person.lang)
    names = {one.id: one for one in frame.mine()}
    own = [one for one in duties.hooks() if person.may(Act.PLAN_DUTY, one.campaign_id)]
    return {
        "hooks": [(one, _where(one, names), _tried(one, person.lang), _private(one)) for one in own],
        "places": [one for one in names.values() if person.may(Act.PLAN_DUTY, one.id)],
        "may_house": person.may(Act.PLAN_DUTY),
        "longest": LONGEST_ADDRESS,
        "key": vault.new_token(),
        "typed": typed or {"address": "", "where": ""},
    }


def _where(hook: Hook, names: dict[UUID, Any]) -> str:
    """Whose alarms; empty for all."""
    return names[hook.campaign_id].name if hook.campaign_id in names else ""


def _private(hook: Hook) -> tuple[str, str]:
    """By which end one tells two addresses of a host apart, and the secret that posts are signed with."""
    return keys.open_hook(hook.id, hook.address_sealed)[-4:], keys.hook_secret(hook.id)


def _tried(hook: Hook, lang: str) -> tuple[str, str]:
    """When something was last posted there, and what went wrong, in words."""
    when = dates.exact(lang, hook.tried_at, frame.ZONE) if hook.tried_at else ""
    return when, alarms.fault(lang, hook.fault) if hook.fault else ""
