"""Saying whether a finding was right: that is how each check gets the precision that is shown."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import transaction
from contest.models import Entry, Finding
from contest.services import audit
from contest.services.findings import looking


def judge(campaign_id: UUID, finding_id: UUID, *, is_right: bool, by: UUID, now: datetime) -> UUID:
    """Say it, or say it otherwise; the same again changes nothing. The idea it is about.

    One that was wrong weighs no more. Errors: LookupError.
    """
    with transaction() as session:
        known = select(Finding.entry_id).where(Finding.campaign_id == campaign_id, Finding.id == finding_id)
        entry_id = session.scalar(known)
        if entry_id is None:
            raise LookupError(finding_id)
        entry = session.get_one(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        finding = session.get_one(Finding, (campaign_id, finding_id), populate_existing=True)
        if finding.is_right is is_right:
            return entry_id
        finding.is_right, finding.judged_by, finding.judged_at = is_right, by, now
        if finding.version == entry.version:
            looking.weigh(entry)
        details = {"rule": finding.rule, "right": is_right}
        audit.record("finding.judged", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id, details=details)
        return entry_id
