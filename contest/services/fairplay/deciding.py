"""Deciding on a cluster: one act, one row of the record; the ballots follow in portions."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from contest.db import reading, transaction
from contest.models import Cluster, ClusterWatch, Phase, Result
from contest.queries import clusters
from contest.rules.ballots import vote_rules
from contest.rules.objections import Refused
from contest.rules.suspicion import deciding
from contest.rules.suspicion.deciding import REACHED, Asked, ClusterState, Deed, needs_second, takes_two
from contest.services import audit
from contest.services.fairplay import settling

VERBS = {Deed.HOLD: "cluster.held", Deed.RELEASE: "cluster.released", Deed.EXCLUDE: "cluster.excluded"}
PROPOSALS = {Deed.RELEASE: "cluster.release_proposed", Deed.EXCLUDE: "cluster.proposed"}


class Done(StrEnum):
    """What became of a deed. PROPOSED: it waits for a second person."""

    DONE = "done"
    PROPOSED = "proposed"


@dataclass(frozen=True)
class Act:
    """Who does what, and why; `lang` is the language of the reason, `seen` how the cluster looked to them."""

    deed: Deed
    by: UUID
    reason: str = ""
    lang: str = ""
    seen: str | None = None


def hold(campaign_id: UUID, number: int, *, reason: str = "", by: UUID, now: datetime, seen: str | None = None) -> Done:
    """Set the counted ballots of a cluster aside; each voter gets one neutral mail. Done again, it is done once.

    `seen` is what `rules.suspicion.deciding.looks` said when it was looked at. Errors: LookupError; Refused with
    fairplay_closed, fairplay_not_possible, fairplay_changed, field_too_long.
    """
    return _decide(campaign_id, number, Act(Deed.HOLD, by, reason.strip(), seen=seen), now)


def release(
    campaign_id: UUID, number: int, *, reason: str = "", by: UUID, now: datetime, seen: str | None = None
) -> Done:
    """Let the ballots of a cluster count, whatever had been decided; of an open one: it was looked at.

    Of what two people excluded the first asking is a proposal, as with `exclude`. Errors: as `hold`.
    """
    return _decide(campaign_id, number, Act(Deed.RELEASE, by, reason.strip(), seen=seen), now)


def exclude(
    campaign_id: UUID, number: int, *, reason: str, lang: str, by: UUID, now: datetime, seen: str | None = None
) -> Done:
    """Take the ballots of a cluster out of the count, for a reason that will be public with the result.

    Of more ballots of one idea than the vote's setting lets one person exclude, the first asking is a proposal;
    somebody else, asking too, agrees with it and its reason. Errors: as `hold`, and Refused with
    exclusion_needs_reason.
    """
    return _decide(campaign_id, number, Act(Deed.EXCLUDE, by, reason.strip(), lang, seen), now)


def _decide(campaign_id: UUID, number: int, act: Act, now: datetime) -> Done:
    with transaction() as session:
        cluster = locked(session, campaign_id, number)
        act = _seconded(session, cluster, act)
        _refuse(session, cluster, act)
        if cluster.state is REACHED[act.deed]:
            return Done.DONE
        two = takes_two(
            cluster.state,
            act.deed,
            number=clusters.alone(cluster),
            limit=_limit(session, cluster),
            by_two=cluster.second_by is not None,
        )
        if needs_second(two=two, by=act.by, proposed_by=cluster.proposed_by):
            _propose(cluster, act, now)
            return Done.PROPOSED
        _settle_on(cluster, act, now)
        cluster_id = cluster.id
    settling.settle_some(campaign_id, cluster_id, now)
    return Done.DONE


def locked(session: Session, campaign_id: UUID, number: int) -> Cluster:
    """The cluster, for us alone; closing its result waits for us, or we for the closing."""
    here = select(Cluster.id, Cluster.phase_id).where(Cluster.campaign_id == campaign_id, Cluster.number == number)
    found = session.execute(here).first()
    if found is None:
        raise LookupError(number)
    of_phase = (Phase.campaign_id == campaign_id, Phase.id == found.phase_id)
    session.execute(select(Phase.id).where(*of_phase).with_for_update(read=True, key_share=True))
    # How many one person excludes is counted over several: one decision on a vote at a time, locked as a look does.
    of_watch = (ClusterWatch.campaign_id == campaign_id, ClusterWatch.phase_id == found.phase_id)
    session.execute(select(ClusterWatch.read_to).where(*of_watch).with_for_update())
    return session.get_one(Cluster, (campaign_id, found.id), with_for_update=True, populate_existing=True)


def _seconded(session: Session, cluster: Cluster, act: Act) -> Act:
    """Somebody else asking for what is proposed agrees with the proposal, its reason too."""
    if act.deed is not _proposed(cluster) or cluster.proposed_by in (None, act.by):
        return act
    return replace(act, reason=cluster.proposed_reason, lang=cluster.proposed_lang)


def _refuse(session: Session, cluster: Cluster, act: Act) -> None:
    closed = is_closed(cluster.campaign_id, cluster.phase_id)
    already = cluster.state is REACHED[act.deed] or _is_proposed(cluster, act)
    looks = deciding.looks(cluster.state, cluster.size, cluster.proposed_at)
    changed = act.seen is not None and deciding.has_changed(act.deed, act.seen, looks)
    asked = Asked(cluster.state, act.deed, act.reason, cluster.size, closed, changed)
    reasons = deciding.objections(asked)
    # What is done already is not refused, unless nothing may be done any more.
    if reasons and not (already and not closed):
        raise Refused(reasons)


def _is_proposed(cluster: Cluster, act: Act) -> bool:
    """Whether they proposed just this before."""
    return act.deed is _proposed(cluster) and (cluster.proposed_by, cluster.proposed_reason) == (act.by, act.reason)


def _proposed(cluster: Cluster) -> Deed:
    """What a proposal about it proposes."""
    return Deed.RELEASE if cluster.state is ClusterState.EXCLUDED else Deed.EXCLUDE


def is_closed(campaign_id: UUID, phase_id: UUID) -> bool:
    """Whether the result of a vote is closed."""
    return bool(
        reading().scalar(select(exists().where(Result.campaign_id == campaign_id, Result.phase_id == phase_id)))
    )


def _limit(session: Session, cluster: Cluster) -> int:
    """How many ballots of an idea one person may exclude."""
    settings = session.execute(
        select(Phase.settings).where(Phase.campaign_id == cluster.campaign_id, Phase.id == cluster.phase_id)
    ).scalar_one()
    return vote_rules(settings).excluded_by_one


def _propose(cluster: Cluster, act: Act, now: datetime) -> None:
    if _is_proposed(cluster, act):
        return
    cluster.proposed_by, cluster.proposed_at = act.by, now
    cluster.proposed_reason, cluster.proposed_lang = act.reason, act.lang
    _record(cluster, PROPOSALS[act.deed], act, now)


def _settle_on(cluster: Cluster, act: Act, now: datetime) -> None:
    cluster.second_by = None
    cluster.decided_by, cluster.decided_at = act.by, now
    if act.deed is _proposed(cluster) and cluster.proposed_by not in (None, act.by):
        cluster.decided_by, cluster.second_by = cluster.proposed_by, act.by
    cluster.state, cluster.is_settled = REACHED[act.deed], False
    cluster.reason, cluster.lang = act.reason, act.lang
    cluster.proposed_by = cluster.proposed_at = None
    cluster.proposed_reason = cluster.proposed_lang = ""
    _record(cluster, VERBS[act.deed], act, now)


def _record(cluster: Cluster, verb: str, act: Act, now: datetime) -> None:
    details = {"number": cluster.number, "ballots": cluster.size, "rule": cluster.version, "reason": act.reason}
    audit.record(verb, by=audit.staff(act.by), now=now, campaign=cluster.campaign_id, ref=cluster.id, details=details)
