"""The campaign's logo and its large picture."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Objection, Refused
from contest.rules.pictures import MOST_BYTES
from contest.rules.roles import Act
from contest.services import audit, campaigns
from contest.web import access, lookups, pictures
from contest.web.desk import frame
from contest.words.catalogues import N_

blueprint = Blueprint("desk_look", __name__, url_prefix="/desk/<campaign>/look")
FIELDS = {"logo": "logo_picture_id", "hero": "hero_picture_id"}


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """Both pictures as they are."""
    return frame.page("look", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("/<any(logo, hero):place>")
@access.staff(Act.EDIT_CAMPAIGN, "picture.uploaded", "campaign.look_changed")
def change(campaign: str, place: str) -> ResponseReturnValue:
    """Put another picture there, or none."""
    view = lookups.campaign_for_staff(campaign)
    by = audit.staff(access.person().id)
    if request.form.get("then") == "drop":
        campaigns.set_look(view.id, {FIELDS[place]: None}, by=by, now=clock.now())
        flash(N_("The picture is taken down."))
        return redirect(url_for("desk_look.shown", campaign=campaign), 303)
    try:
        _receive(view, place)
    except Refused as refusal:
        objections = [Objection(one.key, place, one.facts) for one in refusal.objections]
        return frame.again(Refused(objections), "look", **_values(view))
    flash(N_("The picture is in place."))
    return redirect(url_for("desk_look.shown", campaign=campaign), 303)


def _receive(view: CampaignView, place: str) -> None:
    by = audit.staff(access.person().id)
    picture = pictures.received(view.id, by)
    if picture is None:
        raise Refused([Objection("picture_missing")])
    campaigns.set_look(view.id, {FIELDS[place]: picture}, by=by, now=clock.now())


def _values(view: CampaignView) -> dict[str, Any]:
    return {
        "section": "look",
        "campaign": view.slug,
        "view": view,
        "megabytes": MOST_BYTES // 2**20,
    }
