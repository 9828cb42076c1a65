"""The grace after a vote's close, frozen once it is known how late mail was: confirming and closing then agree."""

from datetime import datetime, timedelta

from sqlalchemy import select

from contest.db import database_clock, insert_into, reading, transaction
from contest.models import VoteGrace
from contest.queries import graces
from contest.queries.graces import Grace, Vote
from contest.rules.grace import MINUTE
from contest.services import audit


def is_over(vote: Vote, at: datetime) -> bool:
    """Whether nothing of this vote is confirmed any more at `at`, which the database's clock says.

    What is confirmed while the end is open is before every end that may be frozen later: it was decided by mails that
    left after it.
    """
    if at < vote.closes + vote.usual:
        return False
    until = graces.of(vote, at).until
    return until is not None and at >= until


def freeze(vote: Vote, at: datetime, *, now: datetime) -> Grace:
    """The grace of a closed vote; stored for good once it is known, and told in public when mail was slow.

    Joins the caller's transaction; twice is once.
    """
    found = graces.of(vote, at)
    if found.until is None:
        return found
    with transaction() as session:
        row = {"campaign_id": vote.campaign_id, "phase_id": vote.phase_id, "closes": vote.closes}
        longer = found.until - vote.closes - vote.usual
        frozen = session.scalar(
            insert_into(session, VoteGrace)
            .values(**row, until=found.until, delay_seconds=_seconds(found), frozen_at=now)
            .on_conflict_do_nothing()
            .returning(VoteGrace.until)
        )
        if frozen is not None and longer:
            audit.record(
                "grace.lengthened",
                by=audit.SYSTEM,
                now=now,
                campaign=vote.campaign_id,
                ref=vote.phase_id,
                details={"minutes": int(longer / MINUTE)},
            )
    return found


def freeze_due(now: datetime) -> bool:
    """Freeze what has closed, by the database's clock, and is known; False: there is never more at once."""
    at = reading().execute(select(database_clock())).scalar_one()
    for phase in graces.unfrozen(at):
        freeze(graces.vote_of(phase), at, now=now)
    return False


def _seconds(found: Grace) -> int:
    return int((found.late or timedelta(0)).total_seconds())
