"""Published entries by their words: every needle of `rules.searching` is in `entry.folded`, newest first.

The same question on both databases. PostgreSQL finds it by its trigram index or, where a word is common, along the
numbers; SQLite asks its own index (`migrations/search.py`), which gives the highest numbers first and stops.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, select, text
from sqlalchemy.types import Uuid

from contest.db import LARGEST, reading
from contest.models import Entry
from contest.queries.entries.cards import EntryCard, EntryPage, below_number, cards_of, page_of, published_entries
from contest.rules import gallery, searching

# Names are compared with at most so many others.
CANDIDATES = 200

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
    """Published entries with a name that holds the longest word of this one, those with most words in common first."""
    words = searching.words(name)
    if not words or len(words[0]) < 3:
        return []
    holding = _holding(campaign_id, [words[0]], None, CANDIDATES)
    found = cards_of(holding.order_by(Entry.number.desc()).limit(CANDIDATES))
    shared = [(len(set(words) & set(searching.words(card.name))), card) for card in found]
    named = sorted((pair for pair in shared if pair[0]), key=lambda pair: (-pair[0], pair[1].number))
    return [card for _, card in named[:most]]


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
