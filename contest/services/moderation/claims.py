"""Who is looking at an entry: so that two people do not decide on it at once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from contest.db import transaction
from contest.models import Entry, Staff
from contest.rules.entries import WAITING, EntryState
from contest.rules.objections import Objection, Refused
from contest.services import audit
from contest.services.moderation import appeals, proposals

CLAIMED_FOR = timedelta(minutes=10)


def claim(campaign_id: UUID, entry_id: UUID, *, by: UUID, now: datetime) -> None:
    """Take an entry for ten minutes; again lengthens it. Errors: Refused with entry_gone, claimed_by_other (name)."""
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.state is EntryState.UNCONFIRMED:
            raise Refused([Objection("entry_gone")])
        require_free(entry, by=by, now=now)
        _take(entry, by=by, now=now)


def claim_next(
    campaign_ids: Collection[UUID] | None,
    *,
    by: UUID,
    now: datetime,
    langs: Collection[str] = (),
    department: UUID | None = None,
) -> tuple[UUID, UUID] | None:
    """Take the entry that waits longest and nobody else has; (campaign, entry).

    Not one whose author appeals against this person's own decision, nor one that waits for somebody else: for a
    department that is not this person's (`department`), for agreement to this person's own proposal. In these
    campaigns (None: in all) and languages (none: in all).
    """
    with transaction() as session:
        waiting = (
            select(Entry)
            .where(Entry.state.in_(WAITING), free(by, now), ~appeals.against(by))
            .where(~proposals.by_me(by), _dealt_to(department))
            .order_by(Entry.lane, Entry.waiting_since, Entry.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if campaign_ids is not None:
            waiting = waiting.where(Entry.campaign_id.in_(campaign_ids))
        if langs:
            waiting = waiting.where(Entry.lang.in_(langs))
        entry = session.scalar(waiting)
        if entry is None:
            return None
        _take(entry, by=by, now=now)
        return entry.campaign_id, entry.id


def release(campaign_id: UUID, entry_id: UUID, *, by: UUID, now: datetime) -> None:
    """Give back an entry one has; one that somebody else has stays theirs."""
    with transaction() as session:
        released = session.execute(
            update(Entry)
            .where(Entry.campaign_id == campaign_id, Entry.id == entry_id, Entry.claimed_by == by)
            .values(claimed_by=None, claimed_until=None)
            .returning(Entry.id)
        ).first()
        if released is not None:
            audit.record("entry.released", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id)


def _take(entry: Entry, *, by: UUID, now: datetime) -> None:
    """In the caller's transaction, on a locked row that nobody else has."""
    fresh = entry.claimed_by != by or (entry.claimed_until or now) <= now
    entry.claimed_by, entry.claimed_until = by, now + CLAIMED_FOR
    if fresh:
        audit.record("entry.claimed", by=audit.staff(by), now=now, campaign=entry.campaign_id, ref=entry.id)


def _dealt_to(department: UUID | None) -> ColumnElement[bool]:
    """Entries about which no department is asked, or this one."""
    nobody = Entry.department_id.is_(None)
    return nobody if department is None else or_(nobody, Entry.department_id == department)


def free(by: UUID, now: datetime) -> ColumnElement[bool]:
    """Entries that nobody else has at `now`."""
    return or_(Entry.claimed_by.is_(None), Entry.claimed_by == by, Entry.claimed_until <= now)


def require_free(entry: Entry, *, by: UUID, now: datetime) -> None:
    """Errors: Refused with claimed_by_other (name) when somebody else has the entry at `now`."""
    if entry.claimed_by in (None, by) or entry.claimed_until is None or entry.claimed_until <= now:
        return
    raise Refused([Objection("claimed_by_other", facts={"name": first_name(entry.claimed_by)})])


def first_name(staff_id: UUID | None) -> str:
    """What a member of staff is called."""
    if staff_id is None:
        return ""
    with transaction() as session:
        return session.scalar(select(Staff.first_name).where(Staff.id == staff_id)) or ""
