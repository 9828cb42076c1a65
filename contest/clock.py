"""The only place that asks the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The moment, aware and in UTC. Doors and the worker ask once and hand it down."""
    return datetime.now(UTC)
