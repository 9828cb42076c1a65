"""Entries that go: never confirmed, or their author's wish."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, exists, select, update

from contest.db import reading, transaction
from contest.models import Confirmation, Consent, Draft, Entry
from contest.queries import pictures as picture_queries
from contest.rules.entries import EntryState
from contest.services import pictures

UNCONFIRMED_FOR = timedelta(days=7)
AT_ONCE = 100


def sweep(*, now: datetime) -> int:
    """Delete what nobody confirmed for 7 days and nobody can any more; answers how many (at most 100 at once)."""
    rows = reading().execute(_unconfirmed(now).limit(AT_ONCE)).all()
    for campaign_id, entry_id in rows:
        with transaction() as session:
            # Asked again under a lock: it may have been confirmed since.
            still = _unconfirmed(now).where(Entry.campaign_id == campaign_id, Entry.id == entry_id)
            if session.execute(still.with_for_update()).first() is not None:
                delete_entries(campaign_id, [entry_id], now=now)
    return len(rows)


def delete_entries(campaign_id: UUID, entry_ids: Sequence[UUID], *, now: datetime) -> None:
    """Delete entries that were never published, with their versions, consents and pictures."""
    with transaction() as session:
        pictures.erase(campaign_id, picture_queries.of_entries(campaign_id, entry_ids), now=now)
        subject = Confirmation.campaign_id == campaign_id, Confirmation.subject_id.in_(entry_ids)
        session.execute(delete(Confirmation).where(*subject))
        session.execute(delete(Consent).where(Consent.campaign_id == campaign_id, Consent.entry_id.in_(entry_ids)))
        session.execute(
            update(Draft).where(Draft.campaign_id == campaign_id, Draft.entry_id.in_(entry_ids)).values(entry_id=None)
        )
        session.execute(delete(Entry).where(Entry.campaign_id == campaign_id, Entry.id.in_(entry_ids)))


def _unconfirmed(now: datetime) -> Select[UUID, UUID]:
    """Entries that waited too long, and that no code or link can confirm any more."""
    answerable = exists().where(
        Confirmation.campaign_id == Entry.campaign_id,
        Confirmation.subject_id == Entry.id,
        Confirmation.used_at.is_(None),
        Confirmation.expires_at > now,
    )
    return select(Entry.campaign_id, Entry.id).where(
        Entry.state == EntryState.UNCONFIRMED, Entry.received_at < now - UNCONFIRMED_FOR, ~answerable
    )
