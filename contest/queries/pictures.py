"""Pictures: what there is, and who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, literal, or_, select, union_all

from contest.db import reading
from contest.models import Campaign, Entry, EntryVersion, FurtherPicture, Picture, PictureState, Visibility
from contest.queries import journal, shelf_lives
from contest.rules.entries import EntryState


@dataclass(frozen=True)
class PictureView:
    """A picture that has files. `public`: an entry, a post or a shelf life the public sees, or a campaign, shows it.

    `ready`: every width is there; else only the one of 320 pixels.
    """

    id: UUID
    width: int
    height: int
    ready: bool
    public: bool


@dataclass(frozen=True)
class PictureSize:
    """A picture of a version: its place, 1 being the cover's, and its size upright, in pixels."""

    id: UUID
    place: int
    width: int
    height: int


def view(campaign_id: UUID, picture_id: UUID, now: datetime) -> PictureView | None:
    """A picture and whether the public may see it at `now`; None when there is none or it was erased. One statement."""
    shown = or_(
        exists().where(
            Entry.campaign_id == Picture.campaign_id,
            Entry.picture_id == Picture.id,
            Entry.state == EntryState.PUBLISHED,
        ),
        exists().where(
            FurtherPicture.campaign_id == Picture.campaign_id,
            FurtherPicture.picture_id == Picture.id,
            Entry.campaign_id == FurtherPicture.campaign_id,
            Entry.id == FurtherPicture.entry_id,
            Entry.version == FurtherPicture.version,
            Entry.state == EntryState.PUBLISHED,
        ),
        exists().where(
            Campaign.id == Picture.campaign_id,
            Campaign.visibility != Visibility.DRAFT,
            or_(Campaign.logo_picture_id == Picture.id, Campaign.hero_picture_id == Picture.id),
        ),
        journal.shows_picture(now),
        shelf_lives.shows_picture(now),
    )
    row = (
        reading()
        .execute(
            select(Picture.id, Picture.width, Picture.height, Picture.state, shown.label("public")).where(
                Picture.campaign_id == campaign_id,
                Picture.id == picture_id,
                Picture.state != PictureState.ERASED,
            )
        )
        .first()
    )
    if row is None:
        return None
    return PictureView(row.id, row.width, row.height, row.state is PictureState.READY, bool(row.public))


def is_worn(campaign_id: UUID, picture_id: UUID) -> bool:
    """Whether a campaign, also a draft, has the picture as its logo or its large one."""
    worn = or_(Campaign.logo_picture_id == picture_id, Campaign.hero_picture_id == picture_id)
    return bool(reading().scalar(select(exists().where(Campaign.id == campaign_id, worn))))


def further_of(campaign_id: UUID, entry_id: UUID, version: int) -> tuple[UUID, ...]:
    """The pictures of a version after its cover, in order."""
    rows = _further(campaign_id, [entry_id], FurtherPicture.version == version)
    return tuple(row.picture_id for row in rows)


def further_of_latest(campaign_id: UUID, entry_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The pictures after the cover of each of these entries that has any, in its latest version; one statement."""
    latest = exists().where(
        Entry.campaign_id == FurtherPicture.campaign_id,
        Entry.id == FurtherPicture.entry_id,
        Entry.version == FurtherPicture.version,
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for row in _further(campaign_id, entry_ids, latest):
        found[row.entry_id] = (*found.get(row.entry_id, ()), row.picture_id)
    return found


def album(campaign_id: UUID, entry_id: UUID, version: int, cover: UUID | None) -> tuple[PictureSize, ...]:
    """All pictures of a version in order, the cover first, with their sizes; one statement."""
    columns = Picture.id, Picture.width, Picture.height
    kept = Picture.campaign_id == campaign_id, Picture.state != PictureState.ERASED
    shown = and_(FurtherPicture.campaign_id == Picture.campaign_id, FurtherPicture.picture_id == Picture.id)
    first = select(*columns, literal(1).label("place")).where(*kept, Picture.id == cover)
    others = (
        select(*columns, FurtherPicture.place)
        .join(FurtherPicture, shown)
        .where(*kept, FurtherPicture.entry_id == entry_id, FurtherPicture.version == version)
    )
    rows = reading().execute(union_all(first, others).order_by("place"))
    return tuple(PictureSize(row.id, row.place, row.width, row.height) for row in rows)


def with_digest(campaign_id: UUID, picture_ids: Sequence[UUID], digest: str) -> UUID | None:
    """Which of these pictures was made from the file of this SHA-256."""
    of_them = Picture.campaign_id == campaign_id, Picture.id.in_(picture_ids), Picture.digest == digest
    return reading().scalar(select(Picture.id).where(*of_them).order_by(Picture.id).limit(1))


def of_entries(campaign_id: UUID, entry_ids: Sequence[UUID]) -> list[UUID]:
    """Every picture that any version of these entries shows or showed."""
    of_them = EntryVersion.campaign_id == campaign_id, EntryVersion.entry_id.in_(entry_ids)
    covers = reading().scalars(select(EntryVersion.picture_id).where(*of_them, EntryVersion.picture_id.is_not(None)))
    found = [*covers, *(row.picture_id for row in _further(campaign_id, entry_ids))]
    return [picture_id for picture_id in dict.fromkeys(found) if picture_id is not None]


def _further(
    campaign_id: UUID, entry_ids: Sequence[UUID], *which: ColumnElement[bool]
) -> Sequence[Row[UUID, int, UUID]]:
    rows = reading().execute(
        select(FurtherPicture.entry_id, FurtherPicture.version, FurtherPicture.picture_id)
        .where(FurtherPicture.campaign_id == campaign_id, FurtherPicture.entry_id.in_(entry_ids), *which)
        .order_by(FurtherPicture.entry_id, FurtherPicture.version, FurtherPicture.place)
    )
    return rows.all()
