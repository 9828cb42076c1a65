"""Mails that a mail server had taken and that came back."""

from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Outbox
from contest.rules import bounces
from contest.services import confirmations, mail_figures


def take(raw: bytes, *, now: datetime) -> bool:
    """Read a message, and note which mail of ours did not arrive; False when it says no such thing, or said it before.

    Whoever waits for a code is told on the page that waits for it.
    """
    bounce = bounces.read(raw)
    if bounce is None:
        return False
    with transaction() as session:
        row = session.get(Outbox, bounce.mail_id, with_for_update=True, populate_existing=True)
        if row is None or row.done_at is None or row.bounced_at is not None or not row.kind.startswith("mail."):
            return False
        row.bounced_at, row.error = now, f"it came back ({bounce.status})"
        confirmation = row.ids.get("confirmation")
        asked = confirmations.get(row.campaign_id, UUID(confirmation)) if confirmation and row.campaign_id else None
        if asked is not None:
            domain = mail_figures.domain_of(asked.campaign_id, asked.address_sealed)
            mail_figures.bounced(asked.campaign_id, asked.id, domain=domain, since=row.created_at, now=now)
        return True
