"""What the rules of suspicion are given: ballots in place with their traces, and what else their voters did."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from contest.db import reading
from contest.models import (
    Ballot,
    BallotEvent,
    BallotLog,
    BallotTrace,
    ClusterWatch,
    Entry,
    Joining,
    Participant,
    Phase,
    Result,
)
from contest.queries import joinings
from contest.queries.joinings import JOINED
from contest.queries.tally import EVENT
from contest.rules.ballots import IN_PLACE
from contest.rules.papers import marks
from contest.rules.phases import PhaseKind
from contest.rules.shares import is_widget, read
from contest.rules.suspicion import Signal

# So many ids in one question.
AT_ONCE = 500


@dataclass(frozen=True)
class Vote:
    """A vote that is looked through: how long its log is, how far it was read."""

    campaign_id: UUID
    phase_id: UUID
    log_end: int
    read_to: int


@dataclass(frozen=True)
class Seen:
    """Ballots of a stretch of time, and which of them came by a share link."""

    signals: tuple[Signal, ...]
    shared: frozenset[UUID]


def watched(now: datetime) -> list[Vote]:
    """Votes that have begun, whose result is not closed and whose log has grown since it was looked through."""
    end = (
        select(func.coalesce(func.max(BallotLog.seq), 0))
        .where(BallotLog.campaign_id == Phase.campaign_id, BallotLog.phase_id == Phase.id)
        .scalar_subquery()
    )
    rows = reading().execute(
        select(Phase.campaign_id, Phase.id, end, func.coalesce(ClusterWatch.read_to, 0))
        .outerjoin(ClusterWatch, (ClusterWatch.campaign_id == Phase.campaign_id) & (ClusterWatch.phase_id == Phase.id))
        .where(
            Phase.kind == PhaseKind.VOTE,
            Phase.opens <= now,
            ~exists().where(Result.campaign_id == Phase.campaign_id, Result.phase_id == Phase.id),
        )
    )
    votes = [Vote(*row) for row in rows]
    return [vote for vote in votes if vote.log_end > vote.read_to]


def moment_of_line(campaign_id: UUID, phase_id: UUID, seq: int) -> datetime | None:
    """When what stands in this line of a vote's log happened."""
    line = reading().execute(
        select(BallotLog.kind, BallotLog.ref).where(
            BallotLog.campaign_id == campaign_id, BallotLog.phase_id == phase_id, BallotLog.seq == seq
        )
    )
    found = line.first()
    if found is None:
        return None
    if found.kind == EVENT:
        return reading().scalar(
            select(BallotEvent.at).where(BallotEvent.campaign_id == campaign_id, BallotEvent.id == found.ref)
        )
    if found.kind == JOINED:
        here = (Joining.campaign_id == campaign_id, Joining.phase_id == phase_id)
        return reading().scalar(select(Joining.at).where(*here, Joining.gone_id == found.ref))
    return reading().scalar(select(Ballot.accepted_at).where(Ballot.campaign_id == campaign_id, Ballot.id == found.ref))


def between(campaign_id: UUID, phase_id: UUID, since: datetime, until: datetime, *, most: int) -> Seen:
    """The ballots in place that were received in a stretch of time: the newest `most` of them."""
    rows = reading().execute(
        select(
            Ballot.id,
            Ballot.choices,
            Ballot.accepted_at,
            BallotTrace.network_mac,
            BallotTrace.agent_mac,
            BallotTrace.domain_mac,
            BallotTrace.disposable,
            BallotTrace.seconds_on_page,
            BallotTrace.share_code,
        )
        .outerjoin(BallotTrace, (BallotTrace.campaign_id == Ballot.campaign_id) & (BallotTrace.ballot_id == Ballot.id))
        .where(
            Ballot.campaign_id == campaign_id,
            Ballot.phase_id == phase_id,
            Ballot.accepted_at > since,
            Ballot.accepted_at <= until,
            Ballot.state.in_(IN_PLACE),
        )
        .order_by(Ballot.accepted_at.desc())
        .limit(most)
    )
    how, signals, shared = joinings.of_vote(campaign_id, phase_id), [], set()
    for row in rows:
        if row.share_code and not _in_a_widget(row.share_code):
            shared.add(row.id)
        signals.append(
            Signal(
                ballot_id=row.id,
                entry_id=marks(how.read(row.choices))[0][0],
                at=row.accepted_at.timestamp(),
                network=row.network_mac or "",
                agent=row.agent_mac or "",
                domain=row.domain_mac or "",
                disposable=bool(row.disposable),
                seconds=row.seconds_on_page,
            )
        )
    return Seen(tuple(signals), frozenset(shared))


def _in_a_widget(code: str) -> bool:
    """Whether a vote was sent within a widget or on the way from one, by no link that somebody passed on."""
    share = read(code)
    return share is not None and is_widget(share.channel)


def known(campaign_id: UUID, ballots: Collection[UUID]) -> set[UUID]:
    """Those of these ballots whose voters did something else here: voted at another time, or sent an idea."""
    votes = list(
        reading().scalars(select(Phase.id).where(Phase.campaign_id == campaign_id, Phase.kind == PhaseKind.VOTE))
    )
    found: set[UUID] = set()
    for some in _portions(list(ballots)):
        of_voter = {
            row.id: row.voter_key
            for row in reading().execute(
                select(Ballot.id, Ballot.voter_key).where(Ballot.campaign_id == campaign_id, Ballot.id.in_(some))
            )
        }
        voters = list(of_voter.values())
        # By votes and voters, as the index of a voter's place begins.
        places = reading().execute(
            select(Ballot.voter_key, Ballot.phase_id, Ballot.bucket)
            .where(
                Ballot.campaign_id == campaign_id,
                Ballot.phase_id.in_(votes),
                Ballot.voter_key.in_(voters),
                Ballot.state.in_(IN_PLACE),
            )
            .distinct()
        )
        often = Counter(row.voter_key for row in places)
        sent = set(
            reading().scalars(
                select(Participant.voter_key)
                .join(
                    Entry,
                    (Entry.campaign_id == Participant.campaign_id) & (Entry.participant_id == Participant.id),
                )
                .where(Participant.campaign_id == campaign_id, Participant.voter_key.in_(voters))
            )
        )
        found |= {ballot for ballot, voter in of_voter.items() if often[voter] > 1 or voter in sent}
    return found


def _portions(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]
