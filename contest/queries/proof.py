"""Reads about the log of a vote: its lines, its tree, its heads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from contest.db import reading
from contest.models import Ballot, BallotEvent, BallotLog, Joining, LogHead, LogTile, Phase, Result, SealedLog
from contest.queries.joinings import JOINED
from contest.queries.tally import BALLOT, CLOSE, EVENT
from contest.rules.phases import PhaseKind
from contest.rules.proof import leaves, trees
from contest.rules.proof.trees import Tiles

# Lines read at a time.
PORTION = 2000


@dataclass(frozen=True)
class Placed:
    """Where a ballot stands in the sealed log, from 0, among how many lines, and the way from it to their root."""

    seq: int
    size: int
    line: bytes
    path: tuple[bytes, ...]


def unsealed() -> list[tuple[UUID, UUID]]:
    """The votes whose log has lines that are not in the tree, or not under a head yet, as (campaign, phase)."""
    last = (
        select(func.max(BallotLog.seq))
        .where(BallotLog.campaign_id == Phase.campaign_id, BallotLog.phase_id == Phase.id)
        .correlate(Phase)
        .scalar_subquery()
    )
    under = (
        select(func.max(LogHead.size))
        .where(LogHead.campaign_id == Phase.campaign_id, LogHead.phase_id == Phase.id)
        .correlate(Phase)
        .scalar_subquery()
    )
    votes = select(Phase.campaign_id, Phase.id).where(Phase.kind == PhaseKind.VOTE)
    return [(row.campaign_id, row.id) for row in reading().execute(votes.where(last > func.coalesce(under, 0)))]


def lines(campaign_id: UUID, phase_id: UUID, *, after: int, most: int = PORTION) -> list[bytes]:
    """The lines of a log that follow so many, as they are hashed."""
    here = (BallotLog.campaign_id == campaign_id, BallotLog.phase_id == phase_id)
    rows = reading().execute(
        select(
            BallotLog.kind,
            Ballot.id.label("ballot"),
            Ballot.voter_key,
            Ballot.bucket,
            Ballot.choices,
            Ballot.nonce_commitment,
            Ballot.accepted_at,
            BallotEvent.ballot_id.label("of_ballot"),
            BallotEvent.kind.label("event"),
            BallotEvent.rule,
            BallotEvent.reason,
            BallotEvent.at,
            Result.closed_at,
            Joining.gone_id,
            Joining.kept_id,
            Joining.reason.label("why"),
            Joining.roles,
            Joining.at.label("joined_at"),
        )
        .select_from(BallotLog)
        .outerjoin(Ballot, and_(BallotLog.kind == BALLOT, Ballot.campaign_id == campaign_id, _is(Ballot)))
        .outerjoin(BallotEvent, and_(BallotLog.kind == EVENT, BallotEvent.campaign_id == campaign_id, _is(BallotEvent)))
        .outerjoin(
            Result,
            and_(BallotLog.kind == CLOSE, Result.campaign_id == campaign_id, Result.phase_id == phase_id),
        )
        .outerjoin(
            Joining,
            and_(
                BallotLog.kind == JOINED,
                Joining.campaign_id == campaign_id,
                Joining.phase_id == phase_id,
                Joining.gone_id == BallotLog.ref,
            ),
        )
        .where(*here, BallotLog.seq > after, BallotLog.seq <= after + most)
        .order_by(BallotLog.seq)
    )
    return [_line(phase_id, row) for row in rows]


def every_line(campaign_id: UUID, phase_id: UUID, *, until: int) -> Iterator[bytes]:
    """The first lines of a log, up to so many."""
    after = 0
    while after < until and (portion := lines(campaign_id, phase_id, after=after, most=min(PORTION, until - after))):
        yield from portion
        after += len(portion)


def sealed(campaign_id: UUID, phase_id: UUID) -> SealedLog | None:
    """How far the log is in its tree, when it has been begun."""
    return reading().get(SealedLog, (campaign_id, phase_id))


def is_open(campaign_id: UUID, phase_id: UUID, *, size: int) -> bool:
    """Whether the close is not among the first `size` lines."""
    here = (BallotLog.campaign_id == campaign_id, BallotLog.phase_id == phase_id)
    end = reading().scalar(select(BallotLog.seq).where(*here, BallotLog.kind == CLOSE, BallotLog.ref == phase_id))
    return end is None or end > size


def tiles(campaign_id: UUID, phase_id: UUID) -> Tiles:
    """The reader of a tree's tiles; it reads each once. Errors: LookupError."""
    known: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        if (level, number) not in known:
            place = (LogTile.campaign_id == campaign_id, LogTile.phase_id == phase_id)
            found = reading().scalar(
                select(LogTile.hashes).where(*place, LogTile.level == level, LogTile.number == number)
            )
            if found is None:
                raise LookupError(f"no tile {number} at level {level}")
            known[level, number] = found
        return known[level, number]

    return read


