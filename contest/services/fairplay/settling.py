"""Bringing a decision to the ballots of its cluster: a portion in each transaction, until it has reached them all.

Interrupted, the worker goes on. A decision that is reversed meanwhile is simply the one that is brought next.
"""

import time
import typing
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session

from contest.db import database_clock, insert_into, new_id, reading, transaction
from contest.models import Ballot, BallotEvent, Cluster, ClusterBallot, Outbox, Phase
from contest.queries import clusters
from contest.rules.ballots import MOVES
from contest.rules.suspicion.deciding import ON_BALLOTS, ClusterState
from contest.services.outbox import Lane

PORTION = 200
# On SQLite somebody else must get to write between two portions.
PAUSE = 0.003
# So many portions while somebody waits for the page; the worker does the rest.
AT_ONCE = 10
# Voters are asked at this pace, behind every code that somebody waits for.
MAILS_A_MINUTE = 100
_INSERT_EVENTS = insert(typing.cast(Table, BallotEvent.__table__)).values(at=database_clock())


def settle(now: datetime) -> bool:
    """Go on with one decision that has not reached all of its ballots; whether there was one."""
    waiting = reading().execute(
        select(Cluster.campaign_id, Cluster.id).where(Cluster.is_settled.is_(False)).order_by(Cluster.decided_at)
    )
    found = waiting.first()
    if found is None:
        return False
    settle_some(found.campaign_id, found.id, now)
    return True


def settle_vote(campaign_id: UUID, phase_id: UUID, now: datetime) -> None:
    """Bring every decision on a vote to all of its ballots: before its result is closed."""
    for cluster_id in clusters.unsettled(campaign_id, phase_id):
        while _portion(campaign_id, cluster_id, now):
            time.sleep(PAUSE)


def settle_some(campaign_id: UUID, cluster_id: UUID, now: datetime) -> None:
    """Some portions of one decision."""
    for _ in range(AT_ONCE):
        if not _portion(campaign_id, cluster_id, now):
            return
        time.sleep(PAUSE)


def _portion(campaign_id: UUID, cluster_id: UUID, now: datetime) -> int:
    """The next ballots; how many there were. With none left, the decision is settled."""
    with transaction() as session:
        cluster = session.get_one(Cluster, (campaign_id, cluster_id), with_for_update=True, populate_existing=True)
        if cluster.is_settled:
            return 0
        of_phase = (Phase.campaign_id == campaign_id, Phase.id == cluster.phase_id)
        session.execute(select(Phase.id).where(*of_phase).with_for_update(read=True, key_share=True))
        rows = _next(session, cluster)
        if not rows:
            cluster.is_settled = True
            return 0
        _move(session, cluster, rows)
        if cluster.state is ClusterState.HELD:
            _ask(session, cluster, rows, now)
        return len(rows)


def _next(session: Session, cluster: Cluster) -> Sequence[Any]:
    _, before = ON_BALLOTS[cluster.state]
    return session.execute(
        select(Ballot.id, Ballot.state, Ballot.lang, ClusterBallot.asked_at)
        .join(
            ClusterBallot,
            (ClusterBallot.campaign_id == Ballot.campaign_id) & (ClusterBallot.ballot_id == Ballot.id),
        )
        .where(
            ClusterBallot.campaign_id == cluster.campaign_id,
            ClusterBallot.cluster_id == cluster.id,
            ClusterBallot.spared_at.is_(None),
            Ballot.state.in_(before),
        )
        .order_by(Ballot.id)
        .limit(PORTION)
        .with_for_update(of=Ballot)
    ).all()


def _move(session: Session, cluster: Cluster, rows: Sequence[Any]) -> None:
    """Their state, and an event for each; the reason is public, so only an exclusion has one."""
    kind, _ = ON_BALLOTS[cluster.state]
    session.execute(
        update(Ballot)
        .where(Ballot.campaign_id == cluster.campaign_id, Ballot.id.in_([row.id for row in rows]))
        .values(state=MOVES[rows[0].state, kind])
        .execution_options(synchronize_session=False)
    )
    events = [
        {
            "campaign_id": cluster.campaign_id,
            "id": new_id(),
            "ballot_id": row.id,
            "phase_id": cluster.phase_id,
            "kind": kind,
            "before": row.state,
            "rule": f"{cluster.version} {cluster.rule}",
            "reason": cluster.reason if cluster.state is ClusterState.EXCLUDED else "",
            "staff_id": cluster.decided_by,
        }
        for row in rows
    ]
    session.connection().execute(_INSERT_EVENTS, events)


def _ask(session: Session, cluster: Cluster, rows: Sequence[Any], now: datetime) -> None:
    """One mail to each voter who was not asked yet."""
    asked = session.execute(
        select(func.count(ClusterBallot.asked_at)).where(
            ClusterBallot.campaign_id == cluster.campaign_id, ClusterBallot.cluster_id == cluster.id
        )
    ).scalar_one()
    some = [row for row in rows if row.asked_at is None]
    if not some:
        return
    mails = [
        {
            "id": new_id(),
            "campaign_id": cluster.campaign_id,
            "kind": "mail.vote_asked",
            "dedupe_key": f"vote_asked:{row.id.hex}",
            "ids": {"ballot": row.id.hex},
            "lang": row.lang,
            "lane": int(Lane.REST),
            "not_before": now + timedelta(minutes=(asked + place) // MAILS_A_MINUTE),
            "created_at": now,
        }
        for place, row in enumerate(some)
    ]
    session.execute(insert_into(session, Outbox).on_conflict_do_nothing(), mails)
    session.execute(
        update(ClusterBallot)
        .where(ClusterBallot.campaign_id == cluster.campaign_id, ClusterBallot.ballot_id.in_([row.id for row in some]))
        .values(asked_at=now)
        .execution_options(synchronize_session=False)
    )
