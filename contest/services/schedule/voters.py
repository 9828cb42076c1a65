"""Who may vote in a phase: chosen before it begins, and told in the campaign's public history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import database_clock, transaction
from contest.models import Campaign, Result, Visibility
from contest.queries import sign_on
from contest.rules.eligibility import SETTING, Who, change_objections, who_may
from contest.rules.objections import Refused
from contest.rules.phases import PhaseKind
from contest.services import audit
from contest.services.schedule import windows


def say_who(campaign_id: UUID, phase_id: UUID, *, who: Who, reason: str, by: UUID, now: datetime) -> None:
    """Choose who may vote; what stays changes nothing. By the database's clock, as ballots are taken.

    Errors: LookupError; Refused with eligibility_begun, sign_on_unset, schedule_reason_missing.
    """
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        if phase.kind is not PhaseKind.VOTE:
            raise LookupError(phase_id)
        before = who_may(phase.settings)
        if before is who:
            return
        reasons = change_objections(
            told=session.get_one(Campaign, campaign_id).visibility is not Visibility.DRAFT,
            begun=phase.opens <= session.execute(select(database_clock())).scalar_one(),
            result_closed=session.get(Result, (campaign_id, phase_id)) is not None,
            reason=reason,
            unset=who is Who.SIGN_ON and sign_on.provider(campaign_id) is None,
        )
        if reasons:
            raise Refused(reasons)
        phase.settings = {**phase.settings, SETTING: who.value}
        audit.record(
            "eligibility.changed",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"position": phase.position, "before": before.value, "who": who.value, "reason": reason.strip()},
        )
