"""Looking through votes as they are counted: a bounded portion at a time, and the same cluster grows."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from contest.db import insert_into, new_id, transaction
from contest.models import Cluster, ClusterBallot, ClusterWatch
from contest.queries import signals
from contest.queries.signals import Seen, Vote
from contest.rules import suspicion
from contest.rules.suspicion import Cluster as Described
from contest.rules.suspicion import Finding
from contest.rules.suspicion.deciding import ClusterState
from contest.rules.suspicion.finding import FEWEST

# How far back one looks, and how many ballots at most: the newest.
BACK, MOST = timedelta(hours=24), 40_000
# So many lines of a log at a time, so that what piled up is looked through day by day.
PORTION = 20_000
# What was released asks again only when so much more of it has come.
GROWN_BY = 0.5


def look(now: datetime) -> bool:
    """Look through what was logged since; whether more waits. Again finds nothing new, two at once do no harm."""
    more = [_look_through(vote, now) for vote in signals.watched(now)]
    return any(more)


def _look_through(vote: Vote, now: datetime) -> bool:
    read_to = min(vote.log_end, vote.read_to + PORTION)
    until = now
    if read_to < vote.log_end:
        until = signals.moment_of_line(vote.campaign_id, vote.phase_id, read_to) or now
    seen = signals.between(vote.campaign_id, vote.phase_id, until - BACK, until, most=MOST)
    found = suspicion.find(seen.signals)
    known = signals.known(vote.campaign_id, [one.ballot_id for finding in found for one in finding.votes])
    with transaction() as session:
        if not _is_ours(session, vote, read_to, now):
            return True
        for finding in found:
            _note(session, vote, finding, seen, known, now)
    return read_to < vote.log_end


def _is_ours(session: Session, vote: Vote, read_to: int, now: datetime) -> bool:
    """Whether nobody else has looked in the meantime; then it is noted how far was read."""
    key = {"campaign_id": vote.campaign_id, "phase_id": vote.phase_id}
    session.execute(insert_into(session, ClusterWatch).values(**key, read_to=0).on_conflict_do_nothing())
    watch = session.get_one(ClusterWatch, tuple(key.values()), with_for_update=True, populate_existing=True)
    if watch.read_to != vote.read_to:
        return False
    watch.read_to, watch.looked_at = read_to, now
    return True


def _note(session: Session, vote: Vote, finding: Finding, seen: Seen, known: Collection[UUID], now: datetime) -> None:
    """A new cluster, or what has come to the one that is there; a ballot is in one cluster only."""
    described = suspicion.describe(finding, known=known, shared=seen.shared)
    if described is None:
        return
    placed = _placed(session, vote.campaign_id, described.ballots)
    fresh = [ballot for ballot in described.ballots if ballot not in placed]
    if not fresh:
        return
    if not placed:
        _add(session, vote, described, now)
        return
    cluster = _largest(session, vote.campaign_id, placed.values())
    if cluster.state is ClusterState.OPEN and cluster.proposed_by is None:
        _grow(session, cluster, described, fresh, now)
    elif _is_new_matter(cluster, len(fresh)):
        # What was decided, or is proposed, stays what it was about: what came after it is looked at by itself.
        rest = replace(finding, votes=tuple(one for one in finding.votes if one.ballot_id not in placed))
        described = suspicion.describe(rest, known=known, shared=seen.shared)
        if described is not None:
            _add(session, vote, described, now)


def _is_new_matter(decided: Cluster, fresh: int) -> bool:
    """Whether what came after a decision is worth another look."""
    return fresh >= FEWEST and (decided.state is not ClusterState.RELEASED or fresh >= GROWN_BY * decided.size)


def _placed(session: Session, campaign_id: UUID, ballots: Sequence[UUID]) -> dict[UUID, UUID]:
    """The clusters of those that are in one."""
    found: dict[UUID, UUID] = {}
    for first in range(0, len(ballots), signals.AT_ONCE):
        some = ballots[first : first + signals.AT_ONCE]
        rows = session.execute(
            select(ClusterBallot.ballot_id, ClusterBallot.cluster_id).where(
                ClusterBallot.campaign_id == campaign_id, ClusterBallot.ballot_id.in_(some)
            )
        )
        found |= {row.ballot_id: row.cluster_id for row in rows}
    return found


def _largest(session: Session, campaign_id: UUID, clusters: Collection[UUID]) -> Cluster:
    """The cluster most of them are in, locked: nobody decides on it at this moment."""
    ((most, _),) = Counter(clusters).most_common(1)
    return session.get_one(Cluster, (campaign_id, most), with_for_update=True, populate_existing=True)


def _add(session: Session, vote: Vote, described: Described, now: datetime) -> None:
    last = session.scalar(select(func.max(Cluster.number)).where(Cluster.campaign_id == vote.campaign_id))
    cluster = Cluster(
        campaign_id=vote.campaign_id,
        id=new_id(),
        number=(last or 0) + 1,
        phase_id=vote.phase_id,
        entry_id=described.entry_id,
        rule=described.rule,
        version=described.version,
        score=described.score,
        size=len(described.ballots),
        facts=_facts(described),
        begins=described.begins,
        ends=described.ends,
        found_at=now,
        grown_at=now,
    )
    session.add(cluster)
    session.flush()
    _place(session, cluster, described.ballots)


def _grow(session: Session, cluster: Cluster, described: Described, fresh: Sequence[UUID], now: datetime) -> None:
    # A drip of several days is seen a day at a time: its figures stay those of the larger part.
    if len(described.ballots) >= cluster.size:
        cluster.facts, cluster.score, cluster.version = _facts(described), described.score, described.version
    cluster.size += len(fresh)
    cluster.begins = min(cluster.begins, described.begins)
    cluster.ends = max(cluster.ends, described.ends)
    cluster.grown_at = now
    session.flush()
    _place(session, cluster, fresh)


def _place(session: Session, cluster: Cluster, ballots: Sequence[UUID]) -> None:
    rows = [{"campaign_id": cluster.campaign_id, "ballot_id": ballot, "cluster_id": cluster.id} for ballot in ballots]
    session.execute(insert(ClusterBallot), rows)


def _facts(described: Described) -> dict[str, Any]:
    return {
        "unusual": [fact.as_json() for fact in described.unusual],
        "explains": [fact.as_json() for fact in described.explains],
    }
