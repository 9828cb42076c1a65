"""What the desk keeps for itself and for its public: ready answers, the log of decisions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from contest.db import reading
from contest.models import Decision, SavedAnswer
from contest.models.moderation import TOLD
from contest.queries.moderation.queues import Place
from contest.rules.entries import DecisionKind

LOG_PAGE = 50


@dataclass(frozen=True)
class Answer:
    """An answer kept ready in one language."""

    id: UUID
    lang: str
    name: str
    text: str


@dataclass(frozen=True)
class Logged:
    """One decision as the public is told of it: no names, no idea."""

    id: UUID
    at: datetime
    kind: DecisionKind
    reason: str
    ground: str


def answers(campaign_id: UUID, lang: str = "") -> list[Answer]:
    """The answers kept ready, by language and name; of one language only where one is given."""
    query = select(SavedAnswer.id, SavedAnswer.lang, SavedAnswer.name, SavedAnswer.text)
    query = query.where(SavedAnswer.campaign_id == campaign_id).order_by(SavedAnswer.lang, SavedAnswer.name)
    return [Answer(*row) for row in reading().execute(query.where(SavedAnswer.lang == lang) if lang else query)]


def public_log(campaign_id: UUID, *, until: datetime, after: Place | None = None) -> tuple[list[Logged], Place | None]:
    """What was refused, taken offline or joined `until` a moment, newest first, and where the next page starts."""
    query = select(Decision.id, Decision.at, Decision.kind, Decision.reason, Decision.ground)
    query = query.where(Decision.campaign_id == campaign_id, TOLD, Decision.at <= until)
    if after is not None:
        same = and_(Decision.at == after.since, Decision.id < after.entry_id)
        query = query.where(or_(Decision.at < after.since, same))
    rows = reading().execute(query.order_by(Decision.at.desc(), Decision.id.desc()).limit(LOG_PAGE + 1)).all()
    page = [Logged(*row) for row in rows[:LOG_PAGE]]
    return page, Place(page[-1].at, page[-1].id) if len(rows) > LOG_PAGE else None
