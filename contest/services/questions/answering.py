"""At the desk: who is at a question, to whom it is passed, what is answered, what needs no answer."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db import transaction
from contest.models import Question, QuestionLetter, Staff, Writer
from contest.rules.objections import Objection, Refused
from contest.services import audit, outbox
from contest.services.accounts import departments
from contest.services.questions import writing
from contest.services.questions.asking import record
from contest.services.questions.writing import Words

CLAIMED_FOR = timedelta(minutes=15)
LONGEST_NOTE = 1000


def claim(campaign_id: UUID, question_id: UUID, *, by: UUID, now: datetime) -> None:
    """Take a question for a quarter of an hour; again lengthens it.

    Errors: Refused with question_gone, question_claimed (name).
    """
    with transaction() as session:
        question = writing.held(session, campaign_id, question_id)
        _require_free(session, question, by, now)
        fresh = question.claimed_by != by or (question.claimed_until or now) <= now
        question.claimed_by, question.claimed_until = by, now + CLAIMED_FOR
        if fresh:
            record("question.claimed", question, audit.staff(by), now)


def release(campaign_id: UUID, question_id: UUID, *, by: UUID, now: datetime) -> None:
    """Give back a question one has; one that somebody else has stays theirs. Errors: Refused with question_gone."""
    with transaction() as session:
        question = writing.held(session, campaign_id, question_id)
        if question.claimed_by == by:
            question.claimed_by = question.claimed_until = None
            record("question.released", question, audit.staff(by), now)


def pass_on(
    campaign_id: UUID,
    question_id: UUID,
    *,
    department_id: UUID | None,
    note: str,
    submit_key: str,
    by: UUID,
    now: datetime,
) -> None:
    """Pass a question to a department (None: to everybody), with a note that stays at the desk. One key, once.

    Errors: Refused with question_gone, question_claimed (name), department_gone, department_same, text_missing,
    answer_too_long (field `note`).
    """
    note = writing.checked(note, "note")
    if len(note) > LONGEST_NOTE:
        raise Refused([Objection("answer_too_long", "note", {"most": LONGEST_NOTE, "length": len(note)})])
    with transaction() as session:
        question = writing.held(session, campaign_id, question_id)
        if writing.written_before(session, campaign_id, submit_key) is not None:
            return
        _require_free(session, question, by, now)
        if department_id == question.department_id:
            raise Refused([Objection("department_same", "department")])
        if department_id is not None:
            departments.require_working(department_id)
        words = Words(note, submit_key)
        writing.write(session, question, Writer.NOTE, words, now, by=by, department_id=department_id)
        question.department_id, question.claimed_by, question.claimed_until = department_id, None, None
        record("question.passed", question, audit.staff(by), now, department=department_id.hex if department_id else "")


def answer(
    campaign_id: UUID, question_id: UUID, *, text: str, submit_key: str, seen: int, by: UUID, now: datetime
) -> None:
    """Answer whoever asked, by mail, signed with a first name and a role. One key, one answer.

    `seen` is how many letters the thread had when it was read: two do not answer at once, and nobody answers past
    what was added meanwhile. Errors: Refused with question_gone, question_claimed (name), question_changed, asker_gone,
    text_missing, answer_too_long.
    """
    text = writing.checked(text)
    with transaction() as session:
        question = writing.held(session, campaign_id, question_id)
        if writing.written_before(session, campaign_id, submit_key) is not None:
            return
        _require_free(session, question, by, now)
        if question.address_sealed is None:
            raise Refused([Objection("asker_gone")])
        if _letters(session, question) != seen:
            raise Refused([Objection("question_changed")])
        letter = writing.write(session, question, Writer.STAFF, Words(text, submit_key), now, by=by)
        if letter is None:
            return
        writing.wait_no_more(question)
        record("question.answered", question, audit.staff(by), now)
        outbox.queue(
            "mail.question_answered",
            dedupe_key=f"question:{letter.hex}",
            now=now,
            ids={"question": question_id.hex, "letter": letter.hex},
            lang=question.lang,
            campaign=campaign_id,
        )


def close(campaign_id: UUID, question_id: UUID, *, by: UUID, now: datetime) -> None:
    """It needs no answer: thanks, or nonsense. Twice is once.

    Errors: Refused with question_gone, question_claimed (name).
    """
    with transaction() as session:
        question = writing.held(session, campaign_id, question_id)
        _require_free(session, question, by, now)
        if question.waiting_since is not None:
            writing.wait_no_more(question)
            question.changed_at = now
            record("question.closed", question, audit.staff(by), now)


def reopen(campaign_id: UUID, question_id: UUID, *, by: UUID, now: datetime) -> None:
    """It needs one after all. Twice is once. Errors: Refused with question_gone."""
    with transaction() as session:
        question = writing.held(session, campaign_id, question_id)
        if question.waiting_since is None:
            writing.wait(session, question, now)
            question.changed_at = now
            record("question.reopened", question, audit.staff(by), now)


def _letters(session: Session, question: Question) -> int:
    """How many letters the thread has; notes are none."""
    number = select(func.count()).where(
        QuestionLetter.campaign_id == question.campaign_id,
        QuestionLetter.question_id == question.id,
        QuestionLetter.writer != Writer.NOTE,
    )
    return session.scalar(number) or 0


def _require_free(session: Session, question: Question, by: UUID, now: datetime) -> None:
    if question.claimed_by in (None, by) or question.claimed_until is None or question.claimed_until <= now:
        return
    name = session.scalar(select(Staff.first_name).where(Staff.id == question.claimed_by)) or ""
    raise Refused([Objection("question_claimed", facts={"name": name})])
