"""Showing a campaign to its public, and what stands against it."""

from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Campaign, Visibility
from contest.queries import readiness
from contest.rules.objections import Objection, Refused
from contest.rules.readiness import lacks
from contest.services import audit, cards
from contest.services.audit import Actor


def publish(campaign_id: UUID, *, by: Actor, now: datetime, visibility: Visibility = Visibility.PUBLIC) -> None:
    """Show a campaign to the public, in the list of all or (UNLISTED) to those who know its address; twice is once.

    What was shown once does not become a draft again. Errors: LookupError; Refused with text_missing
    (`<lang>.<field>`), document_missing (kind), label_missing, phases_missing, all_over: whatever blocks.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None or visibility is Visibility.DRAFT:
            raise LookupError(campaign_id)
        if campaign.visibility is visibility:
            return
        if campaign.visibility is Visibility.DRAFT:
            blocking = [lack for lack in lacks(readiness.facts(campaign_id, now)) if lack.blocks]
            if blocking:
                raise Refused(
                    [Objection(lack.key, ".".join(filter(None, (lack.lang, lack.name)))) for lack in blocking]
                )
        verb = "campaign.published" if campaign.visibility is Visibility.DRAFT else "campaign.visibility_changed"
        campaign.visibility = visibility
        cards.campaign_changed(campaign_id, now=now)
        audit.record(
            verb, by=by, now=now, campaign=campaign_id, ref=campaign_id, details={"visibility": visibility.value}
        )
