"""Casting a ballot: one statement tries, and only when it inserted nothing is it asked why."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import reading
from contest.models import Ballot, Confirmation, ConfirmationPurpose
from contest.queries import joinings
from contest.rules.ballots import (
    BallotState,
    Cast,
    EventKind,
    Outcome,
    Trace,
    UnconfirmedVoter,
    Voter,
    VoteRules,
    objections,
)
from contest.rules.eligibility import Who, shown_by
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Paper
from contest.services import confirmations
from contest.services.ballots import codes, places, writer
from contest.services.ballots.confirming import change_to, confirm, require_in_time
from contest.services.ballots.places import Held
from contest.services.ballots.statements import Inserted, Order, insert_ballot, insert_event, insert_trace

# Between trying and asking why, the reason may have gone: a window opened, a pending ballot was confirmed.
ATTEMPTS = 4


def cast(
    campaign_id: UUID,
    phase_id: UUID,
    paper: Paper,
    *,
    voter: Voter,
    idempotency_key: str,
    nonce_commitment: str,
    lang: str,
    trace: Trace,
    now: datetime,
    change: bool = False,
) -> Cast:
    """Take one vote, once, whatever is clicked, replayed or sent at the same time.

    `paper` comes from `rules.papers` by the method and number of choices of this vote, which do not change once it has
    begun.

    An unconfirmed voter's ballot is PENDING and a confirmation is asked (`Cast.confirmation_id`). Another
    voter's is COUNTED at once, or ALREADY when their place holds another choice (then cast again with
    `change`). Who makes a voter has checked what it says: the cookie, that there is such a code, the sign-on. The same
    choice again, or the same key, gets the same answer with `repeated`. Whether the vote is open, the
    database's clock says. Errors: LookupError (no such vote); Refused with vote_not_open, vote_closed,
    vote_paused, entry_not_votable, vote_key_conflict (the same key with another choice),
    vote_change_not_allowed, vote_withdrawn, vote_who_changed (it asks for something else of voters),
    pack_code_taken, vote_try_again; of who had to sign on first, vote_confirm_too_late.
    """
    order = Order(campaign_id, phase_id, paper, voter, idempotency_key, nonce_commitment, lang, trace, now, change)
    return writer.write(lambda: _take(order))


def receive(campaign_id: UUID, phase_id: UUID, paper: Paper, *, who: Who) -> datetime:
    """The moment, by the database's clock, at which a vote is received whose voter has yet to show who they are.

    Nothing is written. Errors: LookupError; Refused as `cast`, with what can be said without the voter.
    """
    seen = places.look(reading(), campaign_id, phase_id, joinings.of_vote(campaign_id, phase_id).paper(paper))
    reasons = [*objections(seen.facts)]
    if seen.who is not who:
        reasons.append(Objection("vote_who_changed"))
    if reasons:
        raise Refused(reasons)
    return seen.facts.at


def _take(order: Order) -> Cast:
    session = reading()
    if order.received is not None:
        require_in_time(session, order.campaign_id, order.phase_id, order.paper)
    for _ in range(ATTEMPTS):
        asks = order.voter if isinstance(order.voter, UnconfirmedVoter) else None
        answer = _receive(session, order, asks) if asks else _count(session, order)
        if answer is not None:
            return answer
        # Sent from a page where an idea still stood that was joined with another one since: it is a vote for that one.
        order = order._replace(paper=joinings.of_vote(order.campaign_id, order.phase_id).paper(order.paper))
        answer = _why_not_received(session, order, asks) if asks else _why_not_counted(session, order)
        if answer is not None:
            return answer
    raise Refused([Objection("vote_try_again")])


def _count(session: Session, order: Order, *, revision: int = 1) -> Cast | None:
    """The ballot of somebody who has nothing left to confirm, in place at once."""
    with codes.whole(session, order.code_key):
        return _counted(session, order, revision)


def _counted(session: Session, order: Order, revision: int) -> Cast | None:
    inserted = insert_ballot(session, order, revision=revision)
    if inserted is None:
        return None
    if order.code_key:
        codes.take(session, order.campaign_id, order.phase_id, order.code_key, order.voter.voter_key)
    insert_trace(session, order, inserted.id)
    insert_event(
        session,
        order.campaign_id,
        order.phase_id,
        inserted.id,
        EventKind.CONFIRMED,
        before=BallotState.PENDING,
    )
    return _new(Outcome.COUNTED, inserted, order)


def _receive(session: Session, order: Order, voter: UnconfirmedVoter) -> Cast | None:
    """A ballot that waits for its voter's confirmation, asked for in the same transaction."""
    inserted = insert_ballot(session, order)
    if inserted is None:
        return None
    insert_trace(session, order, inserted.id)
    return _new(Outcome.PENDING, inserted, order, _ask(order, voter, inserted.id))


