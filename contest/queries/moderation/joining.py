"""Joining ideas while people vote, before it is done: in which votes, how many ballots, what it changes."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, func, select

from contest.db import database_clock, reading
from contest.models import Ballot, Candidate, Phase, Result
from contest.queries import candidates, joinings, tally
from contest.rules import joining
from contest.rules.ballots import IN_PLACE, BallotState, VoteRules, vote_rules
from contest.rules.joining import ID_LENGTH, Effect, Stand
from contest.rules.phases import PhaseKind

# A vote that opens so soon has begun: what is decided now could still be taken back while people vote.
BEFORE_A_VOTE = timedelta(minutes=3)


@dataclass(frozen=True)
class InVote:
    """A vote in which an idea stands, or was picked to, and how."""

    phase_id: UUID
    position: int
    rules: VoteRules
    stand: Stand


def votes(campaign_id: UUID, gone: UUID, kept: UUID | None) -> list[InVote]:
    """The votes of a campaign that joining one idea with another has to do with, by the database's clock."""
    picks = (Candidate.campaign_id == Phase.campaign_id, Candidate.phase_id == Phase.id)
    is_closed = exists().where(Result.campaign_id == Phase.campaign_id, Result.phase_id == Phase.id)
    rows = reading().execute(
        select(
            database_clock().label("at"),
            Phase.id,
            Phase.position,
            Phase.opens,
            Phase.closes,
            Phase.settings,
            exists().where(*picks).label("any_picked"),
            exists().where(*picks, Candidate.entry_id == gone).label("gone_picked"),
            _picked(kept, *picks).label("kept_picked"),
            is_closed.label("is_closed"),
        ).where(Phase.campaign_id == campaign_id, Phase.kind == PhaseKind.VOTE)
    )
    found = []
    for row in rows:
        stand = Stand(
            begun=row.opens <= row.at + BEFORE_A_VOTE,
            over=row.is_closed or row.closes <= row.at,
            picked=row.gone_picked,
            kept_stands=row.kept_picked or not row.any_picked or kept is None,
        )
        if row.gone_picked or (stand.begun and not row.any_picked):
            found.append(InVote(row.id, row.position, vote_rules(row.settings), stand))
    return sorted(found, key=lambda vote: vote.position)


def _picked(entry: UUID | None, *picks: ColumnElement[bool]) -> ColumnElement[bool]:
    return false() if entry is None else exists().where(*picks, Candidate.entry_id == entry)


def ballots(campaign_id: UUID, phase_id: UUID, entry_id: UUID) -> int:
    """How many ballots in place name an idea, or one that was joined with it: they would be read otherwise."""
    named = joinings.of_vote(campaign_id, phase_id).same(entry_id)
    return (
        reading()
        .execute(
            select(func.count()).where(
                Ballot.campaign_id == campaign_id,
                Ballot.phase_id == phase_id,
                Ballot.state.in_(IN_PLACE),
                tally.names(named),
            )
        )
        .scalar_one()
    )


def effect(campaign_id: UUID, vote: InVote, gone: UUID, kept: UUID) -> tuple[Effect, int]:
    """What joining two ideas would do to the count of a running vote, and how many `ballots` it would move.

    A vote's ballots are read once for both.
    """
    how, rows = joinings.of_vote(campaign_id, vote.phase_id), tally.in_place(campaign_id, vote.phase_id)
    counted = {tuple(choices): number for choices, state, number in rows if state is BallotState.COUNTED}
    named = {str(entry) for entry in how.same(gone)}
    moved = sum(number for choices, _, number in rows if named & {choice[:ID_LENGTH] for choice in choices})
    standing = candidates.ids(campaign_id, vote.phase_id)
    return joining.effect(vote.rules.method, joining.read_all(counted, how), standing, gone, kept), moved
