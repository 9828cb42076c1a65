"""The schedule of a campaign."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from contest.db import reading
from contest.models import Phase
from contest.rules.phases import Pause, PhaseKind, PhasePlan


def schedule(campaign_id: UUID) -> list[Phase]:
    """Every phase of a campaign in the order of its opening; a position, once given, stays a phase's own."""
    return list(reading().scalars(_SCHEDULE, {"campaign": campaign_id}))


_SCHEDULE = select(Phase).where(Phase.campaign_id == bindparam("campaign")).order_by(Phase.opens, Phase.position)


def plan(phase: Phase) -> PhasePlan:
    """A phase's row as the rules read it."""
    return PhasePlan(phase.position, phase.kind, phase.opens, phase.closes, pauses(phase))


def pauses(phase: Phase) -> tuple[Pause, ...]:
    """The pauses of a phase, in order."""
    return tuple(
        Pause(
            datetime.fromisoformat(pause["begins"]),
            datetime.fromisoformat(pause["ends"]) if pause["ends"] else None,
        )
        for pause in phase.pauses
    )


def at_position(campaign_id: UUID, position: int, kind: PhaseKind | None = None) -> Phase | None:
    """The phase at a position, of this kind when one is named."""
    found = reading().scalar(select(Phase).where(Phase.campaign_id == campaign_id, Phase.position == position))
    return found if found is None or kind in {None, found.kind} else None
