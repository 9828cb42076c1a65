"""Participants: made by a confirmed address, remembered by a browser, forgotten on request."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from contest import vault
from contest.db import insert_into, new_id, reading, transaction
from contest.models import (
    Acceptance,
    Appeal,
    Confirmation,
    ConfirmationPurpose,
    Consent,
    Correction,
    Draft,
    Entry,
    EntryTrace,
    EntryVersion,
    Finding,
    FurtherPicture,
    Message,
    Participant,
    ParticipantSession,
    Phase,
    TextPrint,
)
from contest.queries import participants as participant_queries
from contest.queries import pictures as picture_queries
from contest.rules import mailboxes
from contest.rules.ballots import ConfirmedVoter
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import (
    archives,
    audit,
    ballots,
    cards,
    confirmations,
    drafts,
    draws,
    entries,
    erasures,
    keys,
    pictures,
    questions,
    reminders,
    wishes,
)
from contest.services.moderation import escalations, proposals, reports

LONGEST_SESSION = timedelta(days=90)
# A campaign that has just ended is still looked at.
AFTER_THE_END = timedelta(days=7)


def known(campaign_id: UUID, voter_key: str) -> UUID | None:
    """The participant with this confirmed address."""
    return reading().scalar(
        select(Participant.id).where(Participant.campaign_id == campaign_id, Participant.voter_key == voter_key)
    )


# Made once: putting it together costs more than asking it.
_KNOWN = participant_queries.by_cookie(bindparam("of_campaign"), bindparam("token_hash"), bindparam("at"))
_PARTICIPANT = select(Participant).where(_KNOWN).execution_options(populate_existing=True)
_VOTER = select(Participant.voter_key, Participant.id).where(_KNOWN)


def by_token(campaign_id: UUID, token: str, *, now: datetime) -> Participant | None:
    """The participant this browser's cookie stands for, in one statement; None when revoked, expired, unknown."""
    if not token:
        return None
    return reading().scalar(
        _PARTICIPANT, {"of_campaign": campaign_id, "token_hash": vault.token_hash(token), "at": now}
    )


def voter_by_token(campaign_id: UUID, token: str, *, now: datetime) -> ConfirmedVoter | None:
    """The same, where no more is wanted than who votes; None also for who has no voter's key."""
    if not token:
        return None
    known = {"of_campaign": campaign_id, "token_hash": vault.token_hash(token), "at": now}
    row = reading().connection().execute(_VOTER, known).first()
    return ConfirmedVoter(row.voter_key, row.id) if row is not None and row.voter_key is not None else None


def make(campaign_id: UUID, *, voter_key: str, address_sealed: bytes, lang: str, now: datetime) -> UUID:
    """The participant of an address that was just confirmed, made when it is new; joins the caller's transaction."""
    with transaction() as session:
        made: UUID | None = session.scalar(
            insert_into(session, Participant)
            .values(
                campaign_id=campaign_id,
                id=new_id(),
                voter_key=voter_key,
                address_sealed=address_sealed,
                first_name="",
                town="",
                lang=lang,
                confirmed_at=now,
            )
            .on_conflict_do_nothing()
            .returning(Participant.id)
        )
        if made is not None:
            by = audit.participant(made)
            audit.record("participant.confirmed", by=by, now=now, campaign=campaign_id, ref=made)
            return made
        return session.scalars(
            select(Participant.id).where(Participant.campaign_id == campaign_id, Participant.voter_key == voter_key)
        ).one()


def remember(campaign_id: UUID, participant_id: UUID, *, now: datetime) -> str:
    """Remember a participant in one browser: the token for its cookie, which is stored nowhere.

    It counts until a week after the campaign's last phase, 90 days at most (and a day at least).
    """
    token = vault.new_token()
    with transaction() as session:
        ends = session.scalar(select(func.max(Phase.closes)).where(Phase.campaign_id == campaign_id))
        until = min(now + LONGEST_SESSION, (ends or now) + AFTER_THE_END)
        session.add(
            ParticipantSession(
                campaign_id=campaign_id,
                participant_id=participant_id,
                token_hash=vault.token_hash(token),
                created_at=now,
                expires_at=max(until, now + timedelta(days=1)),
                revoked_at=None,
            )
        )
    return token


def sign_out(campaign_id: UUID, token: str, *, now: datetime) -> None:
    """Forget this browser; twice is once."""
    with transaction() as session:
        participant_id = session.scalar(
            update(ParticipantSession)
            .where(
                ParticipantSession.campaign_id == campaign_id,
                ParticipantSession.token_hash == vault.token_hash(token),
                ParticipantSession.revoked_at.is_(None),
            )
            .values(revoked_at=now)
            .returning(ParticipantSession.participant_id)
        )
        if participant_id is not None:
            by = audit.participant(participant_id)
            audit.record("participant.signed_out", by=by, now=now, campaign=campaign_id, ref=participant_id)


def send_link(campaign_id: UUID, *, address: str, lang: str, now: datetime) -> UUID:
    """ "Send me my link again": the confirmation in which a code may be typed, the same whoever is asked for.

    A mail leaves only to an address that is a participant's, or has an idea or a vote to confirm. Errors: Refused
    with address_missing, address_malformed.
    """
    if reasons := mailboxes.objections(address):
        raise Refused(reasons)
    voter_key = keys.voter_key(campaign_id, mailboxes.canonical(address))
    with transaction():
        is_known = known(campaign_id, voter_key) is not None or bool(waiting(campaign_id, voter_key, now=now))
        audit.record("participant.link_sent", by=audit.VISITOR, now=now, campaign=campaign_id)
        return confirmations.ask(
            campaign_id,
            purpose=ConfirmationPurpose.SIGN_IN,
            subject_id=None,
            address_sealed=keys.seal_address(campaign_id, mailboxes.tidy(address)),
            voter_key=voter_key,
            lang=lang,
            now=now,
            mailed=is_known,
        )


