"""Who stands in a vote."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from contest.db import reading
from contest.models import Candidate, Entry
from contest.queries.entries.cards import EntryCard, cards_of, published_entries
from contest.rules.entries import EntryState

# A page of them is never longer; a vote over more is one over the whole gallery, which has pages.
MOST_LISTED = 200


def standing(campaign_id: UUID, phase_id: UUID) -> list[EntryCard]:
    """The entries that stand in a vote, by number: those published, of those picked where some were (at most 200)."""
    stands = published_entries(campaign_id).where(_stands(campaign_id, phase_id))
    return list(cards_of(stands.order_by(Entry.number).limit(MOST_LISTED)))


def ids(campaign_id: UUID, phase_id: UUID) -> list[UUID]:
    """The same by their ids, however many."""
    return list(
        reading().scalars(
            select(Entry.id)
            .where(Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED)
            .where(_stands(campaign_id, phase_id))
            .order_by(Entry.number)
        )
    )


def ids_by_number(campaign_id: UUID, phase_id: UUID) -> dict[int, UUID]:
    """The same by their numbers, in that order."""
    rows = reading().execute(
        select(Entry.number, Entry.id)
        .where(Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED, Entry.number.is_not(None))
        .where(_stands(campaign_id, phase_id))
        .order_by(Entry.number)
    )
    return {number: entry for number, entry in rows if number is not None}


def numbers(campaign_id: UUID, entries: Sequence[UUID]) -> list[int]:
    """The numbers of these entries."""
    rows = reading().scalars(select(Entry.number).where(Entry.campaign_id == campaign_id, Entry.id.in_(entries)))
    return sorted(number for number in rows if number is not None)


def picked(campaign_id: UUID, phase_id: UUID) -> frozenset[int]:
    """The numbers of the entries that were picked to stand in a vote; none when all that are published do."""
    rows = reading().scalars(
        select(Entry.number)
        .join(Candidate, (Candidate.campaign_id == Entry.campaign_id) & (Candidate.entry_id == Entry.id))
        .where(Candidate.campaign_id == campaign_id, Candidate.phase_id == phase_id, Entry.number.is_not(None))
    )
    return frozenset(number for number in rows if number is not None)


def _stands(campaign_id: UUID, phase_id: UUID) -> ColumnElement[bool]:
    those = (Candidate.campaign_id == campaign_id, Candidate.phase_id == phase_id)
    return or_(exists().where(*those, Candidate.entry_id == Entry.id), ~exists().where(*those))
