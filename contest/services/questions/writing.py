"""One letter of a question's thread, written once; and the question as whoever writes finds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import insert_into, new_id
from contest.models import Campaign, Question, QuestionLetter, Staff, Writer
from contest.rules import forms
from contest.rules.objections import Objection, Refused

LONGEST = 4000


@dataclass(frozen=True)
class Words:
    """What is written: the text, what makes it the same when it is sent twice, and how it came."""

    text: str
    submit_key: str
    by_mail: bool = False
    dropped: int = 0
    shortened: bool = False
    elsewhere: bool = False


def checked(text: str, field: str = "text") -> str:
    """A text as it is kept. Errors: Refused with text_missing, answer_too_long."""
    text = forms.clean_lines(text)
    if not text:
        raise Refused([Objection("text_missing", field)])
    if len(text) > LONGEST:
        raise Refused([Objection("answer_too_long", field, {"most": LONGEST, "length": len(text)})])
    return text


def held(session: Session, campaign_id: UUID, question_id: UUID) -> Question:
    """The question, ours until the end of the transaction. Errors: Refused with question_gone."""
    question = session.get(Question, (campaign_id, question_id), with_for_update=True, populate_existing=True)
    if question is None:
        raise Refused([Objection("question_gone")])
    return question


def write(
    session: Session,
    question: Question,
    writer: Writer,
    words: Words,
    now: datetime,
    *,
    by: UUID | None = None,
    department_id: UUID | None = None,
) -> UUID | None:
    """Add a letter to the thread: its id, or None where this very letter is there already."""
    letter: UUID | None = session.scalar(
        insert_into(session, QuestionLetter)
        .values(
            campaign_id=question.campaign_id,
            id=new_id(),
            question_id=question.id,
            writer=writer,
            submit_key=words.submit_key,
            signed=signature(session, by) if by else question.first_name,
            staff_id=by,
            department_id=department_id,
            text=words.text,
            at=now,
            by_mail=words.by_mail,
            dropped=words.dropped,
            shortened=words.shortened,
            elsewhere=words.elsewhere,
        )
        .on_conflict_do_nothing()
        .returning(QuestionLetter.id)
    )
    if letter is not None:
        question.changed_at = now
    return letter


def written_before(session: Session, campaign_id: UUID, submit_key: str) -> UUID | None:
    """The question to which a letter with this key belongs."""
    return session.scalar(
        select(QuestionLetter.question_id).where(
            QuestionLetter.campaign_id == campaign_id, QuestionLetter.submit_key == submit_key
        )
    )


def wait(session: Session, question: Question, now: datetime) -> None:
    """It waits for an answer from now on; one that waits already keeps its promised moment."""
    if question.waiting_since is None:
        hours = session.scalar(select(Campaign.answer_hours).where(Campaign.id == question.campaign_id)) or 0
        question.waiting_since, question.due_at = now, now + timedelta(hours=hours)


def wait_no_more(question: Question) -> None:
    """Nobody waits for an answer, and nobody is at it."""
    question.waiting_since = question.due_at = question.claimed_by = question.claimed_until = None


def signature(session: Session, staff_id: UUID) -> str:
    """First name and role, as they are at this moment."""
    person = session.get_one(Staff, staff_id)
    return ", ".join(part for part in (person.first_name, person.title) if part)
