"""What moderators read: the queue over their campaigns, one entry with its versions, what happened to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import (
    ActorKind,
    Audit,
    Campaign,
    Consent,
    Decision,
    Entry,
    EntryVersion,
    Participant,
    Staff,
)
from contest.rules.entries import WAITING, DecisionKind, EntryState

PAGE = 24
TOLD = 200


class Show(StrEnum):
    """What a queue shows."""

    WAITING = "waiting"
    LATE = "late"
    MINE = "mine"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATES = {
    Show.PUBLISHED: (EntryState.PUBLISHED,),
    Show.REFUSED: (EntryState.REFUSED, EntryState.REMOVED),
    Show.WITHDRAWN: (EntryState.WITHDRAWN,),
}
# What waits is read from the oldest on, the rest from the newest.
OLDEST_FIRST = frozenset({Show.WAITING, Show.LATE, Show.MINE})


@dataclass(frozen=True)
class Place:
    """Where the next page of a queue starts: after this moment and this entry."""

    since: datetime
    entry_id: UUID


@dataclass(frozen=True)
class Waiting:
    """One line of a queue. `claimed_by` and `claimed_name` are empty when nobody has it at this moment."""

    campaign_id: UUID
    campaign_slug: str
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


@dataclass(frozen=True)
class QueuePage:
    """A page of a queue, and where the next one starts."""

    lines: tuple[Waiting, ...]
    next: Place | None


@dataclass(frozen=True)
class Version:
    """What an entry said at one time."""

    version: int
    answers: Mapping[str, Any]
    picture_id: UUID | None
    created_at: datetime


@dataclass(frozen=True)
class DecisionView:
    """What was decided on a version, as it was signed."""

    id: UUID
    version: int
    kind: DecisionKind
    reason: str
    words: str
    signed_name: str
    signed_role: str
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class DeskEntry:
    """One entry as a moderator reads it. `sent` are its author's entries that count, `consents` (kind, version)."""

    line: Waiting
    versions: tuple[Version, ...]
    decisions: tuple[DecisionView, ...]
    author_first_name: str
    author_known: bool
    has_guardian: bool
    sent: int
    consents: tuple[tuple[str, int], ...]

    @property
    def latest(self) -> Version:
        """The version that is decided on."""
        return self.versions[-1]


@dataclass(frozen=True)
class Told:
    """One thing that happened to an entry; `words` and `reason` where it was a decision."""

    at: datetime
    verb: str
    actor_kind: ActorKind
    actor: str
    details: Mapping[str, Any]
    reason: str
    words: str


def queue(
    campaigns: Collection[UUID] | None,
    *,
    me: UUID,
    now: datetime,
    show: Show = Show.WAITING,
    langs: Collection[str] = (),
    after: Place | None = None,
    size: int = PAGE,
) -> QueuePage:
    """A page of a queue over these campaigns (None: all), in these languages (none: all); two statements at most."""
    query = _lines().where(*_within(campaigns, langs), _shown(show, me, now))
    moment, key = Entry.waiting_since, Entry.id
    if show in OLDEST_FIRST:
        query = query.order_by(moment, key)
    else:
        query = query.order_by(moment.desc(), key.desc())
    if after is not None:
        query = query.where(_past(after, forwards=show in OLDEST_FIRST))
    rows = reading().execute(query.limit(size + 1)).all()
    lines = tuple(_line(row, now) for row in rows[:size])
    return QueuePage(lines, Place(lines[-1].since, lines[-1].id) if len(rows) > size else None)


def counts(
    campaigns: Collection[UUID] | None, *, me: UUID, now: datetime, langs: Collection[str] = ()
) -> dict[Show, int]:
    """How many entries each queue shows; two statements."""
    sums = [func.coalesce(func.sum(case((_shown(show, me, now), 1), else_=0)), 0) for show in Show]
    row = (
        reading()
        .execute(
            select(*sums)
            .select_from(Entry)
            .join(Campaign, Campaign.id == Entry.campaign_id)
            .where(*_within(campaigns, langs))
        )
        .one()
    )
    return {show: int(count) for show, count in zip(Show, row, strict=True)}


def one(campaign_id: UUID, entry_id: UUID, *, now: datetime) -> DeskEntry | None:
    """One entry with its versions and decisions, oldest first; None for an unconfirmed one. Five statements."""
    row = (
        reading()
        .execute(
            _lines().where(
                Entry.campaign_id == campaign_id,
                Entry.id == entry_id,
                Entry.state != EntryState.UNCONFIRMED,
            )
        )
        .first()
    )
    if row is None:
        return None
    author = _author(campaign_id, row.participant_id)
    return DeskEntry(
        line=_line(row, now),
        versions=_versions(campaign_id, entry_id),
        decisions=_decisions(campaign_id, entry_id),
        author_first_name=author.first_name if author else "",
        author_known=author is not None and author.erased_at is None,
        has_guardian=author is not None and author.guardian_sealed is not None,
        sent=author.sent if author else 0,
        consents=_consents(campaign_id, entry_id),
    )


