"""What the rules are given: one row for each ballot in place, without anything that names a voter."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

# Kept with every cluster: what was found is read by the rules that found it.
VERSION = "suspicion/1"


class Rule(StrEnum):
    """The shape in which a cluster was found."""

    NETWORK = "network"
    HEADERS = "headers"
    DOMAIN = "domain"
    DISPOSABLE = "disposable"
    BURST = "burst"
    DRIP = "drip"


@dataclass(frozen=True, slots=True)
class Signal:
    """One ballot: for which entry, when (seconds since 1970), and keyed hashes that mean nothing else.

    `seconds` is how long the page was open; `domain` and `disposable` are of the typed address, unknown for a
    remembered voter.
    """

    ballot_id: UUID
    entry_id: UUID
    at: float
    network: str = ""
    agent: str = ""
    domain: str = ""
    disposable: bool = False
    seconds: int | None = None
