"""A campaign's guide and reasons, set as a whole."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import new_id, reading, transaction
from contest.models import Campaign
from contest.rules import guidance as rules
from contest.rules.guidance import OWN, Guidance
from contest.rules.objections import Refused
from contest.rules.reasons import NEEDS_WORDS, REASONS
from contest.services import audit

# A reason that has no key yet.
NEW = ""


def of_campaign(campaign_id: UUID) -> Guidance:
    """What its team decides by."""
    return rules.guidance(reading().scalar(select(Campaign.guidance).where(Campaign.id == campaign_id)) or {})


def is_reason(campaign_id: UUID, key: str) -> bool:
    """Whether an idea of this campaign can be refused for it; asked only for a team's own."""
    return key in REASONS or (key.startswith(OWN) and of_campaign(campaign_id).own_one(key) is not None)


def set_guidance(campaign_id: UUID, wanted: Guidance, *, by: UUID, now: datetime) -> bool:
    """Set guide and reasons; False when nothing changed. One with the key NEW gets one of its own.

    A reason of the team's own stays, for what was decided names it: it can be offered no more. Errors: LookupError;
    Refused as `rules.guidance.objections`.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None:
            raise LookupError(campaign_id)
        stands = rules.guidance(campaign.guidance)
        given = {one.key for one in wanted.own}
        stay = tuple(one for one in stands.own if one.key not in given)
        known = {one.key for one in stands.own} | {NEW}
        own = (*stay, *(one for one in wanted.own if one.key in known))
        wanted = replace(wanted, own=own, off=(wanted.off | {one.key for one in stay}) - NEEDS_WORDS)
        if found := rules.objections(wanted, campaign.languages):
            raise Refused(found)
        wanted = replace(wanted, own=tuple(replace(one, key=one.key or f"{OWN}{new_id().hex[-12:]}") for one in own))
        before, after = stands.as_stored(), wanted.as_stored()
        if before == after:
            return False
        campaign.guidance = after
        changed = sorted(name for name in after if after[name] != before[name])
        details = {"changed": changed}
        audit.record(
            "guidance.changed", by=audit.staff(by), now=now, campaign=campaign_id, ref=campaign_id, details=details
        )
        return True
