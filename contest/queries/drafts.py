"""Drafts: what somebody had typed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Draft, DraftPicture


@dataclass(frozen=True)
class DraftView:
    """An unfinished idea, its answers sealed; `entry_id` once it was sent, and then nothing else is left of it."""

    answers: Mapping[str, Any]
    picture_id: UUID | None
    lang: str
    entry_id: UUID | None
    changed_at: datetime
    further: tuple[UUID, ...] = ()

    @property
    def pictures(self) -> tuple[UUID, ...]:
        """All of them in order, the cover first."""
        return (self.picture_id, *self.further) if self.picture_id else ()


def by_token(campaign_id: UUID, token: str) -> DraftView | None:
    """The draft behind an unguessable link."""
    stored = hashlib.sha256(token.encode()).hexdigest()  # as vault.token_hash makes it
    row = (
        reading()
        .execute(
            select(Draft.answers, Draft.picture_id, Draft.lang, Draft.entry_id, Draft.changed_at, Draft.id).where(
                Draft.campaign_id == campaign_id, Draft.token_hash == stored
            )
        )
        .first()
    )
    if row is None:
        return None
    further = _further(campaign_id, row.id)
    return DraftView(row.answers, row.picture_id, row.lang, row.entry_id, row.changed_at, further)


def pictures_of(campaign_id: UUID, draft_id: UUID) -> tuple[UUID, ...]:
    """The pictures of a draft in order, the cover first."""
    draft = Draft.campaign_id == campaign_id, Draft.id == draft_id
    cover = reading().scalar(select(Draft.picture_id).where(*draft))
    return (cover, *_further(campaign_id, draft_id)) if cover else ()


def _further(campaign_id: UUID, draft_id: UUID) -> tuple[UUID, ...]:
    of_draft = DraftPicture.campaign_id == campaign_id, DraftPicture.draft_id == draft_id
    rows = reading().scalars(select(DraftPicture.picture_id).where(*of_draft).order_by(DraftPicture.place))
    return tuple(rows)
