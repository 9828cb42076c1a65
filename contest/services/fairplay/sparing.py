"""Letting a single vote of a cluster count: one voter is shown innocent, whatever is decided about the others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import transaction
from contest.models import Ballot, Cluster, ClusterBallot
from contest.rules.ballots import MOVES, BallotState, EventKind
from contest.rules.objections import Refused
from contest.rules.suspicion import deciding
from contest.rules.suspicion.deciding import ClusterState
from contest.services import audit
from contest.services.ballots.statements import insert_event
from contest.services.fairplay import deciding as acts
from contest.services.fairplay.deciding import Done

# What the log says of it: a person looked at this one vote.
RULE = "one-vote/1 person"


def spare(campaign_id: UUID, number: int, receipt: str, *, reason: str, by: UUID, now: datetime) -> Done:
    """Let the vote with this receipt count for good. Done again, it is done once.

    Out of an exclusion that took two people, the first asking is a proposal; somebody else, asking too, agrees with
    it. The reason stays in the record; the log says that it happened. Errors: LookupError; Refused with
    fairplay_closed, spare_unknown, spare_needs_reason, field_too_long.
    """
    with transaction() as session:
        cluster = acts.locked(session, campaign_id, number)
        found = _of_receipt(session, cluster, receipt)
        spared = found is not None and found.spared_at is not None
        seconds = found is not None and not spared and found.spared_by not in (None, by)
        closed = acts.is_closed(campaign_id, cluster.phase_id)
        said = found.spared_reason if found is not None and seconds else reason
        reasons = deciding.sparing_objections(found=found is not None, is_closed=closed, spared=spared, reason=said)
        if reasons or found is None:
            raise Refused(reasons)
        if spared:
            return Done.DONE
        two = cluster.state is ClusterState.EXCLUDED and cluster.second_by is not None
        if deciding.needs_second(two=two, by=by, proposed_by=found.spared_by):
            if (found.spared_by, found.spared_reason) != (by, said.strip()):
                found.spared_by, found.spared_reason = by, said.strip()
                _record(cluster, found, "ballot.spare_proposed", by, now)
            return Done.PROPOSED
        if seconds:
            found.spared_second = by
        else:
            found.spared_by, found.spared_reason = by, said.strip()
        found.spared_at = now
        _count(session, cluster, found, by)
        _record(cluster, found, "ballot.spared", by, now)
    return Done.DONE


def _of_receipt(session: Session, cluster: Cluster, receipt: str) -> ClusterBallot | None:
    return session.scalars(
        select(ClusterBallot)
        .join(
            Ballot,
            (Ballot.campaign_id == ClusterBallot.campaign_id) & (Ballot.id == ClusterBallot.ballot_id),
        )
        .where(
            Ballot.campaign_id == cluster.campaign_id,
            Ballot.receipt == receipt,
            ClusterBallot.cluster_id == cluster.id,
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


def _count(session: Session, cluster: Cluster, found: ClusterBallot, by: UUID) -> None:
    """The ballot counts again where it did not."""
    place = (cluster.campaign_id, found.ballot_id)
    ballot = session.get_one(Ballot, place, with_for_update=True, populate_existing=True)
    if ballot.state not in (BallotState.HELD, BallotState.EXCLUDED):
        return
    before, ballot.state = ballot.state, MOVES[ballot.state, EventKind.RELEASED]
    session.flush()
    insert_event(
        session,
        cluster.campaign_id,
        cluster.phase_id,
        found.ballot_id,
        EventKind.RELEASED,
        before=before,
        rule=RULE,
        staff=by,
    )


def _record(cluster: Cluster, found: ClusterBallot, verb: str, by: UUID, now: datetime) -> None:
    details = {"number": cluster.number, "rule": cluster.version, "reason": found.spared_reason}
    audit.record(verb, by=audit.staff(by), now=now, campaign=cluster.campaign_id, ref=found.ballot_id, details=details)
