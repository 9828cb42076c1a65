"""The vote of somebody whom this browser remembers, in one statement that is handed to the driver as it is.

When many vote at once nearly all are remembered, and their votes are all alike: a voter found by a cookie, one entry,
nothing there yet. So the statement finds the voter itself and writes the ballot with its trace and its event;
SQLAlchemy has put it into words once and is not asked again, for its share was several times the database's own.
Whatever is not as plain inserts nothing here and goes the long way (`casting`), which asks the same and says why.
"""

import logging
import os
import weakref
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, bindparam, event, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.sql.base import Executable

from contest.db import database_clock, new_id, reading, this_engine
from contest.models import Participant
from contest.models.ballots import CommitOrder
from contest.queries import participants
from contest.rules.ballots import BallotState, Cast, EventKind, Outcome, Trace
from contest.rules.eligibility import Who
from contest.rules.papers import Paper
from contest.rules.receipts import RANDOM_BYTES, receipt_of
from contest.services.ballots import writer
from contest.services.ballots.statements import EVENT, MOMENT, ONE_ENTRY, TRACE, ballot_insert, given

log = logging.getLogger(__name__)
_HOLDER = participants.by_cookie(given("campaign_id"), bindparam("token_hash"), MOMENT.c.at)
_TRACED = ("address_mac", "network_mac", "agent_mac", "seconds_on_page", "share_code", "domain_mac", "disposable")


def cast_remembered(
    campaign_id: UUID,
    phase_id: UUID,
    paper: Paper,
    *,
    token_hash: str,
    idempotency_key: str,
    nonce_commitment: str,
    lang: str,
    trace: Trace,
) -> Cast | None:
    """Count the vote of whoever holds the cookie with this hash, once, if it is plain; else None: nothing was written.

    `paper` names one entry; no transaction is open. After None cast it by `ballots.cast` with the same
    `idempotency_key`, which takes it, or says what speaks against it. Errors: OperationalError.
    """
    engine = this_engine()
    dbapi: Any = engine.dialect.dbapi
    values: dict[str, Any] = {
        "new_campaign_id": campaign_id,
        "new_id": new_id(),
        "new_phase_id": phase_id,
        "new_choices": list(paper.choices),
        "new_idempotency_key": idempotency_key,
        "new_nonce_commitment": nonce_commitment,
        "new_receipt": receipt_of(os.urandom(RANDOM_BYTES)),
        "new_lang": lang,
        "entry_id": paper.entries[0],
        "token_hash": token_hash,
        "event_id": new_id(),
        **{f"new_{name}": getattr(trace, name) for name in _TRACED},
    }
    try:
        written = _way(engine).write(engine, values)
    except dbapi.Error as error:
        # A line broke, or something was refused: the long way, on a line that is known to answer, finds out.
        log.warning("a vote goes the long way: %s", type(error).__name__)
        return None
    return Cast(Outcome.COUNTED, values["new_id"], values["new_receipt"], paper, paper) if written else None


