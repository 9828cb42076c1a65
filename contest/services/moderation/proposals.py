"""Where two are needed, for a refusal, a removal or a join that moves many votes, the first one's is a proposal."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from contest.db import new_id, reading, transaction
from contest.models import Campaign, Entry, Proposal
from contest.rules.entries import DecisionKind
from contest.services import audit
from contest.services.moderation.writing import Said

FOR_TWO = frozenset({DecisionKind.REFUSE, DecisionKind.REMOVE})
PROPOSED = FOR_TWO | {DecisionKind.MERGE}


def are_needed(campaign_id: UUID, said: Said) -> bool:
    """Whether this wants a second person, here or in any campaign, and there is none, nor a reason for one alone."""
    if said.moves_many and said.second is None:
        return True
    if said.kind not in FOR_TWO or said.second is not None or said.alone:
        return False
    return bool(reading().scalar(select(Campaign.second_person).where(Campaign.id == campaign_id)))


def joined(entry: Entry, said: Said) -> Said:
    """After whoever proposed the same of this version: whoever says it too agrees, and signs words of their own."""
    if said.kind not in PROPOSED or said.second is not None:
        return said
    found = open_of(entry.campaign_id, entry.id)
    wanted = (said.kind.value, entry.version, said.into, said.share)
    if found is None or (found.kind, found.version, found.into_id, found.share) != wanted or found.staff_id == said.by:
        return said
    return replace(said, by=found.staff_id, second=said.by, writer=said.by)


def open_of(campaign_id: UUID, entry_id: UUID) -> Proposal | None:
    """The proposal about an entry that nobody has answered."""
    return reading().scalar(
        select(Proposal)
        .where(Proposal.campaign_id == campaign_id, Proposal.entry_id == entry_id, Proposal.settled_at.is_(None))
        .execution_options(populate_existing=True)
    )


def put(entry: Entry, said: Said, *, now: datetime) -> None:
    """Propose it, in place of what the same person proposed before; the entry is nobody's again."""
    with transaction() as session:
        found = open_of(entry.campaign_id, entry.id)
        if found is None or found.staff_id != said.by:
            close(entry, agreed=False, by=said.by, now=now)
            session.flush()
            found = Proposal(campaign_id=entry.campaign_id, id=new_id(), entry_id=entry.id, staff_id=said.by)
            session.add(found)
        elif _says(found, entry, said):
            return
        found.version, found.kind, found.at = entry.version, said.kind.value, now
        found.reason, found.words, found.ground = said.reason, said.words, said.basis.ground.value
        found.law, found.passage, found.hinted = said.basis.law, said.basis.passage, said.basis.hinted
        found.into_id, found.share, found.told = said.into, said.share, said.told
        entry.claimed_by = entry.claimed_until = None
        details = {"kind": said.kind.value, "reason": said.reason, "version": entry.version}
        audit.record(
            "entry.proposed",
            by=audit.staff(said.by),
            now=now,
            campaign=entry.campaign_id,
            ref=entry.id,
            details=details,
        )


def close(entry: Entry, *, agreed: bool, by: UUID | None, now: datetime) -> None:
    """The open proposal about an entry is answered, or what it was about is decided otherwise."""
    with transaction():
        found = open_of(entry.campaign_id, entry.id)
        if found is not None:
            found.settled_at, found.settled_by, found.agreed = now, by, agreed


def reopen(entry: Entry, *, settled_at: datetime) -> None:
    """The decision it became was taken back; in the caller's transaction."""
    with transaction() as session:
        found = session.scalar(
            select(Proposal).where(
                Proposal.campaign_id == entry.campaign_id,
                Proposal.entry_id == entry.id,
                Proposal.settled_at == settled_at,
            )
        )
        if found is not None:
            found.settled_at = found.settled_by = found.agreed = None


def _says(found: Proposal, entry: Entry, said: Said) -> bool:
    """Whether a proposal already says all of this."""
    stands = (found.version, found.kind, found.reason, found.words)
    basis = (found.ground, found.law, found.passage, found.hinted, found.into_id, found.share, found.told)
    wanted = (said.basis.ground.value, said.basis.law, said.basis.passage, said.basis.hinted)
    wanted_of_join = (said.into, said.share, said.told)
    return (stands, basis) == ((entry.version, said.kind.value, said.reason, said.words), (*wanted, *wanted_of_join))


def by_me(staff_id: UUID) -> ColumnElement[bool]:
    """Entries that wait for somebody else to agree to what this person proposed."""
    return exists().where(
        Proposal.campaign_id == Entry.campaign_id,
        Proposal.entry_id == Entry.id,
        Proposal.settled_at.is_(None),
        Proposal.staff_id == staff_id,
    )
