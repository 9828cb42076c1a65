"""Confirming: an address is proved, a guardian says yes, and the entry waits for a moderator."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db import transaction
from contest.models import (
    Campaign,
    Confirmation,
    ConfirmationPurpose,
    Consent,
    Entry,
    EntryVersion,
    Participant,
)
from contest.queries import campaigns
from contest.rules import entries as rules
from contest.rules import mailboxes
from contest.rules.entries import AuthorAct, EntryState
from contest.rules.objections import Objection, Refused
from contest.services import audit, confirmations, findings, keys

GUARDIAN = "guardian"


def confirm(
    campaign_id: UUID,
    entry_id: UUID,
    *,
    participant_id: UUID,
    guardian_sealed: bytes | None,
    now: datetime,
) -> EntryState:
    """Its author's address is confirmed: the entry is theirs and waits for a moderator; again changes nothing.

    With a guardian's address it stays unconfirmed, and the guardian is asked. Errors: Refused with entry_gone,
    too_many_entries (then it stays as it was).
    """
    with transaction() as session:
        entry = _locked(session, campaign_id, entry_id)
        if entry.participant_id not in (None, participant_id):
            raise Refused([Objection("entry_gone")])
        if rules.move(entry.state, AuthorAct.CONFIRM) is None:
            return entry.state
        author = _author(session, campaign_id, participant_id)
        entry.participant_id = participant_id
        if guardian_sealed is not None:
            _ask_guardian(session, entry, guardian_sealed, now)
            return entry.state
        return _admit(session, entry, author, now)


def confirm_guardian(
    campaign_id: UUID, entry_id: UUID, *, address_sealed: bytes, lang: str, now: datetime
) -> EntryState:
    """A guardian said yes: stored as a consent, and the entry waits for a moderator; again changes nothing.

    Errors: Refused with entry_gone, too_many_entries.
    """
    with transaction() as session:
        entry = _locked(session, campaign_id, entry_id)
        if rules.move(entry.state, AuthorAct.CONFIRM) is None:
            return entry.state
        if entry.participant_id is None:
            raise Refused([Objection("entry_gone")])
        author = _author(session, campaign_id, entry.participant_id)
        version = campaigns.document_version(campaign_id, "rules")
        session.add(
            Consent(campaign_id=campaign_id, entry_id=entry_id, kind=GUARDIAN, version=version, lang=lang, at=now)
        )
        author.guardian_sealed = address_sealed
        return _admit(session, entry, author, now)


def _locked(session: Session, campaign_id: UUID, entry_id: UUID) -> Entry:
    entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
    if entry is None:
        raise Refused([Objection("entry_gone")])
    return entry


def _author(session: Session, campaign_id: UUID, participant_id: UUID) -> Participant:
    """Whose it is, locked. Errors: Refused with entry_gone (they were erased while their form was on its way)."""
    # NO KEY UPDATE: entries of this participant, just written, hold its key; a stronger lock would wait for ever.
    person = session.get_one(
        Participant, (campaign_id, participant_id), with_for_update={"key_share": True}, populate_existing=True
    )
    if person.erased_at is not None:
        raise Refused([Objection("entry_gone")])
    return person


def _admit(session: Session, entry: Entry, author: Participant, now: datetime) -> EntryState:
    """Count it against its author's limit and let it wait; the locked row of the author is what keeps the count."""
    state = rules.move(entry.state, AuthorAct.CONFIRM)
    if state is None:
        raise Refused([Objection("entry_gone")])
    most = session.scalar(select(Campaign.entries_per_participant).where(Campaign.id == entry.campaign_id))
    sent = session.scalar(
        select(func.count())
        .select_from(Entry)
        .where(
            Entry.campaign_id == entry.campaign_id,
            Entry.participant_id == author.id,
            Entry.state.in_(rules.COUNTED),
        )
    )
    if most is None or sent is None or sent >= most:
        raise Refused([Objection("too_many_entries", facts={"most": most or 0})])
    entry.state, entry.waiting_since = state, now
    answers = session.get_one(EntryVersion, (entry.campaign_id, entry.id, entry.version)).answers
    author.first_name = answers.get("first_name", "")
    author.town = answers.get("town", "")
    findings.queue(entry.campaign_id, entry.id, entry.version, now=now)
    audit.record(
        "entry.confirmed",
        by=audit.participant(author.id),
        now=now,
        campaign=entry.campaign_id,
        ref=entry.id,
    )
    return state


def _ask_guardian(session: Session, entry: Entry, guardian_sealed: bytes, now: datetime) -> None:
    """Ask once: a second click on the author's link finds the question already there."""
    asked = session.scalar(
        select(Confirmation.id)
        .where(
            Confirmation.campaign_id == entry.campaign_id,
            Confirmation.subject_id == entry.id,
            Confirmation.purpose == ConfirmationPurpose.GUARDIAN,
        )
        .limit(1)
    )
    if asked is not None:
        return
    address = keys.open_address(entry.campaign_id, guardian_sealed)
    confirmations.ask(
        entry.campaign_id,
        purpose=ConfirmationPurpose.GUARDIAN,
        subject_id=entry.id,
        address_sealed=guardian_sealed,
        voter_key=keys.voter_key(entry.campaign_id, mailboxes.canonical(address)),
        lang=entry.lang,
        now=now,
    )
