"""The schedule of a campaign."""

from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Phase
from contest.rules.phases import PhaseKind, PhasePlan


def schedule(campaign_id: UUID) -> list[Phase]:
    """Every phase of a campaign, by position."""
    return list(reading().scalars(select(Phase).where(Phase.campaign_id == campaign_id).order_by(Phase.position)))


def plan(phase: Phase) -> PhasePlan:
    """A phase's row as the rules read it."""
    return PhasePlan(phase.position, phase.kind, phase.opens, phase.closes)


def at_position(campaign_id: UUID, position: int, kind: PhaseKind | None = None) -> Phase | None:
    """The phase at a position, of this kind when one is named."""
    found = reading().scalar(select(Phase).where(Phase.campaign_id == campaign_id, Phase.position == position))
    return found if found is None or kind in {None, found.kind} else None