def timeline(campaign_id: UUID, entry_id: UUID) -> list[Told]:
    """Everything that was recorded about an entry, newest first; two statements."""
    decided = {decision.id.hex: decision for decision in _decisions(campaign_id, entry_id)}
    actor = aliased(Staff)
    rows = reading().execute(
        select(Audit.at, Audit.verb, Audit.actor_kind, actor.first_name, Audit.details)
        .outerjoin(actor, and_(Audit.actor_kind == ActorKind.STAFF, actor.id == Audit.actor_id))
        .where(Audit.campaign_id == campaign_id, Audit.ref == entry_id)
        .order_by(Audit.at.desc(), Audit.id.desc())
        .limit(TOLD)
    )
    return [_told(row, decided.get(row.details.get("decision", ""))) for row in rows]


def _within(campaigns: Collection[UUID] | None, langs: Collection[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Entry.waiting_since.is_not(None)]
    if campaigns is not None:
        found.append(Entry.campaign_id.in_(campaigns))
    if langs:
        found.append(Entry.lang.in_(langs))
    return found


def _shown(show: Show, me: UUID, now: datetime) -> ColumnElement[bool]:
    if show in STATES:
        return Entry.state.in_(STATES[show])
    waiting = Entry.state.in_(WAITING)
    if show is Show.MINE:
        return and_(waiting, Entry.claimed_by == me, Entry.claimed_until > now)
    return and_(waiting, _late(now)) if show is Show.LATE else waiting


def _late(now: datetime) -> ColumnElement[bool]:
    """Past the promised time: few campaigns promise differently, so their hours are written out."""
    hours = reading().scalars(select(Campaign.promised_hours).distinct()).all()
    return or_(
        false(),
        *(
            and_(Campaign.promised_hours == promised, Entry.waiting_since < now - timedelta(hours=promised))
            for promised in hours
        )
    )


def _past(place: Place, *, forwards: bool) -> ColumnElement[bool]:
    """What comes after a place in a queue's order."""
    same = Entry.waiting_since == place.since
    if forwards:
        return or_(Entry.waiting_since > place.since, and_(same, Entry.id > place.entry_id))
    return or_(Entry.waiting_since < place.since, and_(same, Entry.id < place.entry_id))


_COLUMNS: tuple[Any, ...] = (
    Entry.campaign_id,
    Campaign.slug,
    Campaign.promised_hours,
    Entry.id,
    Entry.version,
    Entry.number,
    Entry.state,
    Entry.lang,
    Entry.name,
    Entry.shown_author,
    Entry.picture_id,
    Entry.participant_id,
    Entry.waiting_since,
    Entry.claimed_by,
    Entry.claimed_until,
    Staff.first_name.label("claimed_name"),
    EntryVersion.answers,
)


def _lines() -> Select[Any]:
    """Entries with their campaign, their latest version and who has them."""
    return (
        select(*_COLUMNS)
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
    )


def _line(row: Row[Any], now: datetime) -> Waiting:
    claimed = row.claimed_until is not None and row.claimed_until > now
    since = row.waiting_since or now
    return Waiting(
        campaign_id=row.campaign_id,
        campaign_slug=row.slug,
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
    )


def _versions(campaign_id: UUID, entry_id: UUID) -> tuple[Version, ...]:
    rows = reading().execute(
        select(EntryVersion.version, EntryVersion.answers, EntryVersion.picture_id, EntryVersion.created_at)
        .where(EntryVersion.campaign_id == campaign_id, EntryVersion.entry_id == entry_id)
        .order_by(EntryVersion.version)
    )
    return tuple(Version(*row) for row in rows)


def _decisions(campaign_id: UUID, entry_id: UUID) -> tuple[DecisionView, ...]:
    columns = [getattr(Decision, name) for name in DecisionView.__dataclass_fields__]
    rows = reading().execute(
        select(*columns)
        .where(Decision.campaign_id == campaign_id, Decision.entry_id == entry_id)
        .order_by(Decision.at, Decision.id)
    )
    return tuple(DecisionView(*row) for row in rows)


def _author(campaign_id: UUID, participant_id: UUID | None) -> Row[Any] | None:
    sent = (
        select(func.count())
        .select_from(Entry)
        .where(
            Entry.campaign_id == campaign_id,
            Entry.participant_id == participant_id,
            Entry.state != EntryState.UNCONFIRMED,
        )
        .scalar_subquery()
    )
    return (
        reading()
        .execute(
            select(
                Participant.first_name,
                Participant.erased_at,
                Participant.guardian_sealed,
                sent.label("sent"),
            ).where(Participant.campaign_id == campaign_id, Participant.id == participant_id)
        )
        .first()
    )


def _consents(campaign_id: UUID, entry_id: UUID) -> tuple[tuple[str, int], ...]:
    rows = reading().execute(
        select(Consent.kind, Consent.version)
        .where(Consent.campaign_id == campaign_id, Consent.entry_id == entry_id)
        .order_by(Consent.kind)
    )
    return tuple((row.kind, row.version) for row in rows)


def _told(row: Row[Any], decision: DecisionView | None) -> Told:
    return Told(
        at=row.at,
        verb=row.verb,
        actor_kind=row.actor_kind,
        actor=row.first_name or "",
        details=row.details,
        reason=decision.reason if decision else "",
        words=decision.words if decision else "",
    )
