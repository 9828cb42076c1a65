"""What a decision leaves behind: its row, the entry's new state and number, the record, the letters that wait."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.db import new_id
from contest.models import Decision, Entry, EntryNumber, Participant, Staff
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.reasons import PLAIN, Basis
from contest.services import archives, audit, cards, outbox

UNDO = timedelta(seconds=60)
VERBS = {
    DecisionKind.PUBLISH: "entry.published",
    DecisionKind.REFUSE: "entry.refused",
    DecisionKind.REMOVE: "entry.removed",
    DecisionKind.REQUEST_CHANGES: "entry.changes_requested",
    DecisionKind.CORRECT: "entry.corrected",
    DecisionKind.MERGE: "entry.merged",
}
MAILS = {
    DecisionKind.PUBLISH: "mail.entry_published",
    DecisionKind.REFUSE: "mail.entry_refused",
    DecisionKind.REMOVE: "mail.entry_refused",
    DecisionKind.REQUEST_CHANGES: "mail.entry_changes",
    DecisionKind.CORRECT: "mail.entry_corrected",
    DecisionKind.MERGE: "mail.entry_merged",
}


@dataclass(frozen=True)
class Said:
    """All that a person says with a decision; `second` agreed to it, `alone` is why nobody had to.

    `writer` signs it, where the words are not those of whoever proposed it.
    """

    kind: DecisionKind
    by: UUID
    reason: str = ""
    words: str = ""
    basis: Basis = PLAIN
    second: UUID | None = None
    alone: str = ""
    bulk: UUID | None = None
    noticed: bool = False
    into: UUID | None = None
    share: int | None = None
    # Of a join during a vote: what everybody reads of it, and whether it moves more votes than one person may.
    told: str = ""
    moves_many: bool = False
    writer: UUID | None = None

    @property
    def signer(self) -> UUID:
        """Whose words they are."""
        return self.writer or self.by

    @property
    def acting(self) -> UUID:
        """Who pressed the button."""
        return self.second or self.by


def write(session: Session, entry: Entry, said: Said, now: datetime) -> Decision:
    """The decision, signed as its author is called at this moment."""
    person = session.get_one(Staff, said.signer)
    decision = Decision(
        campaign_id=entry.campaign_id,
        id=new_id(),
        entry_id=entry.id,
        version=entry.version,
        kind=said.kind,
        state_before=entry.state.value,
        reason=said.reason,
        words=said.words,
        staff_id=said.by,
        signed_name=person.first_name,
        signed_role=person.title,
        at=now,
        ground=said.basis.ground.value,
        law=said.basis.law,
        passage=said.basis.passage,
        hinted=said.basis.hinted,
        noticed=said.noticed,
        into_id=said.into,
        share=said.share,
        second_id=said.second,
        alone=said.alone,
        bulk_id=said.bulk,
    )
    session.add(decision)
    return decision


def as_written(said: Said, decision: Decision) -> Said:
    """The same, with the one or two people whose decision it became."""
    return replace(said, by=decision.staff_id, second=decision.second_id, writer=said.signer)


def move(session: Session, entry: Entry, state: EntryState, now: datetime) -> None:
    """The entry in its new state; nobody has it any more."""
    if state in (EntryState.PUBLISHED, EntryState.MERGED):
        # Before the state: a published entry has a number at every moment, and one that was joined keeps an address.
        entry.number = entry.number or next_number(session, entry.campaign_id)
    if state is EntryState.PUBLISHED:
        entry.published_at = entry.published_at or now
    entry.state, entry.claimed_by, entry.claimed_until = state, None, None
    session.flush()
    if entry.number is not None:
        cards.entry_changed(entry.campaign_id, entry.id, now=now)
        archives.entry_changed(entry.campaign_id, now=now)


def next_number(session: Session, campaign_id: UUID) -> int:
    """The next dense number; the campaign's row is the lock, so that no number is given twice or left out."""
    return session.execute(
        update(EntryNumber)
        .where(EntryNumber.campaign_id == campaign_id)
        .values(next=EntryNumber.next + 1)
        .returning(EntryNumber.next - 1)
    ).scalar_one()


def record(session: Session, entry: Entry, decision: Decision, now: datetime) -> None:
    """The record, and the author's mail for when the decision can no longer be taken back."""
    details = {"decision": decision.id.hex, "version": decision.version, "reason": decision.reason}
    if decision.second_id is not None:
        details["proposed_by"] = decision.staff_id.hex
    audit.record(
        VERBS[decision.kind],
        by=audit.staff(decision.second_id or decision.staff_id),
        now=now,
        campaign=entry.campaign_id,
        ref=entry.id,
        details=details,
    )
    post(session, decision, entry, MAILS[decision.kind], dedupe_key(decision), now)


def post(session: Session, decision: Decision, entry: Entry, kind: str, key: str, now: datetime) -> None:
    """Queue a mail about a decision to the author of an entry, as long as somebody is known."""
    lang = session.scalar(
        select(Participant.lang).where(
            Participant.campaign_id == entry.campaign_id,
            Participant.id == entry.participant_id,
            Participant.erased_at.is_(None),
        )
    )
    if lang is not None:
        outbox.queue(
            kind,
            dedupe_key=key,
            now=now,
            ids={"decision": decision.id.hex, "entry": entry.id.hex},
            lang=lang,
            campaign=entry.campaign_id,
            not_before=now + UNDO,
        )


def took_back(entry: Entry, decision: Decision, now: datetime) -> bool:
    """Whether no mail has left: it was taken back, or nobody was to be written to."""
    return outbox.cancel(dedupe_key(decision), now=now) or entry.participant_id is None


def dedupe_key(decision: Decision) -> str:
    """Under which its mail waits."""
    return f"decision:{decision.id.hex}"


def key_of_kept(decision: Decision) -> str:
    """Under which the mail to the author of the entry waits that a merger keeps."""
    return f"{dedupe_key(decision)}:kept"
