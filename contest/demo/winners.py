"""The demo's winner has accepted: a row as it would stand after the question and the answer, without the mail."""

import json
from datetime import datetime
from uuid import UUID

from contest.db import reading, transaction
from contest.models import Acceptance, Entry
from contest.queries import campaigns
from contest.rules.acceptances import Answer
from contest.services import audit, keys

# Invented, as everybody here is.
SAID = {
    "full_name": "Rita Van den Bossche",
    "of_age": True,
    "guardian": "",
    "guardian_reach": "",
    "phone": "",
    "words": "",
}


def accepted(
    campaign_id: UUID, phase_id: UUID, entry_id: UUID, *, by: UUID, signed: tuple[str, str], now: datetime
) -> None:
    """The author of the winning idea was asked and accepted, under the name that stands beside the idea."""
    entry = reading().get_one(Entry, (campaign_id, entry_id))
    with transaction() as session:
        session.add(
            Acceptance(
                campaign_id=campaign_id,
                phase_id=phase_id,
                entry_id=entry_id,
                answer=Answer.ACCEPTED,
                asked_by=by,
                signed_name=signed[0],
                signed_role=signed[1],
                asked_at=now,
                answer_by=now,
                reminded_at=None,
                answered_at=now,
                shown_name=entry.shown_author,
                rules_version=campaigns.document_version(campaign_id, "rules"),
                lang=entry.lang,
                private_sealed=keys.seal_identity(campaign_id, json.dumps(SAID)),
            )
        )
        details = {"entry": str(entry_id)}
        audit.record(
            "acceptance.asked", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details
        )
        if entry.participant_id is not None:
            author = audit.participant(entry.participant_id)
            audit.record("acceptance.accepted", by=author, now=now, campaign=campaign_id, ref=phase_id, details=details)
