"""Asking a department about an entry, and its answer; the entry waits meanwhile, and is dealt to nobody else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import new_id, reading, transaction
from contest.models import Entry, Escalation, Staff
from contest.rules import forms
from contest.rules.entries import WAITS, EntryState
from contest.rules.objections import Objection, Refused
from contest.services import audit, outbox
from contest.services.accounts import departments
from contest.services.moderation import claims

LONGEST = 2000
ASKED_ABOUT = (*WAITS, EntryState.PUBLISHED)


def escalate(campaign_id: UUID, entry_id: UUID, *, department: UUID, note: str, by: UUID, now: datetime) -> None:
    """Ask a department; everybody in it is mailed, and whoever had the entry lets it go. Twice is once.

    Errors: Refused with text_missing, answer_too_long (`note`); else with entry_gone, department_gone,
    escalated_already, claimed_by_other (name).
    """
    note = _checked(note, "note")
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.state not in ASKED_ABOUT:
            raise Refused([Objection("entry_gone")])
        departments.require_working(department)
        asked = _open(entry)
        if asked is not None:
            if (asked.department_id, asked.note, asked.asked_by) == (department, note, by):
                return
            raise Refused([Objection("escalated_already")])
        claims.require_free(entry, by=by, now=now)
        escalation = Escalation(
            campaign_id=campaign_id,
            id=new_id(),
            entry_id=entry_id,
            department_id=department,
            note=note,
            asked_by=by,
            at=now,
            answer="",
        )
        session.add(escalation)
        entry.department_id, entry.claimed_by, entry.claimed_until = department, None, None
        _tell(escalation, now)
        details = {"department": department.hex}
        audit.record(
            "entry.escalated", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id, details=details
        )


def answer(campaign_id: UUID, entry_id: UUID, *, text: str, by: UUID, now: datetime) -> None:
    """Answer for the department: the entry is back in the queue, with the answer beside it.

    Errors: Refused with text_missing, answer_too_long (`answer`); else with escalation_gone.
    """
    text = _checked(text, "answer")
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        asked = _open(entry) if entry is not None else None
        if entry is None or asked is None:
            raise Refused([Objection("escalation_gone")])
        asked.answer, asked.answered_by, asked.answered_at = text, by, now
        entry.department_id = None
        audit.record("entry.advised", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id)


def close(entry: Entry, *, by: UUID | None, now: datetime) -> None:
    """It was decided or withdrawn meanwhile: nobody needs to answer any more; in the caller's transaction."""
    if entry.department_id is None:
        return
    with transaction():
        asked = _open(entry)
        if asked is not None:
            asked.answered_by, asked.answered_at = by, now
        entry.department_id = None


def reopen(entry: Entry, *, answered_at: datetime) -> None:
    """The decision that made an answer needless was taken back; in the caller's transaction."""
    with transaction() as session:
        asked = session.scalar(
            select(Escalation).where(
                Escalation.campaign_id == entry.campaign_id,
                Escalation.entry_id == entry.id,
                Escalation.answered_at == answered_at,
                Escalation.answer == "",
            )
        )
        if asked is not None:
            asked.answered_by = asked.answered_at = None
            entry.department_id = asked.department_id


def _open(entry: Entry) -> Escalation | None:
    return reading().scalar(
        select(Escalation).where(
            Escalation.campaign_id == entry.campaign_id,
            Escalation.entry_id == entry.id,
            Escalation.answered_at.is_(None),
        )
    )


def _tell(escalation: Escalation, now: datetime) -> None:
    """A mail to everybody in the department but whoever asks."""
    people = reading().execute(
        select(Staff.id, Staff.lang).where(
            Staff.department_id == escalation.department_id,
            Staff.left_at.is_(None),
            Staff.id != escalation.asked_by,
        )
    )
    for person in people:
        outbox.queue(
            "mail.escalated",
            dedupe_key=f"escalation:{escalation.id.hex}:{person.id.hex}",
            now=now,
            ids={"escalation": escalation.id.hex, "staff": person.id.hex},
            lang=person.lang,
            campaign=escalation.campaign_id,
        )


def _checked(text: str, field: str) -> str:
    text = forms.clean_lines(text)
    if not text:
        raise Refused([Objection("text_missing", field)])
    if len(text) > LONGEST:
        raise Refused([Objection("answer_too_long", field, {"most": LONGEST, "length": len(text)})])
    return text
