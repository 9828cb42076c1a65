"""The prize on its way: each step written down, told to whoever won it, and mailed when it is sent."""

from datetime import datetime
from uuid import UUID

from contest.db import new_id, transaction
from contest.models import Acceptance, PrizeStep
from contest.queries import letters, prizes
from contest.rules import forms
from contest.rules import prizes as rules
from contest.rules.acceptances import Answer
from contest.rules.objections import Objection, Refused
from contest.rules.prizes import Step
from contest.services import audit, outbox


def move(
    campaign_id: UUID,
    phase_id: UUID,
    entry_id: UUID,
    step: Step,
    *,
    tracking: str,
    note: str,
    by: UUID,
    now: datetime,
) -> None:
    """Write down the next step of a prize; the same step sent twice is one. What is sent is mailed to the winner.

    Errors: LookupError (nobody was asked); Refused with prize_not_accepted, prize_step_not_next,
    prize_tracking_missing, field_too_long by field.
    """
    tracking, note = forms.clean_line(tracking), forms.clean_lines(note)
    with transaction() as session:
        row = session.get(Acceptance, (campaign_id, phase_id, entry_id), with_for_update=True, populate_existing=True)
        if row is None:
            raise LookupError(entry_id)
        last = prizes.last(campaign_id, phase_id, entry_id)
        if last is not None and last.step is step:
            return
        reasons = list(rules.objections(last.step if last else None, step, tracking=tracking, note=note))
        if row.answer is not Answer.ACCEPTED:
            reasons.append(Objection("prize_not_accepted"))
        if reasons:
            raise Refused(reasons)
        taken = PrizeStep(
            campaign_id=campaign_id,
            id=new_id(),
            phase_id=phase_id,
            entry_id=entry_id,
            step=step,
            tracking=tracking if step is Step.SENT else "",
            note=note,
            by=by,
            at=now,
        )
        session.add(taken)
        if step is Step.SENT:
            _tell(taken, now)
        details = {"entry": str(entry_id), "step": step.value}
        audit.record("prize.moved", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details)


def _tell(taken: PrizeStep, now: datetime) -> None:
    author = letters.author_of(taken.campaign_id, taken.entry_id)
    if author is None or author.address_sealed is None:  # the desk says that nobody can be written to
        return
    outbox.queue(
        "mail.prize_sent",
        dedupe_key=f"mail.prize_sent:{taken.id.hex}",
        now=now,
        ids={"step": taken.id.hex},
        lang=prizes.lang_of(taken.campaign_id, taken.entry_id),
        campaign=taken.campaign_id,
    )
