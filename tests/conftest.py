"""The ground tests stand on: real databases, settings, the application, a client.

A test that takes `database` (or anything built on it) runs on SQLite and on PostgreSQL. One that means a
single database says `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
"""

import contextlib
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient

from contest import cli
from contest.app import create_app
from contest.db import database as db
from contest.settings import Settings
from tests import databases, living, remembering
from tests.inspector import InspectingClient

# So many new objects, and so many rounds of younger ones, before circles are looked for (Python: 700, 10, 10).
LOOKS_AFTER = 10_000, 10, 10
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3
remembering.routes()
remembering.files()


def pytest_configure() -> None:
    """What a run leaves behind lies in memory where there is room: thousands of databases wear out a slow disk."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever visits with a browser mostly waits: spread evenly among the others, which work meanwhile."""
    waiting = [item for item in items if item.get_closest_marker("browser")]
    working = [item for item in items if not item.get_closest_marker("browser")]
    places = {number: number * len(working) / (len(waiting) or 1) for number in range(len(waiting))}
    order = [(float(number), 1, item) for number, item in enumerate(working)]
    order += [(places[number], 0, item) for number, item in enumerate(waiting)]
    items[:] = [item for *_, item in sorted(order, key=lambda one: one[:2])]


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: nobody looks again and again whether they are still needed.

    Each application a test makes is a heap of circles; to find them all that stays would be gone through each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS_AFTER)


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> databases.Session:
    """What all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    spread = "PYTEST_XDIST_WORKER" in os.environ
    shared = databases.Session(base.parent, os.getppid()) if spread else databases.Session(base, os.getpid())
    remembering.cards(shared.folder / "cards")
    remembering.pictures(shared.folder / "pictures")
    return shared


@pytest.fixture(scope="session")
def migrate(tmp_path_factory: pytest.TempPathFactory):
    """Brings the database at an address to the newest revision, as `flask db upgrade` does."""

    def upgrade(url: str) -> None:
        app = create_app(settings_for(url, tmp_path_factory.mktemp("migrating")))
        cli.init_app(app)
        with app.app_context():
            flask_migrate.upgrade()
            db.engine.dispose()

    return upgrade


@pytest.fixture(scope="session")
def emptied(session: databases.Session, migrate) -> Iterator[databases.Emptied]:
    """This worker's own database on PostgreSQL, empty again for each test."""
    try:
        own = databases.Emptied(databases.postgresql_template(session, migrate))
    except databases.NoPostgresqlError as reason:
        give_up(str(reason))
    yield own
    own.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, session: databases.Session, migrate, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own."""
    if request.param == "sqlite":
        yield databases.copy_sqlite(databases.sqlite_template(session, migrate), tmp_path)
        return
    own: databases.Emptied = request.getfixturevalue("emptied")
    with own.lent() as url:
        yield url


def give_up(reason: str) -> None:
    """Without PostgreSQL: a failure in CI, a loud skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(f"NOT RUN: PostgreSQL ({reason})")


def settings_for(url: str, data: Path, **more: str) -> Settings:
    """Settings for a test; `more` are further variables."""
    return Settings.from_environment(
        {
            "CONTEST_ENV": "test",
            "CONTEST_DATA": str(data),
            "DATABASE_URL": url,
            "CONTEST_SECRET_KEY": "1" * 40,
        }
        | more
    )


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings of a test, in a folder of its own."""
    return settings_for(database, tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on this test's database."""
    with opened(settings) as app:
        yield app


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """An application whose every visitor looks at the pages they get."""
    app = create_app(settings)
    cli.init_app(app)
    app.test_client_class = InspectingClient
    app.jinja_env.bytecode_cache = remembering.TEMPLATES
    with app.app_context():
        db.engine._compiled_cache = remembering.STATEMENTS
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest, session: databases.Session, migrate, tmp_path: Path
) -> Iterator[living.House]:
    """A site with the demo in it, this test's own."""

    def furnish(url: str, data: Path) -> None:
        living.furnish(settings_for(url, data))

    data = tmp_path / "data"
    data.mkdir()
    if request.param == "sqlite":
        furnished = databases.furnished_sqlite(session, databases.sqlite_template(session, migrate), furnish)
        living.move_in(furnished, data)
        with opened(settings_for(databases.copy_sqlite(furnished / "contest.sqlite3", data), data)) as app:
            yield living.House(app)
        return
    try:
        template = databases.postgresql_template(session, migrate)
    except databases.NoPostgresqlError as reason:
        give_up(str(reason))
    template, furnished = databases.furnished_postgresql(session, template, furnish)
    living.move_in(furnished, data)
    with databases.copied_postgresql(template) as url, opened(settings_for(url, data)) as app:
        yield living.House(app)


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """The whole test runs within the application."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without cookies."""
    return app.test_client()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A database left out is said at the end, where it is read."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("NOT RUN: PostgreSQL" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line("NOT RUN: PostgreSQL", red=True, bold=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller, last to leave, drops the templates on a server that is not ours."""
    if hasattr(config, "workerinput"):
        return
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None and factory._basetemp is not None:
        databases.drop_templates(factory.getbasetemp())
    gc.collect()
