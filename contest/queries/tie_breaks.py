"""The tie-break of a vote: the question, the right answer, what it decided; and what authors answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select

from contest.db import reading
from contest.models import Entry, EntryVersion, TieBreak
from contest.queries import campaigns
from contest.rules import tie_breaks
from contest.rules.forms import whole
from contest.rules.tie_breaks import Guess


@dataclass(frozen=True)
class Decided:
    """What it decided: the question by language, the right answer, the nearest first, and who is before the others.

    `frozen`: all of it as it was stored, with the moment at which each answer was received.
    """

    frozen: dict[str, Any]
    guesses: tuple[Guess, ...]
    winner: UUID | None

    @property
    def question(self) -> dict[str, str]:
        """The question, by language."""
        return dict(self.frozen["question"])

    @property
    def answer(self) -> int:
        """The right answer."""
        return int(self.frozen["answer"])


def question(campaign_id: UUID) -> dict[str, Any] | None:
    """The field of the form in force that asks it."""
    form = campaigns.form(campaign_id)
    return tie_breaks.question(form.definition) if form else None


def sent(campaign_id: UUID) -> bool:
    """Whether somebody has sent an idea, so that what is asked stays."""
    return bool(reading().scalar(select(exists().where(Entry.campaign_id == campaign_id))))


def answer(campaign_id: UUID, phase_id: UUID) -> int | None:
    """The right answer, once it was said."""
    row = reading().get(TieBreak, (campaign_id, phase_id), populate_existing=True)
    return row.answer if row else None


def decided(campaign_id: UUID, phase_id: UUID) -> Decided | None:
    """What it decided when the result was closed; None where it had nothing to decide."""
    row = reading().get(TieBreak, (campaign_id, phase_id), populate_existing=True)
    if row is None or not row.decided:
        return None
    winner = row.decided["winner"]
    return Decided(
        row.decided,
        tuple(
            Guess(UUID(entry), said, datetime.fromisoformat(received))
            for entry, said, received in row.decided["guesses"]
        ),
        UUID(winner) if winner else None,
    )


def guesses(campaign_id: UUID, entries: Sequence[UUID]) -> list[Guess]:
    """What the authors of these ideas answered when they first sent them, and when that was."""
    first = and_(
        EntryVersion.campaign_id == Entry.campaign_id, EntryVersion.entry_id == Entry.id, EntryVersion.version == 1
    )
    rows = reading().execute(
        select(Entry.id, Entry.received_at, EntryVersion.answers)
        .join(EntryVersion, first)
        .where(Entry.campaign_id == campaign_id, Entry.id.in_(entries))
    )
    return [Guess(row.id, whole(str(row.answers.get(tie_breaks.KEY, ""))), row.received_at) for row in rows]
