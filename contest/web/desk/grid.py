"""Plain ideas by the two dozen: tick out the bad, publish the rest; what was left out, and taking all of it back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock, vault
from contest.queries import moderation
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import Show
from contest.rules.drawings import sheet_of
from contest.rules.entries import DecisionKind
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.services.moderation import Together
from contest.web import access, i18n, lookups
from contest.web.desk import drawings, frame, listing, queue
from contest.web.errors import sentences
from contest.words import dates, reasons
from contest.words.catalogues import translations

blueprint = Blueprint("desk_grid", __name__, url_prefix="/desk/<campaign>/queue/grid")


@dataclass(frozen=True)
class LeftOut:
    """An idea that was not decided with the others, and why, in sentences."""

    id: UUID
    name: str
    why: list[str]


@blueprint.get("")
@access.staff(Act.MODERATE)
def shown(campaign: str) -> ResponseReturnValue:
    """The two dozen that wait longest and that nothing speaks against."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("queue/grid", section="queue", campaign=campaign, **_values(view))


@blueprint.post("/publish")
@access.staff(Act.MODERATE, "entry.published")
def publish(campaign: str) -> ResponseReturnValue:
    """Publish those that are not ticked."""
    return _decide(campaign, DecisionKind.PUBLISH, ticked=False)


@blueprint.post("/refuse")
@access.staff(Act.MODERATE, "entry.refused", "entry.proposed")
def refuse(campaign: str) -> ResponseReturnValue:
    """Refuse those that are ticked, for one reason."""
    return _decide(campaign, DecisionKind.REFUSE, ticked=True)


@blueprint.post("/<uuid:bulk>/undo")
@access.staff(Act.MODERATE, "decision.undone")
def undo(campaign: str, bulk: UUID) -> ResponseReturnValue:
    """Take back all that one press decided."""
    view = lookups.campaign_for_staff(campaign)
    said = translations(access.person().lang)
    back, stay = acts.undo_all(view.id, bulk, by=access.person().id, now=clock.now())
    flash(said.ngettext("%(num)s decision is taken back.", "%(num)s decisions are taken back.", back, num=back))
    if stay:
        flash(
            said.ngettext("%(num)s stays: its mail has left.", "%(num)s stay: their mails have left.", stay, num=stay)
        )
    return redirect(url_for("desk_grid.shown", campaign=campaign, **listing.kept()), 303)


def _decide(campaign: str, kind: DecisionKind, *, ticked: bool) -> ResponseReturnValue:
    view = lookups.campaign_for_staff(campaign)
    out = set(request.form.getlist("out"))
    wanted = [_read(each) for each in request.form.getlist("idea") if (each.partition(":")[0] in out) is ticked]
    try:
        done = acts.decide_all(
            view.id,
            wanted,
            kind=kind,
            by=access.person().id,
            now=clock.now(),
            reason=request.form.get("reason", ""),
            words=request.form.get("words", ""),
            submit_key=request.form.get("key", ""),
        )
    except Refused as refusal:
        return queue.again(view, refusal, "grid", _values(view, out))
    values = {**_values(view), "report": done, "left_out": _left_out(done), "kind": kind.value}
    return frame.page("queue/grid", section="queue", campaign=campaign, **values)


def _read(typed: str) -> tuple[UUID, int]:
    """An idea and the version of it that was on the page. Errors: 400."""
    entry, _, version = typed.partition(":")
    try:
        return UUID(entry), int(version)
    except ValueError:
        abort(400)


def _left_out(done: Together) -> list[LeftOut]:
    i18n.speak(access.person().lang)
    return [
        LeftOut(one.entry_id, one.name, [said for why in sentences(one.objections).values() for said in why])
        for one in done.left_out
    ]


def _values(view: CampaignView, out: set[str] | None = None) -> dict[str, Any]:
    person, now, sheet = access.person(), clock.now(), sheet_of(view.look)
    i18n.speak(person.lang)
    page = moderation.queue([view.id], me=person.id, now=now, show=Show.CLEAN, langs=listing.langs(view))
    free = [line for line in page.lines if line.claimed_by in (None, person.id)]
    return {
        **listing.shared(view),
        "entry": None,
        "ideas": [(line, drawings.of_line(sheet, view.brand, line)) for line in free],
        "sheet": sheet,
        "live": listing.live(view.slug, Show.CLEAN),
        "out": out or set(),
        "reasons": reasons.reasons(person.lang, view.guidance),
        "typed": {name: request.form.get(name, "") for name in ("reason", "words")} | {"key": vault.new_token()},
        "report": None,
        "left_out": [],
        "kind": "",
        "waited": lambda length: dates.waited(person.lang, length),
    }
