"""Links to previews: nothing is stored of one but that it was made."""

from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.services import audit
from contest.services.audit import Actor


def note(campaign_id: UUID, moment: datetime, ends: datetime, *, shows_results: bool, by: Actor, now: datetime) -> None:
    """Write down that a link to the campaign as of `moment` was made, until when it lasts, and if it shows results."""
    details = {"moment": moment.isoformat(), "ends": ends.isoformat(), "results": shows_results}
    with transaction():
        audit.record("preview.linked", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)
