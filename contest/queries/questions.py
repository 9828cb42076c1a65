"""What people asked: the lane at the desk, one thread, what a mail is an answer to, and public help."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import (
    Department,
    Entry,
    Question,
    QuestionLetter,
    Staff,
    Topic,
    Writer,
)

SIZE, MOST = 30, 200
EXCERPT = 160


class Show(StrEnum):
    """Which questions a list holds."""

    WAITING = "waiting"
    MINE = "mine"
    LATE = "late"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Reader:
    """Who looks, at when, in which campaigns; `department_id` is their own."""

    id: UUID
    department_id: UUID | None
    campaigns: Collection[UUID]
    now: datetime


@dataclass(frozen=True)
class Line:
    """One question in a list; `said` is how what was last asked begins."""

    campaign_id: UUID
    id: UUID
    lang: str
    topic: Topic
    first_name: str
    entry_name: str | None
    said: str
    department: str | None
    claimed_name: str | None
    waiting_since: datetime | None
    due_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True)
class Place:
    """Where the next page of a list begins."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class Lines:
    """A page of the lane."""

    lines: tuple[Line, ...]
    next: Place | None


@dataclass(frozen=True)
class Letter:
    """One letter or note of a thread."""

    id: UUID
    writer: Writer
    signed: str
    text: str
    at: datetime
    by_mail: bool
    dropped: int
    shortened: bool
    elsewhere: bool
    department: str | None


@dataclass(frozen=True)
class Thread:
    """A question with its letters, oldest first, and the idea it is about."""

    question: Question
    letters: tuple[Letter, ...]
    department: str | None
    claimed_name: str | None
    entry: Entry | None

    @property
    def seen(self) -> int:
        """How many letters there are without the notes: what an answer is written on."""
        return sum(letter.writer is not Writer.NOTE for letter in self.letters)


def listed(
    reader: Reader, show: Show, *, department_id: UUID | None = None, after: Place | None = None, size: int = SIZE
) -> Lines:
    """A page of the lane: what waits by its promised moment, what is answered by its last word, newest first."""
    answered = show is Show.ANSWERED
    key = Question.changed_at if answered else Question.due_at
    rows = reading().execute(
        _lines(reader.now)
        .where(*_in(reader, show, department_id), *_following(key, after, backwards=answered))
        .order_by(*((key.desc(), Question.id.desc()) if answered else (key, Question.id)))
        .limit(size + 1)
    )
    lines = [Line(*row) for row in rows]
    page = lines[:size]
    last = page[-1] if len(lines) > size else None
    at = (last.changed_at if answered else last.due_at) if last else None
    return Lines(tuple(page), Place(at, last.id) if last and at else None)


def counts(reader: Reader, *, department_id: UUID | None = None) -> dict[Show, int]:
    """How many wait, of these for me, of these past the promised moment; one statement."""
    number = func.count()
    row = (
        reading()
        .execute(
            select(
                number,
                number.filter(_mine(reader)),
                number.filter(Question.due_at <= reader.now),
            ).where(*_in(reader, Show.WAITING, department_id))
        )
        .one()
    )
    return dict(zip((Show.WAITING, Show.MINE, Show.LATE), row, strict=True))


def waiting(campaigns: Any, now: Any) -> Select[Any]:
    """(campaign, how many questions wait, how many of them past the promised moment), for what the desk counts."""
    late = func.coalesce(func.sum(case((Question.due_at <= now, 1), else_=0)), 0)
    return (
        select(Question.campaign_id, func.count(), late)
        .where(Question.campaign_id.in_(campaigns), Question.waiting_since.is_not(None))
        .group_by(Question.campaign_id)
    )


