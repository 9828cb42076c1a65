"""Reports by visitors: what a report must say, how much its reporter's word weighs, when several hide an idea.

What is against the law is reported as Regulation (EU) 2022/2065 asks, article 16(2): why, where (the idea itself),
a name and an address, and that it is said in good faith. Whoever reports the sexual abuse of a child need not say who
they are (16(2)(c), with Directive 2011/93/EU, articles 3 to 7). What only breaks the contest's rules needs neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from contest.rules import mailboxes
from contest.rules.objections import Objection
from contest.rules.reasons import NEEDS_WORDS, REPORTS

LONGEST, LONGEST_NAME = 1000, 120
ILLEGAL, CHILD = "illegal", "child_abuse"
# These are read before all others: somebody may come to harm.
URGENT = frozenset({CHILD, "danger"})
# Whose earlier reports were right less often than this, and were so many, helps to hide nothing.
TRUSTED, KNOWN_AFTER = 1 / 3, 3


@dataclass(frozen=True)
class Record:
    """How often a reporter was right, of the earlier reports that a person answered."""

    right: int = 0
    answered: int = 0

    @property
    def weight(self) -> float:
        """From 0 to 1; one half for somebody new (Laplace's rule of succession)."""
        return (self.right + 1) / (self.answered + 2)

    @property
    def is_trusted(self) -> bool:
        """Whether the reports of this person still count towards hiding."""
        return self.answered < KNOWN_AFTER or self.right / self.answered >= TRUSTED


@dataclass(frozen=True)
class Confirmed:
    """An open report whose address was confirmed: who, from where (empty where nothing is known), with which record."""

    reporter: str
    source: str
    record: Record


def objections(reason: str, words: str, name: str, address: str, *, good_faith: bool) -> list[Objection]:
    """What is missing, by field.

    The keys are reason_missing, words_missing, answer_too_long, reporter_missing, field_too_long, address_missing,
    address_malformed, good_faith_missing.
    """
    found = []
    if reason not in REPORTS:
        found.append(Objection("reason_missing", "reason"))
    if reason in {*NEEDS_WORDS, ILLEGAL} and not words:
        found.append(Objection("words_missing", "words"))
    if len(words) > LONGEST:
        found.append(Objection("answer_too_long", "words", {"most": LONGEST, "length": len(words)}))
    if reason == ILLEGAL and not name:
        found.append(Objection("reporter_missing", "name"))
    if len(name) > LONGEST_NAME:
        found.append(Objection("field_too_long", "name", {"longest": LONGEST_NAME}))
    if address.strip() or reason == ILLEGAL:
        found += mailboxes.objections(address)
    if reason == ILLEGAL and not good_faith:
        found.append(Objection("good_faith_missing", "good_faith"))
    return found


def independent(reports: Iterable[Confirmed]) -> int:
    """How many trusted people these reports come from; of several from one place, one counts."""
    people: set[str] = set()
    places: set[str] = set()
    for one in reports:
        if not one.record.is_trusted or one.reporter in people or (one.source and one.source in places):
            continue
        people.add(one.reporter)
        places.add(one.source)
    return len(people)


def hides(reports: Iterable[Confirmed], hide_after: int) -> bool:
    """Whether so many reports take an idea out of sight until a person decides; 0: never."""
    return hide_after > 0 and independent(reports) >= hide_after
