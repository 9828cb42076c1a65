"""What the doctor says: one line a check."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How well it is."""

    OK = "ok"
    WARNING = "warning"
    BAD = "not good"


@dataclass(frozen=True)
class Finding:
    """One check: how well, of what, what was seen, and what to do about it."""

    level: Level
    what: str
    seen: str
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.level:<8}  {self.what}: {self.seen}{f'. {self.todo}' if self.todo else ''}"


def ok(what: str, seen: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, what, seen)


def warning(what: str, seen: str, todo: str) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(Level.WARNING, what, seen, todo)


def bad(what: str, seen: str, todo: str) -> Finding:
    """People notice, or will."""
    return Finding(Level.BAD, what, seen, todo)
