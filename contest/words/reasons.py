"""The house's reasons for refusing an idea: a label for the desk, the rule, the sentences that are mailed.

Each language is written by itself, in reasons.json beside this file; nothing here is in the catalogues.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).with_name("reasons.json")
# The reason whose sentences say that the moderator's own words follow.
OTHER = "other"


@dataclass(frozen=True)
class Reason:
    """One reason in one language; `rule` is the number of a rule, empty where none applies."""

    key: str
    rule: str
    label: str
    mail: str


@lru_cache
def reasons(lang: str) -> tuple[Reason, ...]:
    """Every reason, in the order of the desk's keys. Errors: KeyError for a language without texts."""
    told = json.loads(SOURCE.read_text(encoding="utf-8"))
    return tuple(
        Reason(key, texts["rule"] or "", texts[lang]["label"], texts[lang]["mail"]) for key, texts in told.items()
    )


def label(lang: str, reason: str) -> str:
    """What a reason is called at the desk; one that somebody wrote is shown as it is written."""
    return next((found.label for found in reasons(lang) if found.key == reason), reason)


def reason(lang: str, key: str) -> Reason:
    """One reason; the one in the moderator's own words for a key that is not, or no longer, in the list."""
    told = {found.key: found for found in reasons(lang)}
    return told.get(key) or told[OTHER]
