"""The second person: agreeing to what a colleague proposed, or not; looking at what somebody decided alone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.db import transaction
from contest.models import Decision, Entry, Proposal
from contest.rules.entries import DecisionKind
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import Basis, Ground
from contest.services import audit
from contest.services.moderation import joining, proposals
from contest.services.moderation.decisions import Decided, decide
from contest.services.moderation.merging import merge


def agree(campaign_id: UUID, proposal_id: UUID, *, by: UUID, now: datetime) -> Decided:
    """Agree: it is decided in the words and the name of whoever proposed it. Twice is once.

    Errors: Refused with proposal_gone, proposal_own; else as `decide`, or `merge`.
    """
    with transaction() as session:
        found = _held(session, campaign_id, proposal_id)
        if found is None or (found.settled_at is not None and found.settled_by != by):
            raise Refused([Objection("proposal_gone")])
        if found.staff_id == by:
            raise Refused([Objection("proposal_own")])
        if found.kind == DecisionKind.MERGE:
            return _join(session, found, by, now)
        return decide(
            campaign_id,
            found.entry_id,
            version=found.version,
            kind=DecisionKind(found.kind),
            by=found.staff_id,
            second=by,
            now=now,
            reason=found.reason,
            words=found.words,
            basis=Basis(Ground(found.ground), found.law, found.passage, found.hinted),
        )


def _join(session: Session, found: Proposal, by: UUID, now: datetime) -> Decided:
    into = session.scalar(select(Entry.number).where(Entry.campaign_id == found.campaign_id, Entry.id == found.into_id))
    return merge(
        found.campaign_id,
        found.entry_id,
        into=into or 0,
        version=found.version,
        by=found.staff_id,
        second=by,
        now=now,
        share=found.share,
        words=found.words,
        told=found.told,
    )


def disagree(campaign_id: UUID, proposal_id: UUID, *, by: UUID, now: datetime) -> None:
    """Not agree, or take one's own proposal back: the entry stands as it did. Twice is once.

    Errors: Refused with proposal_gone.
    """
    with transaction() as session:
        found = _held(session, campaign_id, proposal_id)
        if found is None or found.agreed:
            raise Refused([Objection("proposal_gone")])
        if found.settled_at is None:
            entry = session.get_one(Entry, (campaign_id, found.entry_id))
            proposals.close(entry, agreed=False, by=by, now=now)
            audit.record("entry.not_agreed", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry.id)


def review(campaign_id: UUID, decision_id: UUID, *, by: UUID, now: datetime) -> None:
    """Say that one has looked at what somebody else decided alone. Twice is once.

    Errors: Refused with review_own.
    """
    with transaction() as session:
        decision = session.get(Decision, (campaign_id, decision_id), with_for_update=True, populate_existing=True)
        if decision is None or not decision.alone:
            raise LookupError(decision_id)
        if decision.staff_id == by:
            raise Refused([Objection("review_own")])
        done = session.execute(
            update(Decision)
            .where(Decision.campaign_id == campaign_id, Decision.id == decision_id, Decision.reviewed_at.is_(None))
            .values(reviewed_at=now, reviewed_by=by)
            .returning(Decision.id)
        ).first()
        if done is not None:
            audit.record(
                "decision.reviewed",
                by=audit.staff(by),
                now=now,
                campaign=campaign_id,
                ref=decision.entry_id,
                details={"decision": decision_id.hex},
            )


def _held(session: Session, campaign_id: UUID, proposal_id: UUID) -> Proposal | None:
    """A proposal as it is once its entries are locked: in the order of a decision, so that none waits for the other."""
    asked = select(Proposal.entry_id, Proposal.into_id)
    about = session.execute(asked.where(Proposal.campaign_id == campaign_id, Proposal.id == proposal_id)).first()
    if about is None:
        return None
    if about.into_id is not None:
        joining.hold(session, campaign_id)
    theirs = (Entry.campaign_id == campaign_id, Entry.id.in_([entry for entry in about if entry is not None]))
    session.execute(select(Entry.id).where(*theirs).order_by(Entry.id).with_for_update())
    return session.get_one(Proposal, (campaign_id, proposal_id), populate_existing=True)
