"""What recurs rarely: when a job is next due is a row, so that restarts and several workers run it once."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from contest.db import insert_into, reading, transaction
from contest.models import Recurring

LONGEST_NOTE = 300


def claim(name: str, every: timedelta, now: datetime) -> bool:
    """Whether this job is due and now ours to run; due at once when it has never run."""
    due = select(func.count()).where(Recurring.name == name, Recurring.next_at > now)
    if reading().scalar(due):  # asked first without the writer's lock
        return False
    with transaction() as session:
        session.execute(
            insert_into(session, Recurring).values(name=name, next_at=now, error="").on_conflict_do_nothing()
        )
        claimed = session.scalar(
            update(Recurring)
            .where(Recurring.name == name, Recurring.next_at <= now)
            .values(next_at=now + every, ran_at=now, error="")
            .returning(Recurring.name)
        )
    return claimed is not None


def failed(name: str, error: str) -> None:
    """Note that the last run failed, and how; the note names no address."""
    with transaction() as session:
        session.execute(update(Recurring).where(Recurring.name == name).values(error=error[:LONGEST_NOTE]))
