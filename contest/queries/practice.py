"""What somebody decided while practising."""

from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import PracticeAnswer
from contest.rules.entries import DecisionKind


def answered(staff_id: UUID) -> dict[str, DecisionKind]:
    """Their decisions by sample."""
    rows = reading().execute(
        select(PracticeAnswer.sample, PracticeAnswer.decision).where(PracticeAnswer.staff_id == staff_id)
    )
    return {sample: DecisionKind(decision) for sample, decision in rows}
