"""Shelf lives: where what was selected can be bought, once the public knows that it was selected."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from contest.db import reading
from contest.models import Announcement, Candidate, Entry, Phase, Picture, PictureState, Selection, ShelfLife
from contest.queries import announcements
from contest.rules.entries import EntryState
from contest.rules.results import WINNERS

MOST = 200


@dataclass(frozen=True)
class OnShelf:
    """A shelf life as the public sees it; `texts` is language -> field -> text."""

    opens: datetime
    closes: datetime
    texts: dict[str, dict[str, str]]
    link: str
    picture_id: UUID | None
    width: int
    height: int


@dataclass(frozen=True)
class Selected:
    """An entry that was selected, and its shelf life where one is set, for the desk."""

    entry_id: UUID
    number: int
    name: str
    lang: str
    author: str
    shelf: ShelfLife | None


def shown(campaign_id: UUID, entry_id: UUID, now: datetime, *, announced: bool) -> OnShelf | None:
    """The shelf life of an entry of which the public knows that it was selected; one statement.

    `announced`: whether announcements may be seen (in a crisis they are not).
    """
    picture = and_(
        Picture.campaign_id == ShelfLife.campaign_id,
        Picture.id == ShelfLife.picture_id,
        Picture.state != PictureState.ERASED,
    )
    row = (
        reading()
        .execute(
            select(ShelfLife, Picture.id, Picture.width, Picture.height)
            .outerjoin(Picture, picture)
            .where(
                ShelfLife.campaign_id == campaign_id, ShelfLife.entry_id == entry_id, known(now, announced=announced)
            )
        )
        .first()
    )
    if row is None:
        return None
    shelf: ShelfLife = row[0]
    return OnShelf(shelf.opens, shelf.closes, shelf.texts, shelf.link, row[1], row[2] or 0, row[3] or 0)


def shows_picture(now: datetime) -> ColumnElement[bool]:
    """Whether a shelf life that the public sees has this picture, its entry being published."""
    published = exists().where(
        Entry.campaign_id == ShelfLife.campaign_id,
        Entry.id == ShelfLife.entry_id,
        Entry.state == EntryState.PUBLISHED,
    )
    return exists().where(
        ShelfLife.campaign_id == Picture.campaign_id,
        ShelfLife.picture_id == Picture.id,
        published,
        known(now, announced=True),
    )


def known(now: datetime, *, announced: bool) -> ColumnElement[bool]:
    """Whether the public knows that a shelf life's entry was selected: announced, or standing in a vote that has begun.

    Before that its shelf life would tell it.
    """
    stands = exists().where(
        Candidate.campaign_id == ShelfLife.campaign_id,
        Candidate.entry_id == ShelfLife.entry_id,
        Phase.campaign_id == Candidate.campaign_id,
        Phase.id == Candidate.phase_id,
        Phase.opens <= now,
    )
    if not announced:
        return stands
    told = exists().where(
        Selection.campaign_id == ShelfLife.campaign_id,
        Selection.entry_id == ShelfLife.entry_id,
        Announcement.campaign_id == Selection.campaign_id,
        Announcement.phase_id == Selection.phase_id,
        *announcements.are_shown(now),
        or_(Announcement.finalists.is_(True), Selection.rank <= WINNERS),
    )
    return or_(stands, told)


# --- The desk


def selected(campaign_id: UUID) -> list[Selected]:
    """Every entry that a phase sent on, or that was picked for a vote, by number (at most 200); three statements."""
    ids = sorted(_ids(campaign_id))[:MOST]
    rows = reading().execute(
        select(
            Entry.id,
            func.coalesce(Entry.number, 0),
            Entry.name,
            Entry.lang,
            Entry.shown_author,
            ShelfLife,
        )
        .outerjoin(ShelfLife, and_(ShelfLife.campaign_id == Entry.campaign_id, ShelfLife.entry_id == Entry.id))
        .where(Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED, Entry.id.in_(ids))
    )
    # So few that they are sorted here, and each found by its key.
    return sorted((Selected(*row) for row in rows), key=lambda one: one.number)


def is_selected(campaign_id: UUID, entry_id: UUID) -> bool:
    """Whether a phase sent this entry on, or somebody picked it to stand in a vote."""
    return entry_id in _ids(campaign_id)


def written(campaign_id: UUID, entry_id: UUID) -> ShelfLife | None:
    """A shelf life as it is kept."""
    return reading().get(ShelfLife, (campaign_id, entry_id), populate_existing=True)


def _ids(campaign_id: UUID) -> set[UUID]:
    """The ids of all that was selected, from the two short tables that say so."""
    selections = reading().scalars(select(Selection.entry_id).where(Selection.campaign_id == campaign_id))
    candidates = reading().scalars(select(Candidate.entry_id).where(Candidate.campaign_id == campaign_id))
    return {*selections, *candidates}