def one(campaign_id: UUID, question_id: UUID, now: datetime) -> Thread | None:
    """A question with its thread and who is at it at `now`; two statements."""
    row = (
        reading()
        .execute(
            select(Question, Department.name, Staff.first_name, Entry)
            .outerjoin(Department, Department.id == Question.department_id)
            .outerjoin(Staff, and_(Staff.id == Question.claimed_by, Question.claimed_until > now))
            .outerjoin(Entry, and_(Entry.campaign_id == Question.campaign_id, Entry.id == Question.entry_id))
            .where(Question.campaign_id == campaign_id, Question.id == question_id)
            .execution_options(populate_existing=True)
        )
        .first()
    )
    return None if row is None else Thread(row[0], _letters(campaign_id, question_id), *row[1:])


def _letters(campaign_id: UUID, question_id: UUID) -> tuple[Letter, ...]:
    names = (name for name in Letter.__dataclass_fields__ if name != "department")
    columns: list[Any] = [*(getattr(QuestionLetter, name) for name in names), Department.name]
    rows = reading().execute(
        select(*columns)
        .outerjoin(Department, Department.id == QuestionLetter.department_id)
        .where(QuestionLetter.campaign_id == campaign_id, QuestionLetter.question_id == question_id)
        .order_by(QuestionLetter.at, QuestionLetter.id)
        .limit(MOST)
    )
    return tuple(Letter(*row) for row in rows)


def letter(campaign_id: UUID, letter_id: UUID) -> QuestionLetter | None:
    """One letter."""
    return reading().get(QuestionLetter, (campaign_id, letter_id))


def asked_before(answer: QuestionLetter) -> str:
    """What was last asked in a thread before an answer: what it answers."""
    return (
        reading().scalar(
            select(QuestionLetter.text)
            .where(
                QuestionLetter.campaign_id == answer.campaign_id,
                QuestionLetter.question_id == answer.question_id,
                QuestionLetter.writer == Writer.ASKER,
                QuestionLetter.id < answer.id,
            )
            .order_by(QuestionLetter.id.desc())
            .limit(1)
        )
        or ""
    )


def _lines(now: datetime) -> Select[Any]:
    last = aliased(QuestionLetter)
    said = (
        select(func.substr(last.text, 1, EXCERPT))
        .where(last.campaign_id == Question.campaign_id, last.question_id == Question.id, last.writer == Writer.ASKER)
        .order_by(last.at.desc(), last.id.desc())
        .limit(1)
        .correlate(Question)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        Question.campaign_id,
        Question.id,
        Question.lang,
        Question.topic,
        Question.first_name,
        Entry.name,
        func.coalesce(said, ""),
        Department.name,
        Staff.first_name,
        Question.waiting_since,
        Question.due_at,
        Question.changed_at,
    )
    return (
        select(*columns)
        .outerjoin(Department, Department.id == Question.department_id)
        .outerjoin(Staff, and_(Staff.id == Question.claimed_by, Question.claimed_until > now))
        .outerjoin(Entry, and_(Entry.campaign_id == Question.campaign_id, Entry.id == Question.entry_id))
    )


def _in(reader: Reader, show: Show, department_id: UUID | None) -> list[ColumnElement[bool]]:
    waits = Question.waiting_since.is_(None) if show is Show.ANSWERED else Question.waiting_since.is_not(None)
    found: list[ColumnElement[bool]] = [Question.campaign_id.in_(reader.campaigns), waits]
    if show is Show.MINE:
        found.append(_mine(reader))
    if show is Show.LATE:
        found.append(Question.due_at <= reader.now)
    if department_id is not None:
        found.append(Question.department_id == department_id)
    return found


def _mine(reader: Reader) -> ColumnElement[bool]:
    """Those this person is at, and those of their department that nobody else is at."""
    held = Question.claimed_until > reader.now
    own = and_(held, Question.claimed_by == reader.id)
    if reader.department_id is None:
        return own
    free = or_(Question.claimed_by.is_(None), Question.claimed_until <= reader.now)
    return or_(own, and_(free, Question.department_id == reader.department_id))


def _following(key: Any, after: Place | None, *, backwards: bool) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    same = key == after.at
    if backwards:
        return [or_(key < after.at, and_(same, Question.id < after.id))]
    return [or_(key > after.at, and_(same, Question.id > after.id))]
