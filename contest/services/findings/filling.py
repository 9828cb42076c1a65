"""The prints of ideas that no check has looked at: older than the checks, or published as they were brought in.

Without them nobody finds what is nearly the same as one of these. A portion at a time, in the order of their ids: what
is broken off goes on where it was, and what has its print is passed over.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from contest import intake
from contest.db import insert_into, transaction
from contest.intake import Folders
from contest.models import PicturePrint, TextPrint
from contest.queries import unprinted
from contest.queries.unprinted import Filled, Unprinted
from contest.rules.findings import copies
from contest.services import pictures
from contest.services.findings import queueing

AT_ONCE = 50


def fill(campaign_id: UUID, after: UUID | None, *, folders: Folders, most: int = AT_ONCE) -> Filled:
    """Write what prints a portion of a campaign's ideas lack: how many of each, and after which idea to go on.

    Pictures are measured by their previews, outside of any transaction; one whose file is gone is passed over.
    """
    portion = unprinted.portion(campaign_id, after, most)
    texts = [_of_text(campaign_id, one) for one in portion.ideas if copies.pieces(one.folded)]
    measured = [
        {**print_of, "entry_id": entry}
        for picture, entry in portion.unmeasured.items()
        if (print_of := _of_picture(campaign_id, picture, folders)) is not None
    ]
    with transaction() as session:
        for table, rows in ((TextPrint, texts), (PicturePrint, measured)):
            if rows:
                # Somebody may have looked at one of them meanwhile.
                session.execute(insert_into(session, table).on_conflict_do_nothing(), rows)
        for picture, entry in portion.unowned.items():
            of_it = PicturePrint.campaign_id == campaign_id, PicturePrint.picture_id == picture
            session.execute(update(PicturePrint).where(*of_it).values(entry_id=entry))
    return Filled(len(texts), len(measured) + len(portion.unowned), portion.last)


def fill_on(campaign_id: UUID, began: str, after: UUID | None, *, folders: Folders, now: datetime) -> Filled:
    """Fill a portion, and have the next one filled; after the last one what waits is looked at again."""
    filled = fill(campaign_id, after, folders=folders)
    with transaction():
        if filled.last is not None:
            queueing.queue_filling(campaign_id, now=now, began=began, after=filled.last)
        else:
            queueing.queue_again(campaign_id, now=now)
    return filled


def _of_text(campaign_id: UUID, one: Unprinted) -> dict[str, Any]:
    bands = {f"b{place}": band for place, band in enumerate(copies.bands(one.folded), start=1)}
    return {"campaign_id": campaign_id, "entry_id": one.id, **bands}


def _of_picture(campaign_id: UUID, picture_id: UUID, folders: Folders) -> dict[str, Any] | None:
    verdict = intake.measure(folders, campaign_id, picture_id)
    return None if verdict.reason else pictures.print_of(campaign_id, picture_id, verdict)
