"""Ideas that lack a print by which what is nearly the same as they are is found (`queries.findings`)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from contest.db import reading
from contest.models import Entry, Picture, PicturePrint, PictureState, TextPrint
from contest.queries import pictures
from contest.queries.findings import GONE


@dataclass(frozen=True)
class Unprinted:
    """An idea whose text has no print."""

    id: UUID
    folded: str


@dataclass(frozen=True)
class Portion:
    """What some ideas lack: prints of texts, of pictures (picture -> idea), and pictures whose print knows no idea.

    `last` is the idea after which the next portion begins; None when this was all.
    """

    ideas: tuple[Unprinted, ...]
    unmeasured: dict[UUID, UUID]
    unowned: dict[UUID, UUID]
    last: UUID | None


@dataclass(frozen=True)
class Filled:
    """What was written of a portion, and after which idea to go on; None when that was all."""

    texts: int
    pictures: int
    last: UUID | None


def portion(campaign_id: UUID, after: UUID | None, most: int) -> Portion:
    """What the next ideas lack, in the order of their ids; three statements."""
    asked = (
        select(Entry.id, Entry.folded, Entry.picture_id, TextPrint.entry_id)
        .outerjoin(TextPrint, and_(TextPrint.campaign_id == Entry.campaign_id, TextPrint.entry_id == Entry.id))
        .where(Entry.campaign_id == campaign_id, Entry.state.not_in(GONE))
        .order_by(Entry.id)
        .limit(most)
    )
    rows = reading().execute(asked if after is None else asked.where(Entry.id > after)).all()
    further = pictures.further_of_latest(campaign_id, [row.id for row in rows])
    shown = {
        picture: row.id for row in rows for picture in (row.picture_id, *further.get(row.id, ())) if picture is not None
    }
    measured = and_(PicturePrint.campaign_id == Picture.campaign_id, PicturePrint.picture_id == Picture.id)
    prints = reading().execute(
        select(Picture.id, PicturePrint.picture_id, PicturePrint.entry_id)
        .outerjoin(PicturePrint, measured)
        .where(Picture.campaign_id == campaign_id, Picture.id.in_(shown), Picture.state != PictureState.ERASED)
        .where(PicturePrint.entry_id.is_(None))
    )
    lacking = {row.id: row.picture_id is None for row in prints}
    return Portion(
        tuple(Unprinted(row.id, row.folded) for row in rows if row.entry_id is None),
        {picture: shown[picture] for picture, unmeasured in lacking.items() if unmeasured},
        {picture: shown[picture] for picture, unmeasured in lacking.items() if not unmeasured},
        rows[-1].id if len(rows) == most else None,
    )
