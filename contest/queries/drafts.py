"""Drafts: what somebody had typed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Draft


@dataclass(frozen=True)
class DraftView:
    """An unfinished idea, its answers sealed; `entry_id` once it was sent, and then nothing else is left of it."""

    answers: Mapping[str, Any]
    picture_id: UUID | None
    lang: str
    entry_id: UUID | None
    changed_at: datetime


def by_token(campaign_id: UUID, token: str) -> DraftView | None:
    """The draft behind an unguessable link."""
    stored = hashlib.sha256(token.encode()).hexdigest()  # as vault.token_hash makes it
    row = (
        reading()
        .execute(
            select(Draft.answers, Draft.picture_id, Draft.lang, Draft.entry_id, Draft.changed_at).where(
                Draft.campaign_id == campaign_id, Draft.token_hash == stored
            )
        )
        .first()
    )
    return None if row is None else DraftView(*row)
