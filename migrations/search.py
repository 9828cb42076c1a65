"""What the search of entries needs beside its tables, the same question on both databases: `entry.folded` holds it.

On PostgreSQL a trigram index (pg_trgm) over the column. On SQLite an FTS5 trigram index of its own, `entry_search`,
over published entries only, kept by triggers. Its row id is the campaign's serial number and, in the low 32 bits, the
entry's number: so one campaign's newest matches are read from the end of a range, however many there are.

Alembic does not know these from the models, so `env.py` leaves what `is_own` names alone. A later migration that
rebuilds the table `entry` on SQLite loses its triggers: it calls `watch_sqlite` after.
"""

from typing import Any

INDEX = "ix_entry_folded"
_ADD = """
    INSERT OR IGNORE INTO entry_search_campaign (campaign_id) SELECT new.campaign_id WHERE new.state = 'published';
    INSERT INTO entry_search (rowid, folded) SELECT serial << 32 | new.number, new.folded
    FROM entry_search_campaign WHERE campaign_id = new.campaign_id AND new.state = 'published';
"""
_TAKE = """
    INSERT INTO entry_search (entry_search, rowid, folded) SELECT 'delete', serial << 32 | old.number, old.folded
    FROM entry_search_campaign WHERE campaign_id = old.campaign_id AND old.state = 'published';
"""
_FILL = """
    INSERT INTO entry_search (rowid, folded) SELECT serial << 32 | number, folded FROM entry
    JOIN entry_search_campaign USING (campaign_id) WHERE state = 'published' ORDER BY 1
"""
# Since SQLite 3.42 a word taken out is gone from the file at once, not at the next merge.
FORGETS_AT_ONCE = (3, 42)


def is_own(name: str | None) -> bool:
    """Whether a table or index belongs to the search, not to the models."""
    return name is not None and (name == INDEX or name.startswith("entry_search"))


def create_postgresql(op: Any) -> None:
    """Forward on PostgreSQL. The extension is trusted: the owner of the database may create it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute(f"CREATE INDEX {INDEX} ON entry USING gin (folded gin_trgm_ops)")


def settle_postgresql(op: Any) -> None:
    """Keep no list of words still to be filed: with one, a search would read it whole, or not use the index at all."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {INDEX} SET (fastupdate = off)")


def drop_postgresql(op: Any) -> None:
    """Back on PostgreSQL; the extension stays, for others may use it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP INDEX IF EXISTS {INDEX}")


def create_sqlite(op: Any) -> None:
    """Forward on SQLite, with the entries there are."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return
    op.execute("CREATE TABLE entry_search_campaign (serial INTEGER PRIMARY KEY, campaign_id CHAR(32) NOT NULL UNIQUE)")
    op.execute("CREATE VIRTUAL TABLE entry_search USING fts5(folded, content='', tokenize='trigram case_sensitive 1')")
    if bind.dialect.dbapi.sqlite_version_info >= FORGETS_AT_ONCE:
        op.execute("INSERT INTO entry_search (entry_search, rank) VALUES ('secure-delete', 1)")
    op.execute("INSERT INTO entry_search_campaign (campaign_id) SELECT id FROM campaign ORDER BY id")
    op.execute(_FILL)
    watch_sqlite(op)


def watch_sqlite(op: Any) -> None:
    """The triggers that keep the index of SQLite."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER entry_search_added AFTER INSERT ON entry BEGIN {_ADD} END")
        changed = "AFTER UPDATE OF state, number, folded ON entry"
        op.execute(f"CREATE TRIGGER entry_search_changed {changed} BEGIN {_TAKE} {_ADD} END")
        op.execute(f"CREATE TRIGGER entry_search_gone AFTER DELETE ON entry BEGIN {_TAKE} END")


def drop_sqlite(op: Any) -> None:
    """Back on SQLite."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "changed", "gone"):
            op.execute(f"DROP TRIGGER IF EXISTS entry_search_{trigger}")
        op.execute("DROP TABLE entry_search")
        op.execute("DROP TABLE entry_search_campaign")
