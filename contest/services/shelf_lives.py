"""The shelf life of what was selected: set, changed, taken off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import transaction
from contest.models import Campaign, Entry, ShelfLife
from contest.queries import shelf_lives
from contest.rules import shelf_lives as rules
from contest.rules.entries import EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.shelf_lives import Texts
from contest.services import audit, pictures


@dataclass(frozen=True)
class Wanted:
    """From when to when it is in the shops (`opens <= now < closes`), where, and a link for the curious.

    `texts` is language -> field (`rules.shelf_lives.FIELDS`) -> text; `picture_id` a picture just sent, None: as it is.
    """

    opens: datetime
    closes: datetime
    texts: Texts
    link: str = ""
    picture_id: UUID | None = None
    drops_picture: bool = False


def set_life(campaign_id: UUID, entry_id: UUID, wanted: Wanted, *, by: UUID, now: datetime) -> None:
    """Set it, or change it; the public sees it once it knows that the entry was selected. The same again is once.

    Errors: LookupError; Refused with shelf_ends_first (`closes`), link_malformed (`link`), text_missing,
    answer_too_long (field_language), shelf_not_selected.
    """
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        of = Entry.campaign_id == campaign_id, Entry.id == entry_id, Entry.state == EntryState.PUBLISHED
        if session.scalar(select(Entry.id).where(*of).with_for_update()) is None:
            raise LookupError(entry_id)
        row = session.get(ShelfLife, (campaign_id, entry_id), populate_existing=True)
        before = row.picture_id if row else None
        picture = wanted.picture_id or (None if wanted.drops_picture else before)
        texts, link = rules.tidy(campaign.languages, wanted.texts), wanted.link.strip()
        dates = {"opens": wanted.opens, "closes": wanted.closes}
        reasons = rules.objections(campaign.languages, texts, link=link, **dates, with_picture=picture is not None)
        if not shelf_lives.is_selected(campaign_id, entry_id):
            reasons.insert(0, Objection("shelf_not_selected"))
        if reasons:
            raise Refused(reasons)
        if row is None:
            row = ShelfLife(campaign_id=campaign_id, entry_id=entry_id)
            session.add(row)
        elif (row.opens, row.closes, row.texts, row.link, before) == (*dates.values(), texts, link, picture):
            return
        row.opens, row.closes, row.texts, row.link, row.picture_id = *dates.values(), texts, link, picture
        row.changed_by, row.changed_at = by, now
        session.flush()
        if before is not None and before != picture:
            pictures.erase_if_unused(campaign_id, before, now=now)
        audit.record("shelf_life.set", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id)


def remove(campaign_id: UUID, entry_id: UUID, *, by: UUID, now: datetime) -> None:
    """Say nothing any more of where it can be bought. Twice is once."""
    with transaction() as session:
        row = session.get(ShelfLife, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if row is None:
            return
        picture = row.picture_id
        session.delete(row)
        session.flush()
        if picture is not None:
            pictures.erase_if_unused(campaign_id, picture, now=now)
        audit.record("shelf_life.removed", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id)
