"""The database: typed base, aware times, one engine set-up per database, and the two ways to use it.

`reading()` gives a session for queries; `transaction()` is the one way to write. On SQLite every writing
transaction begins IMMEDIATE: a deferred one that later wants to write can only fail.
"""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData, Uuid, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from contest.settings import Settings

try:  # the bundled recent SQLite; where there is no wheel for it, the platform's
    import pysqlite3 as sqlite
except ImportError:
    import sqlite3 as sqlite

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What a column of whole numbers holds; addresses may name more.
LARGEST = 2**31 - 1
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# The first SQLite without the WAL-reset fault that can corrupt a database shared by processes.
SAFE_WAL = (3, 51, 3)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment: integer microseconds on SQLite, timestamptz on PostgreSQL."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value if dialect.name == "postgresql" else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return value.astimezone(UTC)  # type: ignore[no-any-return]
        return EPOCH + timedelta(microseconds=value)


class database_clock(FunctionElement[datetime]):  # noqa: N801 - reads as the SQL function it is
    """The database's own clock, which alone decides whether an entry or a ballot is accepted."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_clock, "sqlite")
def _clock_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"


@compiles(database_clock, "postgresql")
def _clock_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return "clock_timestamp()"


Json = JSON().with_variant(postgresql.JSONB(), "postgresql")


class Base(DeclarativeBase):
    """What every table shares."""

    metadata = MetaData(naming_convention=NAMING)
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: UtcDateTime(),
            uuid.UUID: Uuid(),
            int: Integer(),
            dict[str, Any]: Json,
            list[str]: Json,
            list[dict[str, Any]]: Json,
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                create_constraint=True,
                validate_strings=True,
                length=32,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )


# What is raised when the database cannot be asked; on SQLite also for a statement that is wrong.
AWAY = (OperationalError, InterfaceError, PoolTimeout)
_ON_SQLITE = ("locked", "busy", "full", "disk i/o", "unable to open", "readonly")


def is_away(error: Exception) -> bool:
    """Whether an error says that the database is not there, or cannot write just now: later it may."""
    if not isinstance(error, DBAPIError) or not isinstance(error.orig, sqlite.Error):
        return isinstance(error, AWAY)
    return any(word in str(error.orig).lower() for word in _ON_SQLITE)


database = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
if TYPE_CHECKING:

    class Model(Base):
        """What every table is made of."""

        __abstract__ = True
else:
    Model = database.Model


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits; made by the application."""
    bits = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=bits & ~(0x3 << 62) | 0x2 << 62)


_own: ContextVar[Session | None] = ContextVar("own", default=None)


def reading() -> Session:
    """The session of this request or job, for queries."""
    return _own.get() or database.session()


def let_go() -> None:
    """End the session of this request; a line that broke meanwhile is thrown away, and breaks no answer."""
    if not database.session.registry.has():
        return
    session = database.session()
    try:
        session.close()
    except AWAY:
        session.invalidate()


def this_engine() -> Engine:
    """The database of this request or job, without a session to it."""
    own = _own.get()
    engine = database.engine if own is None else own.get_bind()
    assert isinstance(engine, Engine)
    return engine


@contextmanager
def own_session(engine: Engine) -> Iterator[Session]:
    """A session apart from the request's, for a thread of our own: inside, reading() and transaction() use it."""
    with Session(engine, expire_on_commit=False) as session:
        token = _own.set(session)
        try:
            yield session
        finally:
            _own.reset(token)


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction; joins the one already open, so that an act may be made of acts."""
    session = reading()
    if session.info.get("writing"):
        yield session
        return
    session.commit()
    session.info["writing"] = True
    try:
        session.connection(execution_options={"writing": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False


_HAS_SAMPLES = text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'")


def take_stock() -> None:
    """Let the database count what it holds: after many rows at once it would choose its ways by old figures."""
    with transaction() as session:
        session.execute(text("ANALYZE"))
        if session.get_bind().dialect.name == "sqlite" and session.scalar(_HAS_SAMPLES):
            # By samples SQLite plans each statement anew for each value it is given, which takes longer than most take
            # to be answered: how many rows there are is enough.
            session.execute(text("DELETE FROM sqlite_stat4"))
            session.execute(text("ANALYZE sqlite_schema"))


def engine_options(settings: Settings) -> dict[str, Any]:
    """What the engine is made with, by database."""
    if not settings.is_sqlite:
        return {"pool_size": settings.threads, "max_overflow": 4, "pool_pre_ping": True, "pool_timeout": 10}
    return {"module": sqlite, "connect_args": {"timeout": 15, "check_same_thread": False}}


def insert_into(session: Session, table: type[Any]) -> postgresql.Insert | sqlite_dialect.Insert:
    """An INSERT that may say ON CONFLICT, which both databases write alike but SQLAlchemy keeps apart."""
    postgres = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if postgres else sqlite_dialect.insert(table)


def prepare_engine(engine: Engine) -> None:
    """Durability and foreign keys on each connection; the kind of BEGIN on each transaction."""
    if engine.dialect.name != "sqlite":
        return
    safe = engine.dialect.dbapi.sqlite_version_info >= SAFE_WAL  # type: ignore[union-attr]

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA journal_mode = {'WAL' if safe else 'TRUNCATE'}")
        connection.execute(f"PRAGMA synchronous = {'FULL' if safe else 'EXTRA'}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA busy_timeout = 15000")
        # Of pages, in KiB, for each connection: what is read again lies in the system's cache anyway.
        connection.execute("PRAGMA cache_size = -512")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
