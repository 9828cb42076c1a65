"""The queue: ideas waiting at the left, one of them to read at the right. Who opens one has it for ten minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response

from contest import clock
from contest.queries import desk, entries, moderation
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DecisionView, DeskEntry, Place, Show, Told, Waiting
from contest.rules import changes, forms
from contest.rules.changes import Piece
from contest.rules.drawings import sheet_of
from contest.rules.objections import Refused
from contest.rules.pictures import MOST_OF_AN_ENTRY, alternative_key
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, i18n, lookups
from contest.web.desk import cursors, drawings, frame, noticed
from contest.web.errors import sentences
from contest.words import dates, deeds, reasons
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("desk_queue", __name__, url_prefix="/desk/<campaign>/queue")


@dataclass(frozen=True)
class Listed:
    """The left side: one page of a queue, what each filter holds, and where one stands in it."""

    show: Show
    lang: str
    lines: tuple[Waiting, ...]
    counts: dict[Show, int]
    after: str
    next: str

    def position(self, entry: UUID) -> int:
        """Which place of the page an entry has, 1 for the first; 0 when it is not on it."""
        return next((place for place, line in enumerate(self.lines, start=1) if line.id == entry), 0)

    def beside(self, entry: UUID, step: int) -> UUID | None:
        """The entry before (-1) or after (1) this one; the first one when this one has left the list."""
        place = self.position(entry) - 1 + step if self.position(entry) else 0
        return self.lines[place].id if 0 <= place < len(self.lines) and self.lines[place].id != entry else None


@dataclass(frozen=True)
class Undoable:
    """What this person decided a moment ago and may still take back."""

    id: UUID
    name: str
    kind: str
    seconds: int


@blueprint.get("")
@access.staff(Act.MODERATE)
def listed(campaign: str) -> ResponseReturnValue:
    """The list alone: on a phone it is the whole page."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("queue/list", section="queue", campaign=campaign, entry=None, **shared(view))


@blueprint.get("/<uuid:entry>")
@access.staff(Act.MODERATE)
def shown(campaign: str, entry: UUID) -> ResponseReturnValue:
    """One idea beside the list."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("queue/entry", section="queue", campaign=campaign, **of_entry(view, found(view, entry)))


@blueprint.post("/open")
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
    return to(view, entry)


@blueprint.post("/<uuid:entry>/release")
@access.staff(Act.MODERATE, "entry.released")
def release(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Give it back undecided."""
    view = lookups.campaign_for_staff(campaign)
    acts.release(view.id, entry, by=access.person().id, now=clock.now())
    return redirect(url_for("desk_queue.listed", campaign=campaign, **kept()), 303)


def next_one(view: CampaignView) -> Response:
    """The idea that waits longest and nobody has, of the list's language; the list when there is none."""
    person = access.person()
    langs = _langs(view)
    taken = acts.claim_next([view.id], by=person.id, now=clock.now(), langs=langs)
    if taken is None:
        flash(N_("Nothing is left to decide in this language.") if langs else N_("Nothing is left to decide."))
        return redirect(url_for("desk_queue.listed", campaign=view.slug, **kept()), 303)
    return to(view, taken[1])


def to(view: CampaignView, entry: UUID) -> Response:
    """Show this one next (303), in the same list."""
    return redirect(url_for("desk_queue.shown", campaign=view.slug, entry=entry, **kept()), 303)


def found(view: CampaignView, entry: UUID) -> DeskEntry:
    """The idea of this address. Errors: 404."""
    one = moderation.one(view.id, entry, now=clock.now())
    return one if one is not None else abort(404)


def kept() -> dict[str, Any]:
    """What the list is filtered by, from the address or the form."""
    given = {name: request.values.get(name, "") for name in ("show", "in", "after")}
    return {name: value for name, value in given.items() if value}


def shared(view: CampaignView) -> dict[str, Any]:
    """What every page with the list has."""
    person, now = access.person(), clock.now()
    i18n.speak(person.lang)
    return {
        "view": view,
        "queue": _listed(view, now),
        "kept": kept(),
        "undoable": _undoable(view, now),
        "waited": lambda length: dates.waited(person.lang, length),
        "me": person.id,
    }