def waiting(campaign_id: UUID, voter_key: str, *, now: datetime) -> list[confirmations.Asked]:
    """The ideas and votes an address may still confirm, newest first."""
    mine = (ConfirmationPurpose.ENTRY, ConfirmationPurpose.BALLOT)
    asked = confirmations.newest_open(campaign_id, voter_key, now=now)
    return [confirmation for confirmation in asked if confirmation.purpose in mine]


def erase(campaign_id: UUID, participant_id: UUID, *, now: datetime) -> None:
    """Forget a person: all that is theirs goes or is emptied, at their own wish; twice is once.

    Ideas never published are deleted, published ones withdrawn and emptied, pictures deleted. Votes still open are
    withdrawn, visibly; of those that are closed the link to the person is cut and the number stays. So it is with
    what they reported: that somebody did, and for which reason.
    """
    with transaction() as session:
        person = session.get(Participant, (campaign_id, participant_id), with_for_update=True, populate_existing=True)
        if person is None or person.erased_at is not None:
            return
        erasures.log.note(erasures.Kind.PARTICIPANT, campaign_id, str(participant_id))
        if person.address_sealed is not None:
            questions.forget(campaign_id, person.address_sealed)
        if person.voter_key is not None:
            ballots.withdraw(campaign_id, voter_key=person.voter_key, now=now)
            _erase_confirmations(session, campaign_id, person.voter_key, now)
            drafts.forget(campaign_id, person.voter_key, now=now)
            reminders.forget(campaign_id, person.voter_key)
            draws.forget(campaign_id, person.voter_key)
            wishes.forget(campaign_id, person.voter_key)
        _erase_entries(session, campaign_id, participant_id, now)
        if person.address_sealed is not None:
            # After their ideas: whoever decides on one of those locks it first, then its reports.
            reports.forget(campaign_id, person.address_sealed)
        session.execute(
            delete(ParticipantSession).where(
                ParticipantSession.campaign_id == campaign_id,
                ParticipantSession.participant_id == participant_id,
            )
        )
        person.voter_key = person.address_sealed = person.guardian_sealed = None
        person.first_name = person.town = ""
        person.erased_at = now
        audit.record(
            "participant.erased",
            by=audit.participant(participant_id),
            now=now,
            campaign=campaign_id,
            ref=participant_id,
        )


def _erase_confirmations(session: Session, campaign_id: UUID, voter_key: str, now: datetime) -> None:
    """The sealed addresses, and the ideas that were sent from them and never confirmed."""
    of_person = Confirmation.campaign_id == campaign_id, Confirmation.voter_key == voter_key
    unconfirmed = session.scalars(
        select(Entry.id).where(
            Entry.campaign_id == campaign_id,
            Entry.state == EntryState.UNCONFIRMED,
            Entry.participant_id.is_(None),
            Entry.id.in_(
                select(Confirmation.subject_id).where(*of_person, Confirmation.purpose == ConfirmationPurpose.ENTRY)
            ),
        )
    ).all()
    entries.delete_entries(campaign_id, unconfirmed, now=now)
    session.execute(delete(Confirmation).where(*of_person))


def _erase_entries(session: Session, campaign_id: UUID, participant_id: UUID, now: datetime) -> None:
    theirs = session.scalars(
        select(Entry)
        .where(Entry.campaign_id == campaign_id, Entry.participant_id == participant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    entries.delete_entries(campaign_id, [entry.id for entry in theirs if entry.number is None], now=now)
    shown = [entry for entry in theirs if entry.number is not None]
    numbered = [entry.id for entry in shown]
    versions = EntryVersion.campaign_id == campaign_id, EntryVersion.entry_id.in_(numbered)
    pictures.erase(campaign_id, picture_queries.of_entries(campaign_id, numbered), now=now)
    session.execute(update(EntryVersion).where(*versions).values(answers={}, picture_id=None))
    for entry in shown:
        entry.state, entry.claimed_by, entry.claimed_until = EntryState.WITHDRAWN, None, None
        entry.name = entry.shown_author = entry.folded = ""
        entry.picture_id = None
        session.flush()
        cards.entry_changed(campaign_id, entry.id, now=now)
        archives.entry_changed(campaign_id, now=now)
        reports.answer(campaign_id, entry.id, kept=False, by=None, now=now, not_before=now)
        proposals.close(entry, agreed=False, by=None, now=now)
        escalations.close(entry, by=None, now=now)
    for table in (Acceptance, Appeal, Consent, Correction, EntryTrace, Finding, FurtherPicture, Message, TextPrint):
        session.execute(delete(table).where(table.campaign_id == campaign_id, table.entry_id.in_(numbered)))
    session.execute(
        delete(Confirmation).where(Confirmation.campaign_id == campaign_id, Confirmation.subject_id.in_(numbered))
    )
    session.execute(delete(Draft).where(Draft.campaign_id == campaign_id, Draft.entry_id.in_(numbered)))
