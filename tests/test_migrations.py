"""The schema goes forward and back on both databases, and is what the models say."""

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, select, text

from contest.db import Model, database
from contest.models import Campaign
from contest.queries import entries
from contest.rules import gallery
from migrations.search import is_own

KEPT = {"alembic_version"}


def tables() -> set[str]:
    """The tables there are, without those a search index keeps for itself."""
    return {name for name in inspect(database.engine).get_table_names() if not is_own(name)}


def leftovers() -> list[str]:
    """Triggers, functions and indexes that outlive their tables."""
    on_sqlite = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND tbl_name != 'alembic_version'"
    on_postgresql = """
        SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND tablename != 'alembic_version'
        UNION ALL SELECT proname::text FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        LEFT JOIN pg_depend ON pg_depend.objid = pg_proc.oid AND deptype = 'e'
        WHERE nspname = 'public' AND pg_depend.objid IS NULL
    """
    with database.engine.connect() as connection:
        asked = on_sqlite if database.engine.dialect.name == "sqlite" else on_postgresql
        return list(connection.execute(text(asked)).scalars())


def test_the_models_are_what_the_migrations_make(app: Flask):
    with app.app_context():
        check()
        assert set(Model.metadata.tables) <= tables()


def test_the_schema_goes_back_to_nothing_and_forward_again(app: Flask):
    with app.app_context():
        made = tables()
        downgrade(revision="base")
        assert tables() <= KEPT
        assert leftovers() == []
        upgrade()
        check()
        assert tables() == made


def _found() -> list[int]:
    campaign = database.session.scalar(select(Campaign.id).where(Campaign.slug == "le-gout-d-apres"))
    found = [card.number for card in entries.search_page(campaign, "de").entries]
    database.session.remove()
    return found


@pytest.mark.parametrize("house", ["sqlite", "postgresql"], indirect=True)
def test_what_was_published_before_the_search_came_is_found_after(house):
    with house.app.app_context():
        before = _found()
        assert len(before) == gallery.PAGE
        downgrade(revision="0001")
        upgrade()
        assert _found() == before


@pytest.mark.parametrize("house", ["sqlite", "postgresql"], indirect=True)
def test_campaigns_from_before_share_links_get_their_keys_in_the_order_they_were_made(house):
    with house.app.app_context():
        downgrade(revision="0002")
        upgrade()
        found = database.session.execute(select(Campaign.slug, Campaign.share_key).order_by(Campaign.share_key)).all()
        database.session.remove()
        assert found == [("la-chips-de-ma-rue", 1), ("le-gout-d-apres", 2)]
        check()


@pytest.mark.parametrize("house", ["sqlite", "postgresql"], indirect=True)
def test_a_database_with_a_life_in_it_goes_back_too(house):
    with house.app.app_context():
        downgrade(revision="base")
        assert tables() <= KEPT
