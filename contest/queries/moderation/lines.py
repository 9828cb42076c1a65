"""An entry as one line of the desk: its latest version, how long it has waited, who has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, exists, func, select

from contest.models import Appeal, Campaign, Department, Entry, EntryVersion, Proposal, Report, Staff
from contest.rules.entries import WAITING, EntryState


@dataclass(frozen=True)
class Waiting:
    """One line of a queue. Who has it, and until when, is empty when nobody has it at this moment."""

    campaign_id: UUID
    campaign_slug: str
    brand: str
    id: UUID
    version: int
    number: int | None
    state: EntryState
    lang: str
    name: str
    shown_author: str
    picture_id: UUID | None
    picture_alternative: str
    inspiration: str
    ingredients: tuple[str, ...]
    since: datetime
    waited: timedelta
    is_late: bool
    claimed_by: UUID | None
    claimed_name: str
    claimed_until: datetime | None
    appealed: bool
    reports: int
    department: str
    proposed: bool
    # What its findings weigh; and since when confirmed reports hide it.
    attention: int = 0
    lane: int = 1
    hidden_at: datetime | None = None


def is_appealed() -> ColumnElement[bool]:
    """Entries with an appeal that nobody has answered."""
    return exists().where(
        Appeal.campaign_id == Entry.campaign_id, Appeal.entry_id == Entry.id, Appeal.answered_at.is_(None)
    )


def is_proposed() -> ColumnElement[bool]:
    """Entries about which somebody has proposed what a second person has to agree to."""
    return exists().where(
        Proposal.campaign_id == Entry.campaign_id, Proposal.entry_id == Entry.id, Proposal.settled_at.is_(None)
    )


def is_reported() -> ColumnElement[bool]:
    """Entries with a report that nobody has answered."""
    return exists().where(
        Report.campaign_id == Entry.campaign_id, Report.entry_id == Entry.id, Report.answered_at.is_(None)
    )


def open_reports() -> ScalarSelect[int]:
    """How many reports of an entry nobody has answered."""
    return (
        select(func.count())
        .select_from(Report)
        .where(Report.campaign_id == Entry.campaign_id, Report.entry_id == Entry.id, Report.answered_at.is_(None))
        .scalar_subquery()
    )


COLUMNS: tuple[Any, ...] = (
    Entry.campaign_id,
    Campaign.slug,
    Campaign.brand,
    Campaign.promised_hours,
    Entry.id,
    Entry.version,
    Entry.number,
    Entry.state,
    Entry.lang,
    Entry.name,
    Entry.shown_author,
    Entry.picture_id,
    Entry.waiting_since,
    Entry.claimed_by,
    Entry.claimed_until,
    Entry.attention,
    Entry.lane,
    Entry.hidden_at,
    Staff.first_name.label("claimed_name"),
    EntryVersion.answers,
    is_appealed().label("appealed"),
    open_reports().label("reports"),
    Department.name.label("department"),
    is_proposed().label("proposed"),
)


def lines() -> Select[Any]:
    """Entries with their campaign, their latest version and who has them."""
    return (
        select(*COLUMNS)
        .select_from(Entry)
        .join(Campaign, Campaign.id == Entry.campaign_id)
        .join(
            EntryVersion,
            and_(
                EntryVersion.campaign_id == Entry.campaign_id,
                EntryVersion.entry_id == Entry.id,
                EntryVersion.version == Entry.version,
            ),
        )
        .outerjoin(Staff, Staff.id == Entry.claimed_by)
        .outerjoin(Department, Department.id == Entry.department_id)
    )


def line_of(row: Row[Any], now: datetime) -> Waiting:
    claimed = row.claimed_until is not None and row.claimed_until > now
    since = row.waiting_since or now
    return Waiting(
        campaign_id=row.campaign_id,
        campaign_slug=row.slug,
        brand=row.brand,
        id=row.id,
        version=row.version,
        number=row.number,
        state=row.state,
        lang=row.lang,
        name=row.name,
        shown_author=row.shown_author,
        picture_id=row.picture_id,
        picture_alternative=row.answers.get("alternative", ""),
        inspiration=row.answers.get("inspiration", ""),
        ingredients=tuple(row.answers.get("ingredients", ())),
        since=since,
        waited=now - since,
        is_late=row.state in WAITING and now - since > timedelta(hours=row.promised_hours),
        claimed_by=row.claimed_by if claimed else None,
        claimed_name=(row.claimed_name or "") if claimed else "",
        claimed_until=row.claimed_until if claimed else None,
        appealed=row.appealed,
        reports=row.reports,
        department=row.department or "",
        proposed=row.proposed,
        attention=row.attention,
        lane=row.lane,
        hidden_at=row.hidden_at,
    )
