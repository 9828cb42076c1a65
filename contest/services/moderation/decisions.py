"""Deciding on one version of an entry, and taking it back before anything is sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import reading, transaction
from contest.models import Campaign, Decision, Entry
from contest.queries import joinings
from contest.queries.moderation.filters import is_flagged
from contest.queries.moderation.lines import is_appealed, is_proposed
from contest.rules import entries as rules
from contest.rules import forms
from contest.rules.crisis import Crisis
from contest.rules.crisis import read as read_crisis
from contest.rules.entries import DECIDED_ON, DecisionKind, EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import LONGEST_ALONE, LONGEST_WORDS, NEEDS_WORDS, PLAIN, Basis, basis_objections
from contest.services import archives, audit, cards, outbox
from contest.services.moderation import appeals, claims, escalations, guidance, hiding, proposals, reports, writing
from contest.services.moderation.writing import UNDO, Said

WITH_REASON = frozenset({DecisionKind.REFUSE, DecisionKind.REMOVE})
WITH_WORDS = frozenset({DecisionKind.REQUEST_CHANGES})


@dataclass(frozen=True)
class Decided:
    """What was decided, and until when it can be taken back; `number` once it was ever published.

    Without a `decision_id` it is a proposal, which waits for a second person.
    """

    decision_id: UUID | None
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
    basis: Basis = PLAIN,
    seen: EntryState | None = None,
    second: UUID | None = None,
    alone: str = "",
    bulk: UUID | None = None,
) -> Decided:
    """Publish, refuse, remove or ask for changes of one version of an entry; the mail leaves a minute later.

    `seen` is the state it was decided on: by default one that waits or, for a removal, published; publishing what
    was refused or removed names it. The first of two decides, the second is told; sent twice by one person it is
    one decision. `words` are the moderator's own, mailed as they are. It answers the author's appeal and, where the
    entry goes offline, what visitors reported. Where two are needed it is a proposal until somebody else says the
    same or agrees (`second`), unless `alone` says why one person had to. Errors: Refused with reason_missing,
    words_missing (reason `other`, a request), answer_too_long, law_missing; else with entry_gone, already_decided
    (name), version_changed, publishing_paused, claimed_by_other (name), appeal_needs_another; noticed_meanwhile
    (published with others, in one `bulk`).
    """
    rests = kind in WITH_REASON
    said = Said(
        kind=kind,
        by=by,
        reason=reason if rests else "",
        words=forms.clean_lines(words),
        basis=basis if rests else PLAIN,
        second=second,
        alone=forms.clean_line(alone) if rests else "",
        bulk=bulk,
    )
    if reasons := _against(campaign_id, said):
        raise Refused(reasons)
    return settle(campaign_id, entry_id, version, said, now=now, seen=seen)


def settle(
    campaign_id: UUID, entry_id: UUID, version: int, said: Said, *, now: datetime, seen: EntryState | None = None
) -> Decided:
    """The one gate through which a decision passes, whatever its kind. Errors: as `decide`."""
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.state is EntryState.UNCONFIRMED:
            raise Refused([Objection("entry_gone")])
        state = rules.move(entry.state, said.kind)
        if state is None or entry.state not in ((seen,) if seen else DECIDED_ON[said.kind]):
            return _again(_latest(session, campaign_id, entry_id), entry, version, said)
        if entry.version != version:
            raise Refused([Objection("version_changed")])
        crisis, appealed, proposed = _stands(entry)
        if said.kind is DecisionKind.PUBLISH and crisis.publishing:
            raise Refused([Objection("publishing_paused")])
        claims.require_free(entry, by=said.acting, now=now)
        for person in {said.by, said.acting} if appealed else ():
            appeals.require_another(entry, by=person)
        if said.bulk is not None and said.kind is DecisionKind.PUBLISH:
            _require_plain(entry)
        said = proposals.joined(entry, said) if proposed else said
        if proposals.are_needed(campaign_id, said):
            proposals.put(entry, said, now=now)
            return Decided(None, entry.state, entry.number, now)
        decision = writing.write(session, entry, _noticed(entry, said), now)
        if appealed:
            appeals.answer(entry, now=now)
        reports.settle(entry, state, by=said.acting, now=now, not_before=now + UNDO)
        if proposed:
            proposals.close(entry, agreed=said.second is not None, by=said.acting, now=now)
        escalations.close(entry, by=said.acting, now=now)
        writing.move(session, entry, state, now)
        writing.record(session, entry, decision, now)
        return Decided(decision.id, state, entry.number, now + UNDO)


def keep(campaign_id: UUID, entry_id: UUID, *, version: int, by: UUID, now: datetime) -> None:
    """What was reported stays online; every open report is answered so. Twice is once.

    What reports have hidden since it was read is published again, for it is to stay. Errors: Refused with entry_gone,
    already_decided (name), version_changed; for what was hidden as `decide`.
    """
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None:
            raise Refused([Objection("entry_gone")])
        if entry.state is EntryState.PENDING and entry.hidden_at is not None:
            decide(campaign_id, entry_id, version=version, kind=DecisionKind.PUBLISH, by=by, now=now)
            return
        if entry.state not in rules.PUBLIC:
            # Of what its author took back nobody has decided that it goes.
            is_back = entry.state is EntryState.WITHDRAWN
            raise _too_late(None if is_back else _latest(session, campaign_id, entry_id))
        if entry.version != version:
            raise Refused([Objection("version_changed")])
        if reports.answer(campaign_id, entry_id, kept=True, by=by, now=now, not_before=now):
            entry.lane = 1
            audit.record("entry.kept", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id)


def undo(campaign_id: UUID, decision_id: UUID, *, by: UUID, now: datetime) -> EntryState:
    """Take a decision back within a minute, before its mail leaves; the state it goes back to. Twice is once.

    A number that was given stays the entry's. Errors: LookupError (no such decision); Refused with undo_too_late,
    undo_joined (the log of a vote says it).
    """
    with transaction() as session:
        decision = session.get(Decision, (campaign_id, decision_id), with_for_update=True, populate_existing=True)
        if decision is None:
            raise LookupError(decision_id)
        entry = session.get_one(Entry, (campaign_id, decision.entry_id), with_for_update=True, populate_existing=True)
        if decision.undone_at is not None:
            return entry.state
        latest = _latest(session, campaign_id, entry.id)
        if decision.kind is DecisionKind.MERGE and joinings.is_for_good(campaign_id, entry.id):
            raise Refused([Objection("undo_joined")])
        in_time = now < decision.at + UNDO and latest is not None and latest.id == decision_id
        after = rules.move(EntryState(decision.state_before), decision.kind)
        if not in_time or entry.state is not after or not writing.took_back(entry, decision, now):
            raise Refused([Objection("undo_too_late")])
        decision.undone_at = now
        entry.state = EntryState(decision.state_before)
        if entry.merged_into is not None:
            entry.merged_into = None
            outbox.cancel(writing.key_of_kept(decision), now=now)
        appeals.reopen(entry, answered_at=decision.at)
        if reports.reopen(campaign_id, entry.id, answered_at=decision.at, now=now):
            hiding.reopen(entry, at=decision.at)
        proposals.reopen(entry, settled_at=decision.at)
        escalations.reopen(entry, answered_at=decision.at)
        if decision.kind is DecisionKind.PUBLISH and entry.published_at == decision.at:
            entry.published_at = None
        if entry.number is not None:
            cards.entry_changed(campaign_id, entry.id, now=now)
            archives.entry_changed(campaign_id, now=now)
        details = {"decision": decision_id.hex}
        audit.record(
            "decision.undone", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry.id, details=details
        )
        return entry.state


def _against(campaign_id: UUID, said: Said) -> list[Objection]:
    found = []
    if said.kind in WITH_REASON and not guidance.is_reason(campaign_id, said.reason):
        found.append(Objection("reason_missing", "reason"))
    if (said.reason in NEEDS_WORDS or said.kind in WITH_WORDS) and not said.words:
        found.append(Objection("words_missing", "words"))
    for field, text, most in (("words", said.words, LONGEST_WORDS), ("alone", said.alone, LONGEST_ALONE)):
        if len(text) > most:
            found.append(Objection("answer_too_long", field, {"most": most, "length": len(text)}))
    return [*found, *basis_objections(said.basis)]


def _stands(entry: Entry) -> tuple[Crisis, bool, bool]:
    """What is off in its campaign; whether its author's appeal, and a colleague's proposal, wait for an answer."""
    crisis, appealed, proposed = (
        reading()
        .execute(
            select(Campaign.crisis, is_appealed(), is_proposed())
            .select_from(Entry)
            .join(Campaign, Campaign.id == Entry.campaign_id)
            .where(Entry.campaign_id == entry.campaign_id, Entry.id == entry.id)
        )
        .one()
    )
    return read_crisis(crisis), appealed, proposed


def _require_plain(entry: Entry) -> None:
    """What is published with others was shown among plain ones. Errors: Refused with noticed_meanwhile."""
    of_it = Entry.campaign_id == entry.campaign_id, Entry.id == entry.id
    if reading().scalar(select(is_flagged()).where(*of_it)):
        raise Refused([Objection("noticed_meanwhile")])


def _noticed(entry: Entry, said: Said) -> Said:
    """Whether a visitor's report led to it, which the statement of reasons says."""
    told = said.kind in WITH_REASON and reports.are_open(entry.campaign_id, entry.id)
    return replace(said, noticed=told)


def _again(latest: Decision | None, entry: Entry, version: int, said: Said) -> Decided:
    """The first answer for a double click. Errors: Refused with already_decided."""
    same = latest is not None and (latest.kind, latest.version) == (said.kind, version)
    if latest is not None and same and said.acting in (latest.staff_id, latest.second_id):
        return Decided(latest.id, entry.state, entry.number, latest.at + UNDO, repeated=True)
    raise _too_late(latest)


def _too_late(latest: Decision | None) -> Refused:
    """Somebody has decided, who is named; or it is gone."""
    name = latest.signed_name if latest is not None else ""
    return Refused([Objection("already_decided" if name else "entry_gone", facts={"name": name} if name else {})])


def _latest(session: Session, campaign_id: UUID, entry_id: UUID) -> Decision | None:
    """The last decision that was not taken back."""
    return session.scalar(
        select(Decision)
        .where(Decision.campaign_id == campaign_id, Decision.entry_id == entry_id, Decision.undone_at.is_(None))
        .order_by(Decision.at.desc(), Decision.id.desc())
        .limit(1)
    )
