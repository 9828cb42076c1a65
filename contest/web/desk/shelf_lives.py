"""Where what was selected can be bought: the pack, the days, the shops, in every language."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import ShelfLife
from contest.queries import shelf_lives
from contest.queries.campaigns import CampaignView
from contest.queries.shelf_lives import Selected
from contest.rules import shelf_lives as rules
from contest.rules.objections import Objection, Refused
from contest.rules.pictures import MOST_BYTES
from contest.rules.roles import Act
from contest.rules.shelf_lives import FIELDS
from contest.services import audit
from contest.services import shelf_lives as acts
from contest.services.shelf_lives import Wanted
from contest.web import access, errors, lookups, pictures
from contest.web.desk import frame
from contest.web.desk.moments import YEARS
from contest.words.catalogues import N_

blueprint = Blueprint("desk_shelf_lives", __name__, url_prefix="/desk/<campaign>/shelf-life")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
Typed = dict[str, Any]


@blueprint.get("")
@access.staff(Act.ANNOUNCE)
def listed(campaign: str) -> ResponseReturnValue:
    """Everything that was selected, and what is said of where to buy it."""
    view, now = lookups.campaign_for_staff(campaign), clock.now()
    rows = [
        (one, _state(one.shelf, now), one.shelf.closes - SECOND if one.shelf else None)
        for one in shelf_lives.selected(view.id)
    ]
    return frame.page("shelf_lives/list", section="shelf_life", campaign=campaign, rows=rows)


@blueprint.get("/<int:number>")
@access.staff(Act.ANNOUNCE)
def shown(campaign: str, number: int) -> ResponseReturnValue:
    """One of them."""
    view = lookups.campaign_for_staff(campaign)
    one = _selected(view, number)
    return frame.page("shelf_lives/one", **_values(view, one, _kept(view, one.shelf)))


@blueprint.post("/<int:number>")
@access.staff(Act.ANNOUNCE, "shelf_life.set", "picture.uploaded")
def keep(campaign: str, number: int) -> ResponseReturnValue:
    """Say where it can be bought."""
    view = lookups.campaign_for_staff(campaign)
    one, typed, me = _selected(view, number), _typed(view), access.person().id
    try:
        opens, closes = (_day(typed[name], name) for name in ("opens", "closes"))
        begins, ends = (_midnight(day, view.zone) for day in (opens, closes + DAY))
        picture = pictures.received(view.id, audit.staff(me))
        drops = request.form.get("no_picture") == "1"
        wanted = Wanted(begins, ends, typed["texts"], typed["link"], picture, drops_picture=drops)
        acts.set_life(view.id, one.entry_id, wanted, by=me, now=clock.now())
    except Refused as refusal:
        values = _values(view, one, typed)
        return frame.again(refusal, "shelf_lives/one", status=errors.status_of(refusal), **values)
    flash(N_("It is kept. The public reads it once it knows that the idea was selected."))
    return redirect(url_for("desk_shelf_lives.shown", campaign=campaign, number=number), 303)


@blueprint.post("/<int:number>/remove")
@access.staff(Act.ANNOUNCE, "shelf_life.removed")
def remove(campaign: str, number: int) -> ResponseReturnValue:
    """Say nothing of it any more."""
    view = lookups.campaign_for_staff(campaign)
    acts.remove(view.id, _selected(view, number).entry_id, by=access.person().id, now=clock.now())
    flash(N_("Nothing is said of it any more."))
    return redirect(url_for("desk_shelf_lives.listed", campaign=campaign), 303)


def _selected(view: CampaignView, number: int) -> Selected:
    """One that was selected. Errors: 404."""
    return next((one for one in shelf_lives.selected(view.id) if one.number == number), None) or abort(404)


def _state(shelf: ShelfLife | None, now: datetime) -> str:
    return "none" if shelf is None else rules.shelf_at(shelf.opens, shelf.closes, now).value


def _day(typed: str, field: str) -> date:
    """The day somebody typed. Errors: Refused with day_invalid."""
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise Refused([Objection("day_invalid", field)]) from error
    if day.year not in YEARS:
        raise Refused([Objection("day_invalid", field)])
    return day


def _midnight(day: date, zone: str) -> datetime:
    """The beginning of a day by the campaign's calendar."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _kept(view: CampaignView, shelf: ShelfLife | None) -> Typed:
    if shelf is None:
        return {"opens": "", "closes": "", "link": "", "texts": {}}
    zone = ZoneInfo(view.zone)
    last = shelf.closes - SECOND
    days = {"opens": shelf.opens.astimezone(zone), "closes": last.astimezone(zone)}
    said = {name: day.date().isoformat() for name, day in days.items()}
    return said | {"link": shelf.link, "texts": shelf.texts}


def _typed(view: CampaignView) -> Typed:
    said = {name: request.form.get(name, "").strip() for name in ("opens", "closes", "link")}
    texts = {lang: {field: request.form.get(f"{field}_{lang}", "") for field in FIELDS} for lang in view.languages}
    return said | {"texts": texts}


def _values(view: CampaignView, one: Selected, typed: Typed) -> dict[str, Any]:
    return {
        "section": "shelf_life",
        "campaign": view.slug,
        "view": view,
        "one": one,
        "state": _state(one.shelf, clock.now()),
        "typed": typed,
        "longest": FIELDS,
        "megabytes": MOST_BYTES // 2**20,
    }
