"""A campaign's texts, its languages side by side, what is missing beside them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
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
    """Every text in every language."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("campaign", **_values(view, campaigns.texts(view.id)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "campaign.texts_changed")
def write(campaign: str) -> ResponseReturnValue:
    """Keep them, all or none."""
    view = lookups.campaign_for_staff(campaign)
    typed = {lang: _typed(view, lang) for lang in view.languages}
    try:
        acts.set_texts(view.id, typed, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "campaign", **_values(view, typed))
    flash(N_("The texts are kept."))
    return redirect(url_for("desk_campaign.shown", campaign=campaign), 303)


def _typed(view: CampaignView, lang: str) -> dict[str, str]:
    """What was sent in one language: named fields only."""
    return {
        field.name: request.form[f"{field.name}_{lang}"].replace("\r\n", "\n")
        for field in _fields(view)
        if f"{field.name}_{lang}" in request.form
    }


def _fields(view: CampaignView) -> tuple[rules.TextField, ...]:
    return rules.fields(sorted(phase.position for phase in view.phases))


def _values(view: CampaignView, typed: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    mine = access.person().lang
    i18n.speak(mine)
    missing = rules.missing(campaigns.texts(view.id), view.languages, [phase.position for phase in view.phases])
    return {
        "section": "texts",
        "campaign": view.slug,
        "view": view,
        "groups": labels.grouped(mine, _fields(view)),
        "label": lambda field: labels.label(mine, field),
        "value": lambda field, lang: typed.get(lang, {}).get(field, ""),
        "missing": missing,
    }
