"""Moving a phase's dates, and when its figures are shown: recorded, and told in the campaign's public history."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import database_clock, transaction
from contest.models import Campaign, Phase, Result, Visibility
from contest.queries.phases import plan
from contest.rules.ballots import vote_rules
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Exposure, PhaseKind, change_objections
from contest.services import audit
from contest.services.schedule import windows

# Live figures may be hidden again so many hours before the close.
MOST_HIDDEN = 14 * 24


def change(
    campaign_id: UUID,
    phase_id: UUID,
    *,
    opens: datetime,
    closes: datetime,
    follow: bool = False,
    reason: str,
    by: UUID,
    now: datetime,
) -> None:
    """Move a phase's dates and rewrite its windows; recorded, and told in the campaign's public history.

    Closing early, extending and reopening are this. Dates that stay change nothing. What nobody has seen yet is moved
    without a reason, also its beginning; there, with `follow`, the phases after it move as far as its end does. Errors:
    LookupError; Refused with schedule_order, schedule_reason_missing, schedule_begun (moving an opening that has been),
    schedule_in_past, schedule_result_closed.
    """
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        if (phase.opens, phase.closes) == (opens, closes):
            return
        told = _is_told(session, campaign_id)
        reasons = change_objections(
            plan(phase),
            opens=opens,
            closes=closes,
            at=session.execute(select(database_clock())).scalar_one(),
            reason=reason,
            told=told,
            result_closed=session.get(Result, (campaign_id, phase_id)) is not None,
        )
        if reasons:
            raise Refused(reasons)
        moved = {
            "opens": [_written(phase.opens), _written(opens)],
            "closes": [_written(phase.closes), _written(closes)],
        }
        if follow and not told:
            _follow(session, phase, closes)
        phase.opens, phase.closes = opens, closes
        windows.write(session, phase)
        audit.record(
            "schedule.changed",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"position": phase.position, "reason": reason.strip()} | moved,
        )


def _follow(session: Session, moved: Phase, closes: datetime) -> None:
    """Move what comes after a phase as far as its end is moved, by the wall clock of the campaign."""
    zone = ZoneInfo(session.get_one(Campaign, moved.campaign_id).zone)
    length = closes.astimezone(zone).replace(tzinfo=None) - moved.closes.astimezone(zone).replace(tzinfo=None)
    later = select(Phase).where(
        Phase.campaign_id == moved.campaign_id, Phase.id != moved.id, Phase.opens >= moved.closes
    )
    for phase in session.scalars(later):
        phase.opens = (phase.opens.astimezone(zone) + length).astimezone(UTC)
        phase.closes = (phase.closes.astimezone(zone) + length).astimezone(UTC)
        windows.write(session, phase)


def show_figures(
    campaign_id: UUID, phase_id: UUID, *, exposure: Exposure, hidden_hours: int, reason: str, by: UUID, now: datetime
) -> None:
    """When the public sees a vote's figures; recorded, and told in the campaign's public history.

    `hidden_hours` before the close live ones are hidden again. What stays changes nothing. Errors: LookupError;
    Refused with schedule_reason_missing, schedule_result_closed, hidden_hours_wrong.
    """
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        if phase.kind is not PhaseKind.VOTE:
            raise LookupError(phase_id)
        hours = hidden_hours if exposure is Exposure.LIVE else 0
        before = vote_rules(phase.settings)
        if (before.exposure, before.hidden) == (exposure, timedelta(hours=hours)):
            return
        owed = _is_told(session, campaign_id) and not reason.strip()
        reasons = [Objection("schedule_reason_missing", "why")] if owed else []
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


def _is_told(session: Session, campaign_id: UUID) -> bool:
    """Whether the public sees this campaign, and is owed a reason for what changes."""
    return session.get_one(Campaign, campaign_id).visibility is not Visibility.DRAFT


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
