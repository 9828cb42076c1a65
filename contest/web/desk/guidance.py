"""What a campaign's team decides by: the guide beside the queue, the reasons, and the rules they rest on."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries.campaigns import CampaignView
from contest.rules import forms
from contest.rules import guidance as rules
from contest.rules.guidance import Guidance, OwnReason
from contest.rules.objections import Refused
from contest.rules.reasons import NEEDS_WORDS, REASONS
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, errors, i18n, lookups
from contest.web.desk import frame
from contest.words import reasons
from contest.words.catalogues import N_

blueprint = Blueprint("desk_guidance", __name__, url_prefix="/desk/<campaign>/guidance")


@blueprint.get("")
@access.staff(Act.MODERATE)
def shown(campaign: str) -> ResponseReturnValue:
    """As it is."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("guidance", **_values(view, view.guidance))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "guidance.changed")
def change(campaign: str) -> ResponseReturnValue:
    """Set it, all or nothing."""
    view = lookups.campaign_for_staff(campaign)
    wanted = _typed(view)
    try:
        changed = acts.set_guidance(view.id, wanted, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "guidance", status=errors.status_of(refusal), **_values(view, wanted))
    if changed:
        flash(N_("Guide and reasons are kept. They hold for every decision from now on."))
    return redirect(url_for("desk_guidance.shown", campaign=campaign), 303)


def _typed(view: CampaignView) -> Guidance:
    """The page as it was sent; a new reason of which nothing was typed is none."""
    form, langs = request.form, view.languages
    own = []
    for key in (*(one.key for one in view.guidance.own), ""):
        texts = {lang: (_line(f"label_{key}_{lang}"), _line(f"mail_{key}_{lang}")) for lang in langs}
        if key or any(text for both in texts.values() for text in both):
            own.append(OwnReason(key, _line(f"rule_{key}"), texts))
    usual = {one.key: one.rule for one in reasons.reasons("en")}
    numbers = {key: _line(f"rule_{key}") for key in REASONS if key not in NEEDS_WORDS}
    guides = {lang: forms.clean_lines(form.get(f"guide_{lang}", "")) for lang in langs}
    return Guidance(
        guide={lang: text for lang, text in guides.items() if text},
        rules={key: number for key, number in numbers.items() if number != usual[key]},
        off=frozenset(view.guidance.keys) - NEEDS_WORDS - set(form.getlist("on")),
        own=tuple(own),
    )


def _line(name: str) -> str:
    return forms.clean_line(request.form.get(name, ""))


def _values(view: CampaignView, wanted: Guidance) -> dict[str, Any]:
    lang = access.person().lang
    i18n.speak(lang)
    house = [key for key in REASONS if key not in NEEDS_WORDS]
    fresh = next((one for one in wanted.own if not one.key), OwnReason("", "", {}))
    return {
        "section": "queue",
        "campaign": view.slug,
        "view": view,
        "guides": [(each, wanted.guide.get(each, "")) for each in view.languages],
        "house": [reasons.reason(lang, key, wanted) for key in house],
        "own": [one for one in wanted.own if one.key],
        "fresh": fresh,
        "off": wanted.off,
        "longest": rules,
        "may_change": access.person().may(Act.EDIT_CAMPAIGN, view.id),
    }
