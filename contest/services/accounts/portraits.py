"""A portrait of one's own: put up, shown beside what one signs or not, taken down."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import select, update

from contest import intake
from contest.db import new_id, reading, transaction
from contest.intake import Folders
from contest.models import Staff
from contest.rules import pictures as rules
from contest.rules.objections import Objection, Refused
from contest.services import audit, outbox
from contest.services.accounts.joining import LONGEST
from contest.services.outbox import Lane


def put(staff_id: UUID, stream: IO[bytes], *, media: Path, incoming: Path, now: datetime) -> UUID:
    """Check an upload, cut it square and put it up in place of the one there is; its id.

    Not inside a transaction: it waits for a child process. Errors: Refused with picture_too_large,
    picture_not_a_picture, picture_animated, picture_too_many_pixels, picture_broken, picture_busy.
    """
    folders, portrait_id = Folders(media, incoming), new_id()
    if reasons := rules.objections(intake.receive_portrait(stream, folders, portrait_id)):
        raise Refused(reasons)
    try:
        with transaction() as session:
            forget(staff_id, now=now)
            session.execute(update(Staff).where(Staff.id == staff_id).values(portrait_id=portrait_id))
            audit.record("staff.portrait_changed", by=audit.staff(staff_id), now=now, ref=staff_id)
    except BaseException:
        intake.discard_portrait(folders, portrait_id)
        raise
    return portrait_id


def show(staff_id: UUID, *, seen: bool, now: datetime) -> None:
    """Have the portrait seen beside what this person signs, or not; said twice, it is once."""
    with transaction() as session:
        other = Staff.id == staff_id, Staff.is_seen.is_not(seen)
        if session.scalar(update(Staff).where(*other).values(is_seen=seen).returning(Staff.id)) is not None:
            details = {"seen": seen}
            audit.record("staff.seen_changed", by=audit.staff(staff_id), now=now, ref=staff_id, details=details)


def sign_as(staff_id: UUID, titles: Mapping[str, str], *, now: datetime) -> None:
    """Sign with this role in each of these languages; an empty one is the title known to colleagues.

    What is signed already stays. Said twice, it is once. Errors: Refused with field_too_long (title_language).
    """
    longest = LONGEST["title"]
    said = {lang: kept for lang, title in titles.items() if (kept := " ".join(title.split()))}
    reasons = [
        Objection("field_too_long", f"title_{lang}", {"longest": longest})
        for lang, title in said.items()
        if len(title) > longest
    ]
    if reasons:
        raise Refused(reasons)
    with transaction() as session:
        someone = session.get_one(Staff, staff_id, with_for_update=True)
        if someone.titles != said:
            someone.titles = said
            audit.record("staff.titles_changed", by=audit.staff(staff_id), now=now, ref=staff_id, details=said)


def take_down(staff_id: UUID, *, now: datetime) -> None:
    """Take the portrait down; again is harmless."""
    with transaction():
        if forget(staff_id, now=now):
            audit.record("staff.portrait_removed", by=audit.staff(staff_id), now=now, ref=staff_id)


def forget(staff_id: UUID, *, now: datetime) -> bool:
    """Show the portrait no more and have its files deleted, in the caller's transaction; whether there was one."""
    with transaction() as session:
        portrait_id = reading().scalar(select(Staff.portrait_id).where(Staff.id == staff_id).with_for_update())
        if portrait_id is None:
            return False
        session.execute(update(Staff).where(Staff.id == staff_id).values(portrait_id=None))
        outbox.queue(
            "portrait.erase",
            dedupe_key=f"portrait.erase:{portrait_id.hex}",
            now=now,
            ids={"portrait": portrait_id.hex},
            lang="",
            lane=Lane.REST,
        )
        return True
