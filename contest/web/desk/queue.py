"""The queue: ideas waiting at the left, one of them to read at the right. Who opens one has it for ten minutes."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import desk, moderation
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DeskEntry, Show
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, errors, i18n, lookups
from contest.web.desk import frame, idea, listing
from contest.web.desk import live as live_list
from contest.web.errors import sentences
from contest.words import dates
from contest.words.catalogues import N_, translations

blueprint = Blueprint("desk_queue", __name__, url_prefix="/desk")


# Nothing is left in all languages, in the one that was asked for, in those one reads.
NOTHING = (
    N_("Nothing is left to decide."),
    N_("Nothing is left to decide in this language."),
    N_("Nothing is left to decide in the languages you read."),
)


@blueprint.get("/queue")
@access.staff(Act.TAKE_SHIFTS)
def everywhere() -> ResponseReturnValue:
    """What waits in all campaigns of a moderator, in one list."""
    _require_some()
    return frame.page("queue/list", section="queue", entry=None, **list_values(None))


@blueprint.get("/queue/live")
@access.staff(Act.TAKE_SHIFTS)
def live_everywhere() -> ResponseReturnValue:
    """The same list, as a module asks for it again and again."""
    _require_some()
    return _live(None)


@blueprint.post("/queue/open")
@access.staff(Act.TAKE_SHIFTS, "entry.claimed")
def open_anywhere() -> ResponseReturnValue:
    """Take the idea that waits longest in any campaign, and show it."""
    _require_some()
    return next_one(None)


@blueprint.get("/<campaign>/queue")
@access.staff(Act.MODERATE)
def listed(campaign: str) -> ResponseReturnValue:
    """The list alone: on a phone it is the whole page."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("queue/list", section="queue", campaign=campaign, entry=None, **list_values(view))


@blueprint.get("/<campaign>/queue/live")
@access.staff(Act.MODERATE)
def live(campaign: str) -> ResponseReturnValue:
    """The same list, as a module asks for it again and again."""
    return _live(lookups.campaign_for_staff(campaign))


@blueprint.get("/<campaign>/queue/<uuid:entry>")
@access.staff(Act.MODERATE)
def shown(campaign: str, entry: UUID) -> ResponseReturnValue:
    """One idea beside the list; asked for so, with published ones of a similar name."""
    view = lookups.campaign_for_staff(campaign)
    one = found(view, entry)
    values = idea.values(view, one) | (idea.alike(view, one.line) if "alike" in request.args else {})
    return frame.page("queue/entry", section="queue", campaign=campaign, **values)


@blueprint.get("/<campaign>/queue/<uuid:entry>/alike")
@access.staff(Act.MODERATE)
def alike(campaign: str, entry: UUID) -> ResponseReturnValue:
    """These alone, for the page that is shown already."""
    view = lookups.campaign_for_staff(campaign)
    one, lang = found(view, entry), access.person().lang
    i18n.speak(lang)
    values = {"slug": view.slug, "line": one.line, "kept": listing.kept(), **idea.alike(view, one.line)}
    response = make_response(render_template("desk/queue/alike.html", **values))
    response.headers["X-Fragment"] = "1"
    return response


@blueprint.post("/<campaign>/queue/open")
@access.staff(Act.MODERATE, "entry.claimed")
def open_one(campaign: str) -> ResponseReturnValue:
    """Take the idea that was pressed, or the one that waits longest, and show it."""
    view = lookups.campaign_for_staff(campaign)
    pressed = request.form.get("entry", "")
    if not pressed:
        return next_one(view)
    try:
        entry = UUID(pressed)
    except ValueError:
        abort(400)
    _take(view, entry)
    return to(view.slug, entry)


@blueprint.post("/<campaign>/queue/<uuid:entry>/release")
@access.staff(Act.MODERATE, "entry.released")
def release(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Give it back undecided; a page that is left says so by itself and wants no answer."""
    view = lookups.campaign_for_staff(campaign)
    acts.release(view.id, entry, by=access.person().id, now=clock.now())
    return Response(status=204) if request.form.get("left") else to_list(view)


def next_one(view: CampaignView | None) -> ResponseReturnValue:
    """The idea that waits longest and nobody has, of the list's language; the list when there is none."""
    person = access.person()
    spoken = listing.langs(view)
    taken = acts.claim_next(
        listing.scope(view), by=person.id, now=clock.now(), langs=spoken, department=person.department_id
    )
    if taken is None:
        flash(NOTHING[0 if not spoken else 1 if listing.kept().get("in") else 2])
        return to_list(view)
    slug = view.slug if view is not None and view.id == taken[0] else desk.slug(taken[0])
    return to(slug, taken[1])


def onward(view: CampaignView) -> ResponseReturnValue:
    """After a decision the next idea, of the list in which one reads."""
    return next_one(None if request.form.get("of") == listing.EVERYWHERE else view)


def to(slug: str, entry: UUID) -> ResponseReturnValue:
    """Show this one next (303), in the same list."""
    return redirect(url_for("desk_queue.shown", campaign=slug, entry=entry, **listing.kept()), 303)


def to_list(view: CampaignView | None) -> ResponseReturnValue:
    """Back to the list (303)."""
    kept = listing.kept()
    if view is None or kept.pop("of", "") == listing.EVERYWHERE:
        return redirect(url_for("desk_queue.everywhere", **{**kept, "of": None}), 303)
    return redirect(url_for("desk_queue.listed", campaign=view.slug, **kept), 303)


def found(view: CampaignView, entry: UUID) -> DeskEntry:
    """The idea of this address. Errors: 404."""
    one = moderation.one(view.id, entry, now=clock.now())
    return one if one is not None else abort(404)


def again(view: CampaignView, refusal: Refused, template: str, values: dict[str, Any]) -> ResponseReturnValue:
    """A page of the queue once more, with what was typed and what is wrong."""
    status = errors.status_of(refusal)
    return frame.again(refusal, f"queue/{template}", section="queue", campaign=view.slug, status=status, **values)


def list_values(view: CampaignView | None) -> dict[str, Any]:
    """The list, and how we do against what was promised."""
    lang, now, here = access.person().lang, clock.now(), listing.scope(view)
    kept_promise = moderation.promise(here, now)
    return {
        **listing.shared(view),
        "promise": kept_promise,
        "middle": dates.length(lang, kept_promise.median) if kept_promise else "",
        "share": dates.percent(lang, kept_promise.in_time / kept_promise.answered) if kept_promise else "",
    }


def _live(view: CampaignView | None) -> ResponseReturnValue:
    """Counts and lines as they are, small and with a tag: unchanged, it is not sent again."""
    person = access.person()
    said, page = translations(person.lang), listing.listed(view, clock.now())
    others = {str(line.id): line.claimed_name if line.claimed_by != person.id else "" for line in page.lines}
    return live_list.answer(
        {show.value: page.count(show) for show in Show},
        {line: said.gettext("%(name)s is reading it", name=name) if name else "" for line, name in others.items()},
    )


def _require_some() -> None:
    """Errors: 403 for whoever moderates no campaign."""
    if access.person().campaigns(Act.MODERATE) == frozenset():
        abort(403)


def _take(view: CampaignView, entry: UUID) -> None:
    """Take it if nobody has it; who has it is said, and it may be read all the same."""
    try:
        acts.claim(view.id, entry, by=access.person().id, now=clock.now())
    except Refused as refusal:
        i18n.speak(access.person().lang)
        for reasons in sentences(refusal.objections).values():
            for reason in reasons:
                flash(reason)
