"""What a campaign's team sets for the checks: which are on, its own words, when reports hide an idea."""

from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Campaign
from contest.rules.findings.settings import Settings, objections, settings
from contest.rules.objections import Refused
from contest.services import audit
from contest.services.audit import Actor
from contest.services.findings import queueing


def set_checks(campaign_id: UUID, wanted: Settings, *, by: Actor, now: datetime) -> list[str]:
    """Set them all; the names of what changed. What waits is looked at again by the worker.

    Errors: LookupError; Refused with too_many_words, word_too_long, number_out_of_bounds, by field.
    """
    if found := objections(wanted):
        raise Refused(found)
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None:
            raise LookupError(campaign_id)
        before, after = settings(campaign.findings).as_stored(), wanted.as_stored()
        changed = sorted(name for name in after if after[name] != before[name])
        if changed:
            campaign.findings = after
            details = {"changed": changed, **{name: after[name] for name in changed}}
            audit.record("checks.changed", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)
        if set(changed) - {"hide_after"}:
            queueing.queue_again(campaign_id, now=now)
        return changed
