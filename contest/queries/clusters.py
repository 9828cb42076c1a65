"""Clusters of unusual votes, as the fair-play desk shows them. Staff only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from contest.db import reading
from contest.models import Ballot, Cluster, ClusterBallot, Entry, Staff, Tally
from contest.queries import joinings
from contest.rules.ballots import IN_PLACE, BallotState
from contest.rules.suspicion.deciding import AT_ONCE, ClusterState
from contest.rules.suspicion.drawing import Stretch

DECIDED = (ClusterState.RELEASED, ClusterState.EXCLUDED)
LISTED = 100
# Whoever stands further down than this is not compared any more.
MOST_RANKED = 2000


class StepNumber(FunctionElement[int]):
    """Which stretch of so many seconds since 1970 (UTC) a moment lies in."""

    type = BigInteger()
    inherit_cache = True


@compiles(StepNumber, "sqlite")
def _step_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    moment, seconds = (compiler.process(part, **kw) for part in element.clauses)
    return f"({moment} / ({seconds} * 1000000))"


@compiles(StepNumber, "postgresql")
def _step_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    moment, seconds = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(floor(extract(epoch FROM {moment}) / {seconds}) AS bigint)"


@dataclass(frozen=True)
class Answers:
    """What the voters of a cluster said: how many were asked, say it was theirs, say it was not."""

    asked: int = 0
    theirs: int = 0
    others: int = 0


@dataclass(frozen=True)
class Listed:
    """A cluster with what a list says of it."""

    cluster: Cluster
    entry_name: str
    entry_lang: str
    answers: Answers


@dataclass(frozen=True)
class Opened:
    """One cluster as it is looked at: its ballots by state, and who decided, seconded and proposed, by name."""

    listed: Listed
    ballots: dict[BallotState, int]
    decided_by: str
    second_by: str
    proposed_by: str


@dataclass(frozen=True)
class Spared:
    """A vote of a cluster that counts on its own, or is proposed to (`at` is None): who said so, and why."""

    receipt: str
    by: str
    second: str
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class Steps:
    """Ballots in each step of a stretch: for the entry, those of the cluster among them, and for all others."""

    votes: tuple[int, ...]
    cluster: tuple[int, ...]
    others: tuple[int, ...]


def waiting(campaign_id: UUID) -> list[Listed]:
    """What needs somebody, the heaviest first; five at most."""
    return _listed(campaign_id, (ClusterState.OPEN,), limit=AT_ONCE, by_weight=True)


def held(campaign_id: UUID) -> list[Listed]:
    """What is set aside, the latest first."""
    return _listed(campaign_id, (ClusterState.HELD,), limit=LISTED)


def decided(campaign_id: UUID) -> list[Listed]:
    """What was released or excluded, the latest first."""
    return _listed(campaign_id, DECIDED, limit=LISTED)


def counts(campaign_id: UUID) -> dict[ClusterState, int]:
    """How many clusters are in each state."""
    rows = reading().execute(
        select(Cluster.state, func.count()).where(Cluster.campaign_id == campaign_id).group_by(Cluster.state)
    )
    return dict.fromkeys(ClusterState, 0) | dict(rows.all())


def needing(campaigns: Any) -> Select[UUID, int]:
    """(campaign, how many clusters need somebody), as a part of what the desk counts."""
    return (
        select(Cluster.campaign_id, func.count())
        .where(Cluster.campaign_id.in_(campaigns), Cluster.state == ClusterState.OPEN)
        .group_by(Cluster.campaign_id)
    )


def one(campaign_id: UUID, number: int) -> Opened | None:
    """The cluster of this number."""
    deciding, seconding, proposing = aliased(Staff), aliased(Staff), aliased(Staff)
    row = (
        reading()
        .execute(
            select(Cluster, Entry.name, Entry.lang, deciding.first_name, seconding.first_name, proposing.first_name)
            .join(Entry, (Entry.campaign_id == Cluster.campaign_id) & (Entry.id == Cluster.entry_id))
            .outerjoin(deciding, deciding.id == Cluster.decided_by)
            .outerjoin(seconding, seconding.id == Cluster.second_by)
            .outerjoin(proposing, proposing.id == Cluster.proposed_by)
            .where(Cluster.campaign_id == campaign_id, Cluster.number == number)
            .execution_options(populate_existing=True)
        )
        .first()
    )
    if row is None:
        return None
    cluster, name, lang, *people = row
    answers = _answers(campaign_id, [cluster.id]).get(cluster.id, Answers())
    states = reading().execute(
        select(Ballot.state, func.count())
        .join(
            ClusterBallot,
            (ClusterBallot.campaign_id == Ballot.campaign_id) & (ClusterBallot.ballot_id == Ballot.id),
        )
        .where(ClusterBallot.campaign_id == campaign_id, ClusterBallot.cluster_id == cluster.id)
        .group_by(Ballot.state)
    )
    by_state = dict.fromkeys(BallotState, 0) | dict(states.all())
    return Opened(Listed(cluster, name, lang, answers), by_state, *(first or "" for first in people))


def spared(cluster: Cluster) -> list[Spared]:
    """The votes of a cluster that were let out of it, the latest first; 100 at most."""
    first, second = aliased(Staff), aliased(Staff)
    rows = reading().execute(
        select(
            Ballot.receipt,
            first.first_name,
            func.coalesce(second.first_name, ""),
            ClusterBallot.spared_at,
            ClusterBallot.spared_reason,
        )
        .join(Ballot, (Ballot.campaign_id == ClusterBallot.campaign_id) & (Ballot.id == ClusterBallot.ballot_id))
        .join(first, first.id == ClusterBallot.spared_by)
        .outerjoin(second, second.id == ClusterBallot.spared_second)
        .where(ClusterBallot.campaign_id == cluster.campaign_id, ClusterBallot.cluster_id == cluster.id)
        .order_by(ClusterBallot.spared_at.desc(), Ballot.id)
        .limit(LISTED)
    )
    return [Spared(*row) for row in rows]


def steps(cluster: Cluster, stretch: Stretch) -> Steps:
    """The votes around a cluster, step by step."""
    seconds = int(stretch.step.total_seconds())
    number = StepNumber(Ballot.accepted_at, literal(seconds, literal_execute=True)).label("step")
    how = joinings.of_vote(cluster.campaign_id, cluster.phase_id)
    said = cast(Ballot.choices, String)
    is_own = or_(*(said.contains(str(entry)) for entry in how.same(cluster.entry_id)))
    rows = reading().execute(
        select(
            number,
            func.coalesce(func.sum(case((is_own, 1), else_=0)), 0),
            func.count(ClusterBallot.ballot_id),
            func.count(),
        )
        .outerjoin(
            ClusterBallot,
            (ClusterBallot.campaign_id == Ballot.campaign_id)
            & (ClusterBallot.ballot_id == Ballot.id)
            & (ClusterBallot.cluster_id == cluster.id),
        )
        .where(
            Ballot.campaign_id == cluster.campaign_id,
            Ballot.phase_id == cluster.phase_id,
            Ballot.accepted_at >= stretch.begins,
            Ballot.accepted_at < stretch.ends,
            Ballot.state.in_(IN_PLACE),
        )
        .group_by(number)
    )
    first = int(stretch.begins.timestamp()) // seconds
    found = {int(step) - first: (int(own), within, every - int(own)) for step, own, within, every in rows}
    columns = zip(*(found.get(place, (0, 0, 0)) for place in range(stretch.count)), strict=True)
    return Steps(*(tuple(column) for column in columns))


def standing(cluster: Cluster, set_aside: int) -> list[tuple[UUID, int]]:
    """Votes by entry with all ballots of the cluster counted, most first; `set_aside` of them are not at present."""
    rows = reading().execute(
        select(Tally.entry_id, Tally.votes)
        .join(Entry, (Entry.campaign_id == Tally.campaign_id) & (Entry.id == Tally.entry_id))
        .where(Tally.campaign_id == cluster.campaign_id, Tally.phase_id == cluster.phase_id, Tally.votes > 0)
        .order_by(Tally.votes.desc(), Entry.number)
        .limit(MOST_RANKED)
    )
    votes: dict[UUID, int] = {row.entry_id: row.votes for row in rows}
    own = counts_for(cluster)
    votes[own] = votes.get(own, 0) + set_aside
    return sorted(votes.items(), key=lambda pair: -pair[1])


def counts_for(cluster: Cluster) -> UUID:
    """The entry that its votes count for: another one than they were cast for, where the two were joined since."""
    return joinings.of_vote(cluster.campaign_id, cluster.phase_id).entry(cluster.entry_id)


def names(campaign_id: UUID, entries: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Name and language of these entries."""
    rows = reading().execute(
        select(Entry.id, Entry.name, Entry.lang).where(Entry.campaign_id == campaign_id, Entry.id.in_(entries))
    )
    return {row.id: (row.name, row.lang) for row in rows}


