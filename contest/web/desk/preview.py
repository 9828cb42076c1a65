"""Preview: the campaign as it will be (or was) at a moment, opened at once or by a link to pass on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import announcements
from contest.queries.campaigns import CampaignView
from contest.rules import addresses
from contest.rules import previews as rules
from contest.rules.objections import Objection, Refused
from contest.rules.previews import Stop, StopKind
from contest.rules.roles import Act
from contest.services import audit
from contest.services import previews as acts
from contest.web import access, i18n, lookups, previews
from contest.web.desk import frame, moments
from contest.web.pages import public_url
from contest.words import dates
from contest.words.catalogues import translations

blueprint = Blueprint("desk_preview", __name__, url_prefix="/desk/<campaign>/preview")
OTHER = "other"


@dataclass(frozen=True)
class Asked:
    """What was asked for: the moment, and a language of the campaign."""

    moment: datetime
    lang: str


@dataclass(frozen=True)
class Choice:
    """One moment to choose: its name, when that is, and its value in the form."""

    label: str
    when: str
    value: str


@blueprint.get("")
@access.staff(Act.MODERATE)
def shown(campaign: str) -> ResponseReturnValue:
    """Which moment, which language; the link that was just made."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("preview", **_values(view, _untouched(view)), made=_made(view))


@blueprint.post("/open")
@access.staff(Act.MODERATE, nothing_because="it leads to a page that shows, and changes nothing")
def opened(campaign: str) -> ResponseReturnValue:
    """Go there at once: with figures and winners for those who may see them."""
    view = lookups.campaign_for_staff(campaign)
    try:
        asked = _asked(view)
    except Refused as refusal:
        return _again(view, refusal)
    ends = clock.now() + rules.LASTS["hour"]
    return redirect(_address(view, asked.lang, _sign(view, asked, ends, shows_results=_may_see_results(view))), 303)


@blueprint.post("/link")
@access.staff(Act.MODERATE, "preview.linked")
def linked(campaign: str) -> ResponseReturnValue:
    """Make a link to pass on; that it was made is written down."""
    view, now = lookups.campaign_for_staff(campaign), clock.now()
    try:
        asked, lasts = _asked(view), rules.LASTS.get(request.form.get("lasts", ""))
        if lasts is None:
            raise Refused([Objection("preview_lasts", "lasts")])
    except Refused as refusal:
        return _again(view, refusal)
    shows_results = _may_see_results(view) and request.form.get("results") == "1"
    by = audit.staff(access.person().id)
    acts.note(view.id, asked.moment, now + lasts, shows_results=shows_results, by=by, now=now)
    signed = _sign(view, asked, now + lasts, shows_results=shows_results)
    return redirect(url_for("desk_preview.shown", campaign=campaign, made=signed, to=asked.lang), 303)


def _sign(view: CampaignView, asked: Asked, ends: datetime, *, shows_results: bool) -> str:
    return previews.sign(view.id, asked.moment, ends, shows_results=shows_results)


def _address(view: CampaignView, lang: str, signed: str) -> str:
    return previews.within(addresses.path("campaign", lang=lang, campaign=view.slug), signed)


def _may_see_results(view: CampaignView) -> bool:
    """Whoever announces knows the winner before; nobody else does."""
    return access.person().may(Act.ANNOUNCE, view.id)


def _asked(view: CampaignView) -> Asked:
    """What the form says. Errors: Refused by field."""
    when, lang = request.form.get("when", ""), request.form.get("lang", "")
    if lang not in view.languages:
        raise Refused([Objection("preview_language", "lang")])
    return Asked(moments.read(request.form.get("at", "") if when == OTHER else when, view.zone, "at"), lang)


def _again(view: CampaignView, refusal: Refused) -> ResponseReturnValue:
    typed = {name: request.form.get(name, "") for name in ("when", "at", "lang", "lasts", "results")}
    return frame.again(refusal, "preview", **_values(view, typed), made=None)


def _untouched(view: CampaignView) -> dict[str, str]:
    mine = access.person().lang
    now = clock.now()
    lang = mine if mine in view.languages else view.default_language
    first = min((phase.opens for phase in view.phases), default=now)
    when = moments.typed(first, view.zone) if first > now else OTHER
    return {"when": when, "at": moments.typed(now, view.zone), "lang": lang, "lasts": rules.FIRST_LASTS, "results": ""}


def _made(view: CampaignView) -> dict[str, Any] | None:
    """The link that was just made, while it lasts."""
    signed, lang = request.args.get("made"), request.args.get("to", "")
    if signed is None or lang not in view.languages:
        return None
    try:
        found = previews.read(signed, view.id)
    except previews.PreviewRefused:
        return None
    mine = access.person().lang
    return {
        "address": public_url() + _address(view, lang, signed),
        "moment": dates.whole(mine, found.moment, view.zone),
        "ends": dates.whole(mine, found.ends, view.zone),
        "shows_results": found.shows_results,
    }


def _values(view: CampaignView, typed: dict[str, str]) -> dict[str, Any]:
    i18n.speak(access.person().lang)
    may_see_results = _may_see_results(view)
    return {
        "section": "preview",
        "campaign": view.slug,
        "view": view,
        "typed": typed,
        "choices": [_choice(view, stop) for stop in _stops(view, announced=may_see_results)],
        "lasts": list(rules.LASTS),
        "may_see_results": may_see_results,
        "other": OTHER,
    }


def _stops(view: CampaignView, *, announced: bool) -> list[Stop]:
    rows = [(phase.position, announcements.written(view.id, phase.id)) for phase in view.phases]
    waiting = [(position, row.opens) for position, row in rows if row is not None and row.withdrawn_at is None]
    return rules.stops([phase.plan for phase in view.phases], waiting if announced else [], clock.now())


def _choice(view: CampaignView, stop: Stop) -> Choice:
    lang, name = access.person().lang, view.phase_name(stop.position)
    said = translations(lang)
    label = {
        StopKind.NOW: said.gettext("Now"),
        StopKind.OPENS: said.gettext("The first minute of “%(name)s”", name=name),
        StopKind.LAST_HOUR: said.gettext("The last hour of “%(name)s”", name=name),
        StopKind.ANNOUNCED: said.gettext("The announcement of “%(name)s”", name=name),
    }[stop.kind]
    return Choice(label, dates.whole(lang, stop.at, view.zone), moments.typed(stop.at, view.zone))
