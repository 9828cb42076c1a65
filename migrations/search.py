"""What the search of entries needs beside its tables: on PostgreSQL a trigram index, on SQLite nothing.

The question is the same on both (`queries.entries.search_page`): every word, anywhere, in `entry.folded`. Alembic
does not know this index from the models, so `env.py` leaves the names in OWN alone.
"""

from typing import Any

INDEX = "ix_entry_folded"
OWN = frozenset({INDEX})


def create(op: Any) -> None:
    """Forward. The extension is trusted: the owner of the database may create it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(f"CREATE INDEX {INDEX} ON entry USING gin (folded gin_trgm_ops)")


def drop(op: Any) -> None:
    """Back; the extension stays, for others may use it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP INDEX IF EXISTS {INDEX}")
