"""Widgets: made here with what they will look like, copied, and the pages they may stand on."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import campaigns, entries, shares, widgets
from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.queries.shares import Label
from contest.rules.objections import Refused
from contest.rules.previews import LASTS
from contest.rules.roles import Act
from contest.rules.shares import ShareCode, written
from contest.rules.snippets import LISTENER, Snippet
from contest.rules.widgets import LONGEST_ORIGIN, Kind, Options, Place, options
from contest.services import audit
from contest.services import widgets as acts
from contest.web import access, headers, i18n, lookups, previews
from contest.web.desk import frame
from contest.web.pages import public_url
from contest.words import widgets as words
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("desk_widgets", __name__, url_prefix="/desk/<campaign>/widgets")


@blueprint.get("")
@access.staff(Act.MANAGE_SHARING)
def shown(campaign: str) -> ResponseReturnValue:
    """The widget that is being made, and what is pasted to have it."""
    return _framing(frame.page("widgets/builder", **_values(lookups.campaign_for_staff(campaign))))


@blueprint.post("/origins")
@access.staff(Act.MANAGE_SHARING, "widgets.origin_listed")
def add(campaign: str) -> ResponseReturnValue:
    """List the origin of a page."""
    view, typed = lookups.campaign_for_staff(campaign), request.form.get("origin", "")
    try:
        acts.list_origin(view.id, typed, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return _framing(frame.again(refusal, "widgets/builder", **_values(view, typed)))
    flash(N_("Widgets may stand there from now on; within a minute everywhere."))
    return redirect(url_for("desk_widgets.shown", campaign=campaign) + "#origins", 303)


@blueprint.post("/origins/remove")
@access.staff(Act.MANAGE_SHARING, "widgets.origin_removed")
def remove(campaign: str) -> ResponseReturnValue:
    """Take one off the list."""
    view = lookups.campaign_for_staff(campaign)
    acts.remove_origin(view.id, request.form.get("origin", ""), by=audit.staff(access.person().id), now=clock.now())
    flash(N_("Widgets may stand there no more; within a minute they are gone."))
    return redirect(url_for("desk_widgets.shown", campaign=campaign) + "#origins", 303)


@blueprint.post("/leading")
@access.staff(Act.MANAGE_SHARING, "widgets.changed")
def leading(campaign: str) -> ResponseReturnValue:
    """Whether one takes part in widgets, or on the contest's own page."""
    view, lead = lookups.campaign_for_staff(campaign), request.form.get("lead_on") == "1"
    acts.lead_on(view.id, lead, by=audit.staff(access.person().id), now=clock.now())
    flash(N_("Widgets lead to the contest's page now.") if lead else N_("One takes part within the widgets now."))
    return redirect(url_for("desk_widgets.shown", campaign=campaign) + "#leading", 303)


def _framing(page: str | Response) -> Response:
    """The page, which frames what it is about."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = headers.policy(frame_src="'self'")
    return response


def _values(view: CampaignView, typed: str = "") -> dict[str, Any]:
    lang = access.person().lang
    i18n.speak(lang)
    asked, kind = options(request.args), request.args.get("kind", "")
    chosen = Kind(kind) if kind in set(Kind) else Kind.CAMPAIGN
    entry = _entry(view) if chosen is Kind.ENTRY else None
    tongue = request.args.get("tongue", "")
    tongue = tongue if tongue in view.languages else (lang if lang in view.languages else view.default_language)
    place = Place(chosen, tongue, view.slug, entry.number if entry else 0)
    labels = shares.labels(view.id)
    label = next((one for one in labels if str(one.number) == request.args.get("label")), None)
    return {
        "section": "widgets",
        "campaign": view.slug,
        "view": view,
        "kinds": [(one.value, words.kind(lang, one)) for one in Kind],
        "themes": [(one.value, gettext(lang, said)) for one, said in words.THEMES.items()],
        "sizes": [(one.value, gettext(lang, said)) for one, said in words.SIZES.items()],
        "labels": [(str(one.number), one.name) for one in labels],
        "chosen": {
            "kind": chosen.value,
            "theme": asked.theme.value,
            "size": asked.size.value,
            "tongue": tongue,
            "label": str(label.number) if label else "",
        },
        "number": request.args.get("number", str(entry.number) if entry else ""),
        "made": _made(view, place, asked, entry, label),
        "origins": widgets.origins(view.id),
        "events": LISTENER,
        "typed": typed,
        "longest": LONGEST_ORIGIN,
    }


def _made(
    view: CampaignView, place: Place, asked: Options, entry: EntryCard | None, label: Label | None
) -> dict[str, Any] | None:
    """What is pasted, and where it is seen as it will be; None for an idea that is not there."""
    spoken = campaigns.by_id(view.id, place.lang)
    if spoken is None or (place.kind is Kind.ENTRY and entry is None):
        return None
    title = words.title(place.lang, place.kind, campaign=spoken.name, entry=entry.name if entry else "")
    now = clock.now()
    signed = previews.sign(view.id, now, now + LASTS["hour"], shows_results=False)
    code = written(ShareCode(view.share_key, 0, label.channel, place.lang)) if label else ""
    snippet = Snippet(public_url(), place, asked, title, code)
    return {"snippet": snippet, "preview": previews.within(snippet.address.removeprefix(public_url()), signed)}


def _entry(view: CampaignView) -> EntryCard | None:
    """The idea that was asked for; where none was, the newest."""
    if request.args.get("number"):
        return entries.one_card(view.id, request.args.get("number", 0, type=int))
    newest = entries.newest_page(view.id, size=1).entries
    return newest[0] if newest else None
