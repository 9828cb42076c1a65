"""Reads about confirmations: whether a mail was ever to leave for one, and whether an earlier mail still confirms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from contest.db import reading
from contest.models import Confirmation, ConfirmationPurpose, Outbox


def is_mailed(confirmation_id: UUID) -> bool:
    """Whether a mail ever left for it, or waits to."""
    return _holds(exists().where(Outbox.dedupe_key == f"confirm:{confirmation_id.hex}:0"))


def earlier_counts(
    campaign_id: UUID, subject_id: UUID, purpose: ConfirmationPurpose, *, before: datetime, now: datetime
) -> bool:
    """Whether a mail about the same act, asked for `before`, was handed over and its link still confirms at `now`."""
    return _holds(
        exists().where(
            Confirmation.campaign_id == campaign_id,
            Confirmation.subject_id == subject_id,
            Confirmation.purpose == purpose,
            Confirmation.created_at < before,
            Confirmation.handed_at.is_not(None),
            Confirmation.bounced_at.is_(None),
            Confirmation.used_at.is_(None),
            Confirmation.expires_at > now,
        )
    )


def _holds(condition: ColumnElement[bool]) -> bool:
    return reading().scalar(select(condition)) or False
