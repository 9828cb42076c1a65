"""A voter's place in a vote: the ballot that holds it, found and changed by one at a time."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, update
from sqlalchemy.orm import Session

from contest.db import UtcDateTime, database_clock
from contest.models import Ballot, Phase, PhaseWindow
from contest.queries import joinings
from contest.rules.ballots import (
    IN_PLACE,
    MOVES,
    BallotState,
    Cast,
    EventKind,
    Outcome,
    VoteFacts,
    VoteRules,
    vote_rules,
)
from contest.rules.eligibility import Who, who_may
from contest.rules.papers import Paper
from contest.rules.phases import PhaseKind
from contest.services.ballots.statements import insert_event, votable

SLOT = 1


class Held(NamedTuple):
    """A ballot as it lies in the database."""

    campaign_id: UUID
    phase_id: UUID
    id: UUID
    voter_key: str
    bucket: str
    revision: int
    choices: list[str]
    receipt: str
    state: BallotState
    code_key: str | None

    @property
    def paper(self) -> Paper:
        """What it says."""
        return Paper(tuple(self.choices))

    @property
    def in_place(self) -> bool:
        """Whether it keeps its voter's place."""
        return self.state in IN_PLACE


class Seen(NamedTuple):
    """What the database says about a vote and a paper, at one moment of its clock."""

    facts: VoteFacts
    rules: VoteRules
    # How many of the paper's entries stand in the vote.
    standing: int
    who: Who


def select_held(*conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Ballots by some conditions, as plain rows: the identity map would answer from before a lock."""
    columns = [getattr(Ballot, name) for name in Held._fields]
    return select(*columns).where(*conditions)


def held(session: Session, *conditions: ColumnElement[bool]) -> Held | None:
    """The ballot that meets the conditions."""
    row = session.execute(select_held(*conditions)).first()
    return None if row is None else Held._make(row)


def lock_place(session: Session, campaign_id: UUID, phase_id: UUID, voter_key: str, bucket: str) -> Held | None:
    """Wait for the place, then answer its newest ballot, in place or withdrawn; None when never taken.

    The first revision is the lock: it is there as soon as the place is, and never goes away. The newest is locked too:
    who holds it, or takes it back, has locked that one alone.
    """
    place = (
        Ballot.campaign_id == campaign_id,
        Ballot.phase_id == phase_id,
        Ballot.voter_key == voter_key,
        Ballot.bucket == bucket,
        Ballot.slot == SLOT,
    )
    session.execute(select(Ballot.id).where(*place, Ballot.revision == 1).with_for_update())
    row = session.execute(select_held(*place).order_by(Ballot.revision.desc()).limit(1).with_for_update()).first()
    return None if row is None else Held._make(row)


def says_the_same(ballot: Held, paper: Paper) -> bool:
    """Whether a paper says what a ballot says, as both are read since ideas were joined."""
    if ballot.paper == paper:
        return True
    how = joinings.of_vote(ballot.campaign_id, ballot.phase_id)
    return how.paper(ballot.paper) == how.paper(paper)


def move(session: Session, ballot: Held, kind: EventKind, *, rule: str = "") -> None:
    """Change a ballot's state and write its event. Errors: KeyError for a move that cannot happen."""
    session.execute(
        update(Ballot)
        .where(Ballot.campaign_id == ballot.campaign_id, Ballot.id == ballot.id)
        .values(state=MOVES[ballot.state, kind], pending_choice=None)
    )
    insert_event(session, ballot.campaign_id, ballot.phase_id, ballot.id, kind, before=ballot.state, rule=rule)


def look(
    session: Session, campaign_id: UUID, phase_id: UUID, paper: Paper, *, received: datetime | None = None
) -> Seen:
    """The facts for and against a ballot, now or when it was `received`. Errors: LookupError: there is no such vote."""
    clock: ColumnElement[datetime] = database_clock() if received is None else literal(received, UtcDateTime())
    phase = session.execute(
        select(clock, Phase.opens, Phase.closes, Phase.settings, PhaseWindow.bucket)
        .join_from(
            Phase,
            PhaseWindow,
            (PhaseWindow.campaign_id == Phase.campaign_id)
            & (PhaseWindow.phase_id == Phase.id)
            & (PhaseWindow.opens <= clock)
            & (clock < PhaseWindow.closes),
            isouter=True,
        )
        .where(Phase.campaign_id == campaign_id, Phase.id == phase_id, Phase.kind == PhaseKind.VOTE)
    ).first()
    if phase is None:
        raise LookupError(phase_id)
    entries = paper.entries
    standing = session.execute(select(votable(campaign_id, phase_id)), {"entry_ids": entries}).scalar_one()
    facts = VoteFacts(phase[0], phase[1], phase[2], phase[4], entry_votable=standing == len(entries))
    return Seen(facts, vote_rules(phase[3]), standing, who_may(phase[3]))


def answer(
    outcome: Outcome,
    ballot: Held,
    *,
    wanted: Paper | None = None,
    repeated: bool = False,
    confirmation: UUID | None = None,
) -> Cast:
    """What is answered about a ballot that lies in the database."""
    return Cast(outcome, ballot.id, ballot.receipt, ballot.paper, wanted or ballot.paper, repeated, confirmation)
