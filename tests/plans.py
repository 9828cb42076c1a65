"""How a database answers what a page asks: every statement caught with its values, explained, and judged.

A statement is at fault when it reads a big table from end to end or sorts many rows. It is also run: reading
thousands of rows for one page is a fault even along an index. PostgreSQL counts rows, SQLite steps of its machine.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

BIG = {
    *("entry", "entry_version", "ballot", "ballot_event", "ballot_log", "tally", "entry_search"),
    *("cluster_ballot", "pack_code"),
}
# So many rows may be sorted, and so many read, for one page.
MOST_SORTED, MOST_READ = 500, 2000
# SQLite takes five to a dozen steps for a row; counted in portions.
MOST_STEPS, PORTION = 25_000, 1000


@dataclass(frozen=True)
class Asked:
    """One statement as it was sent, with its values."""

    statement: str
    values: Any

    def __str__(self) -> str:
        return " ".join(self.statement.split())


@contextmanager
def caught(engine: Engine) -> Iterator[list[Asked]]:
    """Every SELECT sent inside the block, each text once."""
    found: dict[str, Asked] = {}

    def catch(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found.setdefault(statement, Asked(statement, values))

    asked: list[Asked] = []
    event.listen(engine, "before_cursor_execute", catch)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", catch)
        asked.extend(found.values())


def faults(engine: Engine, asked: Asked) -> list[str]:
    """What is wrong with the way a statement is answered."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.statement}", asked.values).all()
            steps = _steps(connection, asked)
            long = [f"{steps} steps"] if steps > MOST_STEPS else []
            return [fault for row in rows if (fault := _on_sqlite(row[3], asked.statement))] + long
        said = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {asked.statement}", asked.values)
        plan = said.scalar_one()[0]["Plan"]
        return [fault for node in _nodes(plan) if (fault := _on_postgresql(node))]


def _steps(connection: Connection, asked: Asked) -> int:
    """How many steps SQLite takes to answer."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += PORTION
        return 0

    raw = connection.connection.driver_connection
    raw.set_progress_handler(count, PORTION)
    try:
        connection.exec_driver_sql(asked.statement, asked.values).all()
    finally:
        raw.set_progress_handler(None, 0)
    return taken


def _on_sqlite(step: str, statement: str) -> str:
    scanned = re.match(r"SCAN (\w+)(?! VIRTUAL TABLE INDEX)", step)
    if scanned and _table(scanned[1], statement) in BIG:
        return step
    # It does not say how many rows it sorts; those of small tables are few.
    sorts = step.startswith("USE TEMP B-TREE FOR")
    return step if sorts and any(re.search(rf"\b{table}\b", statement) for table in BIG) else ""


def _table(name: str, statement: str) -> str:
    """The table behind a name, which may be an alias."""
    alias = re.search(rf"(\w+) AS {re.escape(name)}\b", statement)
    return alias[1] if alias else name


def _on_postgresql(node: dict[str, Any]) -> str:
    kind, table, loops = node["Node Type"], node.get("Relation Name", ""), node["Actual Loops"]
    if kind == "Seq Scan" and table in BIG:
        return f"Seq Scan on {table}"
    inputs = sum(child["Actual Rows"] * child["Actual Loops"] for child in node.get("Plans", ()))
    if kind.endswith("Sort") and inputs > MOST_SORTED:
        return f"{kind} of {inputs:.0f} rows by {', '.join(node['Sort Key'])}"
    passed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    read = (node["Actual Rows"] + passed) * loops
    return f"{kind} of {read:.0f} rows of {table}" if table in BIG and read > MOST_READ else ""


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
