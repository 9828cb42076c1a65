"""Reports of one idea as they are weighed: who confirmed them, and how often their reporters were right before."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import case, exists, func, select

from contest.db import reading
from contest.models import Entry, Report
from contest.rules.entries import EntryState
from contest.rules.reports import Confirmed, Record


def records(campaign_id: UUID, reporters: Collection[str]) -> dict[str, Record]:
    """By reporter; what the author took back before a person answered says nothing. One statement, by the index."""
    rows = reading().execute(
        select(Report.reporter_key, func.sum(case((Report.kept.is_(False), 1), else_=0)), func.count())
        .where(
            Report.campaign_id == campaign_id,
            Report.reporter_key.in_(reporters),
            Report.answered_at.is_not(None),
            Report.answered_by.is_not(None),
        )
        .group_by(Report.reporter_key)
    )
    return {key: Record(int(right), answered) for key, right, answered in rows if key is not None}


def confirmed(campaign_id: UUID, entry_id: UUID) -> list[Confirmed]:
    """The open reports of an idea whose address was confirmed; two statements."""
    rows = (
        reading()
        .execute(
            select(Report.reporter_key, Report.source_mac).where(
                Report.campaign_id == campaign_id,
                Report.entry_id == entry_id,
                Report.answered_at.is_(None),
                Report.confirmed_at.is_not(None),
                Report.reporter_key.is_not(None),
            )
        )
        .all()
    )
    known = records(campaign_id, {row.reporter_key for row in rows})
    return [Confirmed(row.reporter_key, row.source_mac, known.get(row.reporter_key, Record())) for row in rows]


def was_kept(campaign_id: UUID, entry_id: UUID) -> bool:
    """Whether a person has looked at reports of this idea before, and kept it online."""
    kept = exists().where(
        Report.campaign_id == campaign_id,
        Report.entry_id == entry_id,
        Report.answered_at.is_not(None),
        Report.kept.is_(True),
    )
    return bool(reading().scalar(select(kept)))


def any_hidden(campaign_id: UUID) -> bool:
    """Whether an idea of the campaign is out of sight because of reports, and nobody has decided on it."""
    hidden = exists().where(
        Entry.campaign_id == campaign_id, Entry.state == EntryState.PENDING, Entry.hidden_at.is_not(None)
    )
    return bool(reading().scalar(select(hidden)))
