"""Names that say the same thing: word order, plurals, accents, articles and slips of the finger aside.

A name is a handful of words, so that words are what is compared: how much of both names the words cover that they
have in common (the Sørensen–Dice coefficient, each word counting by its length).
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, permutations
from typing import NamedTuple

from contest.rules.searching import fold

Needles = tuple[str, ...]
# From here on two names are near-identical.
ALIKE = 0.82
LONGEST_NAME = 80
# A longer word says no more than one of so many letters.
HEAVIEST = 8
# What a word counts that is the same but for an ending or a slip: an equal name comes before it.
NEARLY = 0.95
# Letters a word must have for one slip to be forgiven, and for two.
ONE_SLIP, TWO_SLIPS = 5, 9
SHORTEST_PIECE = 3
# A name is looked for by so many words, and must hold two of so many.
MOST_WORDS, NEEDED_OF = 6, 3
# Articles, "and", "with", what stands between words; and what every name of a flavour may hold.
_SMALL = frozenset(
    word
    for line in (
        "a au aux avec d dans de des du en et in l la le les par pour s sa ses son sur t un une",
        "aan bij den der een het met naar of op te uit van voor",
        "an and at for from my of on the to with",
        "chips crisps flavor flavored flavour flavoured gout gouts saveur saveurs smaak smaken taste",
    )
    for word in line.split()
)
_ENDINGS = ("en", "es", "ed", "se", "s", "x", "e")


class Sought(NamedTuple):
    """A word to be looked for: its beginning, which plurals leave alone, and both halves, of which a slip hurts one."""

    begins: str
    halves: Needles


def words(name: str) -> tuple[str, ...]:
    """The folded words that tell one name from another; all of them where none does."""
    every = fold(name[:LONGEST_NAME]).split()
    return tuple(word for word in every if word not in _SMALL) or tuple(every)


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1."""
    return _likeness(words(one), words(other))


def alike(name: str, others: Iterable[str]) -> list[tuple[float, int]]:
    """(likeness, position) of those others that are near-identical to the name, the most alike first."""
    own = words(name)
    found = [(_likeness(own, words(other)), place) for place, other in enumerate(others)]
    return sorted((pair for pair in found if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1]))


def sought(name: str) -> list[Sought]:
    """The words of a name as an index of three letters and more can find them, the longest first."""
    longest = sorted(dict.fromkeys(words(name)), key=len, reverse=True)[:MOST_WORDS]
    return [_sought(word) for word in longest if len(word) >= SHORTEST_PIECE]


def enough(found: Sequence[Sought]) -> list[tuple[Needles, ...]]:
    """What a name alike must hold: any of these, and of it one needle for every word.

    Of three words and more two are enough; of those two, one slip is forgiven.
    """
    if len(found) == 1:
        return [(found[0].halves,)]
    pairs = combinations(found[:NEEDED_OF], 2)
    return [either for one, other in pairs for either in (((one.begins,), other.halves), (one.halves, (other.begins,)))]


def longest_alike(length: int) -> int:
    """How long a name that is alike can be: half as much again in words, and some small ones."""
    return length + length // 2 + 16


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    if "".join(one) == "".join(other):
        return 1.0
    one, other = _apart(one, other), _apart(other, one)
    left = list(other)
    common = 0.0
    for word in one:
        match = next((candidate for candidate in left if _same(word, candidate)), None)
        if match is not None:
            left.remove(match)
            common += (_weight(word) + _weight(match)) * (1 if word == match else NEARLY)
    return common / (sum(map(_weight, one)) + sum(map(_weight, other)))


def _apart(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The words of one name, a compound taken apart where the other writes it as two ("appelazijn", "appel azijn")."""
    compounds = {first + second: (first, second) for first, second in permutations(other, 2)}
    return [part for word in one for part in compounds.get(word, (word,))]


def _weight(word: str) -> int:
    return min(len(word), HEAVIEST)


def _same(one: str, other: str) -> bool:
    """Whether two words are one: equal, or but for an ending, or but for a slip or two where they are long."""
    if one == other or _stem(one) == _stem(other):
        return True
    longer = max(len(one), len(other))
    forgiven = 2 if longer >= TWO_SLIPS else 1 if longer >= ONE_SLIP else 0
    return abs(len(one) - len(other)) <= forgiven and _within(one, other, forgiven)


def _stem(word: str) -> str:
    """The word without the ending of a plural or of a form, its last letter not doubled."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PIECE + 1:
            word = word.removesuffix(ending)
            break
    return word[:-1] if word[-1:] == word[-2:-1] else word


def _within(one: str, other: str, most: int) -> bool:
    """Whether so many slips (a letter more, less, other, or two turned round) make one word of the other.

    Optimal string alignment, a row at a time, ended as soon as every way is too long.
    """
    if most == 0:
        return one == other
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
        before = above
    return row[-1] <= most


def _sought(word: str) -> Sought:
    half = max(SHORTEST_PIECE, (len(word) + 1) // 2)
    return Sought(word[: max(SHORTEST_PIECE, len(word) - 2)], tuple(dict.fromkeys((word[:half], word[-half:]))))
