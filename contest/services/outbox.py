"""The outbox: what must happen after a transaction is a row written in it."""

from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from contest.db import insert_into, new_id, transaction
from contest.models import Outbox


class Lane(IntEnum):
    """Who goes first: codes that somebody is waiting for, then people, then the rest."""

    CODES = 0
    PEOPLE = 1
    REST = 2


def queue(
    kind: str,
    *,
    dedupe_key: str,
    now: datetime,
    ids: dict[str, Any],
    lang: str,
    campaign: UUID | None = None,
    lane: Lane = Lane.PEOPLE,
    not_before: datetime | None = None,
) -> UUID:
    """Queue one delivery, once: the same `dedupe_key` queued again answers the row that is there.

    `ids` are identifiers and small facts, never an address. `not_before` is the end of the undo window.
    """
    with transaction() as session:
        row = {
            "id": new_id(),
            "campaign_id": campaign,
            "kind": kind,
            "dedupe_key": dedupe_key,
            "ids": ids,
            "lang": lang,
            "lane": int(lane),
            "not_before": not_before or now,
            "created_at": now,
        }
        once = insert_into(session, Outbox).values(row).on_conflict_do_nothing(index_elements=["dedupe_key"])
        queued = session.scalar(once.returning(Outbox.id))
        found = queued or session.scalar(select(Outbox.id).where(Outbox.dedupe_key == dedupe_key))
        assert found is not None
        return found


def again(dedupe_key: str, *, now: datetime) -> None:
    """Have what was done, or given up, done once more."""
    with transaction() as session:
        session.execute(
            update(Outbox)
            .where(Outbox.dedupe_key == dedupe_key, or_(Outbox.done_at.is_not(None), Outbox.dead_at.is_not(None)))
            .values(done_at=None, dead_at=None, attempts=0, not_before=now, error="")
        )


def cancel(dedupe_key: str, *, now: datetime) -> bool:
    """Take back what has not left yet; False when it is too late."""
    with transaction() as session:
        taken = session.scalar(
            update(Outbox)
            .where(Outbox.dedupe_key == dedupe_key, Outbox.done_at.is_(None), Outbox.leased_until.is_(None))
            .values(done_at=now, cancelled=True)
            .returning(Outbox.id)
        )
        return taken is not None
