"""Why an entry is refused or removed: the keys, in the order in which the desk shows them; what it rests on."""

from dataclasses import dataclass
from enum import StrEnum

from contest.rules.objections import Objection

REASONS: tuple[str, ...] = (
    "contact_details",
    "targets_person",
    "insult_or_hate",
    "advertising",
    "not_an_idea",
    "danger",
    "other",
)
# Why a visitor reports a published entry; `illegal` is a notice in the sense of Regulation (EU) 2022/2065, art. 16.
REPORTS: tuple[str, ...] = (
    "insult_or_hate",
    "targets_person",
    "advertising",
    "not_theirs",
    "danger",
    "child_abuse",
    "illegal",
    "other",
)
# What the list does not say, the moderator must.
NEEDS_WORDS = frozenset({"other"})
LONGEST_WORDS = 1000


class Ground(StrEnum):
    """On what a refusal or removal rests: the contest's rules, or the law."""

    RULES = "rules"
    LAW = "law"


@dataclass(frozen=True)
class Basis:
    """What a statement of reasons says beside the reason (Regulation (EU) 2022/2065, art. 17, 3).

    `law` names it where that is the ground, `passage` what exactly is meant (nothing: the whole idea), `hinted`
    whether an automatic check had pointed at it.
    """

    ground: Ground = Ground.RULES
    law: str = ""
    passage: str = ""
    hinted: bool = False


PLAIN = Basis()
LONGEST_LAW, LONGEST_PASSAGE, LONGEST_ALONE = 200, 600, 600


def basis_objections(basis: Basis) -> list[Objection]:
    """What is wrong with it: law_missing (`law`), answer_too_long (`law`, `passage`)."""
    found = []
    if basis.ground is Ground.LAW and not basis.law:
        found.append(Objection("law_missing", "law"))
    for name, text, most in (("law", basis.law, LONGEST_LAW), ("passage", basis.passage, LONGEST_PASSAGE)):
        if len(text) > most:
            found.append(Objection("answer_too_long", name, {"most": most, "length": len(text)}))
    return found
