"""The statements that write ballots, the same on both databases but for their dialect's INSERT."""

import os
import typing
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    String,
    Table,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contest.db import UtcDateTime, database_clock, new_id
from contest.models import Ballot, BallotEvent, BallotTrace, Candidate, Entry, Phase, PhaseWindow
from contest.models.ballots import CommitOrder
from contest.rules.ballots import (
    BallotState,
    ConfirmedVoter,
    EventKind,
    SignedOnVoter,
    Trace,
    UnconfirmedVoter,
    Voter,
)
from contest.rules.eligibility import SETTING, Who, shown_by
from contest.rules.entries import EntryState
from contest.rules.papers import Paper
from contest.rules.phases import PhaseKind
from contest.rules.receipts import RANDOM_BYTES, receipt_of

BALLOT = typing.cast(Table, Ballot.__table__)
EVENT = typing.cast(Table, BallotEvent.__table__)
TRACE = typing.cast(Table, BallotTrace.__table__)
GIVEN = (
    "campaign_id",
    "id",
    "phase_id",
    "voter_key",
    "slot",
    "revision",
    "choices",
    "pending_choice",
    "idempotency_key",
    "nonce_commitment",
    "receipt",
    "lang",
    "state",
    "code_key",
)


class Order(typing.NamedTuple):
    """One vote, as it was asked for."""

    campaign_id: UUID
    phase_id: UUID
    paper: Paper
    voter: Voter
    idempotency_key: str
    nonce_commitment: str
    lang: str
    trace: Trace
    now: datetime
    change: bool

    @property
    def code_key(self) -> str | None:
        """The pack code beside the address, hashed, where one came with it."""
        return self.voter.code_key if isinstance(self.voter, UnconfirmedVoter | ConfirmedVoter) else None

    @property
    def received(self) -> datetime | None:
        """When it was received, by the database's clock, where its voter had to sign on since; else it is now."""
        return self.voter.received if isinstance(self.voter, SignedOnVoter) else None


class Inserted(typing.NamedTuple):
    """What the database made of it."""

    id: UUID
    receipt: str
    accepted_at: datetime


# A list has to be put into the statement each time it runs: nearly every ballot names one entry, and needs none.
ONE_ENTRY = Entry.id == bindparam("entry_id", type_=BALLOT.c.id.type)
ENTRIES = Entry.id.in_(bindparam("entry_ids", expanding=True))


# Written into the statement, not given with it: there are indexes of published entries alone, and SQLite would plan the
# whole anew whenever it is given a value that decides whether such a one may be used. That took most of a vote.
PUBLISHED = literal_column(f"'{EntryState.PUBLISHED}'", String())


def given(name: str, table: Table = BALLOT) -> BindParameter[typing.Any]:
    """What a statement is given for a column."""
    return bindparam(f"new_{name}", type_=table.c[name].type)


# One reading of the clock for check and row: being volatile, the subquery is not folded in.
MOMENT = select(database_clock().label("at")).subquery("moment")


def ballot_insert(
    dialect: typing.Any,
    named: ColumnElement[bool],
    voter_key: typing.Any = None,
    *conditions: ColumnElement[bool],
    at: ColumnElement[datetime] | None = None,
) -> typing.Any:
    """The statement that inserts a ballot or nothing; `voter_key` from tables of its own on further `conditions`.

    `at` is when it was received, where that is not this moment.
    """
    moment = MOMENT if at is None else select(at.label("at")).subquery("moment")
    values = {name: given(name) for name in GIVEN} | ({} if voter_key is None else {"voter_key": voter_key})
    source = (
        select(*values.values(), PhaseWindow.bucket, moment.c.at, CommitOrder())
        .select_from(PhaseWindow)
        .join(Phase, (Phase.campaign_id == PhaseWindow.campaign_id) & (Phase.id == PhaseWindow.phase_id))
        .join(moment, true())
        .where(
            PhaseWindow.campaign_id == values["campaign_id"],
            PhaseWindow.phase_id == values["phase_id"],
            PhaseWindow.opens <= moment.c.at,
            moment.c.at < PhaseWindow.closes,
            Phase.kind == PhaseKind.VOTE,
            func.coalesce(Phase.settings[SETTING].as_string(), Who.EMAIL.value) == bindparam("who", type_=String()),
            votable(values["campaign_id"], values["phase_id"], named) == bindparam("new_entries", type_=Integer),
            *conditions,
        )
    )
    columns = [*GIVEN, "bucket", "accepted_at", "transaction_number"]
    return (
        dialect.insert(BALLOT)
        .from_select(columns, source)
        .on_conflict_do_nothing()
        .returning(BALLOT.c.id, BALLOT.c.receipt, BALLOT.c.accepted_at)
    )


