"""A published entry as a gallery shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select

from contest.db import LARGEST, reading
from contest.models import Entry, EntryVersion
from contest.rules.entries import EntryState


@dataclass(frozen=True)
class EntryCard:
    """A published entry as a gallery shows it, in its latest version."""

    id: UUID
    number: int
    version: int
    lang: str
    name: str
    shown_author: str
    picture_id: UUID | None
    picture_alternative: str
    inspiration: str
    ingredients: tuple[str, ...]
    published_at: datetime


@dataclass(frozen=True)
class EntryPage:
    """A page of cards, and where the next one starts (None: there is none)."""

    entries: tuple[EntryCard, ...]
    next: int | None


def published(campaign_id: UUID) -> tuple[Any, ...]:
    return Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED


def latest() -> Any:
    return and_(
        EntryVersion.campaign_id == Entry.campaign_id,
        EntryVersion.entry_id == Entry.id,
        EntryVersion.version == Entry.version,
    )


def published_entries(campaign_id: UUID) -> Select[Any]:
    """Published entries with their latest version."""
    return (
        select(
            Entry.id,
            Entry.number,
            Entry.version,
            Entry.lang,
            Entry.name,
            Entry.shown_author,
            Entry.picture_id,
            Entry.published_at,
            Entry.received_at,
            EntryVersion.answers,
        )
        .join(EntryVersion, latest())
        .where(*published(campaign_id))
    )


def cards_of(query: Select[Any]) -> list[EntryCard]:
    return [card_of(row) for row in reading().execute(query)]


def card_of(row: Row[Any]) -> EntryCard:
    return EntryCard(
        id=row.id,
        number=row.number,
        version=row.version,
        lang=row.lang,
        name=row.name,
        shown_author=row.shown_author,
        picture_id=row.picture_id,
        picture_alternative=row.answers.get("alternative", ""),
        inspiration=row.answers.get("inspiration", ""),
        ingredients=tuple(row.answers.get("ingredients", ())),
        published_at=row.published_at,
    )


def below_number(query: Select[Any], number: int | None) -> Select[Any]:
    return query if number is None else query.where(Entry.number < max(0, min(number, LARGEST)))


def page_of(query: Select[Any], size: int) -> EntryPage:
    """The page of the highest numbers of a query."""
    cards = cards_of(query.order_by(Entry.number.desc()).limit(size + 1))
    more = len(cards) > size
    return EntryPage(tuple(cards[:size]), cards[size - 1].number if more else None)
