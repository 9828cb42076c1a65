"""What a letter needs to know: the idea it is about, whom it goes to, who signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select

from contest.db import reading
from contest.models import (
    Ballot,
    Cluster,
    ClusterBallot,
    Decision,
    Entry,
    EntryVersion,
    Message,
    Participant,
    Phase,
    Reminder,
    Report,
    Result,
    Staff,
    StaffInvitation,
)
from contest.rules.ballots import BallotState
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.papers import marks
from contest.rules.reasons import Basis, Ground
from contest.rules.roles import Role


@dataclass(frozen=True)
class Subject:
    """The idea a confirmation is about, and its author's first name as it was sent."""

    entry: str
    first_name: str


@dataclass(frozen=True)
class Author:
    """To whom a letter about an idea goes; no address once it was erased."""

    entry_id: UUID
    entry: str
    number: int | None
    first_name: str
    address_sealed: bytes | None


@dataclass(frozen=True)
class Decided:
    """A decision and the author it is told to."""

    author: Author
    # What the idea is now.
    state: EntryState
    kind: DecisionKind
    reason: str
    words: str
    signed_name: str
    signed_role: str
    undone: bool
    basis: Basis
    noticed: bool
    into_id: UUID | None
    share: int | None


@dataclass(frozen=True)
class Written:
    """A message and the author it goes to."""

    author: Author
    text: str
    signed: str


@dataclass(frozen=True)
class Invited:
    """An invitation to the desk."""

    address: str
    role: Role
    campaign_id: UUID | None
    inviter: str
    expires_at: datetime
    used: bool


def submitted(campaign_id: UUID, entry_id: UUID) -> Subject | None:
    """An idea as it was sent, whatever has become of it since."""
    row = (
        reading()
        .execute(
            select(Entry.name, EntryVersion.answers)
            .join(
                EntryVersion,
                (EntryVersion.campaign_id == Entry.campaign_id)
                & (EntryVersion.entry_id == Entry.id)
                & (EntryVersion.version == Entry.version),
            )
            .where(Entry.campaign_id == campaign_id, Entry.id == entry_id)
        )
        .one_or_none()
    )
    return None if row is None else Subject(row.name, str(row.answers.get("first_name", "")))


def chosen(campaign_id: UUID, ballot_id: UUID) -> list[str]:
    """The names of the ideas on a ballot, in its order; of one nobody remembers, none."""
    choices = reading().scalar(select(Ballot.choices).where(Ballot.campaign_id == campaign_id, Ballot.id == ballot_id))
    named = [entry for entry, _ in marks(choices or ())]
    rows = reading().execute(select(Entry.id, Entry.name).where(Entry.campaign_id == campaign_id, Entry.id.in_(named)))
    names = {row.id: row.name for row in rows}
    return [names[entry] for entry in named if entry in names]


@dataclass(frozen=True)
class Pending:
    """A vote that waits for its voter's answer: the names of the ideas on it, and the position of its phase."""

    entries: list[str]
    position: int


def pending(campaign_id: UUID, ballot_id: UUID) -> Pending | None:
    """A ballot as long as it waits to be confirmed."""
    position = reading().scalar(
        select(Phase.position)
        .join(Ballot, (Ballot.campaign_id == Phase.campaign_id) & (Ballot.phase_id == Phase.id))
        .where(Ballot.campaign_id == campaign_id, Ballot.id == ballot_id, Ballot.state == BallotState.PENDING)
    )
    entries = chosen(campaign_id, ballot_id) if position is not None else []
    return Pending(entries, position) if entries and position is not None else None


def decided(campaign_id: UUID, decision_id: UUID) -> Decided | None:
    """A decision with its author."""
    row = (
        reading()
        .execute(
            _about(
                Decision.entry_id,
                Entry.state,
                Decision.kind,
                Decision.reason,
                Decision.words,
                Decision.signed_name,
                Decision.signed_role,
                Decision.undone_at,
                Decision.ground,
                Decision.law,
                Decision.passage,
                Decision.hinted,
                Decision.noticed,
                Decision.into_id,
                Decision.share,
            ).where(Decision.campaign_id == campaign_id, Decision.id == decision_id)
        )
        .one_or_none()
    )
    if row is None:
        return None
    return Decided(
        author=_author(row),
        state=row.state,
        kind=row.kind,
        reason=row.reason,
        words=row.words,
        signed_name=row.signed_name,
        signed_role=row.signed_role,
        undone=row.undone_at is not None,
        basis=Basis(Ground(row.ground), row.law, row.passage, row.hinted),
        noticed=row.noticed,
        into_id=row.into_id,
        share=row.share,
    )


def author_of(campaign_id: UUID, entry_id: UUID) -> Author | None:
    """An entry and its author."""
    of_entry = (EntryVersion.campaign_id == campaign_id, EntryVersion.entry_id == entry_id, EntryVersion.version == 1)
    row = reading().execute(_about(EntryVersion.entry_id).where(*of_entry)).first()
    return None if row is None else _author(row)


def written(campaign_id: UUID, message_id: UUID) -> Written | None:
    """A message with the author it goes to."""
    row = (
        reading()
        .execute(
            _about(Message.entry_id, Message.text, Message.signed).where(
                Message.campaign_id == campaign_id, Message.id == message_id
            )
        )
        .one_or_none()
    )
    return None if row is None else Written(_author(row), row.text, row.signed)