def alone(cluster: Cluster) -> int:
    """How many ballots would be set aside of its idea without a second person, with this cluster."""
    same_idea = (
        Cluster.campaign_id == cluster.campaign_id,
        Cluster.phase_id == cluster.phase_id,
        Cluster.entry_id == cluster.entry_id,
    )
    others = select(func.coalesce(func.sum(Cluster.size), 0)).where(
        *same_idea, Cluster.id != cluster.id, Cluster.state == ClusterState.EXCLUDED, Cluster.second_by.is_(None)
    )
    return cluster.size + int(reading().execute(others).scalar_one())


def most_held(campaign_id: UUID, phase_id: UUID) -> int:
    """Of the ideas with held votes, the most votes of one that are set aside without a second person."""
    by_one = or_(
        Cluster.state == ClusterState.HELD,
        and_(Cluster.state == ClusterState.EXCLUDED, Cluster.second_by.is_(None)),
    )
    held = func.sum(case((Cluster.state == ClusterState.HELD, 1), else_=0))
    number = func.sum(Cluster.size)
    rows = reading().scalars(
        select(number)
        .where(Cluster.campaign_id == campaign_id, Cluster.phase_id == phase_id, by_one)
        .group_by(Cluster.entry_id)
        .having(held > 0)
        .order_by(number.desc())
        .limit(1)
    )
    return int(rows.first() or 0)