def _why_not_counted(session: Session, order: Order) -> Cast | None:
    """Why a ballot that would count at once was not inserted: seen before, refused, or the place is taken."""
    seen = _by_key(session, order)
    if seen is not None:
        return _first_answer(session, order, seen)
    rules, bucket = _require_open(session, order)
    place = places.lock_place(session, order.campaign_id, order.phase_id, order.voter.voter_key, bucket)
    if place is None:
        return None
    if not place.in_place:
        return _count(session, order, revision=place.revision + 1)
    if places.says_the_same(place, order.paper):
        return places.answer(Outcome.COUNTED, place, repeated=True)
    if not order.change or place.state is not BallotState.COUNTED:
        return places.answer(Outcome.ALREADY, place, wanted=order.paper)
    return _change(session, order, place, rules)


def _change(session: Session, order: Order, place: Held, rules: VoteRules) -> Cast | None:
    if not rules.changes:
        raise Refused([Objection("vote_change_not_allowed")])
    counted = _count(session, order, revision=place.revision + 1)
    if counted is not None:
        places.move(session, place, EventKind.SUPERSEDED)
    return counted


def _why_not_received(session: Session, order: Order, voter: UnconfirmedVoter) -> Cast | None:
    """Why an unconfirmed voter's ballot was not inserted: seen before, refused, or the same choice waits."""
    seen = _by_key(session, order)
    if seen is not None:
        return _first_answer(session, order, seen)
    _, bucket = _require_open(session, order)
    waiting = places.held(
        session,
        Ballot.campaign_id == order.campaign_id,
        Ballot.phase_id == order.phase_id,
        Ballot.voter_key == voter.voter_key,
        Ballot.bucket == bucket,
        Ballot.pending_choice == order.paper.key,
    )
    return None if waiting is None else _still_pending(session, order, waiting, voter)


def _require_open(session: Session, order: Order) -> tuple[VoteRules, str]:
    """The vote's rules and the bucket that is open. Errors: Refused with every reason, LookupError."""
    seen = places.look(session, order.campaign_id, order.phase_id, order.paper, received=order.received)
    reasons = [*objections(seen.facts)]
    if seen.who is not shown_by(order.voter):
        reasons.append(Objection("vote_who_changed"))
    if reasons:
        raise Refused(reasons)
    return seen.rules, seen.facts.bucket or ""


def _by_key(session: Session, order: Order) -> Held | None:
    return places.held(
        session,
        Ballot.campaign_id == order.campaign_id,
        Ballot.phase_id == order.phase_id,
        Ballot.voter_key == order.voter.voter_key,
        Ballot.idempotency_key == order.idempotency_key,
    )


def _first_answer(session: Session, order: Order, seen: Held) -> Cast:
    """The answer to a key that was used before."""
    if not places.says_the_same(seen, order.paper):
        raise Refused([Objection("vote_key_conflict")])
    if seen.state is BallotState.WITHDRAWN:
        raise Refused([Objection("vote_withdrawn")])
    if seen.state is not BallotState.PENDING:
        return places.answer(Outcome.COUNTED, seen, repeated=True)
    if isinstance(order.voter, UnconfirmedVoter):
        return _still_pending(session, order, seen, order.voter)
    # The page was open while its voter confirmed the address elsewhere in this browser.
    settle = change_to if order.change else confirm
    settled = settle(order.campaign_id, seen.id, voter_key=seen.voter_key, now=order.now)
    return replace(settled, outcome=Outcome.ALREADY) if settled.outcome is Outcome.TAKEN else settled


def _still_pending(session: Session, order: Order, ballot: Held, voter: UnconfirmedVoter) -> Cast:
    """The same answer again; another mail only when the last one's code has run out."""
    subject = (Confirmation.campaign_id == order.campaign_id, Confirmation.subject_id == ballot.id)
    session.execute(
        select(Ballot.id).where(Ballot.campaign_id == order.campaign_id, Ballot.id == ballot.id).with_for_update()
    )
    if ballot.code_key != order.code_key:
        # Another code, perhaps because the first was somebody else's by now: this one will be asked for.
        codes.exchange(session, order.campaign_id, ballot.id, order.code_key)
    asked = session.scalar(
        select(Confirmation.id)
        .where(*subject, Confirmation.used_at.is_(None))
        .where(Confirmation.created_at > order.now - confirmations.CODE_VALID)
        .order_by(Confirmation.created_at.desc(), Confirmation.id.desc())
        .limit(1)
    )
    if asked is None:
        asked = _ask(order, voter, ballot.id)
    return places.answer(Outcome.PENDING, ballot, repeated=True, confirmation=asked)


def _ask(order: Order, voter: UnconfirmedVoter, ballot_id: UUID) -> UUID:
    return confirmations.ask(
        order.campaign_id,
        purpose=ConfirmationPurpose.BALLOT,
        subject_id=ballot_id,
        address_sealed=voter.address_sealed,
        voter_key=voter.voter_key,
        lang=order.lang,
        now=order.now,
    )


def _new(outcome: Outcome, inserted: Inserted, order: Order, confirmation: UUID | None = None) -> Cast:
    return Cast(outcome, inserted.id, inserted.receipt, order.paper, order.paper, confirmation_id=confirmation)
