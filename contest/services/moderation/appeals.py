"""Appeals: an author asks for another look, and somebody who did not decide before gives it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, update

from contest.db import new_id, reading, transaction
from contest.models import Appeal, Decision, Entry
from contest.queries import staff
from contest.rules import entries as rules
from contest.rules import forms
from contest.rules.entries import AuthorAct, DecisionKind
from contest.rules.objections import Objection, Refused
from contest.rules.roles import Act
from contest.services import audit

LONGEST = 2000
# Regulation (EU) 2022/2065, article 20: at least six months.
WITHIN = timedelta(days=184)


def appeal(campaign_id: UUID, entry_id: UUID, *, text: str, by: UUID, now: datetime) -> None:
    """The author (`by`, a participant) asks for another look at a refusal or removal; once for each entry.

    The entry waits again, in the place of one that arrives now; sent twice it is one appeal. Errors: Refused with
    text_missing, answer_too_long; else with entry_not_yours, appeal_not_possible.
    """
    text = _checked(text)
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.participant_id != by:
            raise Refused([Objection("entry_not_yours")])
        before = session.scalar(select(Appeal.id).where(*_of(entry)))
        if before is not None and entry.state in rules.WAITING:
            return
        decision = _decision(entry)
        state = rules.move(entry.state, AuthorAct.APPEAL)
        if before is not None or state is None or decision is None or now > decision.at + WITHIN:
            raise Refused([Objection("appeal_not_possible")])
        session.add(
            Appeal(campaign_id=campaign_id, id=new_id(), entry_id=entry_id, decision_id=decision.id, text=text, at=now)
        )
        entry.state, entry.waiting_since = state, now
        audit.record("entry.appealed", by=audit.participant(by), now=now, campaign=campaign_id, ref=entry_id)


def require_another(entry: Entry, *, by: UUID) -> None:
    """An appeal is answered by somebody who did not decide before, as long as there is one.

    Errors: Refused with appeal_needs_another.
    """
    mine = select(against(by)).where(Entry.campaign_id == entry.campaign_id, Entry.id == entry.id)
    if reading().scalar(mine) and staff.others_may(Act.MODERATE, entry.campaign_id, by):
        raise Refused([Objection("appeal_needs_another")])


def answer(entry: Entry, *, now: datetime) -> None:
    """The decision that is being written answers the open appeal; in the caller's transaction."""
    with transaction() as session:
        session.execute(update(Appeal).where(*_of(entry), Appeal.answered_at.is_(None)).values(answered_at=now))


def reopen(entry: Entry, *, answered_at: datetime) -> None:
    """That decision was taken back; in the caller's transaction."""
    with transaction() as session:
        session.execute(update(Appeal).where(*_of(entry), Appeal.answered_at == answered_at).values(answered_at=None))


def against(staff_id: UUID) -> ColumnElement[bool]:
    """Entries whose author appeals against this person's own decision."""
    return exists().where(
        Appeal.campaign_id == Entry.campaign_id,
        Appeal.entry_id == Entry.id,
        Appeal.answered_at.is_(None),
        Decision.campaign_id == Appeal.campaign_id,
        Decision.id == Appeal.decision_id,
        or_(Decision.staff_id == staff_id, Decision.second_id == staff_id),
    )


def _of(entry: Entry) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Appeal.campaign_id == entry.campaign_id, Appeal.entry_id == entry.id


def _decision(entry: Entry) -> Decision | None:
    """What is appealed against: the last refusal or removal that was not taken back."""
    return reading().scalar(
        select(Decision)
        .where(
            Decision.campaign_id == entry.campaign_id,
            Decision.entry_id == entry.id,
            Decision.undone_at.is_(None),
            Decision.kind.in_((DecisionKind.REFUSE, DecisionKind.REMOVE)),
        )
        .order_by(Decision.at.desc(), Decision.id.desc())
        .limit(1)
    )


def _checked(text: str) -> str:
    text = forms.clean_lines(text)
    if not text:
        raise Refused([Objection("text_missing", "appeal")])
    if len(text) > LONGEST:
        raise Refused([Objection("answer_too_long", "appeal", {"most": LONGEST, "length": len(text)})])
    return text
