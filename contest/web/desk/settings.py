"""A campaign's settings: brand, languages, zone, where questions go, how much one person may send, the promise."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Visibility
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import audit, campaigns
from contest.services.campaigns import Settings
from contest.web import access, lookups
from contest.web.desk import frame
from contest.words.catalogues import N_, SPOKEN

blueprint = Blueprint("desk_settings", __name__, url_prefix="/desk/<campaign>/settings")
TICKS = ("second_person", "two_announce", "public_decisions")
NUMBERS = ("minimum_age", "entries_per_participant", "promised_hours", "answer_hours")
ZONES = ("Europe/Brussels", "Europe/Paris", "Europe/Amsterdam", "Europe/Luxembourg", "Europe/London", "Europe/Zurich")


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """As they are."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("settings", **_values(view, _stored(view), view.languages))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "campaign.settings_changed")
def change(campaign: str) -> ResponseReturnValue:
    """Set them, all or none."""
    view = lookups.campaign_for_staff(campaign)
    typed = {name: request.form.get(name, text).strip() for name, text in _stored(view).items()}
    chosen = request.form.getlist("languages") or list(view.languages)
    languages = tuple(sorted((lang for lang in SPOKEN if lang in chosen), key=lambda lang: lang != typed["first"]))
    wanted = Settings(
        brand=typed["brand"],
        languages=languages,
        zone=typed["zone"],
        contact_address=typed["contact_address"],
        merge_effect=typed["merge_effect"],
        **{name: bool(request.form.get(name)) for name in TICKS},
        **{name: _number(typed[name]) for name in NUMBERS},
    )
    try:
        campaigns.change_settings(view.id, wanted, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "settings", **_values(view, typed, languages))
    flash(N_("The settings are kept."))
    return redirect(url_for("desk_settings.shown", campaign=campaign), 303)


def _number(typed: str) -> int:
    """A small whole number; what is none is refused like one out of bounds."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1


def _stored(view: CampaignView) -> dict[str, str]:
    numbers = {name: str(getattr(view, name)) for name in NUMBERS}
    texts = {"brand": view.brand, "zone": view.zone, "contact_address": view.contact_address}
    texts["merge_effect"] = view.merge_effect
    return texts | {"first": view.default_language} | numbers


def _values(view: CampaignView, typed: dict[str, str], spoken: tuple[str, ...]) -> dict[str, Any]:
    return {
        "section": "settings",
        "campaign": view.slug,
        "view": view,
        "typed": typed,
        "ticks": {
            name: bool(request.form.get(name)) if request.method == "POST" else getattr(view, name) for name in TICKS
        },
        "spoken": spoken,
        "languages": SPOKEN,
        "zones": ZONES if view.zone in ZONES else (view.zone, *ZONES),
        "is_draft": view.visibility is Visibility.DRAFT,
    }
