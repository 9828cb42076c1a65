"""What an author reads of their own entries, in whatever state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from contest.db import reading
from contest.models import Appeal, Decision, Entry, EntryVersion, Message, Side, Staff
from contest.queries import pictures
from contest.queries.entries.cards import latest
from contest.queries.staff import seen
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.reasons import Basis, Ground


@dataclass(frozen=True)
class OwnEntry:
    """An entry as its author sees it, in whatever state."""

    id: UUID
    number: int | None
    state: EntryState
    version: int
    lang: str
    name: str
    shown_author: str
    picture_id: UUID | None
    answers: Mapping[str, Any]
    received_at: datetime
    published_at: datetime | None
    letters: int
    further: tuple[UUID, ...] = ()
    # Taken out of sight by reports, until somebody decides.
    is_hidden: bool = False

    @property
    def pictures(self) -> tuple[UUID, ...]:
        """All of them in order, the cover first."""
        return (self.picture_id, *self.further) if self.picture_id else ()


@dataclass(frozen=True)
class Verdict:
    """What was decided on an entry last, as its author may read it."""

    kind: DecisionKind
    reason: str
    words: str
    signed_name: str
    signed_role: str
    at: datetime
    appealed_at: datetime | None
    portrait_id: UUID | None
    basis: Basis
    noticed: bool


def verdict(campaign_id: UUID, entry_id: UUID) -> Verdict | None:
    """The decision in force on an entry, and when its author appealed; None while nothing was decided."""
    row = (
        reading()
        .execute(
            select(
                Decision.kind,
                Decision.reason,
                Decision.words,
                Decision.signed_name,
                Decision.signed_role,
                Decision.at,
                Appeal.at,
                Staff.portrait_id,
                Decision.ground,
                Decision.law,
                Decision.passage,
                Decision.hinted,
                Decision.noticed,
            )
            .outerjoin(Staff, and_(Staff.id == Decision.staff_id, _is_signed(), *seen()))
            .outerjoin(Appeal, and_(Appeal.campaign_id == Decision.campaign_id, Appeal.entry_id == Decision.entry_id))
            .where(Decision.campaign_id == campaign_id, Decision.entry_id == entry_id, Decision.undone_at.is_(None))
            .order_by(Decision.at.desc(), Decision.id.desc())
            .limit(1)
        )
        .first()
    )
    if row is None:
        return None
    basis = Basis(Ground(row.ground), row.law, row.passage, row.hinted)
    return Verdict(*row[:8], basis=basis, noticed=row.noticed)


def _is_signed() -> ColumnElement[bool]:
    """Whether it is signed by who decided or proposed it: of two, the one may have agreed in words of their own."""
    return or_(Decision.second_id.is_(None), Staff.first_name == Decision.signed_name)


def own(campaign_id: UUID, participant_id: UUID) -> list[OwnEntry]:
    """Everything a participant sent and confirmed, newest first, with their covers alone."""
    mine = _any(campaign_id).where(Entry.participant_id == participant_id)
    return [_own(row) for row in reading().execute(mine)]


def one_own(campaign_id: UUID, participant_id: UUID, entry_id: UUID) -> OwnEntry | None:
    """One entry of a participant; None for somebody else's."""
    mine = _any(campaign_id).where(Entry.participant_id == participant_id, Entry.id == entry_id)
    row = reading().execute(mine).first()
    return None if row is None else _own(row, further=True)


def sent(campaign_id: UUID, entry_id: UUID) -> OwnEntry | None:
    """An entry in whatever state, for whoever has already shown that it is theirs."""
    row = reading().execute(_any(campaign_id).where(Entry.id == entry_id)).first()
    return None if row is None else _own(row, further=True)


def _any(campaign_id: UUID) -> Select[Any]:
    letters = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.campaign_id == Entry.campaign_id,
            Message.entry_id == Entry.id,
            Message.side == Side.STAFF,
        )
        .scalar_subquery()
    )
    return (
        select(Entry, EntryVersion.answers, letters.label("letters"))
        .join(EntryVersion, latest())
        .where(Entry.campaign_id == campaign_id)
        .order_by(Entry.received_at.desc(), Entry.id.desc())
        .execution_options(populate_existing=True)
    )


def _own(row: Row[Any], *, further: bool = False) -> OwnEntry:
    entry: Entry = row[0]
    return OwnEntry(
        id=entry.id,
        number=entry.number,
        state=entry.state,
        version=entry.version,
        lang=entry.lang,
        name=entry.name,
        shown_author=entry.shown_author,
        picture_id=entry.picture_id,
        answers=row.answers,
        received_at=entry.received_at,
        published_at=entry.published_at,
        letters=row.letters,
        further=pictures.further_of(entry.campaign_id, entry.id, entry.version) if further else (),
        is_hidden=entry.hidden_at is not None and entry.state is EntryState.PENDING,
    )
