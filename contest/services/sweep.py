"""What is kept only for a time goes: ideas nobody confirmed, drafts, people and addresses, tries, old sessions."""

import time
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from contest.db import Model, transaction
from contest.models import (
    Alarm,
    Confirmation,
    Duty,
    Handover,
    ParticipantSession,
    StaffInvitation,
    StaffSession,
)
from contest.services import (
    drafts,
    entries,
    limits,
    mail_figures,
    pictures,
    questions,
    reminders,
    retention,
    traces,
    wishes,
)
from contest.services.moderation import reports

# How long what has ended can still be looked up.
AFTERWARDS = timedelta(days=30)
AT_ONCE = 200
# On SQLite somebody else must get to write between two batches.
PAUSE = 0.003


def run(now: datetime) -> None:
    """Remove all that has had its time, in short transactions. Repeatable."""
    while entries.sweep(now=now):
        time.sleep(PAUSE)
    while drafts.sweep(now=now):
        time.sleep(PAUSE)
    while pictures.sweep(now=now):
        time.sleep(PAUSE)
    while retention.sweep(now=now):
        time.sleep(PAUSE)
    while questions.sweep(now=now):
        time.sleep(PAUSE)
    while mail_figures.put_together(now=now):
        time.sleep(PAUSE)
    while wishes.sweep(now=now):
        time.sleep(PAUSE)
    limits.sweep(now=now)
    reminders.sweep(now=now)
    traces.sweep(now)
    reports.forget_addresses(now=now)
    ended = now - AFTERWARDS
    _remove_all(Confirmation, Confirmation.expires_at < ended)
    _remove_all(ParticipantSession, ParticipantSession.expires_at < ended)
    _remove_all(StaffSession, StaffSession.expires_at < ended)
    _remove_all(StaffInvitation, StaffInvitation.expires_at < ended)
    _remove_all(Alarm, Alarm.ended_at < ended)
    _remove_all(Duty, Duty.ends < ended)
    _remove_all(Handover, Handover.at < ended)


def _remove_all(table: type[Model], over: ColumnElement[bool]) -> None:
    while _remove(table, over):
        time.sleep(PAUSE)


def _remove(table: type[Model], over: ColumnElement[bool]) -> int:
    key = table.__table__.c.id
    with transaction() as session:
        some = select(key).where(over).limit(AT_ONCE)
        removed = session.scalars(
            delete(table).where(key.in_(some)).returning(key).execution_options(synchronize_session=False)
        )
        return len(removed.all())
