"""Prizes on their way: the steps of one, and what the letter about it needs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from contest.db import reading
from contest.models import Entry, Participant, PrizeStep, Staff
from contest.rules.prizes import Step


@dataclass(frozen=True)
class Taken:
    """One step, with the first name and role of whoever wrote it down."""

    step: Step
    at: datetime
    tracking: str
    note: str
    by_name: str
    by_role: str


def steps(campaign_id: UUID, phase_id: UUID, entry_id: UUID) -> tuple[Taken, ...]:
    """The steps of a prize so far, the latest first."""
    rows = reading().execute(
        select(PrizeStep.step, PrizeStep.at, PrizeStep.tracking, PrizeStep.note, Staff.first_name, Staff.title)
        .join(Staff, Staff.id == PrizeStep.by)
        .where(*_of(campaign_id, phase_id, entry_id))
        .order_by(PrizeStep.at.desc(), PrizeStep.id.desc())
    )
    return tuple(Taken(*row) for row in rows)


def last(campaign_id: UUID, phase_id: UUID, entry_id: UUID) -> Taken | None:
    """Where a prize is now; None before the first step."""
    return next(iter(steps(campaign_id, phase_id, entry_id)), None)


def one(campaign_id: UUID, step_id: UUID) -> PrizeStep | None:
    """One step."""
    return reading().get(PrizeStep, (campaign_id, step_id))


def lang_of(campaign_id: UUID, entry_id: UUID) -> str:
    """The language in which an entry's author is written to."""
    return (
        reading().scalar(
            select(Participant.lang)
            .join(
                Entry,
                (Entry.campaign_id == Participant.campaign_id) & (Entry.participant_id == Participant.id),
            )
            .where(Entry.campaign_id == campaign_id, Entry.id == entry_id)
        )
        or "en"
    )


def _of(campaign_id: UUID, phase_id: UUID, entry_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        PrizeStep.campaign_id == campaign_id,
        PrizeStep.phase_id == phase_id,
        PrizeStep.entry_id == entry_id,
    )
