"""Single sign-on of voters: with which provider, what we are to it, and whether it answers."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import sign_on as queries
from contest.queries.campaigns import CampaignView
from contest.rules import sign_on as rules
from contest.rules.eligibility import Who, who_may
from contest.rules.objections import Refused
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import sign_on as acts
from contest.web import access, i18n, lookups
from contest.web.desk import frame
from contest.web.pages import public_url
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("desk_sign_on", __name__, url_prefix="/desk/<campaign>/sign-on")
FIELDS = ("name", "issuer", "client_id", "domains")


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """What is set, and what to copy to the provider."""
    return frame.page("sign_on", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "sign_on.changed")
def set_up(campaign: str) -> ResponseReturnValue:
    """Set it, or change what may still be changed."""
    view = lookups.campaign_for_staff(campaign)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        acts.set_up(
            view.id,
            rules.settings_of(typed),
            secret=request.form.get("secret", "").strip(),
            strict=_strict(),
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return frame.again(refusal, "sign_on", **_values(view, typed))
    flash(N_("It is set. Now try whether the provider answers."))
    return redirect(url_for("desk_sign_on.shown", campaign=campaign), 303)


@blueprint.post("/try")
@access.staff(Act.EDIT_CAMPAIGN, nothing_because="the provider is asked, nothing of ours is changed")
def try_it(campaign: str) -> ResponseReturnValue:
    """Ask the provider whether voters could be sent there."""
    view = lookups.campaign_for_staff(campaign)
    i18n.speak(access.person().lang)
    try:
        found = acts.look(acts.client_of(view.id, callback=_callback(view), strict=_strict()))
    except Refused as refusal:
        return frame.again(refusal, "sign_on", status=409, **_values(view))
    said = N_("The provider answers, and knows us: voters are sent to %(host)s.")
    flash(gettext(i18n.language(), said, host=found.host))
    return redirect(url_for("desk_sign_on.shown", campaign=campaign), 303)


def _strict() -> bool:
    return bool(current_app.config["SETTINGS"].is_production)


def _callback(view: CampaignView) -> str:
    return public_url() + view.path("sign_on_back")


def _values(view: CampaignView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    i18n.speak(access.person().lang)
    found = queries.provider(view.id)
    stands = found.settings if found else rules.ProviderSettings("", "", "")
    stored = {
        "name": stands.name,
        "issuer": stands.issuer,
        "client_id": stands.client_id,
        "domains": " ".join(stands.domains),
    }
    votes = view.of_kind(PhaseKind.VOTE)
    return {
        "section": "dates",
        "campaign": view.slug,
        "is_set": found is not None,
        "begun": queries.begun(view.id),
        "asked": any(who_may(phase.settings) is Who.SIGN_ON for phase in votes),
        "callback": _callback(view),
        "typed": stored | (typed or {}),
        "most": rules.MOST_DOMAINS,
        "longest_name": rules.LONGEST_NAME,
        "longest": rules.LONGEST_ADDRESS,
    }
