"""Published entries by their words: every needle of `rules.searching` is in `entry.folded`, newest first.

The same question on both databases. PostgreSQL finds it by its trigram index or, where a word is common, along the
numbers; SQLite asks its own index (`migrations/search.py`), which gives the highest numbers first and stops.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, case, func, literal, or_, select, text
from sqlalchemy.types import Uuid

from contest.db import LARGEST, reading
from contest.models import Entry
from contest.queries.entries.cards import (
    EntryCard,
    EntryPage,
    below_number,
    cards_of,
    page_of,
    published,
    published_entries,
)
from contest.rules import gallery, searching, similar
from contest.rules.similar import Sought

# Names are compared with at most so many others: those that hold most of it.
CANDIDATES = 150
# What of `entry.folded` is the name; folding may lengthen it ("œ").
NAME_ENDS = 8

_FOUND = (
    text("""
        SELECT rowid & 4294967295 AS number FROM entry_search
        WHERE entry_search MATCH :needles
        AND rowid > (SELECT serial << 32 FROM entry_search_campaign WHERE campaign_id = :campaign)
        AND rowid < (SELECT serial << 32 | :below FROM entry_search_campaign WHERE campaign_id = :campaign)
        ORDER BY rowid DESC LIMIT :most
    """)
    .bindparams(bindparam("campaign", type_=Uuid()), bindparam("needles", type_=String()))
    .columns(number=Integer)
)


def search_page(campaign_id: UUID, query: str, below: int | None = None, *, size: int = gallery.PAGE) -> EntryPage:
    """A page of what holds every word of `query` (accents and case aside), newest first."""
    needles = searching.needles(query)
    if not needles:
        return EntryPage((), None)
    return page_of(_holding(campaign_id, needles, below, size + 1), size)


def alike(campaign_id: UUID, name: str, *, most: int = 5) -> list[EntryCard]:
    """Published entries whose name says the same, the most alike first, then the newest; two statements."""
    words = similar.sought(name)
    if not words:
        return []
    rows = reading().execute(_named(campaign_id, words, len(name))).all()
    found = [rows[place].id for _, place in similar.alike(name, [row.name for row in rows])[:most]]
    if not found:
        return []
    cards = {card.id: card for card in cards_of(published_entries(campaign_id).where(Entry.id.in_(found)))}
    return [cards[entry_id] for entry_id in found if entry_id in cards]


def _named(campaign_id: UUID, words: Sequence[Sought], length: int) -> Select[UUID, str]:
    """Names with enough of the words, those with most first, then those as long.

    The index holds whole texts, which begin with the name: a text that holds the words elsewhere is left out.
    """
    sqlite = reading().get_bind().dialect.name == "sqlite"
    name = func.substr(Entry.folded, 1, func.length(Entry.name) + NAME_ENDS).label("said")
    as_long = func.length(Entry.name) <= similar.longest_alike(length)
    rows = select(Entry.id, Entry.name, Entry.number, name).where(*published(campaign_id), as_long)
    if sqlite:
        needles = " OR ".join(f"({' AND '.join(map(_match, some))})" for some in similar.enough(words))
        indexed = _FOUND.bindparams(needles=needles, campaign=campaign_id, below=LARGEST, most=LARGEST).subquery()
        rows = rows.where(Entry.number.in_(select(indexed.c.number)))
    else:
        rows = rows.where(_enough(words, Entry.folded.contains))
    # With a limit it is worked out for itself: so the beginning of each text is cut out once, not for every needle.
    some = rows.limit(LARGEST).subquery()
    find = func.instr if sqlite else func.strpos

    def holds(needle: str) -> ColumnElement[bool]:
        return find(some.c.said, needle) > 0

    held = sum((case((or_(*map(holds, word.halves)), 1), else_=0) for word in words), literal(0))
    longer = func.abs(func.length(some.c.name) - length)
    named = select(some.c.id, some.c.name).where(_enough(words, holds))
    return named.order_by(held.desc(), longer, some.c.number.desc()).limit(CANDIDATES)


def _enough(words: Sequence[Sought], holds: Callable[[str], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Any of what a name alike must hold."""
    return or_(*(and_(*(or_(*map(holds, needles)) for needles in some)) for some in similar.enough(words)))


def _match(needles: Sequence[str]) -> str:
    return "(" + " OR ".join(f'"{needle}"' for needle in needles) + ")"


def _holding(campaign_id: UUID, needles: Sequence[str], below: int | None, most: int) -> Select[Any]:
    """Published entries below a number that hold every needle: at least the `most` highest."""
    entries = below_number(published_entries(campaign_id), below)
    if reading().get_bind().dialect.name != "sqlite":
        return entries.where(*(Entry.folded.contains(needle, autoescape=True) for needle in needles))
    return entries.where(_indexed(campaign_id, needles, below, most))


def _indexed(campaign_id: UUID, needles: Sequence[str], below: int | None, most: int) -> ColumnElement[bool]:
    phrases = " ".join(f'"{needle}"' for needle in needles)
    upper = LARGEST if below is None else max(0, min(below, LARGEST))
    found = _FOUND.bindparams(needles=phrases, campaign=campaign_id, below=upper, most=most).subquery()
    return Entry.number.in_(select(found.c.number))
