"""Practising: what somebody decided on the sample ideas; nothing of it touches a real one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from contest.db import insert_into, transaction
from contest.models import PracticeAnswer
from contest.rules import practice as rules
from contest.rules.entries import DecisionKind


def answer(staff_id: UUID, sample: str, decision: DecisionKind, *, now: datetime) -> None:
    """Decide on a sample; the first decision is the one that counts. Errors: LookupError, ValueError."""
    if rules.sample(sample) is None:
        raise LookupError(sample)
    if decision not in rules.CHOICES:
        raise ValueError(decision)
    with transaction() as session:
        row = {"staff_id": staff_id, "sample": sample, "decision": decision.value, "at": now}
        session.execute(insert_into(session, PracticeAnswer).values(row).on_conflict_do_nothing())


def begin_again(staff_id: UUID) -> None:
    """Forget what this person decided."""
    with transaction() as session:
        session.execute(delete(PracticeAnswer).where(PracticeAnswer.staff_id == staff_id))
