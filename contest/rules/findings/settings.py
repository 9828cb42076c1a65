"""What a campaign's team sets for the checks: which are off, its own words, and when reports hide an idea."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contest.rules import forms
from contest.rules.findings.facts import Rule
from contest.rules.objections import Objection

LISTS = ("competitors", "watched", "allowed")
MOST_WORDS, LONGEST_WORD = 200, 60
# One reporter alone hides nothing.
FEWEST_TO_HIDE, MOST_TO_HIDE = 2, 50


@dataclass(frozen=True)
class Settings:
    """The checks of one campaign; `hide_after` confirmed reports hide an idea until somebody decides, 0: never."""

    off: frozenset[str] = frozenset()
    competitors: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    hide_after: int = 0

    def as_stored(self) -> dict[str, Any]:
        """As a campaign keeps them."""
        return {
            "off": sorted(self.off),
            **{name: list(getattr(self, name)) for name in LISTS},
            "hide_after": self.hide_after,
        }


def settings(stored: Mapping[str, Any]) -> Settings:
    """What a campaign keeps; what it does not say is as usual."""
    known = {rule.value for rule in Rule}
    lists = {name: tuple(stored.get(name, ())) for name in LISTS}
    off = frozenset(stored.get("off", ())) & known
    return Settings(off=off, hide_after=int(stored.get("hide_after", 0)), **lists)


def words(typed: str) -> tuple[str, ...]:
    """Words as they were typed, one a line or with commas between, each once."""
    lines = (forms.clean_line(one) for line in typed.splitlines() for one in line.split(","))
    return tuple(dict.fromkeys(line for line in lines if line))


def objections(wanted: Settings) -> list[Objection]:
    """What speaks against them: too many words, too long ones (each by its list), a number out of bounds."""
    found = []
    for name in LISTS:
        given = getattr(wanted, name)
        if len(given) > MOST_WORDS:
            found.append(Objection("too_many_words", name, {"most": MOST_WORDS, "given": len(given)}))
        if any(len(word) > LONGEST_WORD for word in given):
            found.append(Objection("word_too_long", name, {"most": LONGEST_WORD}))
    if wanted.hide_after and not FEWEST_TO_HIDE <= wanted.hide_after <= MOST_TO_HIDE:
        found.append(Objection("number_out_of_bounds", "hide_after", {"least": FEWEST_TO_HIDE, "most": MOST_TO_HIDE}))
    return found
