"""The left side of the queue: which ideas, filtered by what stands in the address, and what each filter holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request, url_for

from contest import clock
from contest.queries import departments, desk, moderation
from contest.queries.campaigns import CampaignView
from contest.queries.departments import DepartmentView
from contest.queries.moderation import COUNTED, Place, Show, Waiting
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, cursors, i18n
from contest.words import catalogues, dates

# In the address: what is shown, in which language, at which department, from where on, and over all campaigns or not.
NAMES = ("show", "in", "at", "after", "of")
EVERYWHERE = "all"
# Filters that always stand there; the others do as soon as they hold something, and what is decided is folded away.
ALWAYS = frozenset({Show.WAITING, Show.LATE, Show.MINE, Show.CLEAN, Show.FLAGGED})
DECIDED = (Show.ASKED, Show.PUBLISHED, Show.REFUSED, Show.WITHDRAWN)


@dataclass(frozen=True)
class Listed:
    """One page of a queue, what each filter holds, and where one stands in it; `campaign` is empty over all."""

    campaign: str
    show: Show
    lang: str
    languages: tuple[str, ...]
    reads: tuple[str, ...]
    department: DepartmentView | None
    departments: tuple[DepartmentView, ...]
    lines: tuple[Waiting, ...]
    counts: dict[Show, int]
    after: str
    next: str

    @property
    def tongues(self) -> list[tuple[str, tuple[str, ...]]]:
        """The languages one may ask for, as the address says it, and which they are (none: all); first the usual."""
        every: list[tuple[str, tuple[str, ...]]] = [("", self.reads), (EVERYWHERE, ())] if self.reads else [("", ())]
        return [*every, *((lang, (lang,)) for lang in self.languages)]

    @property
    def filters(self) -> list[Show]:
        """Those that are offered first."""
        others = [show for show in Show if show not in DECIDED and self.counts[show]]
        return [show for show in Show if show in ALWAYS or show is self.show or show in others]

    @property
    def further(self) -> tuple[Show, ...]:
        """Those one looks for now and then."""
        return tuple(show for show in DECIDED if show is not self.show)

    def count(self, show: Show) -> str:
        """How many a filter holds, as it is told."""
        number = self.counts.get(show)
        return "" if number is None else f"{COUNTED - 1}+" if number >= COUNTED else str(number)

    def address(self, **changes: str) -> str:
        """The same list with other filters, from its beginning."""
        stands = {"show": self.show.value, "in": self.lang, "at": self.department.id.hex if self.department else ""}
        asked: dict[str, Any] = {
            name: value for name, value in (stands | changes).items() if value and value != Show.WAITING.value
        }
        if self.campaign:
            return url_for("desk_queue.listed", campaign=self.campaign, **asked)
        return url_for("desk_queue.everywhere", **asked)

    @property
    def opening(self) -> str:
        """Where a pressed row, or "next", is sent."""
        return self._own("desk_queue.open_one", "desk_queue.open_anywhere")

    @property
    def live(self) -> str:
        """Where the same list is asked for again and again."""
        narrow: dict[str, Any] = {
            "at": self.department.id.hex if self.department else None,
            "after": self.after or None,
        }
        return self._own("desk_queue.live", "desk_queue.live_everywhere", show=self.show.value, **narrow) + (
            f"&in={self.lang}" if self.lang else ""
        )

    def _own(self, here: str, everywhere: str, **asked: Any) -> str:
        return url_for(here, campaign=self.campaign, **asked) if self.campaign else url_for(everywhere, **asked)

    def position(self, entry: UUID) -> int:
        """Which place of the page an entry has, 1 for the first; 0 when it is not on it."""
        return next((place for place, line in enumerate(self.lines, start=1) if line.id == entry), 0)

    def beside(self, entry: UUID, step: int) -> Waiting | None:
        """The line before (-1) or after (1) this one; the first one when this one has left the list."""
        place = self.position(entry) - 1 + step if self.position(entry) else 0
        return self.lines[place] if 0 <= place < len(self.lines) and self.lines[place].id != entry else None


@dataclass(frozen=True)
class Undoable:
    """What this person decided a moment ago and may still take back; `together` with how many others by one press."""

    id: UUID
    name: str
    kind: str
    seconds: int
    campaign: str
    bulk: UUID | None
    together: int


def kept() -> dict[str, Any]:
    """What the list is filtered by, from the address or the form."""
    given = {name: request.values.get(name, "") for name in NAMES}
    return {name: value for name, value in given.items() if value}


def scope(view: CampaignView | None) -> Collection[UUID] | None:
    """The campaigns the list is over (None: every one)."""
    if view is not None and request.values.get("of", "") != EVERYWHERE:
        return [view.id]
    return access.person().campaigns(Act.MODERATE)


def live(campaign: str, show: Show) -> str:
    """Where a list of one campaign, filtered by language as this one is, is asked for again and again."""
    asked: dict[str, Any] = {"in": request.values.get("in") or None}
    return url_for("desk_queue.live", campaign=campaign, show=show.value, **asked)


def langs(view: CampaignView | None) -> tuple[str, ...]:
    """The languages the list is filtered by: the one asked for, else those this person reads; none: all."""
    asked = _asked(view)
    if asked:
        return () if asked == EVERYWHERE else (asked,)
    return read_here(view)


def read_here(view: CampaignView | None) -> tuple[str, ...]:
    """Which of a campaign's languages this person reads; none where that is all or none of them."""
    reads = tuple(lang for lang in _spoken(view) if lang in access.person().reads)
    return () if reads == _spoken(view) else reads


