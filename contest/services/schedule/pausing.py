"""Pausing a phase and going on: nothing is taken in between, and the public history tells both."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import database_clock, transaction
from contest.models import Phase
from contest.queries.phases import pauses, plan
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, moment_of
from contest.services import audit
from contest.services.schedule import windows


def pause(campaign_id: UUID, phase_id: UUID, *, reason: str, by: UUID, now: datetime) -> None:
    """Take nothing from this moment of the database's clock on, until somebody goes on; paused twice is paused once.

    What was received before stays, and may be confirmed. Errors: LookupError; Refused with phase_not_running,
    schedule_reason_missing.
    """
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        at = session.execute(select(database_clock())).scalar_one()
        moment = moment_of(plan(phase), at)
        if moment is Moment.PAUSED:
            return
        reasons = [] if moment is Moment.NOW else [Objection("phase_not_running")]
        if not reason.strip():
            reasons.append(Objection("schedule_reason_missing", "pause_reason"))
        if reasons:
            raise Refused(reasons)
        phase.pauses = [*phase.pauses, {"begins": _written(at), "ends": None}]
        windows.write(session, phase)
        _record("phase.paused", phase, reason, by, now)


def go_on(campaign_id: UUID, phase_id: UUID, *, extend: bool, reason: str, by: UUID, now: datetime) -> None:
    """End a pause; with `extend` the phase closes later by its length. What is not paused stays as it is.

    Errors: LookupError; Refused with phase_not_running (its end has come meanwhile: move that first).
    """
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        at = session.execute(select(database_clock())).scalar_one()
        lasting = next((one for one in pauses(phase) if one.ends is None), None)
        if lasting is None:
            return
        length = at - lasting.begins
        closes = phase.closes + length if extend else phase.closes
        if at >= closes:
            raise Refused([Objection("phase_not_running")])
        phase.pauses = [one if one["ends"] else {**one, "ends": _written(at)} for one in phase.pauses]
        phase.closes = closes
        windows.write(session, phase)
        _record("phase.resumed", phase, reason, by, now)


def _record(verb: str, phase: Phase, reason: str, by: UUID, now: datetime) -> None:
    details = {"position": phase.position, "reason": reason.strip(), "closes": _written(phase.closes)}
    audit.record(verb, by=audit.staff(by), now=now, campaign=phase.campaign_id, ref=phase.id, details=details)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
