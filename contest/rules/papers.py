"""Ballot papers: the ways of voting, what a paper may say in each, and what it adds to the tally as it comes in."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contest.rules.objections import Objection, Refused

# A paper that is filled in lists every entry that stands; more than these nobody reads to the end.
MOST_STANDING = 40
# A choice needs two.
LEAST_STANDING = 2
MOST_CHOICES = 10
MOST_STARS = 5
# How much of a digest tells two papers of one voter apart; as long as an id is written.
KEY_LENGTH = 36


class Method(StrEnum):
    """How people vote, and with that how it is counted."""

    ONE = "one"
    SEVERAL = "several"
    RUNOFF = "runoff"
    SCHULZE = "schulze"
    STARS = "stars"


RANKED = frozenset({Method.RUNOFF, Method.SCHULZE})
# The ways of counting with their version: frozen into each result, and known by name to whoever recounts.
FORMULAS = {
    Method.ONE: "one-choice/1",
    Method.SEVERAL: "several-choices/1",
    Method.RUNOFF: "instant-runoff/1",
    Method.SCHULZE: "schulze/1",
    Method.STARS: "stars/1",
}


@dataclass(frozen=True)
class Paper:
    """What one ballot says, as it is stored and sealed.

    One or several choices: ids, in the order of their digits; a ranking: ids, the best first; stars: `id:number`.
    """

    choices: tuple[str, ...]

    @property
    def entries(self) -> tuple[UUID, ...]:
        """The entries it names."""
        return tuple(entry for entry, _ in marks(self.choices))

    @property
    def key(self) -> str:
        """What is equal for equal papers, at most 36 characters."""
        if len(self.choices) == 1 and ":" not in self.choices[0]:
            return self.choices[0]
        return hashlib.sha256("\n".join(self.choices).encode()).hexdigest()[:KEY_LENGTH]


def one(entry: UUID) -> Paper:
    """A paper with one choice."""
    return Paper((str(entry),))


def filled(method: Method, most: int, given: Sequence[tuple[UUID, int]]) -> Paper:
    """A paper from what was marked: entries with their stars, which only count for stars; a ranking's in its order.

    `most` is how many choices a voter has where several may be chosen. Errors: Refused with paper_empty,
    paper_too_many, paper_twice.
    """
    if method is Method.STARS:
        given = [(entry, stars) for entry, stars in given if 1 <= stars <= MOST_STARS]
    named = [entry for entry, _ in given]
    reasons = []
    if not named:
        reasons.append(Objection("paper_empty", "paper"))
    if len(set(named)) < len(named):
        reasons.append(Objection("paper_twice", "paper"))
    allowed = limit(method, most)
    if len(named) > allowed:
        reasons.append(Objection("paper_too_many", "paper", {"most": allowed}))
    if reasons:
        raise Refused(reasons)
    if method is Method.STARS:
        return Paper(tuple(sorted(f"{entry}:{stars}" for entry, stars in given)))
    said = [str(entry) for entry in named]
    return Paper(tuple(said if method in RANKED else sorted(said)))


def limit(method: Method, most: int) -> int:
    """How many entries one paper may name."""
    if method is Method.ONE:
        return 1
    return most if method is Method.SEVERAL else MOST_STANDING


def setting_objections(method: Method, choices: int, *, standing: int, picked: bool) -> tuple[Objection, ...]:
    """Every reason against voting that way when so many entries stand, `picked` or simply all that are published."""
    found = []
    if picked and standing < LEAST_STANDING:
        found.append(Objection("candidates_too_few", "numbers", {"least": LEAST_STANDING}))
    if method is not Method.ONE and standing > MOST_STANDING:
        found.append(Objection("candidates_too_many", "numbers", {"most": MOST_STANDING}))
    if method is Method.SEVERAL and not LEAST_STANDING <= choices <= MOST_CHOICES:
        found.append(Objection("choices_wrong", "choices", {"least": LEAST_STANDING, "most": MOST_CHOICES}))
    return tuple(found)


def marks(choices: Iterable[str]) -> list[tuple[UUID, int]]:
    """The entries of a paper as they stand on it, each with its stars; 1 where there are none."""
    found = []
    for choice in choices:
        entry, _, stars = choice.partition(":")
        found.append((UUID(entry), int(stars or 1)))
    return found


def points(method: Method, choices: Iterable[str]) -> list[tuple[UUID, int]]:
    """What a counted paper adds to each entry's running count: a vote, or stars; of a ranking the first alone."""
    found = marks(choices)
    return found[:1] if method in RANKED else found


class Move(StrEnum):
    """What one presses to put a ranking in order."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


def moved(order: Sequence[int], move: Move, number: int) -> list[int]:
    """A ranking, by the numbers of its entries, after a press; what is not there, or at its end already, stays."""
    found = list(dict.fromkeys(order))
    if move is Move.IN:
        return found if number in found else [*found, number]
    if number not in found:
        return found
    place = found.index(number)
    found.pop(place)
    if move is not Move.OUT:
        found.insert(max(0, place - 1) if move is Move.UP else place + 1, number)
    return found
