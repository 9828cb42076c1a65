"""The reasons for refusing an idea: a label for the desk, the rule, the sentences that are mailed.

Those of the house are written in each language by itself, in reasons.json beside this file; nothing here is in the
catalogues. A campaign adds its own, and says which of its rules each rests on (`rules.guidance`).
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from contest.rules.guidance import USUAL, Guidance

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
def _house(lang: str) -> dict[str, Reason]:
    told = json.loads(SOURCE.read_text(encoding="utf-8"))
    return {
        key: Reason(key, texts["rule"] or "", texts[lang]["label"], texts[lang]["mail"]) for key, texts in told.items()
    }


def reasons(lang: str, by: Guidance = USUAL) -> tuple[Reason, ...]:
    """Every reason that a campaign offers, in the order of the desk's keys. Errors: KeyError for a language without
    texts.
    """
    return tuple(reason(lang, key, by) for key in by.offered)


def label(lang: str, key: str, by: Guidance = USUAL) -> str:
    """What a reason is called at the desk; one that somebody wrote is shown as it is written."""
    return reason(lang, key, by).label if key in by.keys else key


def reason(lang: str, key: str, by: Guidance = USUAL) -> Reason:
    """One reason; the one in the moderator's own words for a key that is not, or no longer, in the list."""
    own = by.own_one(key)
    if own is not None:
        return Reason(key, own.rule, *own.text(lang))
    house = _house(lang)
    found = house.get(key) or house[OTHER]
    return replace(found, rule=by.rules.get(found.key, found.rule))