def undecided(campaign_id: UUID, phase_id: UUID) -> int:
    """How many clusters of a vote are open or held."""
    return (
        reading()
        .execute(
            select(func.count()).where(
                Cluster.campaign_id == campaign_id,
                Cluster.phase_id == phase_id,
                Cluster.state.in_((ClusterState.OPEN, ClusterState.HELD)),
            )
        )
        .scalar_one()
    )


def unsettled(campaign_id: UUID, phase_id: UUID) -> list[UUID]:
    """The clusters of a vote whose decision has not reached all of their ballots yet."""
    return list(
        reading().scalars(
            select(Cluster.id).where(
                Cluster.campaign_id == campaign_id, Cluster.phase_id == phase_id, Cluster.is_settled.is_(False)
            )
        )
    )


def tongues(campaign_id: UUID, phase_id: UUID) -> dict[str, str]:
    """The language each reason of an exclusion was written in."""
    rows = reading().execute(
        select(Cluster.reason, Cluster.lang).where(
            Cluster.campaign_id == campaign_id,
            Cluster.phase_id == phase_id,
            Cluster.state == ClusterState.EXCLUDED,
        )
    )
    return dict(rows.all())


def _listed(campaign_id: UUID, states: Sequence[ClusterState], *, limit: int, by_weight: bool = False) -> list[Listed]:
    order = (Cluster.score.desc(),) if by_weight else (Cluster.decided_at.desc(),)
    rows = (
        reading()
        .execute(
            select(Cluster, Entry.name, Entry.lang)
            .join(Entry, (Entry.campaign_id == Cluster.campaign_id) & (Entry.id == Cluster.entry_id))
            .where(Cluster.campaign_id == campaign_id, Cluster.state.in_(states))
            .order_by(*order, Cluster.number)
            .limit(limit)
            .execution_options(populate_existing=True)
        )
        .all()
    )
    answers = _answers(campaign_id, [row[0].id for row in rows])
    return [Listed(cluster, name, lang, answers.get(cluster.id, Answers())) for cluster, name, lang in rows]


def _answers(campaign_id: UUID, clusters: Sequence[UUID]) -> dict[UUID, Answers]:
    """What voters answered, for clusters of which some were asked."""
    rows = reading().execute(
        select(
            ClusterBallot.cluster_id,
            func.count(ClusterBallot.asked_at),
            func.coalesce(func.sum(case((ClusterBallot.is_theirs.is_(True), 1), else_=0)), 0),
            func.coalesce(func.sum(case((ClusterBallot.is_theirs.is_(False), 1), else_=0)), 0),
        )
        .where(ClusterBallot.campaign_id == campaign_id, ClusterBallot.cluster_id.in_(clusters))
        .group_by(ClusterBallot.cluster_id)
    )
    return {row[0]: Answers(row[1], int(row[2]), int(row[3])) for row in rows}