def _asked(view: CampaignView | None) -> str:
    """A language, all of them, or nothing in particular."""
    asked = request.values.get("in", "")
    if asked == EVERYWHERE:
        return asked if read_here(view) else ""
    return asked if asked in _spoken(view) else ""


def _spoken(view: CampaignView | None) -> tuple[str, ...]:
    return view.languages if view else tuple(catalogues.languages())


def shared(view: CampaignView | None, *, folded: bool = False) -> dict[str, Any]:
    """What every page with the list has; `folded`: without the counts of what was decided, which nobody waits for."""
    person, now = access.person(), clock.now()
    i18n.speak(person.lang)
    return {
        "view": view,
        "queue": listed(view, now, folded=folded),
        "kept": kept(),
        "undoable": _undoable(view, now),
        "waited": lambda length: dates.waited(person.lang, length),
        "me": person.id,
    }


def listed(view: CampaignView | None, now: datetime, *, folded: bool = False) -> Listed:
    """The page of the queue that the address asks for; three statements in one campaign."""
    here = scope(view)
    asked, after, me = request.values.get("show", ""), request.values.get("after", ""), access.person().id
    show = Show(asked) if asked in list(Show) else Show.WAITING
    known = departments.every()
    at = next((one for one in known if one.id.hex == request.values.get("at", "")), None)
    spoken, one_campaign = langs(view), view is not None and request.values.get("of", "") != EVERYWHERE
    narrow: dict[str, Any] = {"me": me, "now": now, "langs": spoken, "department": at.id if at else None}
    narrow["hours"] = [view.promised_hours] if view and one_campaign else None
    page = moderation.queue(here, show=show, after=Place(*cursors.read_in(after)) if after else None, **narrow)
    return Listed(
        campaign=view.slug if view and one_campaign else "",
        show=show,
        lang=_asked(view),
        languages=_spoken(view if one_campaign else None),
        reads=read_here(view),
        department=at,
        departments=tuple(one for one in known if not one.retired or one is at),
        lines=page.lines,
        counts=moderation.counts(
            here, **narrow, shows=[one for one in Show if not folded or one is show or one not in DECIDED]
        ),
        after=after,
        next=cursors.written_in(page.next.lane, page.next.since, page.next.entry_id) if page.next else "",
    )


def _undoable(view: CampaignView | None, now: datetime) -> Undoable | None:
    person = access.person()
    here = [view.id] if view is not None else person.campaigns(Act.MODERATE)
    decided = desk.last_decided(here, person.id, since=now - acts.UNDO)
    if decided is None:
        return None
    left = int((decided.at + acts.UNDO - now).total_seconds())
    kind, slug = decided.kind.value, decided.campaign_slug
    return Undoable(decided.id, decided.name, kind, left, slug, decided.bulk_id, decided.together)
