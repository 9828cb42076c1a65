"""Deciding on one version of an entry, and taking it back before anything is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.db import new_id, transaction
from contest.models import Decision, Entry, EntryNumber, Participant, Staff
from contest.queries import crises
from contest.rules import entries as rules
from contest.rules import forms
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import LONGEST_WORDS, NEEDS_WORDS, REASONS
from contest.services import audit, cards, outbox
from contest.services.moderation import appeals, claims, reports

UNDO = timedelta(seconds=60)
VERBS = {
    DecisionKind.PUBLISH: "entry.published",
    DecisionKind.REFUSE: "entry.refused",
    DecisionKind.REMOVE: "entry.removed",
    DecisionKind.REQUEST_CHANGES: "entry.changes_requested",
}
MAILS = {
    DecisionKind.PUBLISH: "mail.entry_published",
    DecisionKind.REFUSE: "mail.entry_refused",
    DecisionKind.REMOVE: "mail.entry_refused",
    DecisionKind.REQUEST_CHANGES: "mail.entry_changes",
}
WITH_REASON = frozenset({DecisionKind.REFUSE, DecisionKind.REMOVE})
WAITS = (EntryState.PENDING, EntryState.CHANGES_REQUESTED)
DECIDED_ON = {
    DecisionKind.PUBLISH: WAITS,
    DecisionKind.REFUSE: WAITS,
    DecisionKind.REMOVE: (EntryState.PUBLISHED,),
    DecisionKind.REQUEST_CHANGES: (EntryState.PENDING,),
}
AFTER = {
    DecisionKind.PUBLISH: EntryState.PUBLISHED,
    DecisionKind.REFUSE: EntryState.REFUSED,
    DecisionKind.REMOVE: EntryState.REMOVED,
    DecisionKind.REQUEST_CHANGES: EntryState.CHANGES_REQUESTED,
}


@dataclass(frozen=True)
class Decided:
    """What was decided, and until when it can be taken back; `number` once it was ever published."""

    decision_id: UUID
    state: EntryState
    number: int | None
    undo_until: datetime
    repeated: bool = False


def decide(
    campaign_id: UUID,
    entry_id: UUID,
    *,
    version: int,
    kind: DecisionKind,
    by: UUID,
    now: datetime,
    reason: str = "",
    words: str = "",
    seen: EntryState | None = None,
) -> Decided:
    """Publish, refuse, remove or ask for changes of one version of an entry; the mail leaves a minute later.

    `seen` is the state it was decided on: by default one that waits or, for a removal, published; publishing what
    was refused or removed names it. The first of two decides, the second is told; sent twice by one person it is
    one decision. `words` are the moderator's own, mailed as they are. It answers the author's appeal and, where the
    entry goes offline, what visitors reported. Errors: Refused with reason_missing, words_missing (reason `other`,
    a request), answer_too_long; else with entry_gone, already_decided (name), version_changed, publishing_paused,
    claimed_by_other (name), appeal_needs_another.
    """
    words = forms.clean_lines(words)
    reason = reason if kind in WITH_REASON else ""
    if reasons := _against(kind, reason, words):
        raise Refused(reasons)
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.state is EntryState.UNCONFIRMED:
            raise Refused([Objection("entry_gone")])
        latest = _latest(session, campaign_id, entry_id)
        state = rules.move(entry.state, kind)
        if state is None or entry.state not in ((seen,) if seen else DECIDED_ON[kind]):
            return _again(latest, entry, version, kind, by)
        if entry.version != version:
            raise Refused([Objection("version_changed")])
        if kind is DecisionKind.PUBLISH and crises.of(campaign_id).publishing:
            raise Refused([Objection("publishing_paused")])
        claims.require_free(entry, by=by, now=now)
        appeals.require_another(entry, by=by)
        decision = _write(session, entry, kind, reason, words, by, now)
        appeals.answer(entry, now=now)
        if kind is DecisionKind.REMOVE:
            reports.answer(campaign_id, entry_id, kept=False, by=by, now=now, not_before=now + UNDO)
        _move(session, entry, state, now)
        _record(session, entry, decision, now)
        return Decided(decision.id, state, entry.number, now + UNDO)


def undo(campaign_id: UUID, decision_id: UUID, *, by: UUID, now: datetime) -> EntryState:
    """Take a decision back within a minute, before its mail leaves; the state it goes back to. Twice is once.

    A number that was given stays the entry's. Errors: LookupError (no such decision); Refused with undo_too_late.
    """
    with transaction() as session:
        decision = session.get(Decision, (campaign_id, decision_id), with_for_update=True, populate_existing=True)
        if decision is None:
            raise LookupError(decision_id)
        entry = session.get_one(Entry, (campaign_id, decision.entry_id), with_for_update=True, populate_existing=True)
        if decision.undone_at is not None:
            return entry.state
        latest = _latest(session, campaign_id, entry.id)
        in_time = now < decision.at + UNDO and latest is not None and latest.id == decision_id
        if not in_time or entry.state is not AFTER[decision.kind] or not _took_back(session, entry, decision, now):
            raise Refused([Objection("undo_too_late")])
        decision.undone_at = now
        entry.state = EntryState(decision.state_before)
        appeals.reopen(entry, answered_at=decision.at)
        reports.reopen(campaign_id, entry.id, answered_at=decision.at, now=now)
        if decision.kind is DecisionKind.PUBLISH and entry.published_at == decision.at:
            entry.published_at = None
        if entry.number is not None:
            cards.entry_changed(campaign_id, entry.id, now=now)
        audit.record(
            "decision.undone",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=entry.id,
            details={"decision": decision_id.hex},
        )
        return entry.state


def _against(kind: DecisionKind, reason: str, words: str) -> list[Objection]:
    found = []
    if kind in WITH_REASON and reason not in REASONS:
        found.append(Objection("reason_missing", "reason"))
    if (reason in NEEDS_WORDS or kind is DecisionKind.REQUEST_CHANGES) and not words:
        found.append(Objection("words_missing", "words"))
    if len(words) > LONGEST_WORDS:
        found.append(Objection("answer_too_long", "words", {"most": LONGEST_WORDS, "length": len(words)}))
    return found


def _again(latest: Decision | None, entry: Entry, version: int, kind: DecisionKind, by: UUID) -> Decided:
    """The first answer for a double click. Errors: Refused with already_decided."""
    if latest is not None and (latest.kind, latest.version, latest.staff_id) == (kind, version, by):
        return Decided(latest.id, entry.state, entry.number, latest.at + UNDO, repeated=True)
    name = latest.signed_name if latest is not None else ""
    raise Refused([Objection("already_decided" if name else "entry_gone", facts={"name": name} if name else {})])


def _latest(session: Session, campaign_id: UUID, entry_id: UUID) -> Decision | None:
    """The last decision that was not taken back."""
    return session.scalar(
        select(Decision)
        .where(Decision.campaign_id == campaign_id, Decision.entry_id == entry_id, Decision.undone_at.is_(None))
        .order_by(Decision.at.desc(), Decision.id.desc())
        .limit(1)
    )


def _write(
    session: Session, entry: Entry, kind: DecisionKind, reason: str, words: str, by: UUID, now: datetime
) -> Decision:
    """The decision, signed as its author is called at this moment."""
    person = session.get_one(Staff, by)
    decision = Decision(
        campaign_id=entry.campaign_id,
        id=new_id(),
        entry_id=entry.id,
        version=entry.version,
        kind=kind,
        state_before=entry.state.value,
        reason=reason,
        words=words,
        staff_id=by,
        signed_name=person.first_name,
        signed_role=person.title,
        at=now,
        undone_at=None,
    )
    session.add(decision)
    return decision


def _move(session: Session, entry: Entry, state: EntryState, now: datetime) -> None:
    if state is EntryState.PUBLISHED:
        # Before the state: a published entry has a number at every moment.
        entry.number = entry.number or _next_number(session, entry.campaign_id)
        entry.published_at = entry.published_at or now
    entry.state, entry.claimed_by, entry.claimed_until = state, None, None
    session.flush()
    if entry.number is not None:
        cards.entry_changed(entry.campaign_id, entry.id, now=now)


def _next_number(session: Session, campaign_id: UUID) -> int:
    """The next dense number; the campaign's row is the lock, so that no number is given twice or left out."""
    return session.execute(
        update(EntryNumber)
        .where(EntryNumber.campaign_id == campaign_id)
        .values(next=EntryNumber.next + 1)
        .returning(EntryNumber.next - 1)
    ).scalar_one()


