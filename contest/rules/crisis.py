"""What can be switched off when something goes wrong, and what is said meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

LONGEST_STATEMENT = 600


class Switch(StrEnum):
    """What is stopped or hidden until somebody lets it go on; a vote is paused by its own pause."""

    PUBLISHING = "publishing"
    RESULTS = "results"
    SHARING = "sharing"


@dataclass(frozen=True)
class Crisis:
    """What is off, since when, and what the public is told in each language (empty: nothing)."""

    off: Mapping[Switch, datetime] = field(default_factory=dict)
    statement: Mapping[str, str] = field(default_factory=dict)
    stated_at: datetime | None = None

    @property
    def publishing(self) -> bool:
        """Whether nothing is published for now."""
        return Switch.PUBLISHING in self.off

    @property
    def results(self) -> bool:
        """Whether figures and winners are hidden."""
        return Switch.RESULTS in self.off

    @property
    def sharing(self) -> bool:
        """Whether nothing is passed on for now."""
        return Switch.SHARING in self.off

    def says(self, lang: str) -> str:
        """The statement in a language; empty where there is none."""
        return self.statement.get(lang, "")


def read(stored: Mapping[str, Any]) -> Crisis:
    """The crisis of a campaign, from its row; what is not known is left out."""
    return Crisis(
        off={switch: datetime.fromisoformat(stored[switch]) for switch in Switch if switch in stored},
        statement=dict(stored.get("statement", {})),
        stated_at=datetime.fromisoformat(stored["stated_at"]) if "stated_at" in stored else None,
    )


def written(crisis: Crisis) -> dict[str, Any]:
    """The same as it is stored."""
    stored: dict[str, Any] = {switch.value: since.isoformat() for switch, since in crisis.off.items()}
    if crisis.statement and crisis.stated_at is not None:
        stored |= {"statement": dict(crisis.statement), "stated_at": crisis.stated_at.isoformat()}
    return stored
