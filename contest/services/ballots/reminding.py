"""One reminder to a voter whose ballot waits to be confirmed: hours later, in time, and never a second one."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from contest.db import transaction
from contest.models import Ballot, Confirmation, Phase
from contest.models.participants import UNREMINDED
from contest.queries import graces
from contest.rules.ballots import IN_PLACE, BallotState
from contest.services import outbox
from contest.services.confirmations import CODE_VALID

AT_ONCE = 200
# So long before the grace ends nobody is reminded any more.
TOO_LATE = timedelta(minutes=30)
# The lock is the confirmation's row: its answer and its reminder wait for one another.
_ROW = (Confirmation.campaign_id, Confirmation.id, Confirmation.subject_id, Confirmation.lang, Confirmation.bounced_at)


def queue_due(after: timedelta, now: datetime) -> bool:
    """Queue the reminder of every ballot that waits for so long (0: of none); whether there may be more.

    Each confirmation is looked at once: what is too late, answered by another ballot, withdrawn, or bounced gets none.
    """
    if not after:
        return False
    due = (
        select(*_ROW)
        .where(UNREMINDED, Confirmation.created_at <= now - after, Confirmation.created_at > now - CODE_VALID)
        .where(Confirmation.expires_at > now)
        .order_by(Confirmation.created_at, Confirmation.id)
        .limit(AT_ONCE)
    )
    with transaction() as session:
        rows = session.execute(due.with_for_update(of=Confirmation, skip_locked=True)).all()
        for row in rows:
            if row.bounced_at is None and _waits(row, now):
                _queue(row, now)
        session.execute(
            update(Confirmation)
            .where(Confirmation.id.in_([row.id for row in rows]))
            .values(reminded_at=now)
            .execution_options(synchronize_session=False)
        )
        return len(rows) == AT_ONCE


def _queue(row: Any, now: datetime) -> None:
    """One mail for the ballot, behind all codes that somebody is waiting for."""
    ballot: UUID = row.subject_id
    outbox.queue(
        "mail.remind_ballot",
        dedupe_key=f"remind ballot:{ballot.hex}",
        now=now,
        ids={"confirmation": row.id.hex},
        lang=row.lang,
        campaign=row.campaign_id,
    )


def _waits(row: Any, now: datetime) -> bool:
    """Whether its ballot waits, the voter's place is free, and there is still time."""
    other = aliased(Ballot)
    taken = exists().where(
        other.campaign_id == Ballot.campaign_id,
        other.phase_id == Ballot.phase_id,
        other.voter_key == Ballot.voter_key,
        other.bucket == Ballot.bucket,
        other.state.in_(IN_PLACE),
    )
    with transaction() as session:
        phase = session.scalar(
            select(Phase)
            .join(Ballot, (Ballot.campaign_id == Phase.campaign_id) & (Ballot.phase_id == Phase.id))
            .where(Ballot.campaign_id == row.campaign_id, Ballot.id == row.subject_id)
            .where(Ballot.state == BallotState.PENDING, ~taken)
        )
    if phase is None:
        return False
    vote = graces.vote_of(phase)
    return now < vote.closes + (graces.length(vote, now) or vote.usual) - TOO_LATE
