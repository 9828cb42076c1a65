"""Announcements: shown by the clock alone, and what staff previews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from contest.db import reading
from contest.models import Acceptance, Announcement, Entry, Phase, Selection
from contest.queries import crises
from contest.rules import announcements as rules
from contest.rules.acceptances import Answer
from contest.rules.results import WINNERS


@dataclass(frozen=True)
class Winner:
    """An entry that was picked, as an announcement shows it: under the name its author agreed to."""

    rank: int
    entry_id: UUID
    number: int
    name: str
    shown_author: str
    lang: str
    picture_id: UUID | None


@dataclass(frozen=True)
class Shown:
    """An announcement with its winners, first to last; `texts` is language -> field -> text."""

    phase_id: UUID
    phase_position: int
    opens: datetime
    texts: Mapping[str, Mapping[str, str]]
    winners: tuple[Winner, ...]


def shown(campaign_id: UUID, phase_id: UUID, now: datetime) -> Shown | None:
    """The announcement from its `opens` on, until withdrawn or hidden in a crisis; before that None, for everyone."""
    if not is_shown(campaign_id, phase_id, now) or crises.of(campaign_id).results:
        return None
    return preview(campaign_id, phase_id)


def latest(campaign_id: UUID, now: datetime) -> Shown | None:
    """The announcement of a campaign that opened last and is shown."""
    phase_id = reading().scalar(
        select(Announcement.phase_id)
        .where(Announcement.campaign_id == campaign_id, Announcement.opens <= now, _stands(now))
        .order_by(Announcement.opens.desc(), Announcement.phase_id)
        .limit(1)
    )
    return None if phase_id is None or crises.of(campaign_id).results else preview(campaign_id, phase_id)


def preview(campaign_id: UUID, phase_id: UUID) -> Shown | None:
    """The announcement as it will be. Staff only: asking this is the explicit way around the clock."""
    row = written(campaign_id, phase_id)
    if row is None:
        return None
    position = (
        reading()
        .execute(select(Phase.position).where(Phase.campaign_id == campaign_id, Phase.id == phase_id))
        .scalar_one()
    )
    return Shown(phase_id, position, row.opens, row.texts, winners(campaign_id, phase_id))


def winners(campaign_id: UUID, phase_id: UUID) -> tuple[Winner, ...]:
    """The entries that win a vote, by rank, without whoever stands ready. Staff only, as `preview`."""
    rows = reading().execute(
        select(
            Selection.rank,
            Entry.id,
            func.coalesce(Entry.number, 0),
            Entry.name,
            func.coalesce(Acceptance.shown_name, Entry.shown_author),
            Entry.lang,
            Entry.picture_id,
        )
        .select_from(Selection)
        .join(Entry, (Entry.campaign_id == Selection.campaign_id) & (Entry.id == Selection.entry_id))
        .outerjoin(
            Acceptance,
            and_(
                Acceptance.campaign_id == Selection.campaign_id,
                Acceptance.phase_id == Selection.phase_id,
                Acceptance.entry_id == Selection.entry_id,
                Acceptance.answer == Answer.ACCEPTED,
            ),
        )
        .where(Selection.campaign_id == campaign_id, Selection.phase_id == phase_id, Selection.rank <= WINNERS)
        .order_by(Selection.rank)
    )
    return tuple(Winner(*row) for row in rows)


def written(campaign_id: UUID, phase_id: UUID) -> Announcement | None:
    """The announcement's row, scheduled, shown or withdrawn, for its form at the desk."""
    return reading().get(Announcement, (campaign_id, phase_id))


def is_shown(campaign_id: UUID, phase_id: UUID, now: datetime) -> bool:
    """Whether the announcement of a vote is public now."""
    row = written(campaign_id, phase_id)
    return row is not None and rules.is_shown(row.opens, row.withdrawn_at, now)


def is_waiting(campaign_id: UUID, phase_id: UUID, now: datetime) -> bool:
    """Whether one is written and its hour is still to come."""
    row = written(campaign_id, phase_id)
    return row is not None and rules.is_waiting(row.opens, row.withdrawn_at, now)


def withdrawn_at(campaign_id: UUID, phase_id: UUID, now: datetime) -> datetime | None:
    """When an announcement that had been public was taken back; None for one that stands, waits or never was seen."""
    row = written(campaign_id, phase_id)
    if row is None or row.withdrawn_at is None or not row.opens <= row.withdrawn_at <= now:
        return None
    return row.withdrawn_at


def next_opening(campaign_id: UUID, now: datetime) -> datetime | None:
    """The next moment an announcement opens: no cached page may live past it."""
    return reading().scalar(
        select(func.min(Announcement.opens)).where(
            Announcement.campaign_id == campaign_id, Announcement.opens > now, _stands(now)
        )
    )


def _stands(now: datetime) -> ColumnElement[bool]:
    return or_(Announcement.withdrawn_at.is_(None), Announcement.withdrawn_at > now)
