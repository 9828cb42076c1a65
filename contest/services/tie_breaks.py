"""The tie-break: asked in the form before ideas are sent, answered at the desk before a result is closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Campaign, Form, Result, TieBreak
from contest.queries import campaigns, tie_breaks
from contest.rules import forms
from contest.rules import tie_breaks as rules
from contest.rules.objections import Refused
from contest.services import audit
from contest.services.schedule import windows


def ask(campaign_id: UUID, texts: Mapping[str, str], *, by: UUID, now: datetime) -> None:
    """Have the form ask it, in these words by language; without any words it asks it no more. The same changes nothing.

    Errors: LookupError; Refused with setting_frozen (ideas were sent), answer_missing, answer_too_long (`question_fr`).
    """
    tidy = {lang: " ".join(text.split()) for lang, text in texts.items()}
    with transaction() as session:
        if session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True) is None:
            raise LookupError(campaign_id)
        form = campaigns.form(campaign_id)
        if form is None:
            raise LookupError(campaign_id)
        wanted = rules.with_question(form.definition, tidy)
        if wanted == form.definition:
            return
        if reasons := rules.asking_objections(tidy, sent=tie_breaks.sent(campaign_id)):
            raise Refused(reasons)
        session.add(Form(campaign_id=campaign_id, version=form.version + 1, definition=wanted, created_at=now))
        audit.record("tie_break.asked", by=audit.staff(by), now=now, campaign=campaign_id, ref=campaign_id)


def answer(campaign_id: UUID, phase_id: UUID, typed: str, *, by: UUID, now: datetime) -> None:
    """Say the right answer for a vote; the same again changes nothing.

    Errors: LookupError; Refused with tie_break_closed, tie_break_unasked, answer_not_whole (`answer`).
    """
    with transaction() as session:
        windows.held(session, campaign_id, phase_id)
        closed = session.get(Result, (campaign_id, phase_id)) is not None
        asked = tie_breaks.question(campaign_id) is not None
        if reasons := rules.answering_objections(typed, asked=asked, closed=closed):
            raise Refused(reasons)
        right = forms.whole(typed)
        assert right is not None
        row = session.get(TieBreak, (campaign_id, phase_id), populate_existing=True)
        if row is not None and row.answer == right:
            return
        if row is None:
            row = TieBreak(campaign_id=campaign_id, phase_id=phase_id, decided={})
            session.add(row)
        row.answer, row.said_by, row.said_at = right, by, now
        details = {"answer": right}
        audit.record(
            "tie_break.answered", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details
        )


def decide(campaign_id: UUID, phase_id: UUID, firsts: Sequence[UUID]) -> None:
    """Freeze what it decides among those who share the first place, in the transaction that closes the result.

    Nothing, where nobody shares it, or the right answer was not said.
    """
    with transaction() as session:
        row = session.get(TieBreak, (campaign_id, phase_id), with_for_update=True, populate_existing=True)
        asked = tie_breaks.question(campaign_id)
        if row is None or asked is None or len(firsts) < 2:
            return
        ordered = rules.in_order(row.answer, tie_breaks.guesses(campaign_id, firsts))
        winner = rules.nearest(row.answer, ordered)
        row.decided = {
            "question": asked["label"],
            "answer": row.answer,
            "guesses": [
                [str(guess.entry_id), guess.answer, guess.received.isoformat(timespec="microseconds")]
                for guess in ordered
            ],
            "winner": str(winner) if winner else None,
        }
