"""What a lawyer or bailiff is shown of a closed vote: figures by state, changes, decisions, signatures. Staff only."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import (
    ActorKind,
    Announcement,
    Audit,
    Ballot,
    Cluster,
    ClusterBallot,
    Document,
    Entry,
    Outbox,
    Staff,
)
from contest.queries import joinings, results
from contest.rules.ballots import BallotState
from contest.rules.papers import marks
from contest.rules.roles import PUBLIC_VERBS

KIND = "dossier.write"


@dataclass(frozen=True)
class Change:
    """An act that the public is told, and who did it."""

    at: datetime
    by: str
    verb: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Decided:
    """A cluster of unusual votes, and what was decided about it by whom."""

    cluster: Cluster
    entry: str
    by: str
    second: str


@dataclass(frozen=True)
class Let:
    """A single vote that was let out of a cluster."""

    cluster: int
    receipt: str
    by: str
    second: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Signed:
    """Who closed a result, who signed it, and when."""

    closed_by: str
    closed_at: datetime
    signed_by: str
    signed_at: datetime | None


@dataclass(frozen=True)
class Chosen:
    """An entry that was picked: as which, why, by whom."""

    rank: int
    number: int
    name: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class State:
    """What a file is about: until when things happened that it tells, and a mark that is another after the next."""

    until: datetime
    mark: str


def named(person: Any) -> Any:
    """A member of staff by both names, as SQL; nothing for nobody."""
    return func.coalesce(func.trim(person.first_name + " " + person.last_name), "")


def by_state(campaign_id: UUID, phase_id: UUID) -> dict[UUID, Counter[BallotState]]:
    """How many ballots that name an entry are in each state."""
    rows = reading().execute(
        select(Ballot.choices, Ballot.state, func.count())
        .where(Ballot.campaign_id == campaign_id, Ballot.phase_id == phase_id)
        .group_by(Ballot.choices, Ballot.state)
    )
    how, found = joinings.of_vote(campaign_id, phase_id), dict[UUID, Counter[BallotState]]()
    for choices, state, number in rows:
        for entry, _ in marks(how.read(choices)):
            found.setdefault(entry, Counter())[state] += number
    return found


def names(campaign_id: UUID, entries: Sequence[UUID]) -> dict[UUID, tuple[int, str]]:
    """Number and name of entries, also of those no longer shown."""
    rows = reading().execute(
        select(Entry.id, Entry.number, Entry.name).where(Entry.campaign_id == campaign_id, Entry.id.in_(entries))
    )
    return {row.id: (row.number or 0, row.name) for row in rows}


def changes(campaign_id: UUID, until: datetime) -> list[Change]:
    """Everything the public was told of a campaign, the first first, with who did it."""
    rows = reading().execute(
        select(Audit.at, named(Staff), Audit.verb, Audit.details)
        .outerjoin(Staff, and_(Audit.actor_kind == ActorKind.STAFF, Staff.id == Audit.actor_id))
        .where(Audit.campaign_id == campaign_id, Audit.verb.in_(sorted(PUBLIC_VERBS)), Audit.at <= until)
        .order_by(Audit.at, Audit.id)
    )
    return [Change(*row) for row in rows]


def decided(campaign_id: UUID, phase_id: UUID) -> list[Decided]:
    """Every cluster of a vote, by number."""
    first, second = aliased(Staff), aliased(Staff)
    rows = reading().execute(
        select(Cluster, Entry.name, named(first), named(second))
        .join(Entry, (Entry.campaign_id == Cluster.campaign_id) & (Entry.id == Cluster.entry_id))
        .outerjoin(first, first.id == Cluster.decided_by)
        .outerjoin(second, second.id == Cluster.second_by)
        .where(Cluster.campaign_id == campaign_id, Cluster.phase_id == phase_id)
        .order_by(Cluster.number)
    )
    return [Decided(*row) for row in rows]


def let_out(campaign_id: UUID, phase_id: UUID) -> list[Let]:
    """Every single vote that was let out of a cluster."""
    first, second = aliased(Staff), aliased(Staff)
    rows = reading().execute(
        select(
            Cluster.number,
            Ballot.receipt,
            named(first),
            named(second),
            ClusterBallot.spared_at,
            ClusterBallot.spared_reason,
        )
        .join(Cluster, (Cluster.campaign_id == ClusterBallot.campaign_id) & (Cluster.id == ClusterBallot.cluster_id))
        .join(Ballot, (Ballot.campaign_id == ClusterBallot.campaign_id) & (Ballot.id == ClusterBallot.ballot_id))
        .join(first, first.id == ClusterBallot.spared_by)
        .outerjoin(second, second.id == ClusterBallot.spared_second)
        .where(
            ClusterBallot.campaign_id == campaign_id,
            Cluster.phase_id == phase_id,
            ClusterBallot.spared_at.is_not(None),
        )
        .order_by(ClusterBallot.spared_at, Ballot.id)
    )
    return [Let(*row) for row in rows]


def signed(campaign_id: UUID, phase_id: UUID) -> Signed | None:
    """Who closed and who signed; None while the result is open."""
    found = results.result(campaign_id, phase_id)
    if found is None:
        return None
    people = _people([found.closed_by, found.signed_by or found.closed_by])
    signer = people.get(found.signed_by, "") if found.signed_by else ""
    return Signed(people.get(found.closed_by, ""), found.closed_at, signer, found.signed_at)


def chosen(campaign_id: UUID, phase_id: UUID) -> list[Chosen]:
    """Who was picked, by rank."""
    picks = results.selections(campaign_id, phase_id)
    people = _people([one.picked_by for one in picks])
    known = names(campaign_id, [one.entry_id for one in picks])
    return [
        Chosen(one.rank, *known[one.entry_id], one.reason, people.get(one.picked_by, ""), one.picked_at)
        for one in picks
        if one.entry_id in known
    ]


def _people(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Members of staff by both names."""
    return {row[0]: row[1] for row in reading().execute(select(Staff.id, named(Staff)).where(Staff.id.in_(ids)))}


