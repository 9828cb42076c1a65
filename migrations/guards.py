"""What keeps votes as they were cast: triggers that refuse to change or delete ballots, events and lines of the log.

They hold back a slip, of ours or of somebody at the database's prompt. Whoever may drop a trigger may drop these: what
is changed then is told by the log, whose hashes no longer fit the heads that were signed.

A ballot's place and state are its own to change. A later migration that rebuilds one of these tables on SQLite loses
its triggers: it calls `set_up` after.
"""

from collections.abc import Mapping
from typing import Any

BALLOT = (
    *("campaign_id", "id", "phase_id", "voter_key", "bucket", "choices", "idempotency_key", "nonce_commitment"),
    *("receipt", "lang", "accepted_at", "transaction_number"),
)
# Table -> the columns that stay; none are all.
KEPT: dict[str, tuple[str, ...]] = {"ballot": BALLOT, "ballot_event": (), "ballot_log": ()}
# A table that came later is guarded by the migration that made it.
LATER: dict[str, tuple[str, ...]] = {"joining": ()}
WORDS = "votes and their log stay as they are"


def set_up(connection: Any, tables: Mapping[str, tuple[str, ...]] = KEPT) -> None:
    """Have them refused from now on."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
        )
    for table, columns in tables.items():
        of = f" OF {', '.join(columns)}" if columns else ""
        for name, event in (("stays", f"UPDATE{of}"), ("kept", "DELETE")):
            does = (
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                if connection.dialect.name == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
            connection.exec_driver_sql(f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} {does}")


def lift(connection: Any) -> None:
    """Take them away."""
    of_table = connection.dialect.name == "postgresql"
    for table in (*KEPT, *LATER):
        for name in ("stays", "kept"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{name}" + (f" ON {table}" if of_table else ""))
    if of_table:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_change()")
