"""One entry at the desk: every version, every decision, everything that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import (
    ActorKind,
    Appeal,
    Audit,
    Decision,
    Entry,
    EntryVersion,
    FurtherPicture,
    Participant,
    Report,
    Staff,
)
from contest.queries.moderation.lines import Waiting, line_of, lines
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.pictures import alternative_key

TOLD = 200


@dataclass(frozen=True)
class Version:
    """What an entry said at one time."""

    version: int
    answers: Mapping[str, Any]
    picture_id: UUID | None
    created_at: datetime
    further: tuple[UUID, ...] = ()

    @property
    def pictures(self) -> tuple[tuple[UUID, str], ...]:
        """All of them in order, the cover first, each with what its author says of it."""
        shown = (self.picture_id, *self.further) if self.picture_id else ()
        return tuple(
            (picture, str(self.answers.get(alternative_key(place), ""))) for place, picture in enumerate(shown, start=1)
        )


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
    ground: str = "rules"
    law: str = ""
    passage: str = ""
    hinted: bool = False
    noticed: bool = False
    share: int | None = None
    alone: str = ""
    reviewed_at: datetime | None = None
    staff_id: UUID | None = None
    second_id: UUID | None = None


@dataclass(frozen=True)
class ReportView:
    """What a visitor reported and nobody has answered yet."""

    reason: str
    words: str
    lang: str
    at: datetime
    reporter_key: str | None = None
    confirmed_at: datetime | None = None
    name_sealed: bytes | None = None


@dataclass(frozen=True)
class AppealView:
    """What the author wrote against a decision, whose decision that was, and nobody has answered yet."""

    text: str
    at: datetime
    signed_name: str


@dataclass(frozen=True)
class DeskEntry:
    """One entry as a moderator reads it. `sent` are its author's entries that count; what is answered is left out."""

    line: Waiting
    versions: tuple[Version, ...]
    decisions: tuple[DecisionView, ...]
    author_first_name: str
    author_known: bool
    has_guardian: bool
    sent: int
    reports: tuple[ReportView, ...]
    appeal: AppealView | None

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


def one(campaign_id: UUID, entry_id: UUID, *, now: datetime) -> DeskEntry | None:
    """One entry with its versions and decisions, oldest first; None for an unconfirmed one.

    Three statements, and one each for open reports and an open appeal.
    """
    row = reading().execute(_with_author(), {"campaign": campaign_id, "entry": entry_id}).first()
    if row is None:
        return None
    line = line_of(row, now)
    return DeskEntry(
        line=line,
        versions=_versions(campaign_id, entry_id),
        decisions=_decisions(campaign_id, entry_id),
        author_first_name=row.author or "",
        author_known=row.author is not None and row.erased_at is None,
        has_guardian=row.guardian_sealed is not None,
        sent=row.sent if row.author is not None else 0,
        reports=_reports(campaign_id, entry_id) if line.reports else (),
        appeal=_appeal(campaign_id, entry_id) if line.appealed else None,
    )


def timeline(campaign_id: UUID, entry_id: UUID, decisions: Sequence[DecisionView]) -> list[Told]:
    """Everything that was recorded about an entry, newest first, with the words of its decisions; one statement."""
    decided = {decision.id.hex: decision for decision in decisions}
    rows = reading().execute(_RECORDED, {"campaign": campaign_id, "entry": entry_id})
    return [_told(row, decided.get(row.details.get("decision", ""))) for row in rows]


_RECORDED = (
    select(Audit.at, Audit.verb, Audit.actor_kind, Staff.first_name, Audit.details)
    .outerjoin(Staff, and_(Audit.actor_kind == ActorKind.STAFF, Staff.id == Audit.actor_id))
    .where(Audit.campaign_id == bindparam("campaign"), Audit.ref == bindparam("entry"))
    .order_by(Audit.at.desc(), Audit.id.desc())
    .limit(TOLD)
)


def _versions(campaign_id: UUID, entry_id: UUID) -> tuple[Version, ...]:
    """Every version, with its pictures after the cover."""
    rows = reading().execute(_WRITTEN, {"campaign": campaign_id, "entry": entry_id})
    return tuple(
        Version(
            first.version,
            first.answers,
            first.picture_id,
            first.created_at,
            tuple(row.further for row in (first, *rest) if row.further is not None),
        )
        for _, (first, *rest) in groupby(rows, key=attrgetter("version"))
    )


_WRITTEN = (
    select(
        EntryVersion.version,
        EntryVersion.answers,
        EntryVersion.picture_id,
        EntryVersion.created_at,
        FurtherPicture.picture_id.label("further"),
    )
    .outerjoin(
        FurtherPicture,
        and_(
            FurtherPicture.campaign_id == EntryVersion.campaign_id,
            FurtherPicture.entry_id == EntryVersion.entry_id,
            FurtherPicture.version == EntryVersion.version,
        ),
    )
    .where(EntryVersion.campaign_id == bindparam("campaign"), EntryVersion.entry_id == bindparam("entry"))
    .order_by(EntryVersion.version, FurtherPicture.place)
)


def _decisions(campaign_id: UUID, entry_id: UUID) -> tuple[DecisionView, ...]:
    rows = reading().execute(_DECISIONS, {"campaign": campaign_id, "entry": entry_id})
    return tuple(DecisionView(*row) for row in rows)


_DECISIONS = (
    select(*(getattr(Decision, name) for name in DecisionView.__dataclass_fields__))
    .where(Decision.campaign_id == bindparam("campaign"), Decision.entry_id == bindparam("entry"))
    .order_by(Decision.at, Decision.id)
)


@cache
def _with_author() -> Select[Any]:
    """The entry's line, who sent it, and how many that person has sent."""
    theirs = aliased(Entry)
    sent = select(func.count()).where(
        theirs.campaign_id == Entry.campaign_id,
        theirs.participant_id == Entry.participant_id,
        theirs.state != EntryState.UNCONFIRMED,
    )
    return (
        lines()
        .add_columns(
            Participant.first_name.label("author"),
            Participant.erased_at,
            Participant.guardian_sealed,
            sent.scalar_subquery().label("sent"),
        )
        .outerjoin(
            Participant,
            and_(Participant.campaign_id == Entry.campaign_id, Participant.id == Entry.participant_id),
        )
        .where(Entry.campaign_id == bindparam("campaign"), Entry.id == bindparam("entry"))
        .where(Entry.state != EntryState.UNCONFIRMED)
    )


def _reports(campaign_id: UUID, entry_id: UUID) -> tuple[ReportView, ...]:
    rows = reading().execute(
        select(*(getattr(Report, name) for name in ReportView.__dataclass_fields__))
        .where(Report.campaign_id == campaign_id, Report.entry_id == entry_id, Report.answered_at.is_(None))
        .order_by(Report.at, Report.id)
        .limit(TOLD)
    )
    return tuple(ReportView(*row) for row in rows)


def _appeal(campaign_id: UUID, entry_id: UUID) -> AppealView | None:
    row = (
        reading()
        .execute(
            select(Appeal.text, Appeal.at, Decision.signed_name)
            .join(Decision, and_(Decision.campaign_id == Appeal.campaign_id, Decision.id == Appeal.decision_id))
            .where(Appeal.campaign_id == campaign_id, Appeal.entry_id == entry_id, Appeal.answered_at.is_(None))
        )
        .first()
    )
    return None if row is None else AppealView(*row)


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
