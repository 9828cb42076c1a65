"""The ground itself: what a test is given is real, migrated, empty, and its own."""

import pytest
import sqlalchemy as sa
from flask import Flask

from contest.db import database as db
from contest.db import reading
from contest.settings import Settings
from migrations.search import is_own


def names(app: Flask) -> set[str]:
    with app.app_context():
        made = sa.inspect(db.engine).get_table_names()
    return {name for name in made if not is_own(name)}


def test_a_test_gets_a_migrated_database_of_its_own(app: Flask, settings: Settings):
    assert names(app) == {"alembic_version", *db.metadata.tables}
    with app.app_context():
        reading().execute(sa.text("CREATE TABLE only_here (a integer)"))
        reading().commit()


def test_what_another_test_did_is_not_seen(app: Flask):
    assert "only_here" not in names(app)


def test_the_database_is_the_one_asked_for(app: Flask, database: str):
    with app.app_context():
        assert database.startswith(db.engine.dialect.name)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_database_may_be_meant(settings: Settings):
    assert settings.is_sqlite
