"""What a mail to us is an answer to: the mail of ours that it names, or the campaign it is addressed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.db import reading
from contest.models import Campaign, Confirmation, Decision, Entry, Outbox, Question, Report, Topic

# The kinds of mail that are about a vote; those to colleagues, which nobody asks by.
ABOUT_VOTES = frozenset({"mail.confirm_ballot", "mail.remind_ballot", "mail.vote_asked"})
TO_STAFF = frozenset({"mail.alarm", "mail.staff_invitation", "mail.test"})


@dataclass(frozen=True)
class Origin:
    """What a mail to us is an answer to."""

    campaign_id: UUID
    lang: str
    topic: Topic = Topic.CONTEST
    entry_id: UUID | None = None
    question_id: UUID | None = None
    address_sealed: bytes | None = None


def origin(mail_id: UUID) -> Origin | None:
    """What whoever answers this mail of ours writes about; None for none of ours, and for one to a colleague."""
    row = reading().get(Outbox, mail_id)
    if row is None or row.campaign_id is None or not row.kind.startswith("mail.") or row.kind in TO_STAFF:
        return None
    if "question" in row.ids:
        found = reading().get(Question, (row.campaign_id, UUID(row.ids["question"])))
        if found is None:
            return Origin(row.campaign_id, row.lang)
        return Origin(row.campaign_id, found.lang, found.topic, found.entry_id, found.id, found.address_sealed)
    if row.kind in ABOUT_VOTES:
        return Origin(row.campaign_id, row.lang, Topic.VOTE)
    entry = _entry_of(row)
    return Origin(row.campaign_id, row.lang, Topic.ENTRY if entry else Topic.CONTEST, entry)


def origin_by_address(recipients: Sequence[str]) -> Origin | None:
    """The campaign a mail is addressed to, the newest where several share an address."""
    row = (
        reading()
        .execute(
            select(Campaign.id, Campaign.default_language)
            .where(func.lower(Campaign.contact_address).in_(recipients))
            .order_by(Campaign.created_at.desc(), Campaign.id)
            .limit(1)
        )
        .first()
    )
    return None if row is None else Origin(*row)


def _entry_of(row: Outbox) -> UUID | None:
    """The idea a mail of ours was about, if it was about one that is still there."""
    if "entry" in row.ids:
        named: Any = UUID(row.ids["entry"])
    else:
        tables = {"decision": Decision.entry_id, "report": Report.entry_id, "confirmation": Confirmation.subject_id}
        name = next((name for name in tables if name in row.ids), "")
        if not name:
            return None
        table = tables[name].class_
        named = (
            select(tables[name]).where(table.campaign_id == row.campaign_id, table.id == UUID(row.ids[name]))
        ).scalar_subquery()
    return reading().scalar(select(Entry.id).where(Entry.campaign_id == row.campaign_id, Entry.id == named))
