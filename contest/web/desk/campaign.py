"""A campaign's texts: one form for each language, what is missing beside it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import campaigns
from contest.queries.campaigns import CampaignView
from contest.rules import texts as rules
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import audit
from contest.services import campaigns as acts
from contest.web import access, i18n, lookups
from contest.web.desk import frame, labels
from contest.words.catalogues import N_

blueprint = Blueprint("desk_campaign", __name__, url_prefix="/desk/<campaign>/campaign")


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """The texts of one language."""
    view = lookups.campaign_for_staff(campaign)
    lang = request.args.get("in", view.default_language)
    if lang not in view.languages:
        abort(404)
    return frame.page("campaign", **_values(view, lang, campaigns.texts(view.id).get(lang, {})))


@blueprint.post("/<lang>")
@access.staff(Act.EDIT_CAMPAIGN, "campaign.texts_changed")
def write(campaign: str, lang: str) -> ResponseReturnValue:
    """Keep them."""
    view = lookups.campaign_for_staff(campaign)
    if lang not in view.languages:
        abort(404)
    typed = {
        field.name: request.form[field.name].replace("\r\n", "\n")
        for field in _fields(view)
        if field.name in request.form
    }
    try:
        acts.set_texts(view.id, lang, typed, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "campaign", **_values(view, lang, typed))
    flash(N_("The texts are kept."))
    return redirect(url_for("desk_campaign.shown", campaign=campaign) + f"?in={lang}", 303)


def _fields(view: CampaignView) -> tuple[rules.TextField, ...]:
    return rules.fields([phase.position for phase in view.phases])


def _values(view: CampaignView, lang: str, typed: dict[str, str]) -> dict[str, Any]:
    mine = access.person().lang
    i18n.speak(mine)
    stored = campaigns.texts(view.id)
    missing = rules.missing(stored, view.languages, [phase.position for phase in view.phases])
    return {
        "section": "texts",
        "campaign": view.slug,
        "view": view,
        "lang": lang,
        "groups": labels.grouped(mine, _fields(view)),
        "label": lambda field: labels.label(mine, field),
        "typed": typed,
        "missing": missing,
        "counts": {one: sum(1 for where, _ in missing if where == one) for one in view.languages},
    }
