"""What was destroyed since a backup is destroyed again when it is restored: read from the log, and from the database
that is replaced, as long as that can be read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Campaign, CampaignKey, KeyPurpose, Participant
from contest.services import erasures, keys, participants
from contest.services.erasures import Erasure, Kind


def gather() -> int:
    """Bring the log up to the present database; how many lines were missing."""
    known = set(erasures.log.read())
    missing = [erasure for erasure in _in_database() if erasure not in known]
    if missing:
        erasures.log.append(missing)
    return len(missing)


def replay(*, now: datetime) -> int:
    """Destroy again what the log says, where it is there again; how many lines there are. Repeatable."""
    noted = erasures.log.read()
    with erasures.log.silent():
        for erasure in noted:
            if erasure.kind is Kind.KEY:
                keys.destroy(erasure.campaign_id, KeyPurpose(erasure.ref))
            else:
                participants.erase(erasure.campaign_id, UUID(erasure.ref), now=now)
    return len(noted)


def _in_database() -> list[Erasure]:
    gone = reading().execute(select(Participant.campaign_id, Participant.id).where(Participant.erased_at.is_not(None)))
    people = [Erasure(Kind.PARTICIPANT, campaign, str(person)) for campaign, person in gone]
    there = {
        (campaign, purpose)
        for campaign, purpose in reading().execute(select(CampaignKey.campaign_id, CampaignKey.purpose))
    }
    wanted = [(campaign, purpose) for campaign in reading().scalars(select(Campaign.id)) for purpose in KeyPurpose]
    return people + [Erasure(Kind.KEY, *one) for one in wanted if one not in there]