def _record(session: Session, entry: Entry, decision: Decision, now: datetime) -> None:
    """The record, and the author's mail for when the decision can no longer be taken back."""
    audit.record(
        VERBS[decision.kind],
        by=audit.staff(decision.staff_id),
        now=now,
        campaign=entry.campaign_id,
        ref=entry.id,
        details={"decision": decision.id.hex, "version": decision.version, "reason": decision.reason},
    )
    lang = session.scalar(
        select(Participant.lang).where(
            Participant.campaign_id == entry.campaign_id,
            Participant.id == entry.participant_id,
            Participant.erased_at.is_(None),
        )
    )
    if lang is not None:
        outbox.queue(
            MAILS[decision.kind],
            dedupe_key=_dedupe_key(decision),
            now=now,
            ids={"decision": decision.id.hex, "entry": entry.id.hex},
            lang=lang,
            campaign=entry.campaign_id,
            not_before=now + UNDO,
        )


def _took_back(session: Session, entry: Entry, decision: Decision, now: datetime) -> bool:
    """Whether no mail has left: it was taken back, or nobody was to be written to."""
    return outbox.cancel(_dedupe_key(decision), now=now) or entry.participant_id is None


def _dedupe_key(decision: Decision) -> str:
    return f"decision:{decision.id.hex}"
