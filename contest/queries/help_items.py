"""Public help: what the page of a language shows, and what the desk keeps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import HelpItem

MOST = 100


@dataclass(frozen=True)
class Shown:
    """A question and its answer, as everybody may read them."""

    id: UUID
    question: str
    answer: str
    changed_at: datetime


def shown(campaign_id: UUID, lang: str) -> list[Shown]:
    """What stands on the help page of a language, first published first."""
    rows = reading().execute(
        select(HelpItem.id, HelpItem.question, HelpItem.answer, HelpItem.changed_at)
        .where(HelpItem.campaign_id == campaign_id, HelpItem.lang == lang, HelpItem.withdrawn_at.is_(None))
        .order_by(HelpItem.published_at, HelpItem.id)
        .limit(MOST)
    )
    return [Shown(*row) for row in rows]


def every(campaign_id: UUID) -> list[HelpItem]:
    """All there is, by language, also what was withdrawn."""
    rows = select(HelpItem).where(HelpItem.campaign_id == campaign_id)
    return list(reading().scalars(rows.order_by(HelpItem.lang, HelpItem.published_at, HelpItem.id).limit(3 * MOST)))


def one(campaign_id: UUID, item_id: UUID) -> HelpItem | None:
    """One of them."""
    return reading().get(HelpItem, (campaign_id, item_id), populate_existing=True)


def made_of(campaign_id: UUID, question_id: UUID) -> HelpItem | None:
    """What public help a question became."""
    rows = select(HelpItem).where(HelpItem.campaign_id == campaign_id, HelpItem.question_id == question_id)
    return reading().scalar(rows.order_by(HelpItem.published_at.desc(), HelpItem.id.desc()).limit(1))
