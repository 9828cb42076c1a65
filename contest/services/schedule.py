"""The schedule: phases and, from the same rule, the windows the database checks acts against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from contest.db import database_clock, new_id, transaction
from contest.models import Campaign, Phase, PhaseWindow, Result
from contest.rules.ballots import vote_rules
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Exposure, PhaseKind, PhasePlan, change_objections, windows
from contest.services import audit

# Live figures may be hidden again so many hours before the close.
MOST_HIDDEN = 14 * 24
# Ballots share the key of their phase's row: under steady voting a stronger lock than this never comes.
BESIDE_BALLOTS = {"key_share": True}


@dataclass(frozen=True)
class PlannedPhase:
    """A phase to be made; `settings` as `rules.ballots.vote_rules` reads them."""

    kind: PhaseKind
    opens: datetime
    closes: datetime
    settings: Mapping[str, Any] = field(default_factory=dict)


def plan(campaign_id: UUID, phases: Sequence[PlannedPhase], *, now: datetime) -> list[UUID]:
    """Make a new campaign's phases (positions from 1) with their windows; their ids.

    Errors: Refused with schedule_order when one closes before it opens.
    """
    if any(phase.closes <= phase.opens for phase in phases):
        raise Refused([Objection("schedule_order", "closes")])
    with transaction() as session:
        rows = [
            Phase(
                campaign_id=campaign_id,
                id=new_id(),
                position=position,
                kind=phase.kind,
                opens=phase.opens,
                closes=phase.closes,
                settings=dict(phase.settings),
            )
            for position, phase in enumerate(phases, start=1)
        ]
        session.add_all(rows)
        session.flush()
        for row in rows:
            _write_windows(session, row)
        return [row.id for row in rows]


def change(
    campaign_id: UUID,
    phase_id: UUID,
    *,
    opens: datetime,
    closes: datetime,
    reason: str,
    by: UUID,
    now: datetime,
) -> None:
    """Move a phase's dates and rewrite its windows; recorded, and told in the campaign's public history.

    Closing early, extending and reopening are this. Dates that stay change nothing. Errors: LookupError;
    Refused with schedule_order, schedule_reason_missing, schedule_begun (moving an opening that has been),
    schedule_in_past (a date moved into the past), schedule_result_closed.
    """
    with transaction() as session:
        phase = session.get(Phase, (campaign_id, phase_id), with_for_update=BESIDE_BALLOTS, populate_existing=True)
        if phase is None:
            raise LookupError(phase_id)
        if (phase.opens, phase.closes) == (opens, closes):
            return
        reasons = change_objections(
            PhasePlan(phase.position, phase.kind, phase.opens, phase.closes),
            opens=opens,
            closes=closes,
            at=session.execute(select(database_clock())).scalar_one(),
            reason=reason,
            result_closed=session.get(Result, (campaign_id, phase_id)) is not None,
        )
        if reasons:
            raise Refused(reasons)
        details = {
            "position": phase.position,
            "reason": reason.strip(),
            "opens": [_written(phase.opens), _written(opens)],
            "closes": [_written(phase.closes), _written(closes)],
        }
        phase.opens, phase.closes = opens, closes
        session.flush()
        _write_windows(session, phase)
        audit.record(
            "schedule.changed",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details=details,
        )


def show_figures(
    campaign_id: UUID, phase_id: UUID, *, exposure: Exposure, hidden_hours: int, reason: str, by: UUID, now: datetime
) -> None:
    """When the public sees a vote's figures; recorded, and told in the campaign's public history.

    `hidden_hours` before the close live ones are hidden again. What stays changes nothing. Errors: LookupError;
    Refused with schedule_reason_missing, schedule_result_closed, hidden_hours_wrong.
    """
    with transaction() as session:
        phase = session.get(Phase, (campaign_id, phase_id), with_for_update=BESIDE_BALLOTS, populate_existing=True)
        if phase is None or phase.kind is not PhaseKind.VOTE:
            raise LookupError(phase_id)
        hours = hidden_hours if exposure is Exposure.LIVE else 0
        before = vote_rules(phase.settings)
        if (before.exposure, before.hidden) == (exposure, timedelta(hours=hours)):
            return
        reasons = [] if reason.strip() else [Objection("schedule_reason_missing", "why")]
        if not 0 <= hours <= MOST_HIDDEN:
            reasons.append(Objection("hidden_hours_wrong", "hidden_hours", {"most": MOST_HIDDEN}))
        if session.get(Result, (campaign_id, phase_id)) is not None:
            reasons.append(Objection("schedule_result_closed"))
        if reasons:
            raise Refused(reasons)
        phase.settings = {**phase.settings, "exposure": exposure.value, "hidden_hours": hours}
        audit.record(
            "figures.changed",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"exposure": exposure.value, "hidden_hours": hours, "reason": reason.strip()},
        )


def _write_windows(session: Session, phase: Phase) -> None:
    """The windows of a phase, from the pure rule, in place of those there are."""
    zone = session.execute(select(Campaign.zone).where(Campaign.id == phase.campaign_id)).scalar_one()
    found = windows(
        PhasePlan(phase.position, phase.kind, phase.opens, phase.closes),
        per_day=vote_rules(phase.settings).per_day,
        zone=ZoneInfo(zone),
    )
    of_phase = (PhaseWindow.campaign_id == phase.campaign_id, PhaseWindow.phase_id == phase.id)
    session.execute(delete(PhaseWindow).where(*of_phase))
    session.execute(
        insert(PhaseWindow),
        [
            {
                "campaign_id": phase.campaign_id,
                "phase_id": phase.id,
                "bucket": bucket,
                "opens": opens,
                "closes": closes,
            }
            for bucket, opens, closes in found
        ],
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
