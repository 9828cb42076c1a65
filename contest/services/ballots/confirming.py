"""Confirming a pending ballot, changing to it, withdrawing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contest.db import database_clock, transaction
from contest.models import Ballot, Phase, Result
from contest.queries import joinings
from contest.queries.graces import Vote
from contest.rules.ballots import BallotState, Cast, EventKind, Outcome
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Paper
from contest.services import graces
from contest.services.ballots import codes, places
from contest.services.ballots.places import SLOT, Held
from contest.services.ballots.statements import insert_event

# The rule of the event that sets aside a second pending ballot for the choice that is in place already.
REPEATED = "repeated"
WITHDRAWABLE = (BallotState.PENDING, BallotState.COUNTED, BallotState.HELD)


def confirm(campaign_id: UUID, ballot_id: UUID, *, voter_key: str, now: datetime) -> Cast:
    """Count a pending ballot whose voter has confirmed the address; joins the caller's transaction.

    COUNTED, also when it already was, or when the same choice is in place. TAKEN when the voter's place
    holds another choice, which stays until `change_to`. ALREADY when this one was replaced since. Errors:
    LookupError (no such ballot of this voter); Refused with vote_confirm_too_late, entry_not_votable,
    vote_withdrawn, pack_code_taken. Who calls this has checked that the address was confirmed: nothing here does.
    """
    with transaction() as session:
        ballot = _lock(session, campaign_id, ballot_id, voter_key)
        if ballot.state is not BallotState.PENDING:
            return _settled(session, ballot)
        require_in_time(session, campaign_id, ballot.phase_id, ballot.paper)
        place = _place(session, ballot)
        if place is None:
            try:
                with session.begin_nested():
                    return _put(session, ballot, revision=1)
            except IntegrityError:  # another of this voter's ballots was confirmed at the same time
                place = _place(session, ballot)
                if place is None:
                    raise
        if not place.in_place:
            return _put(session, ballot, revision=place.revision + 1)
        return _against(session, ballot, place)


def change_to(campaign_id: UUID, ballot_id: UUID, *, voter_key: str, now: datetime) -> Cast:
    """Put a pending ballot in the place of the one that is there, after TAKEN, for a confirmed voter only.

    Errors: as `confirm`, and Refused with vote_change_not_allowed.
    """
    with transaction() as session:
        first = confirm(campaign_id, ballot_id, voter_key=voter_key, now=now)
        if first.outcome is not Outcome.TAKEN:
            return first
        ballot = _lock(session, campaign_id, ballot_id, voter_key)
        seen = places.look(session, campaign_id, ballot.phase_id, ballot.paper)
        place = _place(session, ballot)
        if not seen.rules.changes or place is None or place.state is not BallotState.COUNTED:
            raise Refused([Objection("vote_change_not_allowed")])
        if ballot.code_key:  # before anything is written: others may share the transaction
            codes.take(session, campaign_id, ballot.phase_id, ballot.code_key, voter_key)
        places.move(session, place, EventKind.SUPERSEDED)
        return _put(session, ballot, revision=place.revision + 1)


def withdraw(campaign_id: UUID, *, voter_key: str, now: datetime) -> int:
    """Take back what a voter cast in votes not yet closed, visibly; the number of ballots withdrawn."""
    with transaction() as session:
        rows = session.execute(
            places.select_held(
                Ballot.campaign_id == campaign_id,
                Ballot.voter_key == voter_key,
                Ballot.state.in_(WITHDRAWABLE),
                exists().where(
                    Phase.campaign_id == Ballot.campaign_id,
                    Phase.id == Ballot.phase_id,
                    database_clock() < Phase.closes,
                ),
            )
            .order_by(Ballot.id)
            .with_for_update()
        ).all()
        for row in rows:
            places.move(session, Held._make(row), EventKind.WITHDRAWN)
        return len(rows)


def _lock(session: Session, campaign_id: UUID, ballot_id: UUID, voter_key: str) -> Held:
    row = session.execute(
        places.select_held(
            Ballot.campaign_id == campaign_id, Ballot.id == ballot_id, Ballot.voter_key == voter_key
        ).with_for_update()
    ).first()
    if row is None:
        raise LookupError(ballot_id)
    return Held._make(row)


def _place(session: Session, ballot: Held) -> Held | None:
    return places.lock_place(session, ballot.campaign_id, ballot.phase_id, ballot.voter_key, ballot.bucket)


def require_in_time(session: Session, campaign_id: UUID, phase_id: UUID, paper: Paper) -> None:
    """Refuse what its voter confirms after the grace period, or when all of its entries are gone.

    The lock on the phase makes closing its result wait for this transaction, or this one for the closing.
    """
    of_phase = (Phase.campaign_id == campaign_id, Phase.id == phase_id)
    session.execute(select(Phase.id).where(*of_phase).with_for_update(read=True, key_share=True))
    # What was cast for an idea that was joined with another one since counts for that one.
    seen = places.look(session, campaign_id, phase_id, joinings.of_vote(campaign_id, phase_id).paper(paper))
    closed = session.scalar(select(exists().where(Result.campaign_id == campaign_id, Result.phase_id == phase_id)))
    reasons = []
    vote = Vote(campaign_id, phase_id, seen.facts.closes, seen.rules.grace)
    if closed or graces.is_over(vote, seen.facts.at):
        reasons.append(Objection("vote_confirm_too_late"))
    if not seen.standing:
        reasons.append(Objection("entry_not_votable", "entry"))
    if reasons:
        raise Refused(reasons)


def _put(session: Session, ballot: Held, *, revision: int) -> Cast:
    """Slot and state in one statement, the code where there is one, and the event."""
    with codes.whole(session, ballot.code_key):
        return _placed(session, ballot, revision)


def _placed(session: Session, ballot: Held, revision: int) -> Cast:
    session.execute(
        update(Ballot)
        .where(Ballot.campaign_id == ballot.campaign_id, Ballot.id == ballot.id)
        .values(slot=SLOT, revision=revision, state=BallotState.COUNTED, pending_choice=None)
    )
    if ballot.code_key:
        codes.take(session, ballot.campaign_id, ballot.phase_id, ballot.code_key, ballot.voter_key)
    insert_event(
        session,
        ballot.campaign_id,
        ballot.phase_id,
        ballot.id,
        EventKind.CONFIRMED,
        before=BallotState.PENDING,
    )
    return places.answer(Outcome.COUNTED, ballot)


def _against(session: Session, ballot: Held, place: Held) -> Cast:
    """The voter's place is held: by the same choice, which is then simply in; or by another, which stays."""
    if not places.says_the_same(place, ballot.paper):
        return places.answer(Outcome.TAKEN, place, wanted=ballot.paper)
    places.move(session, ballot, EventKind.WITHDRAWN, rule=REPEATED)
    return places.answer(Outcome.COUNTED, place, repeated=True)


def _settled(session: Session, ballot: Held) -> Cast:
    """The answer for a ballot that is no longer pending."""
    if ballot.in_place:
        return places.answer(Outcome.COUNTED, ballot, repeated=True)
    place = _place(session, ballot)
    if place is None or not place.in_place:
        raise Refused([Objection("vote_withdrawn")])
    if places.says_the_same(place, ballot.paper):
        return places.answer(Outcome.COUNTED, place, repeated=True)
    return places.answer(Outcome.ALREADY, place, wanted=ballot.paper, repeated=True)
