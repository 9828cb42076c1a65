"""What the doctor says of the database and of the worker's work in it, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from contest import clock, vault
from contest.db import new_id, reading, transaction
from contest.doctor import database
from contest.doctor.findings import Finding, Level
from contest.models import Outbox
from contest.services import keys, recurring, sequencer
from tests.living import House

OK, WARNING, BAD = Level.OK, Level.WARNING, Level.BAD


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """Within the application."""
    with app.app_context():
        yield app


def levels(found: Iterator[Finding]) -> list[Level]:
    return [finding.level for finding in found]


def queue(minutes_late: float, **more: object) -> None:
    now = clock.now()
    with transaction() as session:
        session.add(
            Outbox(
                kind="mail.test",
                dedupe_key=new_id().hex,
                ids={},
                lang="fr",
                lane=0,
                not_before=now - timedelta(minutes=minutes_late),
                created_at=now,
                **more,
            )
        )


def test_a_fresh_database(inside: Flask):
    assert database.reachable().level is OK
    assert database.migrations().level is OK
    assert database.clock(clock.now()).level is OK
    assert database.campaign_keys().level is OK
    assert levels(database.waiting(clock.now())) == [OK]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_makes_sqlite_durable(inside: Flask):
    assert levels(database.durability()) == [OK]
    reading().rollback()
    connection = reading().connection()
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA synchronous = NORMAL")
    found = next(database.durability())
    assert (found.level, found.seen) == (BAD, "WAL, synchronous NORMAL")
    connection.exec_driver_sql("PRAGMA synchronous = FULL")
    connection.exec_driver_sql("BEGIN")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_makes_postgresql_durable(inside: Flask):
    found = {finding.what: finding.level for finding in database.durability()}
    # The server of the tests itself writes nothing to the disk.
    assert found.pop("durability (fsync)") is BAD
    assert found == {"durability (full_page_writes)": BAD, "durability (synchronous_commit)": OK}
    reading().execute(text("SET LOCAL synchronous_commit = off"))
    assert levels(database.durability())[-1] is BAD


def test_a_schema_of_before(inside: Flask):
    flask_migrate.downgrade(revision="0001")
    found = database.migrations()
    assert found.level is BAD
    assert found.seen.startswith("revision 0001, not ")


def test_no_schema(inside: Flask):
    flask_migrate.downgrade(revision="base")
    assert database.migrations().level is BAD


def test_a_clock_that_goes_wrong(inside: Flask):
    assert database.clock(clock.now() - timedelta(days=1)).level is BAD


def test_a_worker(inside: Flask):
    now = clock.now()
    assert levels(database.worker(now)) == [BAD], "it has never run"
    sequencer.run(now)
    assert levels(database.worker(now)) == [OK]
    assert levels(database.worker(now + timedelta(minutes=1))) == [OK]
    assert levels(database.worker(now + timedelta(minutes=1, seconds=1))) == [BAD]
    recurring.claim("sweep", timedelta(days=1), now)
    recurring.failed("sweep", "OSError at sweep.py:3")
    found = list(database.worker(now))
    assert levels(iter(found)) == [OK, WARNING]
    assert "OSError at sweep.py:3" in found[1].seen


def test_mail_that_waits(inside: Flask):
    queue(minutes_late=-10)
    assert levels(database.waiting(clock.now())) == [OK], "it is not due"
    queue(minutes_late=4)
    assert levels(database.waiting(clock.now())) == [OK]
    queue(minutes_late=6)
    assert levels(database.waiting(clock.now())) == [WARNING]
    queue(minutes_late=61)
    assert levels(database.waiting(clock.now())) == [BAD]


def test_mail_that_was_given_up(inside: Flask):
    queue(minutes_late=60, dead_at=clock.now())
    assert levels(database.waiting(clock.now())) == [OK, WARNING]


def test_the_master_key_of_another_database(house: House):
    with house.app.app_context():
        assert database.campaign_keys().level is OK
        real = keys.ring.master
        keys.ring.open(vault.new_key())
        try:
            assert database.campaign_keys().level is BAD
        finally:
            keys.ring.open(real)
