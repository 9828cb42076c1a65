"""Participants: what a person's own page says about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from contest.db import reading
from contest.models import Entry, Participant, ParticipantSession
from contest.rules.entries import COUNTED


def by_cookie(campaign_id: Any, token_hash: Any, at: Any) -> ColumnElement[bool]:
    """What makes a cookie somebody's: known, neither revoked nor expired, its participant not erased.

    Joins participants and their sessions; each argument is a value or what stands for one in a statement.
    """
    return and_(
        ParticipantSession.campaign_id == campaign_id,
        ParticipantSession.token_hash == token_hash,
        ParticipantSession.revoked_at.is_(None),
        ParticipantSession.expires_at > at,
        Participant.campaign_id == ParticipantSession.campaign_id,
        Participant.id == ParticipantSession.participant_id,
        Participant.erased_at.is_(None),
    )


@dataclass(frozen=True)
class Me:
    """A participant as they see themselves; `sent` are the entries that count against the campaign's limit."""

    id: UUID
    first_name: str
    town: str
    lang: str
    confirmed_at: datetime
    sent: int


def me(campaign_id: UUID, participant_id: UUID) -> Me | None:
    """One participant, not erased; one statement."""
    sent = (
        select(func.count())
        .select_from(Entry)
        .where(
            Entry.campaign_id == Participant.campaign_id,
            Entry.participant_id == Participant.id,
            Entry.state.in_(COUNTED),
        )
        .scalar_subquery()
    )
    columns = (
        Participant.id,
        Participant.first_name,
        Participant.town,
        Participant.lang,
        Participant.confirmed_at,
    )
    row = (
        reading()
        .execute(
            select(*columns, sent).where(
                Participant.campaign_id == campaign_id,
                Participant.id == participant_id,
                Participant.erased_at.is_(None),
            )
        )
        .first()
    )
    return None if row is None else Me(*row)


def voter_key(campaign_id: UUID, participant_id: UUID) -> str | None:
    """The key by which a participant votes; None for one who was erased, or never was."""
    key = select(Participant.voter_key).where(
        Participant.campaign_id == campaign_id, Participant.id == participant_id, Participant.erased_at.is_(None)
    )
    return reading().scalar(key)


def sessions(campaign_id: UUID, participant_id: UUID, *, now: datetime) -> Sequence[tuple[UUID, datetime]]:
    """The browsers that remember a participant: id and since when, newest first."""
    rows = reading().execute(
        select(ParticipantSession.id, ParticipantSession.created_at)
        .where(
            ParticipantSession.campaign_id == campaign_id,
            ParticipantSession.participant_id == participant_id,
            ParticipantSession.revoked_at.is_(None),
            ParticipantSession.expires_at > now,
        )
        .order_by(ParticipantSession.created_at.desc(), ParticipantSession.id)
    )
    return [(row.id, row.created_at) for row in rows]
