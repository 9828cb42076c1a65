"""One idea as the desk shows it: its words, what changed, what was decided and asked, what else is like it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from markupsafe import Markup

from contest.queries import entries, moderation
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DecisionView, DeskEntry, Told, Waiting
from contest.rules import changes, forms
from contest.rules.changes import Piece
from contest.rules.drawings import sheet_of
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.pictures import MOST_OF_AN_ENTRY, alternative_key
from contest.web import access, lookups
from contest.web.desk import drawings, listing, noticed
from contest.words import dates, deeds, reasons
from contest.words.catalogues import N_, gettext

SENT_BACK = frozenset({DecisionKind.REQUEST_CHANGES, DecisionKind.CORRECT})


def values(view: CampaignView, one: DeskEntry, since: int = 0) -> dict[str, Any]:
    """What a page about one idea has; `since` is the version it was read in, where it has changed under one's hands."""
    person = access.person()
    line, sheet = one.line, sheet_of(view.look)
    before = _before(one, since)
    asked = _asked(view, person.lang)
    shared = listing.shared(view, folded=True)
    return {
        **shared,
        "asked": asked,
        "entry": one,
        "line": line,
        "drawing": drawings.of_line(sheet, view.brand, line),
        "sheet": sheet,
        "is_mine": line.claimed_by == person.id,
        "reader": line.claimed_name if line.claimed_by not in (None, person.id) else "",
        "held_until": dates.clock(person.lang, line.claimed_until, view.zone) if line.claimed_until else "",
        "promised": dates.time_left(person.lang, timedelta(hours=view.promised_hours)),
        "before": before,
        "changes": _changes(one, before, asked),
        "changed_pictures": _changed_pictures(one, before),
        "reason_label": lambda reason: reasons.label(person.lang, reason, view.guidance),
        "alike": None,
        "story": [_told(told, person.lang, view.zone) for told in moderation.timeline(view.id, line.id, one.decisions)],
        "last": _last(one),
        "guide": view.guidance.text(person.lang, view.default_language),
        "reasons_here": reasons.reasons(person.lang, view.guidance),
        # What somebody or something pointed at is not thrown at whoever opens it.
        "veiled": line.picture_id is not None and bool(line.attention or line.reports or line.hidden_at),
        "noticed": noticed.of_entry(view, one),
        "reported": noticed.reported(view, one),
        "person": person,
        "departments": [room for room in shared["queue"].departments if not room.retired],
        **_beside(view, line),
    }


def alike(view: CampaignView, line: Waiting) -> dict[str, Any]:
    """Published ideas with a similar name; not on every page, for among many it takes as long as all the rest."""
    sheet = sheet_of(view.look)
    return {
        "alike": [card for card in entries.alike(view.id, line.name) if card.id != line.id],
        "draw_small": lambda card: drawings.small(sheet, view.brand, card),
    }


def _beside(view: CampaignView, line: Waiting) -> dict[str, Any]:
    """What others have to do with it; only what its line says there can be is asked for."""
    asks = line.state is EntryState.CHANGES_REQUESTED
    return {
        "proposal": moderation.proposal(view.id, line.id) if line.proposed else None,
        "advice": moderation.advice(view.id, line.id),
        "joined": moderation.joined(view.id, line.id) if line.number else (),
        "kept_one": moderation.kept(view.id, line.id) if line.state is EntryState.MERGED else None,
        "correction": moderation.correction(view.id, line.id) if asks else None,
    }


def _asked(view: CampaignView, lang: str) -> dict[str, str]:
    """What the campaign's form calls what was asked, by field; an idea may have more than today's form asks."""
    usual = {"inspiration": gettext(lang, N_("What inspired it")), "ingredients": gettext(lang, N_("Tags"))}
    return usual | {field.key: field.label_in(lang) for field in forms.fields(lookups.form(view))}


def _before(one: DeskEntry, since: int) -> moderation.Version | None:
    """The version that the latest is compared with: the one read, else the one sent back, else the one before."""
    latest = one.latest.version
    sent_back = [done.version for done in one.decisions if done.kind in SENT_BACK and done.undone_at is None]
    wanted = since or (sent_back[-1] if sent_back else latest - 1)
    return next((version for version in one.versions if version.version == wanted < latest), None)


def _changes(one: DeskEntry, before: moderation.Version | None, asked: dict[str, str]) -> list[tuple[str, list[Piece]]]:
    """What reads otherwise, word by word, with what each field is called; nothing for what stayed."""
    if before is None:
        return []
    told = [alternative_key(place) for place in range(1, MOST_OF_AN_ENTRY + 1)]
    fields = ("name", "inspiration", "ingredients", "first_name", "town", *told)
    was, now = before.answers, one.latest.answers
    lines = [(field, _line(was.get(field)), _line(now.get(field))) for field in fields]
    return [(asked.get(field, ""), changes.between(old, new)) for field, old, new in lines if old != new]


def _changed_pictures(one: DeskEntry, before: moderation.Version | None) -> list[tuple[str, UUID]]:
    """The pictures against that version: which are new, which are gone, which stand elsewhere."""
    if before is None:
        return []
    return changes.among(*([picture for picture, _ in version.pictures] for version in (before, one.latest)))


def _line(answer: object) -> str:
    return ", ".join(answer) if isinstance(answer, list | tuple) else str(answer or "")


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
