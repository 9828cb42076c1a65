"""Making a campaign: from a preset with eight answers, or after another one."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import campaigns as known
from contest.queries.campaigns import CampaignView
from contest.rules import presets, texts
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import audit, campaigns
from contest.services.campaigns import Answers, NewCampaign
from contest.web import access, lookups
from contest.web.desk import frame
from contest.words import readiness as words
from contest.words.catalogues import N_

blueprint = Blueprint("desk_making", __name__, url_prefix="/desk")
ASKED = ("preset", "brand", "slug", "begins", "contact_address")


@blueprint.get("/new")
@access.staff(Act.MAKE_CAMPAIGN)
def asked() -> ResponseReturnValue:
    """The eight questions; what the newest campaign answers alike stands there already."""
    typed = {"preset": presets.KEYS[0], "begins": _proposed()}
    languages: tuple[str, ...] = presets.LANGUAGES
    for newest in frame.mine()[:1]:
        view = lookups.campaign_for_staff(newest.slug)
        typed |= {"brand": view.brand, "contact_address": view.contact_address}
        languages = view.languages
    return frame.page("making/new", **_values(typed, languages))


@blueprint.post("/new")
@access.staff(Act.MAKE_CAMPAIGN, "campaign.created")
def make() -> ResponseReturnValue:
    """Make the draft they describe."""
    languages = tuple(lang for lang in presets.LANGUAGES if lang in request.form.getlist("languages"))
    typed = {name: text.strip() for name, text in request.form.items() if name in (*ASKED, *_by_language())}
    named = next((typed[f"name_{lang}"] for lang in languages if typed.get(f"name_{lang}")), "")
    new = NewCampaign(
        slug=typed.get("slug") or texts.address_of(named),
        brand=typed.get("brand", ""),
        languages=languages,
        contact_address=typed.get("contact_address", ""),
        preset=typed.get("preset", "") if typed.get("preset") in presets.KEYS else presets.KEYS[0],
    )
    names, prizes = ({lang: typed.get(f"{part}_{lang}", "") for lang in languages} for part in ("name", "prize"))
    answers = Answers(new, _day(typed.get("begins", "")), names, prizes)
    try:
        campaigns.create_from_preset(answers, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "making/new", **_values(typed, languages))
    flash(N_("The campaign is made. Only you and your team see it: here is what it lacks before it can be shown."))
    return redirect(url_for("desk_opening.shown", campaign=new.slug), 303)


@blueprint.get("/new/<source>")
@access.staff(Act.MAKE_CAMPAIGN)
def asked_for_copy(source: str) -> ResponseReturnValue:
    """What is copied, and the two questions it takes."""
    view = lookups.campaign_for_staff(source)
    return frame.page("making/copy", **_copied(view, {"slug": _next_address(source), "begins": _proposed()}))


@blueprint.post("/new/<source>")
@access.staff(Act.MAKE_CAMPAIGN, "campaign.created")
def copy(source: str) -> ResponseReturnValue:
    """Make a draft after this campaign."""
    view = lookups.campaign_for_staff(source)
    typed = {name: request.form.get(name, "").strip() for name in ("slug", "begins")}
    by = audit.staff(access.person().id)
    try:
        campaigns.copy(view.id, slug=typed["slug"], begins=_day(typed["begins"]), by=by, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "making/copy", **_copied(view, typed))
    flash(N_("The copy is made. Only you and your team see it. Its texts and rules still say the old name and prize."))
    return redirect(url_for("desk_opening.shown", campaign=typed["slug"]), 303)


def _by_language() -> tuple[str, ...]:
    return tuple(f"{part}_{lang}" for part in ("name", "prize") for lang in presets.LANGUAGES)


def _proposed() -> str:
    """Two weeks from now: time to write and to decide."""
    return (clock.now() + timedelta(days=14)).date().isoformat()


def _next_address(slug: str) -> str:
    """The first address after this one that is free."""
    return next(free for number in count(2) if known.id_of(free := f"{slug[:56]}-{number}") is None)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _values(typed: dict[str, str], languages: tuple[str, ...]) -> dict[str, Any]:
    lang = access.person().lang
    return {
        "section": "new",
        "typed": {name: typed.get(name, "") for name in (*ASKED, *_by_language())},
        "presets": [(key, words.preset(lang, key), words.about(lang, key)) for key in presets.KEYS],
        "spoken": languages,
        "languages": presets.LANGUAGES,
    }


def _copied(view: CampaignView, typed: dict[str, str]) -> dict[str, Any]:
    return {"section": "new", "view": view, "typed": typed}
