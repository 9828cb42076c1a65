"""The rota, and the note that one shift leaves to the next."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from contest.db import insert_into, new_id, transaction
from contest.models import Duty, Handover, Staff
from contest.rules import forms
from contest.rules.objections import Objection, Refused
from contest.services import audit

LONGEST_NOTE = 2000
LONGEST_SHIFT = timedelta(days=31)


def plan(
    staff_id: UUID, campaign_id: UUID | None, *, begins: datetime, ends: datetime, by: UUID, now: datetime
) -> None:
    """Put somebody on duty, in a campaign or (None) in the whole house. The same shift twice is one.

    Errors: Refused with member_gone, shift_order, shift_too_long.
    """
    if begins >= ends or ends <= now:
        raise Refused([Objection("shift_order", "ends")])
    if ends - begins > LONGEST_SHIFT:
        raise Refused([Objection("shift_too_long", "ends", {"days": LONGEST_SHIFT.days})])
    with transaction() as session:
        here = select(Staff.id).where(Staff.id == staff_id, Staff.left_at.is_(None)).with_for_update()
        if session.scalar(here) is None:
            raise Refused([Objection("member_gone", "person")])
        place = Duty.campaign_id.is_(None) if campaign_id is None else Duty.campaign_id == campaign_id
        same = select(Duty.id).where(Duty.staff_id == staff_id, place, Duty.begins == begins, Duty.ends == ends)
        if session.scalar(same) is not None:
            return
        session.add(Duty(id=new_id(), staff_id=staff_id, campaign_id=campaign_id, begins=begins, ends=ends))
        details = {"begins": begins.isoformat(), "ends": ends.isoformat()}
        audit.record("duty.planned", by=audit.staff(by), now=now, campaign=campaign_id, ref=staff_id, details=details)


def take_out(duty_id: UUID, *, by: UUID, now: datetime) -> None:
    """Take a shift out of the rota. Twice is once."""
    with transaction() as session:
        gone = session.execute(
            delete(Duty).where(Duty.id == duty_id).returning(Duty.staff_id, Duty.campaign_id)
        ).first()
        if gone is not None:
            audit.record("duty.taken_out", by=audit.staff(by), now=now, campaign=gone.campaign_id, ref=gone.staff_id)


def hand_over(text: str, *, submit_key: str, by: UUID, now: datetime) -> None:
    """Leave a note to whoever comes on duty next. One `submit_key`, one note.

    Errors: Refused with text_missing, answer_too_long (field `note`).
    """
    text = forms.clean_lines(text)
    if not text:
        raise Refused([Objection("text_missing", "note")])
    if len(text) > LONGEST_NOTE:
        raise Refused([Objection("answer_too_long", "note", {"most": LONGEST_NOTE, "length": len(text)})])
    with transaction() as session:
        person = session.get_one(Staff, by)
        note = session.scalar(
            insert_into(session, Handover)
            .values(id=new_id(), staff_id=by, signed=person.first_name, submit_key=submit_key, text=text, at=now)
            .on_conflict_do_nothing()
            .returning(Handover.id)
        )
        if note is not None:
            audit.record("handover.written", by=audit.staff(by), now=now, ref=note)
