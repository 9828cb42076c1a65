"""What is switched off in a campaign now."""

from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Campaign
from contest.rules import crisis as rules
from contest.rules.crisis import Crisis


def of(campaign_id: UUID) -> Crisis:
    """The crisis of a campaign; nothing is off where there is none."""
    stored = reading().scalar(select(Campaign.crisis).where(Campaign.id == campaign_id))
    return rules.read(stored or {})
