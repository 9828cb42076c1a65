"""Reads about pack codes: whether one is there, and what became of each batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union_all

from contest.db import reading
from contest.models import Ballot, CodeBatch, CodeUse, PackCode


@dataclass(frozen=True)
class CodeStanding:
    """Whether there is such a code, and whose it is in a vote that asks for an address too."""

    known: bool
    holder: str | None


@dataclass(frozen=True)
class Batch:
    """One batch: how many codes it has, and how many of them voted."""

    number: int
    label: str
    imported: bool
    codes: int
    used: int
    made_at: datetime
    ready: bool


def standing(campaign_id: UUID, phase_id: UUID, code_key: str) -> CodeStanding:
    """One code in one vote, in one statement."""
    row = (
        reading()
        .execute(
            select(CodeUse.voter_key)
            .select_from(PackCode)
            .join(CodeBatch, (CodeBatch.campaign_id == PackCode.campaign_id) & (CodeBatch.number == PackCode.batch))
            .outerjoin(
                CodeUse,
                (CodeUse.campaign_id == PackCode.campaign_id)
                & (CodeUse.phase_id == phase_id)
                & (CodeUse.code_key == PackCode.code_key),
            )
            .where(
                PackCode.campaign_id == campaign_id,
                PackCode.code_key == code_key,
                CodeBatch.ready_at.is_not(None),
            )
        )
        .first()
    )
    return CodeStanding(row is not None, row.voter_key if row else None)


def total(campaign_id: UUID) -> int:
    """How many codes a campaign has that count."""
    ready = (CodeBatch.campaign_id == campaign_id, CodeBatch.ready_at.is_not(None))
    return reading().scalar(select(func.coalesce(func.sum(CodeBatch.codes), 0)).where(*ready)) or 0


def batches(campaign_id: UUID, phases: Sequence[UUID]) -> list[Batch]:
    """Every batch, the newest first, in two statements. `phases`: the votes in which a code is the voter."""
    rows = reading().execute(
        select(
            CodeBatch.number,
            CodeBatch.label,
            CodeBatch.imported,
            CodeBatch.codes,
            CodeBatch.made_at,
            CodeBatch.ready_at,
        )
        .where(CodeBatch.campaign_id == campaign_id)
        .order_by(CodeBatch.number.desc())
    )
    used = _used(campaign_id, phases)
    return [
        Batch(row.number, row.label, row.imported, row.codes, used.get(row.number, 0), row.made_at, bool(row.ready_at))
        for row in rows
    ]


def _used(campaign_id: UUID, phases: Sequence[UUID]) -> dict[int, int]:
    """By batch, the codes that voted: as the voter itself, or beside an address."""
    as_voter = (
        select(PackCode.batch, PackCode.code_key)
        .join(Ballot, (Ballot.campaign_id == PackCode.campaign_id) & (Ballot.voter_key == PackCode.code_key))
        .where(
            PackCode.campaign_id == campaign_id,
            Ballot.campaign_id == campaign_id,
            Ballot.phase_id.in_(phases),
            Ballot.slot == 1,
            Ballot.revision == 1,
        )
    )
    beside = (
        select(PackCode.batch, PackCode.code_key)
        .join(CodeUse, (CodeUse.campaign_id == PackCode.campaign_id) & (CodeUse.code_key == PackCode.code_key))
        .where(PackCode.campaign_id == campaign_id)
    )
    both = union_all(as_voter, beside).subquery()
    rows = reading().execute(select(both.c.batch, func.count(both.c.code_key.distinct())).group_by(both.c.batch))
    return dict(rows.all())
