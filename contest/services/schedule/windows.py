"""The windows of a phase, rewritten with every act on the schedule; and the one way to hold its row for that."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from contest.models import Campaign, Phase, PhaseWindow
from contest.queries.phases import plan
from contest.rules.ballots import vote_rules
from contest.rules.phases import windows

# Ballots share the key of their phase's row: under steady voting a stronger lock than this never comes.
BESIDE_BALLOTS = {"key_share": True}


def held(session: Session, campaign_id: UUID, phase_id: UUID) -> Phase:
    """A phase's row as it stands, kept from other changes until the transaction ends. Errors: LookupError."""
    phase = session.get(Phase, (campaign_id, phase_id), with_for_update=BESIDE_BALLOTS, populate_existing=True)
    if phase is None:
        raise LookupError(phase_id)
    return phase


def write(session: Session, phase: Phase) -> None:
    """The windows of a phase, from the pure rule, in place of those there are."""
    session.flush()
    zone = session.execute(select(Campaign.zone).where(Campaign.id == phase.campaign_id)).scalar_one()
    found = windows(plan(phase), per_day=vote_rules(phase.settings).per_day, zone=ZoneInfo(zone))
    of_phase = (PhaseWindow.campaign_id == phase.campaign_id, PhaseWindow.phase_id == phase.id)
    session.execute(delete(PhaseWindow).where(*of_phase))
    rows = [
        {
            "campaign_id": phase.campaign_id,
            "phase_id": phase.id,
            "bucket": bucket,
            "opens": opens,
            "closes": closes,
        }
        for bucket, opens, closes in found
    ]
    if rows:
        session.execute(insert(PhaseWindow), rows)
