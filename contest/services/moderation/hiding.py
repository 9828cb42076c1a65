"""Hiding: reports that several people confirmed take an idea out of sight, until a person decides on it.

What is hidden waits in the queue, before all others: so nothing public shows it, and its author is told that somebody
looks again. Nothing is decided by it.
"""

from datetime import datetime

from sqlalchemy import select

from contest.db import transaction
from contest.models import Entry, Participant
from contest.rules.entries import PUBLIC, EntryState
from contest.services import archives, audit, cards, outbox


def hide(entry: Entry, *, now: datetime) -> None:
    """Hide a published entry; in the caller's transaction, on a locked row. Another one stays as it is."""
    if entry.state not in PUBLIC:
        return
    with transaction() as session:
        entry.state, entry.waiting_since = EntryState.PENDING, now
        entry.hidden_at, entry.lane = now, 0
        session.flush()
        cards.entry_changed(entry.campaign_id, entry.id, now=now)
        archives.entry_changed(entry.campaign_id, now=now)
        audit.record("entry.hidden", by=audit.SYSTEM, now=now, campaign=entry.campaign_id, ref=entry.id)
        lang = session.scalar(
            select(Participant.lang).where(
                Participant.campaign_id == entry.campaign_id,
                Participant.id == entry.participant_id,
                Participant.erased_at.is_(None),
            )
        )
        if lang is not None:
            outbox.queue(
                "mail.entry_hidden",
                dedupe_key=f"hidden:{entry.id.hex}:{now.isoformat()}",
                now=now,
                ids={"entry": entry.id.hex},
                lang=lang,
                campaign=entry.campaign_id,
            )


def reopen(entry: Entry, *, at: datetime) -> None:
    """The decision on what was hidden was taken back: it is hidden again; in the caller's transaction."""
    if entry.state not in PUBLIC:
        entry.hidden_at, entry.lane = at, 0
