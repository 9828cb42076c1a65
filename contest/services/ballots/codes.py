"""Pack codes in a vote that asks for code and address: each is one voter's, and each voter has one.

Two UNIQUE constraints over `code_use` say so. A code is taken only when its ballot is counted, so that one whose mail
is never answered uses up nothing; and always after the voter's place, so that nobody waits for each other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.db import insert_into
from contest.models import Ballot, CodeUse
from contest.rules.ballots import BallotState
from contest.rules.objections import Objection, Refused


@contextmanager
def whole(session: Session, code_key: str | None) -> Iterator[None]:
    """What is written inside, all of it or, refused, nothing: others may share the transaction. Idle without a code."""
    if code_key is None:
        yield
        return
    with session.begin_nested():
        yield


def take(session: Session, campaign_id: UUID, phase_id: UUID, code_key: str, voter_key: str) -> None:
    """Make the code this voter's; one who has a code in this vote keeps that and uses up no other.

    Errors: Refused with pack_code_taken, when it is another voter's; nothing was written then.
    """
    row = {"campaign_id": campaign_id, "phase_id": phase_id, "code_key": code_key, "voter_key": voter_key}
    taken = insert_into(session, CodeUse).values(row).on_conflict_do_nothing().returning(CodeUse.code_key)
    if session.execute(taken).first() is not None:
        return
    of_code = (CodeUse.campaign_id == campaign_id, CodeUse.phase_id == phase_id, CodeUse.code_key == code_key)
    holder = session.scalar(select(CodeUse.voter_key).where(*of_code))
    if holder is not None and holder != voter_key:
        raise Refused([Objection("pack_code_taken", "code")])


def exchange(session: Session, campaign_id: UUID, ballot_id: UUID, code_key: str | None) -> None:
    """Have a ballot that waits for its confirmation ask for another code."""
    waiting = (Ballot.campaign_id == campaign_id, Ballot.id == ballot_id, Ballot.state == BallotState.PENDING)
    session.execute(update(Ballot).where(*waiting).values(code_key=code_key))
