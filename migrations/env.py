"""Runs migrations through Flask-Migrate, on SQLite (rebuilding tables) and PostgreSQL alike."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON

import contest.models  # noqa: F401 - names every table
from contest.db import Base, UtcDateTime
from migrations import search


def render_item(kind: str, item: Any, autogen: Any) -> Any:
    """Name our own time type by its module, so that a migration reads alone."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from contest.db import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from contest.db import Json")
        return "Json"
    return False


def include_object(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Whether a table or index is the models' to describe."""
    return not (kind in ("index", "table") and search.is_own(name))


def run() -> None:
    """Run on the application's engine, one transaction for each migration."""
    engine = current_app.extensions["migrate"].db.engine
    writing = {"writing": True}
    with engine.connect().execution_options(**writing) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            include_object=include_object,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
