"""Votes: insert-only ballots, what became of each, and the order in which they were counted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, String, UniqueConstraint, false, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from contest.db import Model, new_id
from contest.rules.ballots import BallotState, EventKind

ONLY_PENDING = text("pending_choice IS NOT NULL")
ONLY_SHARED = text("share_code <> ''")


class CommitOrder(FunctionElement[int]):
    """A number by which the sequencer finds what was committed since it last looked.

    PostgreSQL: the running transaction's own. SQLite, whose writers follow one another: one more than every
    number given or read so far. It is no row number, because VACUUM and rebuilding a table give those anew.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(CommitOrder, "postgresql")
def _order_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return "CAST(CAST(pg_current_xact_id() AS text) AS bigint)"


@compiles(CommitOrder, "sqlite")
def _order_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return (
        "(1 + max("
        "(SELECT coalesce(max(transaction_number), 0) FROM ballot), "
        "(SELECT coalesce(max(transaction_number), 0) FROM ballot_event), "
        "(SELECT coalesce(max(read_to), 0) FROM sequencer)))"
    )


class Ballot(Model):
    """One voter's vote in one vote phase; a change of mind is a new revision.

    Only `state` ever changes, and once, while it is pending: confirming gives it slot and revision and clears
    `pending_choice`, which lets a voter have one pending ballot for each choice.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        UniqueConstraint("campaign_id", "phase_id", "voter_key", "bucket", "slot", "revision", name="uq_ballot_slot"),
        UniqueConstraint("campaign_id", "phase_id", "voter_key", "idempotency_key", name="uq_ballot_idempotency"),
        UniqueConstraint("campaign_id", "receipt", name="uq_ballot_receipt"),
        Index(
            "uq_ballot_pending",
            "campaign_id",
            "phase_id",
            "voter_key",
            "bucket",
            "pending_choice",
            unique=True,
            sqlite_where=ONLY_PENDING,
            postgresql_where=ONLY_PENDING,
        ),
        Index("ix_ballot_arrival", "transaction_number", "id"),
        Index("ix_ballot_accepted", "campaign_id", "phase_id", "accepted_at"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phase_id: Mapped[UUID]
    voter_key: Mapped[str] = mapped_column(String(64))
    bucket: Mapped[str] = mapped_column(String(16))
    slot: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    choices: Mapped[list[str]]
    pending_choice: Mapped[str | None] = mapped_column(String(36))
    idempotency_key: Mapped[str] = mapped_column(String(64))
    nonce_commitment: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(16))
    lang: Mapped[str] = mapped_column(String(8))
    state: Mapped[BallotState]
    accepted_at: Mapped[datetime]
    transaction_number: Mapped[int] = mapped_column(BigInteger, default=CommitOrder())
    # The pack code it came with, hashed, where the vote asks for a code and an address.
    code_key: Mapped[str | None] = mapped_column(String(32))


class BallotEvent(Model):
    """A change of a ballot's state, and the state it was in before; never changed, never deleted."""

    __tablename__ = "ballot_event"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "ballot_id"], ["ballot.campaign_id", "ballot.id"]),
        Index("ix_ballot_event_ballot", "campaign_id", "ballot_id", "at"),
        Index("ix_ballot_event_arrival", "transaction_number", "id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    ballot_id: Mapped[UUID]
    phase_id: Mapped[UUID]
    kind: Mapped[EventKind]
    before: Mapped[BallotState] = mapped_column(default=BallotState.PENDING)
    rule: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[UUID | None]
    at: Mapped[datetime]
    transaction_number: Mapped[int] = mapped_column(BigInteger, default=CommitOrder())


class Joining(Model):
    """Two ideas that became one while a vote ran: its ballots for the one count for the other; never changed.

    `reason` is public, with the language it was written in; `roles` are those of whoever decided.
    """

    __tablename__ = "joining"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        Index("ix_joining_transaction", "transaction_number"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    gone_id: Mapped[UUID] = mapped_column(primary_key=True)
    kept_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(String(300))
    lang: Mapped[str] = mapped_column(String(8))
    roles: Mapped[str] = mapped_column(String(80))
    staff_id: Mapped[UUID]
    second_id: Mapped[UUID | None]
    at: Mapped[datetime]
    transaction_number: Mapped[int] = mapped_column(BigInteger, default=CommitOrder())


class Candidate(Model):
    """An entry that was picked to stand in a vote; a vote in which none was is over all that are published."""

    __tablename__ = "candidate"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"]),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)


class BallotTrace(Model):
    """What may later show that a ballot is unusual: keyed hashes only, whose salts expire."""

    __tablename__ = "ballot_trace"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "ballot_id"], ["ballot.campaign_id", "ballot.id"]),
        Index(
            "ix_ballot_trace_share",
            "campaign_id",
            "share_code",
            sqlite_where=ONLY_SHARED,
            postgresql_where=ONLY_SHARED,
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    ballot_id: Mapped[UUID] = mapped_column(primary_key=True)
    address_mac: Mapped[str] = mapped_column(String(64), default="")
    network_mac: Mapped[str] = mapped_column(String(64), default="")
    agent_mac: Mapped[str] = mapped_column(String(64), default="")
    seconds_on_page: Mapped[int | None]
    share_code: Mapped[str] = mapped_column(String(32), default="")
    # Of the address that was typed; empty for a voter this browser remembers.
    domain_mac: Mapped[str] = mapped_column(String(64), default="", server_default="")
    disposable: Mapped[bool] = mapped_column(default=False, server_default=false())


class BallotLog(Model):
    """The order in which the sequencer saw ballots, events and joinings; contiguous, written by it alone."""

    __tablename__ = "ballot_log"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        UniqueConstraint("campaign_id", "phase_id", "kind", "ref", name="uq_ballot_log_ref"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    ref: Mapped[UUID]


class Sequencer(Model):
    """How far the sequencer has read, by `CommitOrder`; one row for the database, locked while it works."""

    __tablename__ = "sequencer"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    read_to: Mapped[int] = mapped_column(BigInteger, default=0)
    ran_at: Mapped[datetime | None]


class Tally(Model):
    """The count of one entry in one phase: a fold over the log; `flask verify` recounts it from ballots.

    `votes` are votes, or stars; of rankings the first places.
    """

    __tablename__ = "tally"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        Index("ix_tally_votes", "campaign_id", "phase_id", "votes"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    votes: Mapped[int]


class Turnout(Model):
    """How many ballots of a phase are counted: a fold over the log, as the tally is."""

    __tablename__ = "turnout"
    __table_args__ = (ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    ballots: Mapped[int]


class TraceSalt(Model):
    """The salt of one day (UTC) for hashes of networks and browsers; deleted after fourteen days."""

    __tablename__ = "trace_salt"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