def announced(campaign_id: UUID, phase_id: UUID) -> Announcement | None:
    """The announcement, written for later or shown."""
    return reading().get(Announcement, (campaign_id, phase_id))


def rules_in_force(campaign_id: UUID, at: datetime) -> list[Document]:
    """The rules as they were published last before a moment, in each of their languages."""
    here = (Document.campaign_id == campaign_id, Document.kind == "rules")
    last = select(func.max(Document.version)).where(*here, Document.published_at <= at).scalar_subquery()
    return list(reading().scalars(select(Document).where(*here, Document.version == last).order_by(Document.lang)))


def written(dedupe_key: str) -> Outbox | None:
    """The row that asks for a file in a state of the vote."""
    return reading().scalar(select(Outbox).where(Outbox.dedupe_key == dedupe_key))


def state(campaign_id: UUID, phase_id: UUID) -> State | None:
    """What a file would be about now; None while the result is open."""
    result, announcement = results.result(campaign_id, phase_id), announced(campaign_id, phase_id)
    if result is None:
        return None
    picks = results.selections(campaign_id, phase_id)
    moments = [result.closed_at, result.signed_at, *(one.picked_at for one in picks)]
    if announcement is not None:
        moments += [announcement.changed_at, announcement.withdrawn_at]
    said = repr([*moments, *((one.rank, one.entry_id) for one in picks)])
    until = max(moment for moment in moments if moment is not None)
    return State(until, hashlib.sha256(said.encode()).hexdigest()[:16])


def file_of(campaign_id: UUID, position: int, lang: str, mark: str) -> PurePosixPath:
    """Where the file lies, under the folder of media; no public address leads there."""
    return PurePosixPath(campaign_id.hex) / "dossiers" / f"vote-{position}-{lang}-{mark}.zip"
