"""Ideas as the operator takes them out: every one that was confirmed, in the words of its latest version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from contest.db import reading
from contest.models import Entry, EntryVersion
from contest.queries import pictures, results, tally
from contest.queries.campaigns import PhaseView
from contest.queries.entries.cards import latest
from contest.rules.entries import EntryState
from contest.rules.phases import Exposure

PAGE = 500


@dataclass(frozen=True)
class Taken:
    """One idea; nothing of the person but what the idea says of its author."""

    id: UUID
    number: int | None
    state: EntryState
    lang: str
    answers: Mapping[str, Any]
    picture_id: UUID | None
    received_at: datetime
    published_at: datetime | None
    further: tuple[UUID, ...] = ()

    @property
    def pictures(self) -> tuple[UUID, ...]:
        """All of them in order, the cover first."""
        return (self.picture_id, *self.further) if self.picture_id else ()


def ideas(campaign_id: UUID) -> Iterator[Taken]:
    """All of them, a page of 500 at a time: those with a number by number, then the others as they came."""
    yield from _pages(campaign_id, Entry.number.is_not(None), Entry.number, "number", 0)
    yield from _pages(campaign_id, Entry.number.is_(None), Entry.id, "id", UUID(int=0))


def by_state(campaign_id: UUID) -> dict[EntryState, int]:
    """How many ideas are in each state that has any."""
    rows = reading().execute(
        select(Entry.state, func.count()).where(Entry.campaign_id == campaign_id).group_by(Entry.state)
    )
    return {row[0]: row[1] for row in rows}


def votes(campaign_id: UUID, phases: Sequence[PhaseView], now: datetime) -> dict[UUID, int] | None:
    """Votes by entry in the last of these votes that is closed or shown live; None when there is none."""
    for phase in reversed(phases):
        if results.result(campaign_id, phase.id) is not None:
            return {standing.entry_id: standing.votes for standing in results.standings(campaign_id, phase.id)}
        if phase.exposure is Exposure.LIVE and phase.opens <= now:
            return tally.votes(campaign_id, phase.id)
    return None


def _pages(campaign_id: UUID, which: ColumnElement[bool], place: Any, name: str, after: Any) -> Iterator[Taken]:
    while rows := reading().execute(_page(campaign_id).where(which, place > after).order_by(place).limit(PAGE)).all():
        further = pictures.further_of_latest(campaign_id, [row.id for row in rows])
        yield from (replace(Taken(*row), further=further.get(row.id, ())) for row in rows)
        after = getattr(rows[-1], name)


def _page(campaign_id: UUID) -> Select[Any]:
    return (
        select(
            Entry.id,
            Entry.number,
            Entry.state,
            Entry.lang,
            EntryVersion.answers,
            Entry.picture_id,
            Entry.received_at,
            Entry.published_at,
        )
        .join(EntryVersion, latest())
        .where(Entry.campaign_id == campaign_id, Entry.state != EntryState.UNCONFIRMED)
    )
