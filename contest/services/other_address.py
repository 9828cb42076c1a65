""" "Wrong address? Use another one": what was typed stays, and another address is asked to confirm it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import reading, transaction
from contest.models import Ballot, ConfirmationPurpose, Entry
from contest.rules import mailboxes
from contest.rules.ballots import BallotState, Trace, UnconfirmedVoter
from contest.rules.entries import EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Paper
from contest.services import ballots, confirmations, keys, limits
from contest.services.confirmations import Asked

# So often may the address of one act be changed, and the stretch that is counted in.
CHANGES, STRETCH = 5, 6 * 3600
PURPOSES = frozenset({ConfirmationPurpose.ENTRY, ConfirmationPurpose.BALLOT})


def use(campaign_id: UUID, confirmation_id: UUID, *, address: str, trace: Trace, now: datetime) -> UUID | None:
    """Ask `address` instead; the confirmation that counts from now on, None when that address has answered already.

    An idea stays the same row, and neither code nor link of the address before counts any more. A vote is cast anew by
    the other address, so only as long as the vote is open; the ballot of the one before waits as it did, for whoever
    else typed that address for the same choice waits by it too. The same again is once.
    Errors: LookupError (nothing of which the address can be changed); Limited; Refused with address_missing,
    address_malformed, address_settled, guardian_is_author, entry_gone, or as `ballots.cast`.
    """
    asked = confirmations.get(campaign_id, confirmation_id)
    if asked is None or asked.purpose not in PURPOSES or asked.subject_id is None:
        raise LookupError(confirmation_id)
    if wrong := mailboxes.objections(address):
        raise Refused(list(wrong))
    if asked.used_at is not None:
        raise Refused([Objection("address_settled", "address")])
    limits.require(("other address", str(asked.subject_id)), limit=CHANGES, seconds=STRETCH, now=now)
    if asked.purpose is ConfirmationPurpose.ENTRY:
        return _of_entry(asked, asked.subject_id, address, now)
    return _of_ballot(asked, asked.subject_id, address, trace, now)


def _of_entry(asked: Asked, entry_id: UUID, address: str, now: datetime) -> UUID:
    with transaction() as session:
        entry = session.get(Entry, (asked.campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None:
            raise Refused([Objection("entry_gone", "address")])
        if entry.state is not EntryState.UNCONFIRMED or entry.participant_id is not None:
            raise Refused([Objection("address_settled", "address")])
        _require_not_guardian(asked, address)
        return _ask(asked, entry_id, address, now)


def _of_ballot(asked: Asked, ballot_id: UUID, address: str, trace: Trace, now: datetime) -> UUID | None:
    voter_key = keys.voter_key(asked.campaign_id, mailboxes.canonical(address))
    if voter_key == asked.voter_key:
        # The same mailbox, written otherwise: the ballot is already this voter's.
        with transaction() as session:
            _require_pending(session, asked.campaign_id, ballot_id)
            return _ask(asked, ballot_id, address, now)
    ballot = reading().get(Ballot, (asked.campaign_id, ballot_id), populate_existing=True)
    if ballot is None:
        raise LookupError(ballot_id)
    if ballot.state not in (BallotState.PENDING, BallotState.WITHDRAWN):
        raise Refused([Objection("address_settled", "address")])
    answer = ballots.cast(
        asked.campaign_id,
        ballot.phase_id,
        Paper(tuple(ballot.choices)),
        voter=UnconfirmedVoter(voter_key, _sealed(asked, address), ballot.code_key),
        idempotency_key=ballot.idempotency_key,
        nonce_commitment=ballot.nonce_commitment,
        lang=ballot.lang,
        trace=trace,
        now=now,
    )
    return answer.confirmation_id


def _ask(asked: Asked, subject_id: UUID, address: str, now: datetime) -> UUID:
    """Ask the other address; a double click asks once."""
    newest = confirmations.unanswered(asked.campaign_id, subject_id)
    before = confirmations.get(asked.campaign_id, newest) if newest is not None and newest != asked.id else None
    if before is not None and keys.open_address(asked.campaign_id, before.address_sealed) == mailboxes.tidy(address):
        return before.id
    if asked.purpose is ConfirmationPurpose.ENTRY:
        confirmations.end(asked.campaign_id, subject_id, asked.purpose, now=now)
    return confirmations.ask(
        asked.campaign_id,
        purpose=asked.purpose,
        subject_id=subject_id,
        address_sealed=_sealed(asked, address),
        voter_key=keys.voter_key(asked.campaign_id, mailboxes.canonical(address)),
        lang=asked.lang,
        now=now,
        guardian_sealed=asked.guardian_sealed,
    )


def _sealed(asked: Asked, address: str) -> bytes:
    return keys.seal_address(asked.campaign_id, mailboxes.tidy(address))


def _require_not_guardian(asked: Asked, address: str) -> None:
    if asked.guardian_sealed is None:
        return
    guardian = keys.open_address(asked.campaign_id, asked.guardian_sealed)
    if mailboxes.canonical(guardian) == mailboxes.canonical(address):
        raise Refused([Objection("guardian_is_author", "address")])


def _require_pending(session: Session, campaign_id: UUID, ballot_id: UUID) -> None:
    state = session.scalar(
        select(Ballot.state).where(Ballot.campaign_id == campaign_id, Ballot.id == ballot_id).with_for_update()
    )
    if state is not BallotState.PENDING:
        raise Refused([Objection("address_settled", "address")])
