"""Witnesses of a campaign's votes: who outside the house is mailed the signed heads."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import witnesses
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import witnesses as acts
from contest.web import access, i18n, lookups
from contest.web.desk import frame
from contest.words.catalogues import N_

blueprint = Blueprint("desk_witnesses", __name__, url_prefix="/desk/<campaign>/witnesses")
FIELDS = ("name", "address", "tongue")


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """Who they are."""
    return frame.page("witnesses", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "witness.added")
def add(campaign: str) -> ResponseReturnValue:
    """One more."""
    view = lookups.campaign_for_staff(campaign)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    lang = typed["tongue"] if typed["tongue"] in view.languages else view.default_language
    try:
        person = access.person().id
        acts.add(view.id, name=typed["name"], address=typed["address"], lang=lang, by=person, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "witnesses", **_values(view, typed))
    flash(N_("The witness is named, and gets the next signed fingerprint by mail."))
    return redirect(url_for("desk_witnesses.shown", campaign=campaign), 303)


@blueprint.post("/<uuid:witness>/remove")
@access.staff(Act.EDIT_CAMPAIGN, "witness.removed")
def remove(campaign: str, witness: UUID) -> ResponseReturnValue:
    """One less."""
    view = lookups.campaign_for_staff(campaign)
    acts.remove(view.id, witness, by=access.person().id, now=clock.now())
    flash(N_("Nothing more is mailed to this witness, and the address is erased."))
    return redirect(url_for("desk_witnesses.shown", campaign=campaign), 303)


def _values(view: CampaignView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    i18n.speak(access.person().lang)
    return {
        "section": "dates",
        "campaign": view.slug,
        "view": view,
        "witnesses": witnesses.every(view.id),
        "typed": typed or dict.fromkeys(FIELDS, "") | {"tongue": view.default_language},
    }
