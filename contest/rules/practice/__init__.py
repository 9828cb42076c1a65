"""Practice: twenty sample ideas, how colleagues decided on each and why, and how often somebody agrees with them.

The samples (samples.json) are invented and belong to no campaign. Each language's ideas are written in it; why is said
in every language.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from contest.rules.entries import DecisionKind
from contest.rules.reasons import REASONS

SOURCE = Path(__file__).with_name("samples.json")
CHOICES = (DecisionKind.PUBLISH, DecisionKind.REQUEST_CHANGES, DecisionKind.REFUSE)
# Whoever decides as so many of the colleagues did is not alone: of some ideas two decisions are good ones.
ENOUGH = 1 / 3


@dataclass(frozen=True)
class Sample:
    """One sample idea; `colleagues` says how many decided how, `reason` is the refusal's, empty for none."""

    key: str
    lang: str
    name: str
    text: str
    tags: tuple[str, ...]
    author: str
    colleagues: Mapping[DecisionKind, int]
    reason: str
    why: Mapping[str, str]

    @property
    def usual(self) -> DecisionKind:
        """What most colleagues decided."""
        return max(CHOICES, key=lambda kind: self.colleagues[kind])

    def agrees(self, decision: DecisionKind) -> bool:
        """Whether enough colleagues decided the same."""
        return self.colleagues.get(decision, 0) / sum(self.colleagues.values()) >= ENOUGH


@lru_cache
def samples() -> tuple[Sample, ...]:
    """All of them, in the order in which they are shown."""
    told = json.loads(SOURCE.read_text(encoding="utf-8"))
    return tuple(_sample(key, one) for key, one in told.items())


def sample(key: str) -> Sample | None:
    """One of them."""
    return next((one for one in samples() if one.key == key), None)


def next_one(answered: Mapping[str, DecisionKind]) -> Sample | None:
    """The first that somebody has not answered; None once all are."""
    return next((one for one in samples() if one.key not in answered), None)


def agreed(answered: Mapping[str, DecisionKind]) -> int:
    """How often somebody decided as enough colleagues did."""
    return sum(one.agrees(answered[one.key]) for one in samples() if one.key in answered)


def _sample(key: str, told: dict[str, Any]) -> Sample:
    given = told | {"tags": tuple(told["tags"]), "colleagues": dict(zip(CHOICES, told["colleagues"], strict=True))}
    found = Sample(key=key, **given)
    if found.reason and found.reason not in REASONS:
        raise ValueError(found.reason)
    return found
