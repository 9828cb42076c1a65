"""The record, newest first: who did what, to what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import ActorKind, Audit, Campaign, Entry, Staff

PAGE = 50


@dataclass(frozen=True)
class Act:
    """One line of the record; `about` is the entry's or the person's name, or ""."""

    id: UUID
    at: datetime
    actor_kind: ActorKind
    actor: str
    verb: str
    campaign: str | None
    about: str
    entry_id: UUID | None
    details: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Some lines, and where the next page begins (None: there is none)."""

    acts: tuple[Act, ...]
    before: tuple[datetime, UUID] | None


def page(campaign_id: UUID | None = None, *, before: tuple[datetime, UUID] | None = None, limit: int = PAGE) -> Page:
    """The acts in one campaign, or of the whole house, older than `before`; one statement."""
    actor, subject = aliased(Staff), aliased(Staff)
    query = (
        select(Audit, actor, subject, Campaign.slug, Entry.name)
        .outerjoin(actor, and_(Audit.actor_kind == ActorKind.STAFF, actor.id == Audit.actor_id))
        .outerjoin(subject, subject.id == Audit.ref)
        .outerjoin(Campaign, Campaign.id == Audit.campaign_id)
        .outerjoin(Entry, and_(Entry.campaign_id == Audit.campaign_id, Entry.id == Audit.ref))
        .order_by(Audit.at.desc(), Audit.id.desc())
        .limit(limit + 1)
    )
    if campaign_id is not None:
        query = query.where(Audit.campaign_id == campaign_id)
    if before is not None:
        at, last = before
        query = query.where(or_(Audit.at < at, and_(Audit.at == at, Audit.id < last)))
    rows = reading().execute(query).all()
    acts = tuple(_act(*row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(acts, (acts[-1].at, acts[-1].id) if more else None)


def _act(row: Audit, actor: Staff | None, subject: Staff | None, slug: str | None, entry: str | None) -> Act:
    return Act(
        id=row.id,
        at=row.at,
        actor_kind=row.actor_kind,
        actor=_name(actor),
        verb=row.verb,
        campaign=slug,
        about=entry or _name(subject),
        entry_id=row.ref if entry else None,
        details=row.details,
    )


def _name(person: Staff | None) -> str:
    return f"{person.first_name} {person.last_name}".strip() if person else ""
