"""What the public reads of entries: published ones only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from contest.db import LARGEST, reading
from contest.models import Entry, EntryNumber
from contest.models.entries import NOT_SHOWN
from contest.queries.entries.cards import (
    EntryCard,
    EntryPage,
    below_number,
    card_of,
    cards_of,
    page_of,
    published,
    published_entries,
)
from contest.rules import gallery
from contest.rules.entries import EntryState

# How many places of the fair order are looked at for one page: withdrawn numbers leave holes.
LOOKED_AT = 3
MOST_ASKED = 200


@dataclass(frozen=True)
class EntryDetail:
    """One published entry with all its public answers, and its neighbours by number."""

    card: EntryCard
    answers: Mapping[str, Any]
    received_at: datetime
    previous: EntryCard | None
    following: EntryCard | None

    @property
    def inspiration(self) -> str:
        """What inspired it."""
        return self.card.inspiration

    @property
    def ingredients(self) -> tuple[str, ...]:
        """Its tags."""
        return self.card.ingredients

    @property
    def published_at(self) -> datetime:
        """Since when it is shown."""
        return self.card.published_at


def published_upto(campaign_id: UUID) -> int:
    """The highest number given so far; what a visit's order is made of, kept in its addresses."""
    upcoming = select(EntryNumber.next).where(EntryNumber.campaign_id == campaign_id)
    return (reading().scalar(upcoming) or 1) - 1


def published_count(campaign_id: UUID) -> int:
    """How many entries are published: the numbers given, without the few that are not shown any more.

    Counting those shown would read them all, for every page that says how many there are.
    """
    hidden = select(func.count()).select_from(Entry).where(Entry.campaign_id == campaign_id, NOT_SHOWN)
    given = select(EntryNumber.next - 1 - hidden.scalar_subquery()).where(EntryNumber.campaign_id == campaign_id)
    return reading().scalar(given) or 0


def fair_page(campaign_id: UUID, seed: str, upto: int, after: int, *, size: int = gallery.PAGE) -> EntryPage:
    """A page in the order of `seed` over the numbers 1 to `upto`, from position `after` (0 first) on.

    The same seed and `upto` show each entry once, whatever is published meanwhile; withdrawn ones are passed over.
    """
    upto = max(0, min(upto, published_upto(campaign_id)))
    numbers = gallery.window(seed, upto, after, size * LOOKED_AT)
    found = {card.number: card for card in cards_of(published_entries(campaign_id).where(Entry.number.in_(numbers)))}
    shown: list[EntryCard] = []
    position = max(after, 0)
    for number in numbers:
        if len(shown) == size:
            break
        position += 1
        if number in found:
            shown.append(found[number])
    return EntryPage(tuple(shown), position if position < upto else None)


def newest_page(campaign_id: UUID, below: int | None = None, *, size: int = gallery.PAGE) -> EntryPage:
    """A page of the newest; `below` is the number the page before ended with. Numbers are given at publication."""
    return page_of(below_number(published_entries(campaign_id), below), size)


def others(campaign_id: UUID, number: int, *, size: int = 4) -> tuple[EntryCard, ...]:
    """Some entries to stand beside this one: each page shows the same ones to everybody, no two pages the same."""
    page = fair_page(campaign_id, f"beside {number}", published_upto(campaign_id), 0, size=size + 1)
    return tuple(card for card in page.entries if card.number != number)[:size]


# Made once: putting it together costs more than asking it.
_ID = select(Entry.id).where(
    Entry.campaign_id == bindparam("of_campaign"),
    Entry.number == bindparam("numbered"),
    Entry.state == EntryState.PUBLISHED,
)


def one_card(campaign_id: UUID, number: int) -> EntryCard | None:
    """The published entry of this number, without what stands beside it; one statement."""
    if number > LARGEST:
        return None
    row = reading().execute(published_entries(campaign_id).where(Entry.number == number)).first()
    return None if row is None else card_of(row)


def id_of(campaign_id: UUID, number: int) -> UUID | None:
    """The published entry of this number, and no more of it."""
    if number > LARGEST:
        return None
    return reading().connection().execute(_ID, {"of_campaign": campaign_id, "numbered": number}).scalar()


def by_number(campaign_id: UUID, number: int) -> EntryDetail | None:
    """The published entry of this number; two statements."""
    if number > LARGEST:
        return None
    row = reading().execute(published_entries(campaign_id).where(Entry.number == number)).first()
    if row is None:
        return None
    return EntryDetail(card_of(row), row.answers, row.received_at, *_neighbours(campaign_id, number))


# An entry may be joined with one that is joined later itself: so many steps are followed.
MOST_STEPS = 8


def kept_number(campaign_id: UUID, number: int) -> int | None:
    """The number of the published entry that an entry which is no longer shown was joined with; else None."""
    if number > LARGEST:
        return None
    of_campaign = Entry.campaign_id == campaign_id
    row = reading().execute(select(Entry.merged_into).where(of_campaign, Entry.number == number)).first()
    kept = row.merged_into if row is not None else None
    for _ in range(MOST_STEPS):
        if kept is None:
            return None
        found = (
            reading()
            .execute(select(Entry.number, Entry.state, Entry.merged_into).where(of_campaign, Entry.id == kept))
            .one()
        )
        if found.state is EntryState.PUBLISHED:
            return int(found.number)
        kept = found.merged_into
    return None


def joined_authors(campaign_id: UUID, entry_id: UUID) -> list[str]:
    """Who else thought of a published entry: the authors of those joined with it, as the public sees them."""
    rows = reading().execute(
        select(Entry.received_at, Entry.id, Entry.shown_author)
        .where(Entry.campaign_id == campaign_id, Entry.merged_into == entry_id, Entry.state == EntryState.MERGED)
        .limit(MOST_ASKED)
    )
    # A handful, sorted here: there is no index for so few.
    return [author for author in dict.fromkeys(row.shown_author for row in sorted(rows.all())) if author]


def by_ids(campaign_id: UUID, entry_ids: Sequence[UUID]) -> dict[UUID, EntryCard]:
    """The published ones among these (at most 200), by id."""
    found = cards_of(published_entries(campaign_id).where(Entry.id.in_(entry_ids[:MOST_ASKED])))
    return {card.id: card for card in found}


def sitemap(campaign_id: UUID, *, most: int = 40_000) -> list[tuple[int, datetime]]:
    """Number and moment of every published entry, newest first."""
    rows = reading().execute(
        select(Entry.number, Entry.published_at)
        .where(*published(campaign_id))
        # Numbers are given at publication; the moment first, for it is by that that an index has them in order.
        .order_by(Entry.published_at.desc(), Entry.number.desc())
        .limit(most)
    )
    return [(row.number, row.published_at) for row in rows]


def _neighbours(campaign_id: UUID, number: int) -> tuple[EntryCard | None, EntryCard | None]:
    """The published entries before and after a number, in one statement."""
    edges = (
        select(func.max(Entry.number)).where(*published(campaign_id), Entry.number < number),
        select(func.min(Entry.number)).where(*published(campaign_id), Entry.number > number),
    )
    beside = [Entry.number == edge.scalar_subquery() for edge in edges]
    found = cards_of(published_entries(campaign_id).where(or_(*beside)))
    before = next((card for card in found if card.number < number), None)
    after = next((card for card in found if card.number > number), None)
    return before, after
