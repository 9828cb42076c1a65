"""Pictures: taken in, attached to nothing yet; erased with what they belonged to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from contest import intake
from contest.db import new_id, reading, transaction
from contest.intake import Folders
from contest.models import (
    Campaign,
    Draft,
    DraftPicture,
    EntryVersion,
    FurtherPicture,
    JournalPost,
    Picture,
    PicturePrint,
    PictureState,
    ShelfLife,
)
from contest.rules import pictures as rules
from contest.rules.findings import pictures as shapes
from contest.rules.objections import Refused
from contest.services import audit, outbox
from contest.services.audit import Actor
from contest.services.outbox import Lane

LONGEST_NAME, LONGEST_ALTERNATIVE = 120, 300
# Time to finish a form; a draft or an entry keeps its picture longer.
UNUSED_FOR = timedelta(hours=24)
AT_ONCE = 200


def receive(
    campaign_id: UUID,
    stream: IO[bytes],
    *,
    file_name: str,
    media: Path,
    incoming: Path,
    by: Actor,
    now: datetime,
    alternative: str = "",
) -> UUID:
    """Check an upload, make its preview of 320 pixels and keep it; its id. The larger widths follow.

    Not inside a transaction: it waits for a child process. Errors: Refused with picture_too_large,
    picture_not_a_picture, picture_animated, picture_too_many_pixels, picture_broken, picture_busy.
    """
    folders, picture_id = Folders(media, incoming), new_id()
    verdict = intake.receive(stream, folders, campaign_id, picture_id)
    if reasons := rules.objections(verdict):
        raise Refused(reasons)
    try:
        with transaction() as session:
            session.add(
                Picture(
                    campaign_id=campaign_id,
                    id=picture_id,
                    state=PictureState.INCOMING,
                    width=verdict.width,
                    height=verdict.height,
                    alternative=alternative[:LONGEST_ALTERNATIVE],
                    digest=verdict.digest,
                    file_name=file_name[:LONGEST_NAME],
                    created_at=now,
                )
            )
            session.flush()
            session.add(PicturePrint(**print_of(campaign_id, picture_id, verdict)))
            _queue("picture.resize", campaign_id, picture_id, now)
            audit.record("picture.uploaded", by=by, now=now, campaign=campaign_id, ref=picture_id)
    except BaseException:
        intake.discard(folders, campaign_id, picture_id)
        raise
    return picture_id


def print_of(campaign_id: UUID, picture_id: UUID, verdict: rules.Verdict) -> dict[str, Any]:
    """By what a picture is compared with others, as its row of `picture_print`."""
    bands = {f"b{place}": band for place, band in enumerate(shapes.bands(verdict.shape), start=1)}
    shape = verdict.shape - (1 << shapes.BITS) if verdict.shape >> (shapes.BITS - 1) else verdict.shape
    contrast = round(verdict.contrast * 10)
    return {"campaign_id": campaign_id, "picture_id": picture_id, "shape": shape, "contrast": contrast, **bands}


def settle(campaign_id: UUID, picture_id: UUID, *, ready: bool) -> None:
    """The larger widths are there, or could not be made; an erased picture stays erased."""
    state = PictureState.READY if ready else PictureState.FAILED
    with transaction() as session:
        session.execute(
            update(Picture)
            .where(
                Picture.campaign_id == campaign_id,
                Picture.id == picture_id,
                Picture.state == PictureState.INCOMING,
            )
            .values(state=state)
        )


def erase(campaign_id: UUID, picture_ids: Sequence[UUID], *, now: datetime) -> None:
    """Show these pictures no more, at once, and have their files deleted; in the caller's transaction."""
    with transaction() as session:
        session.execute(
            update(Picture)
            .where(Picture.campaign_id == campaign_id, Picture.id.in_(picture_ids))
            .values(state=PictureState.ERASED, alternative="", digest="", file_name="")
        )
        of_them = PicturePrint.campaign_id == campaign_id, PicturePrint.picture_id.in_(picture_ids)
        session.execute(delete(PicturePrint).where(*of_them))
        for picture_id in picture_ids:
            _queue("picture.erase", campaign_id, picture_id, now)


def erase_if_unused(campaign_id: UUID, picture_id: UUID, *, now: datetime) -> None:
    """Erase a picture that belongs to nothing any more; in the caller's transaction."""
    with transaction() as session:
        unused = session.scalar(
            select(Picture.id).where(Picture.campaign_id == campaign_id, Picture.id == picture_id, ~_used())
        )
        if unused is not None:
            erase(campaign_id, [picture_id], now=now)


def sweep(*, now: datetime) -> int:
    """Erase what was uploaded a day ago and belongs to nothing; answers how many (at most 200 at once)."""
    rows = (
        reading()
        .execute(
            select(Picture.campaign_id, Picture.id)
            .where(Picture.state != PictureState.ERASED, Picture.created_at < now - UNUSED_FOR, ~_used())
            .limit(AT_ONCE)
        )
        .all()
    )
    for campaign_id, picture_id in rows:
        with transaction():
            erase_if_unused(campaign_id, picture_id, now=now)
    return len(rows)


def _used() -> ColumnElement[bool]:
    """Whether an idea, a draft, a post, a shelf life or a campaign shows the picture."""
    return or_(
        *(
            exists().where(table.campaign_id == Picture.campaign_id, table.picture_id == Picture.id)
            for table in (EntryVersion, FurtherPicture, Draft, DraftPicture, JournalPost, ShelfLife)
        ),
        exists().where(
            Campaign.id == Picture.campaign_id,
            or_(Campaign.logo_picture_id == Picture.id, Campaign.hero_picture_id == Picture.id),
        ),
    )


def _queue(kind: str, campaign_id: UUID, picture_id: UUID, now: datetime) -> None:
    outbox.queue(
        kind,
        dedupe_key=f"{kind}:{picture_id.hex}",
        now=now,
        ids={"picture": picture_id.hex},
        lang="",
        campaign=campaign_id,
        lane=Lane.REST,
    )