def votable(campaign_id: typing.Any, phase_id: typing.Any, named: ColumnElement[bool] = ENTRIES) -> ScalarSelect[int]:
    """How many of the entries `named` stand in a vote: published, and picked where some were."""
    of_vote = (Candidate.campaign_id == campaign_id, Candidate.phase_id == phase_id)
    return (
        select(func.count())
        .where(
            Entry.campaign_id == campaign_id,
            named,
            Entry.state == PUBLISHED,
            or_(exists().where(*of_vote, Candidate.entry_id == Entry.id), ~exists().where(*of_vote)),
        )
        .select_from(Entry)
        .scalar_subquery()
    )


DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
_INSERT_ONE = {name: ballot_insert(dialect, ONE_ENTRY) for name, dialect in DIALECTS.items()}
_INSERTS = {name: ballot_insert(dialect, ENTRIES) for name, dialect in DIALECTS.items()}
_RECEIVED = cast(bindparam("received", type_=UtcDateTime()), UtcDateTime())
_INSERTS_RECEIVED = {name: ballot_insert(dialect, ENTRIES, at=_RECEIVED) for name, dialect in DIALECTS.items()}


def insert_ballot(session: Session, order: Order, *, revision: int = 1) -> Inserted | None:
    """Insert the ballot if the vote is open and asks for what the voter has shown, all of the paper stands in it and
    nothing of it is there yet; else None.

    A ballot takes its voter's place at once, but for an unconfirmed voter's, which waits without one. One that was
    received before its voter signed on has been checked to be in time (`confirming.require_in_time`).
    """
    confirmed = not isinstance(order.voter, UnconfirmedVoter)
    entries = order.paper.entries
    values = {
        "new_campaign_id": order.campaign_id,
        "new_id": new_id(),
        "new_phase_id": order.phase_id,
        "new_voter_key": order.voter.voter_key,
        "new_slot": 1 if confirmed else None,
        "new_revision": revision,
        "new_choices": list(order.paper.choices),
        "new_pending_choice": None if confirmed else order.paper.key,
        "new_idempotency_key": order.idempotency_key,
        "new_nonce_commitment": order.nonce_commitment,
        "new_receipt": receipt_of(os.urandom(RANDOM_BYTES)),
        "new_lang": order.lang,
        "new_state": BallotState.COUNTED if confirmed else BallotState.PENDING,
        "new_code_key": order.code_key,
        "new_entries": len(entries),
        "who": shown_by(order.voter).value,
    }
    if order.received is not None:
        statements, named = _INSERTS_RECEIVED, {"entry_ids": entries, "received": order.received}
    elif len(entries) == 1:
        statements, named = _INSERT_ONE, {"entry_id": entries[0]}
    else:
        statements, named = _INSERTS, {"entry_ids": entries}
    connection = session.connection()
    row: Row[typing.Any] | None = connection.execute(statements[connection.dialect.name], values | named).one_or_none()
    return None if row is None else Inserted._make(row)


_INSERT_TRACE = insert(TRACE)
_INSERT_EVENT = insert(EVENT).values(at=database_clock())


def insert_trace(session: Session, order: Order, ballot_id: UUID) -> None:
    """What came with the ballot, in the same transaction: later it cannot be recovered."""
    trace = order.trace
    session.connection().execute(
        _INSERT_TRACE,
        {
            "campaign_id": order.campaign_id,
            "ballot_id": ballot_id,
            "address_mac": trace.address_mac,
            "network_mac": trace.network_mac,
            "agent_mac": trace.agent_mac,
            "seconds_on_page": trace.seconds_on_page,
            "share_code": trace.share_code,
            "domain_mac": trace.domain_mac,
            "disposable": trace.disposable,
        },
    )


def insert_event(
    session: Session,
    campaign_id: UUID,
    phase_id: UUID,
    ballot_id: UUID,
    kind: EventKind,
    *,
    before: BallotState,
    rule: str = "",
    staff: UUID | None = None,
) -> None:
    """A change of a ballot's state, at the database's clock; `staff` where a person decided."""
    session.connection().execute(
        _INSERT_EVENT,
        {
            "campaign_id": campaign_id,
            "id": new_id(),
            "ballot_id": ballot_id,
            "phase_id": phase_id,
            "kind": kind,
            "before": before,
            "rule": rule,
            "staff_id": staff,
        },
    )
