"""What stands beside an entry at the desk: what was proposed, asked, corrected, and which entries it is one with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import Correction, Decision, Department, Entry, EntryVersion, Escalation, Proposal, Staff
from contest.rules.entries import EntryState


@dataclass(frozen=True)
class ProposalView:
    """What somebody proposed and a second person has to agree to."""

    id: UUID
    version: int
    kind: str
    reason: str
    words: str
    ground: str
    law: str
    passage: str
    hinted: bool
    staff_id: UUID
    at: datetime
    # Of a join: what everybody would read of it, and the entry that would be kept.
    told: str
    name: str
    into_number: int | None
    into_name: str | None


@dataclass(frozen=True)
class Advice:
    """What a department was asked, and what it answered."""

    department: str
    note: str
    asked_by: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Joined:
    """An entry that is one with another; `share` of the prize in per cent where the rules give one."""

    id: UUID
    number: int | None
    lang: str
    name: str
    shown_author: str
    share: int | None


# Made once: another name for a table is a copy of all its columns.
_asking, _answering = aliased(Staff), aliased(Staff)
_ADVICE = (
    select(
        Department.name,
        Escalation.note,
        _asking.first_name,
        Escalation.at,
        Escalation.answer,
        _answering.first_name.label("answering"),
        Escalation.answered_at,
    )
    .join(Department, Department.id == Escalation.department_id)
    .join(_asking, _asking.id == Escalation.asked_by)
    .outerjoin(_answering, _answering.id == Escalation.answered_by)
    .where(Escalation.campaign_id == bindparam("campaign"), Escalation.entry_id == bindparam("entry"))
    .order_by(Escalation.at, Escalation.id)
)


def proposal(campaign_id: UUID, entry_id: UUID) -> ProposalView | None:
    """The open proposal about an entry."""
    columns = [getattr(Proposal, name) for name in ProposalView.__dataclass_fields__ if hasattr(Proposal, name)]
    row = (
        reading()
        .execute(
            select(
                *columns,
                Staff.first_name.label("name"),
                Entry.number.label("into_number"),
                Entry.name.label("into_name"),
            )
            .join(Staff, Staff.id == Proposal.staff_id)
            .outerjoin(Entry, and_(Entry.campaign_id == Proposal.campaign_id, Entry.id == Proposal.into_id))
            .where(Proposal.campaign_id == campaign_id, Proposal.entry_id == entry_id, Proposal.settled_at.is_(None))
        )
        .first()
    )
    return None if row is None else ProposalView(**row._mapping)


def advice(campaign_id: UUID, entry_id: UUID) -> tuple[Advice, ...]:
    """Every question to a department about an entry, first to last."""
    rows = reading().execute(_ADVICE, {"campaign": campaign_id, "entry": entry_id})
    return tuple(Advice(*row[:5], row.answering or "", row.answered_at) for row in rows)


# The decision by which an entry became one with another.
_MERGED_BY = and_(
    Decision.campaign_id == Entry.campaign_id,
    Decision.entry_id == Entry.id,
    Decision.into_id == Entry.merged_into,
    Decision.undone_at.is_(None),
)


def _shown(entry: Any) -> tuple[Any, ...]:
    return entry.id, entry.number, entry.lang, entry.name, entry.shown_author


def joined(campaign_id: UUID, entry_id: UUID) -> tuple[Joined, ...]:
    """The entries that were joined with this one, by number."""
    rows = reading().execute(
        select(*_shown(Entry), Decision.share)
        .join(Decision, _MERGED_BY)
        .where(Entry.campaign_id == campaign_id, Entry.merged_into == entry_id)
        .order_by(Entry.number)
    )
    return tuple(Joined(**row._mapping) for row in rows)


def kept(campaign_id: UUID, entry_id: UUID) -> Joined | None:
    """The entry with which this one was joined, and the share that its author has of that one's prize."""
    other = aliased(Entry)
    row = (
        reading()
        .execute(
            select(*_shown(other), Decision.share)
            .select_from(Entry)
            .join(other, and_(other.campaign_id == Entry.campaign_id, other.id == Entry.merged_into))
            .join(Decision, _MERGED_BY)
            .where(Entry.campaign_id == campaign_id, Entry.id == entry_id, Entry.state == EntryState.MERGED)
        )
        .first()
    )
    return None if row is None else Joined(**row._mapping)


@dataclass(frozen=True)
class Corrected:
    """A small correction that waits for its author: how the answers read, and how they would."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    words: str
    signed_name: str
    signed_role: str


def correction(campaign_id: UUID, entry_id: UUID) -> Corrected | None:
    """What is proposed to the author of an entry and neither accepted nor overtaken."""
    row = (
        reading()
        .execute(
            select(
                EntryVersion.answers,
                Correction.answers.label("changed"),
                Decision.words,
                Decision.signed_name,
                Decision.signed_role,
            )
            .join(Decision, and_(Decision.campaign_id == Correction.campaign_id, Decision.id == Correction.decision_id))
            .join(
                Entry,
                and_(
                    Entry.campaign_id == Correction.campaign_id,
                    Entry.id == Correction.entry_id,
                    Entry.version == Correction.version,
                ),
            )
            .join(
                EntryVersion,
                and_(
                    EntryVersion.campaign_id == Entry.campaign_id,
                    EntryVersion.entry_id == Entry.id,
                    EntryVersion.version == Entry.version,
                ),
            )
            .where(
                Correction.campaign_id == campaign_id,
                Correction.entry_id == entry_id,
                Correction.accepted_at.is_(None),
                Decision.undone_at.is_(None),
                Entry.state == EntryState.CHANGES_REQUESTED,
            )
            .order_by(Decision.at.desc())
            .limit(1)
        )
        .first()
    )
    if row is None:
        return None
    before = {key: row.answers.get(key, "") for key in row.changed}
    return Corrected(before, row.changed, row.words, row.signed_name, row.signed_role)


@dataclass(frozen=True)
class Asked:
    """What a department was asked about an idea; `answered` once nobody needs to any more."""

    entry: str
    department: str
    note: str
    asked_by: str
    answered: bool


def question(campaign_id: UUID, escalation_id: UUID) -> Asked | None:
    """A question to a department."""
    row = (
        reading()
        .execute(
            select(Entry.name, Department.name, Escalation.note, Staff.first_name, Escalation.answered_at)
            .select_from(Escalation)
            .join(Entry, (Entry.campaign_id == Escalation.campaign_id) & (Entry.id == Escalation.entry_id))
            .join(Department, Department.id == Escalation.department_id)
            .join(Staff, Staff.id == Escalation.asked_by)
            .where(Escalation.campaign_id == campaign_id, Escalation.id == escalation_id)
        )
        .first()
    )
    return None if row is None else Asked(*row[:4], answered=row[4] is not None)
