"""What there is to draw cards of: entries by number, the winner of an announcement with its votes."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Announcement, Entry, Selection
from contest.queries import announcements, entries, results, tally
from contest.queries.announcements import Shown
from contest.queries.entries import EntryCard
from contest.rules.entries import EntryState
from contest.rules.papers import Method


@dataclass(frozen=True)
class Crowned:
    """An announcement that is shown, its first winner under the name agreed to, and how many votes that one got."""

    shown: Shown
    entry: EntryCard
    votes: int
    method: Method = Method.ONE
    # Not decided by the votes alone.
    blended: bool = False


def number_of(campaign_id: UUID, entry_id: UUID) -> int | None:
    """The number of an entry, published or not; None for one that never was."""
    return reading().scalar(select(Entry.number).where(Entry.campaign_id == campaign_id, Entry.id == entry_id))


def published_after(campaign_id: UUID, number: int, *, limit: int) -> list[tuple[int, UUID]]:
    """Number and id of published entries, from the one after `number` on."""
    rows = reading().execute(
        select(Entry.number, Entry.id)
        .where(Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED, Entry.number > number)
        .order_by(Entry.number)
        .limit(limit)
    )
    return [(row.number, row.id) for row in rows]


def announced_in(campaign_id: UUID, entry_id: UUID) -> list[UUID]:
    """The phases that this entry was picked in and that have an announcement, whatever its hour."""
    of = (Selection.campaign_id == campaign_id, Selection.entry_id == entry_id)
    announced = (Announcement.campaign_id == Selection.campaign_id) & (Announcement.phase_id == Selection.phase_id)
    return list(reading().scalars(select(Selection.phase_id).join(Announcement, announced).where(*of)))


def crowned(campaign_id: UUID, phase_id: UUID, now: datetime) -> Crowned | None:
    """The winner of an announcement, if it is shown at `now` and its entry is published."""
    shown = announcements.shown(campaign_id, phase_id, now)
    if shown is None or not shown.winners:
        return None
    first = shown.winners[0]
    entry = entries.by_ids(campaign_id, [first.entry_id]).get(first.entry_id)
    if entry is None:
        return None
    standings = results.standings(campaign_id, phase_id)
    votes = next((standing.votes for standing in standings if standing.entry_id == first.entry_id), 0)
    method = tally.methods([(campaign_id, phase_id)])[campaign_id, phase_id]
    blended = results.blend_of(campaign_id, phase_id) is not None
    return Crowned(shown, replace(entry, shown_author=first.shown_author), votes, method, blended)
