"""A note from whoever leaves the desk to whoever comes next."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import new_id, transaction
from contest.models import Handover
from contest.rules import forms
from contest.rules.objections import Objection, Refused
from contest.services import audit

LONGEST = 1000


def hand_over(campaign_id: UUID, *, text: str, by: UUID, now: datetime) -> None:
    """Leave a note in place of the one before; an empty one takes it away. The same again is the same note.

    Errors: Refused with answer_too_long (`text`).
    """
    text = forms.clean_lines(text)
    if len(text) > LONGEST:
        raise Refused([Objection("answer_too_long", "text", {"most": LONGEST, "length": len(text)})])
    with transaction() as session:
        last = session.scalar(
            select(Handover.text).where(Handover.campaign_id == campaign_id).order_by(Handover.at.desc()).limit(1)
        )
        if (last or "") == text:
            return
        note = Handover(campaign_id=campaign_id, id=new_id(), staff_id=by, text=text, at=now)
        session.add(note)
        audit.record("handover.written", by=audit.staff(by), now=now, campaign=campaign_id, ref=note.id)