@dataclass(frozen=True)
class Wish:
    """A wish to be told that a phase, by its position, has opened."""

    id: UUID
    position: int
    address_sealed: bytes


def reminder(campaign_id: UUID, reminder_id: UUID) -> Wish | None:
    """A wish to be told, with the position of its phase."""
    row = (
        reading()
        .execute(
            select(Reminder.id, Phase.position, Reminder.address_sealed)
            .join(Phase, (Phase.campaign_id == Reminder.campaign_id) & (Phase.id == Reminder.phase_id))
            .where(Reminder.campaign_id == campaign_id, Reminder.id == reminder_id)
        )
        .one_or_none()
    )
    return None if row is None else Wish(*row)


@dataclass(frozen=True)
class AskedVote:
    """A vote whose voter is asked about it; no address once it was erased."""

    entry: str
    lang: str
    state: BallotState
    accepted_at: datetime
    address_sealed: bytes | None
    answered: bool
    closed: bool


def asked_vote(campaign_id: UUID, ballot_id: UUID) -> AskedVote | None:
    """A ballot of a cluster, with the idea it is for; None where nobody asks about it."""
    closed = exists().where(Result.campaign_id == Ballot.campaign_id, Result.phase_id == Ballot.phase_id)
    row = (
        reading()
        .execute(
            select(
                Entry.name,
                Entry.lang,
                Ballot.state,
                Ballot.accepted_at,
                Participant.address_sealed,
                ClusterBallot.answered_at,
                closed.label("closed"),
            )
            .join(
                ClusterBallot,
                (ClusterBallot.campaign_id == Ballot.campaign_id) & (ClusterBallot.ballot_id == Ballot.id),
            )
            .join(
                Cluster, (Cluster.campaign_id == ClusterBallot.campaign_id) & (Cluster.id == ClusterBallot.cluster_id)
            )
            .join(Entry, (Entry.campaign_id == Cluster.campaign_id) & (Entry.id == Cluster.entry_id))
            .outerjoin(
                Participant,
                (Participant.campaign_id == Ballot.campaign_id) & (Participant.voter_key == Ballot.voter_key),
            )
            .where(Ballot.campaign_id == campaign_id, Ballot.id == ballot_id, ClusterBallot.asked_at.is_not(None))
        )
        .one_or_none()
    )
    if row is None:
        return None
    name, lang, state, at, sealed, answered_at, is_closed = row
    return AskedVote(name, lang, state, at, sealed, answered=answered_at is not None, closed=bool(is_closed))


@dataclass(frozen=True)
class Reported:
    """A report that was answered: about which idea, how, and to whom that is told."""

    entry: str
    kept: bool | None
    address_sealed: bytes | None
    number: int | None = None
    reason: str = ""
    words: str = ""


def reported(campaign_id: UUID, report_id: UUID) -> Reported | None:
    """A report with the name of its idea."""
    row = (
        reading()
        .execute(
            select(Entry.name, Report.kept, Report.address_sealed, Entry.number, Report.reason, Report.words)
            .join(Entry, (Entry.campaign_id == Report.campaign_id) & (Entry.id == Report.entry_id))
            .where(Report.campaign_id == campaign_id, Report.id == report_id)
        )
        .one_or_none()
    )
    return None if row is None else Reported(*row)


def hidden(campaign_id: UUID, entry_id: UUID) -> Author | None:
    """The author of an idea that is hidden now."""
    row = (
        reading()
        .execute(
            select(Entry.id, Entry.name, Entry.number, Participant.first_name, Participant.address_sealed)
            .join(
                Participant,
                (Participant.campaign_id == Entry.campaign_id) & (Participant.id == Entry.participant_id),
            )
            .where(Entry.campaign_id == campaign_id, Entry.id == entry_id, Entry.hidden_at.is_not(None))
        )
        .first()
    )
    return None if row is None else Author(*row)


def invited(invitation_id: UUID) -> Invited | None:
    """An invitation with the name of whoever made it."""
    row = (
        reading()
        .execute(
            select(StaffInvitation, Staff.first_name)
            .join(Staff, Staff.id == StaffInvitation.invited_by)
            .where(StaffInvitation.id == invitation_id)
        )
        .one_or_none()
    )
    if row is None or row.StaffInvitation.role is None:
        return None
    found = row.StaffInvitation
    return Invited(
        found.address,
        found.role,
        found.campaign_id,
        row.first_name,
        found.expires_at,
        used=found.used_at is not None,
    )


def colleague(staff_id: UUID) -> Staff | None:
    """A member of staff who still works here."""
    return reading().scalar(select(Staff).where(Staff.id == staff_id, Staff.left_at.is_(None)))


def _about(entry_id: Any, *columns: Any) -> Select[Any]:
    """A statement over a table with an entry, joined with the entry and its author."""
    table = entry_id.class_
    return (
        select(
            Entry.id.label("entry_id"),
            Entry.name,
            Entry.number,
            Participant.first_name,
            Participant.address_sealed,
            *columns,
        )
        .select_from(table)
        .join(Entry, (Entry.campaign_id == table.campaign_id) & (Entry.id == entry_id))
        .join(
            Participant,
            (Participant.campaign_id == Entry.campaign_id) & (Participant.id == Entry.participant_id),
        )
    )


def _author(row: Any) -> Author:
    return Author(row.entry_id, row.name, row.number, row.first_name, row.address_sealed)