class Prepared:
    """A statement as a driver takes it: text with places in it, and how what stands in each is written down."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.text = str(compiled)
        self._places = []
        for name in compiled.positiontup:
            bind = compiled.binds[name]
            written = bind.type.dialect_impl(dialect).bind_processor(dialect)
            always = name in _FIXED or not bind.required
            value = _FIXED.get(name, bind.value)
            self._places.append((name, always, written(value) if always and written else value, written))

    def values(self, given: dict[str, Any]) -> list[Any]:
        """What stands in each place."""
        return [
            value if always else written(given[name]) if written else given[name]
            for name, always, value, written in self._places
        ]


# What is the same in all votes that are as plain as this.
_FIXED = {
    "new_slot": 1,
    "new_revision": 1,
    "new_pending_choice": None,
    "new_state": BallotState.COUNTED,
    "new_code_key": None,
    "new_entries": 1,
    "who": Who.EMAIL.value,
}


def _ballot(dialect: Any) -> Any:
    return ballot_insert(dialect, ONE_ENTRY, Participant.voter_key, Participant.voter_key.is_not(None), _HOLDER)


def _trace(ballot_id: Any) -> dict[str, Any]:
    values = {name: given(name, TRACE) for name in _TRACED}
    return {"campaign_id": given("campaign_id"), "ballot_id": ballot_id} | values


def _event(ballot_id: Any) -> dict[str, Any]:
    """That it counts: nothing is left to confirm."""
    types = EVENT.c
    return {
        "campaign_id": given("campaign_id"),
        "id": bindparam("event_id", type_=types.id.type),
        "ballot_id": ballot_id,
        "phase_id": given("phase_id"),
        "kind": literal(EventKind.CONFIRMED, types.kind.type),
        "before": literal(BallotState.PENDING, types.before.type),
        "rule": literal("", types.rule.type),
        "reason": literal("", types.reason.type),
        "at": database_clock(),
        "transaction_number": CommitOrder(),
    }


class _OnSqlite:
    """Three statements in the writer's transaction, on its own cursor."""

    def __init__(self, engine: Engine) -> None:
        dialect, ballot_id = engine.dialect, given("id")
        self._ballot = Prepared(_ballot(sqlite), dialect)
        self._trace = Prepared(insert(TRACE).values(_trace(ballot_id)), dialect)
        self._event = Prepared(insert(EVENT).values(_event(ballot_id)), dialect)

    def write(self, engine: Engine, values: dict[str, Any]) -> bool:
        """Have it written with what else waits; whether it was."""
        ballot, trace, event = (one.values(values) for one in (self._ballot, self._trace, self._event))

        def work() -> bool:
            cursor = reading().connection().connection.cursor()
            # RETURNING gives a row for what was inserted.
            if cursor.execute(self._ballot.text, ballot).fetchone() is None:
                return False
            cursor.execute(self._trace.text, trace)
            cursor.execute(self._event.text, event)
            return True

        return writer.with_others(engine, work)


class _OnPostgresql:
    """One statement that commits by itself, prepared once on each of a few lines that do nothing else.

    A line of the pool would be asked first whether it still answers, and closed with a ROLLBACK: two more ways there.
    """

    def __init__(self, engine: Engine) -> None:
        kind: Any = type(engine.dialect)
        dialect = kind(paramstyle="numeric_dollar", dbapi=engine.dialect.dbapi)
        inserted = _ballot(postgresql).cte("inserted")
        written = [
            insert(table).from_select(list(row), select(*row.values()).select_from(inserted), include_defaults=False)
            for table, row in ((TRACE, _trace(inserted.c.id)), (EVENT, _event(inserted.c.id)))
        ]
        self._whole = Prepared(select(inserted.c.id).add_cte(*(each.cte() for each in written)), dialect)
        self._idle: list[Any] = []
        event.listen(engine, "engine_disposed", self._close)

    def write(self, engine: Engine, values: dict[str, Any]) -> bool:
        """Write it; whether it was. Errors: the driver's, and then the line is not used again."""
        try:
            line = self._idle.pop()
        except IndexError:
            line = _line(engine)
        try:
            row = line.execute(self._whole.text, self._whole.values(values), prepare=True).fetchone()
        except BaseException:
            line.connection.close()
            raise
        self._idle.append(line)
        return row is not None

    def _close(self, engine: Engine) -> None:
        while self._idle:
            self._idle.pop().connection.close()


def _line(engine: Engine) -> Any:
    """A cursor that takes statements with $1 as they are, on a connection apart from the pool's."""
    lent = engine.raw_connection()
    connection: Any = lent.driver_connection
    lent.detach()
    connection.rollback()
    connection.autocommit = True
    dbapi: Any = engine.dialect.dbapi
    return dbapi.RawCursor(connection)


_ways: "weakref.WeakKeyDictionary[Engine, _OnSqlite | _OnPostgresql]" = weakref.WeakKeyDictionary()
# A forked process must not speak on its parent's lines.
os.register_at_fork(after_in_child=_ways.clear)


def _way(engine: Engine) -> _OnSqlite | _OnPostgresql:
    found = _ways.get(engine)
    if found is None:
        found = (_OnSqlite if engine.dialect.name == "sqlite" else _OnPostgresql)(engine)
        found = _ways.setdefault(engine, found)
    return found