def of_entry(view: CampaignView, one: DeskEntry) -> dict[str, Any]:
    """What a page about one idea has besides."""
    person, now = access.person(), clock.now()
    line, sheet = one.line, sheet_of(view.look)
    return {
        **shared(view),
        "asked": _asked(view, person.lang),
        "entry": one,
        "line": line,
        "drawing": drawings.of_line(sheet, view.brand, line),
        "sheet": sheet,
        "is_mine": line.claimed_by == person.id,
        "reader": line.claimed_name if line.claimed_by not in (None, person.id) else "",
        "held_until": _held_until(view, line, now),
        "promised": dates.time_left(person.lang, timedelta(hours=view.promised_hours)),
        "changes": _changes(one),
        "changed_pictures": _changed_pictures(one),
        "alike": [card for card in entries.alike(view.id, line.name) if card.id != line.id],
        "draw_small": lambda card: drawings.small(sheet, view.brand, card),
        "story": [_told(told, person.lang, view.zone) for told in moderation.timeline(view.id, line.id)],
        "last": _last(one),
        "guide": reasons.reasons(person.lang),
        "noticed": noticed.of_entry(view, one),
        "reported": noticed.reported(view, one),
    }


def _asked(view: CampaignView, lang: str) -> dict[str, str]:
    """What the campaign's form calls what was asked, by field; an idea may have more than today's form asks."""
    usual = {"inspiration": gettext(lang, N_("What inspired it")), "ingredients": gettext(lang, N_("Tags"))}
    return usual | {field.key: field.label_in(lang) for field in forms.fields(lookups.form(view))}


def _changes(one: DeskEntry) -> list[list[Piece]]:
    """Name and story, word by word against the version before; nothing for what stayed."""
    if len(one.versions) < 2:
        return []
    before, after = one.versions[-2].answers, one.versions[-1].answers
    told = [alternative_key(place) for place in range(1, MOST_OF_AN_ENTRY + 1)]
    fields = ("name", "inspiration", "ingredients", "first_name", "town", *told)
    lines = [(_line(before.get(field)), _line(after.get(field))) for field in fields]
    return [changes.between(was, now) for was, now in lines if was != now]


def _changed_pictures(one: DeskEntry) -> list[tuple[str, UUID]]:
    """The pictures against the version before: which are new, which are gone, which stand elsewhere."""
    if len(one.versions) < 2:
        return []
    before, after = ([picture for picture, _ in version.pictures] for version in one.versions[-2:])
    return changes.among(before, after)


def _line(answer: object) -> str:
    return ", ".join(answer) if isinstance(answer, list | tuple) else str(answer or "")


def _take(view: CampaignView, entry: UUID) -> None:
    """Take it if nobody has it; who has it is said, and it may be read all the same."""
    try:
        acts.claim(view.id, entry, by=access.person().id, now=clock.now())
    except Refused as refusal:
        i18n.speak(access.person().lang)
        for reasons in sentences(refusal.objections).values():
            for reason in reasons:
                flash(reason)


def _listed(view: CampaignView, now: datetime) -> Listed:
    asked = request.values.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.WAITING
    langs = _langs(view)
    after = request.values.get("after", "")
    me = access.person().id
    place = Place(*cursors.read_in(after)) if after else None
    page = moderation.queue([view.id], me=me, now=now, show=show, langs=langs, after=place)
    further = cursors.written_in(page.next.lane, page.next.since, page.next.entry_id) if page.next else ""
    counts = moderation.counts([view.id], me=me, now=now, langs=langs)
    return Listed(show, "".join(langs), page.lines, counts, after, further)


def _langs(view: CampaignView) -> tuple[str, ...]:
    """The one language the list is filtered by; none: all."""
    lang = request.values.get("in", "")
    return (lang,) if lang in view.languages else ()


def _undoable(view: CampaignView, now: datetime) -> Undoable | None:
    decided = desk.last_decided(view.id, access.person().id, since=now - acts.UNDO)
    if decided is None:
        return None
    return Undoable(decided.id, decided.name, decided.kind.value, int((decided.at + acts.UNDO - now).total_seconds()))


def _held_until(view: CampaignView, line: Waiting, now: datetime) -> str:
    until = desk.claimed_until(view.id, line.id)
    return dates.clock(access.person().lang, until, view.zone) if until is not None and until > now else ""


def _told(told: Told, lang: str, zone: str) -> tuple[str, str, str, Markup | str]:
    """One line of the story: when, who, what, and the words that go with it."""
    kinds = {"participant": N_("The author"), "visitor": N_("The author"), "system": N_("The house")}
    if told.verb == "entry.reported":
        kinds["visitor"] = N_("A visitor")
    who = told.actor or gettext(lang, kinds.get(told.actor_kind.value, N_("The operator")))
    when = f"{dates.short_day(lang, told.at, zone)}, {dates.clock(lang, told.at, zone)}"
    return when, who, deeds.deed(lang, told.verb), told.words


def _last(one: DeskEntry) -> DecisionView | None:
    """The decision in force."""
    return next((decision for decision in reversed(one.decisions) if decision.undone_at is None), None)