def head(campaign_id: UUID, phase_id: UUID) -> LogHead | None:
    """The latest signed head."""
    found = heads(campaign_id, phase_id, most=1)
    return found[0] if found else None


def heads(campaign_id: UUID, phase_id: UUID, *, below: int | None = None, most: int = 24) -> list[LogHead]:
    """Signed heads, the latest first; those over fewer than `below` lines."""
    return list(
        reading().scalars(
            select(LogHead)
            .where(LogHead.campaign_id == campaign_id, LogHead.phase_id == phase_id)
            .where(LogHead.size < below if below is not None else LogHead.size > 0)
            .order_by(LogHead.size.desc())
            .limit(most)
        )
    )


def sealed_since(campaign_id: UUID, phase_id: UUID, ballot_id: UUID) -> datetime | None:
    """When the first head was signed that a ballot is under; None while it is under none."""
    seq = number_of(campaign_id, phase_id, ballot_id)
    if seq is None:
        return None
    return reading().scalar(
        select(LogHead.sealed_at)
        .where(LogHead.campaign_id == campaign_id, LogHead.phase_id == phase_id, LogHead.size >= seq)
        .order_by(LogHead.size)
        .limit(1)
    )


def placed(campaign_id: UUID, phase_id: UUID, ballot_id: UUID, size: int) -> Placed | None:
    """Where a ballot stands among the first `size` lines, and the way to their root; None when it is not there."""
    seq = number_of(campaign_id, phase_id, ballot_id)
    if seq is None or seq > size:
        return None
    (line,) = lines(campaign_id, phase_id, after=seq - 1, most=1)
    path = trees.inclusion(seq - 1, size, tiles(campaign_id, phase_id))
    return Placed(seq - 1, size, line, tuple(path))


def number_of(campaign_id: UUID, phase_id: UUID, ballot_id: UUID) -> int | None:
    """The number of a ballot's line in its log, from 1; None while it has none."""
    return reading().scalar(
        select(BallotLog.seq).where(
            BallotLog.campaign_id == campaign_id,
            BallotLog.phase_id == phase_id,
            BallotLog.kind == BALLOT,
            BallotLog.ref == ballot_id,
        )
    )


def _is(table: type[Ballot | BallotEvent]) -> Any:
    return table.id == BallotLog.ref


def _line(phase_id: UUID, row: Any) -> bytes:
    if row.kind == BALLOT:
        return leaves.ballot_leaf(
            phase=phase_id,
            ballot=row.ballot,
            voter_key=row.voter_key,
            bucket=row.bucket,
            choices=row.choices,
            commitment=row.nonce_commitment,
            received=row.accepted_at,
        )
    if row.kind == EVENT:
        return leaves.event_leaf(
            ballot=row.of_ballot, event=row.event.value, rule=row.rule, reason=row.reason, at=row.at
        )
    if row.kind == JOINED:
        return leaves.joined_leaf(gone=row.gone_id, kept=row.kept_id, reason=row.why, by=row.roles, at=row.joined_at)
    return leaves.close_leaf(phase=phase_id, at=row.closed_at)
