"""Ideas that say nearly the same as another one of the campaign, found among a hundred thousand by an index.

A text is the set of its pieces of five letters (shingles); two are as alike as the share of pieces they have in
common (Jaccard). MinHash (Broder, 1997) keeps of every text the smallest of its pieces under 36 shuffles; three of
them together are a band, and whoever shares one of twelve bands is looked at. Of texts that are 0.6 alike, 19 in 20
share one; of texts that are 0.1 alike, one in eighty.
"""

import hashlib
from collections.abc import Iterator

from contest.rules.findings.facts import Facts, Finding, Rule

PIECE = 5
BANDS, IN_BAND = 12, 3
# From here on two texts are near-duplicates.
ALIKE = 0.6
# Of less text too much is alike by chance; names are compared by `rules.similar`.
SHORTEST = 40
WEIGHT, WHOLLY = 15, 25
SAME = 0.95
_PRIME = (1 << 61) - 1
# What a column of 64 bits with a sign holds.
_SIGNED = 1 << 63


def look(facts: Facts) -> Iterator[Finding]:
    """One finding for each idea with nearly the same text."""
    for other in facts.copies:
        weight = WHOLLY if other.share >= SAME else WEIGHT
        said = {"entry": other.entry, "name": other.name, "percent": round(other.share * 100)}
        yield Finding(Rule.COPY, weight, facts=said)


def pieces(folded: str) -> frozenset[str]:
    """The pieces of a folded text (`rules.searching.folded_entry`); none of one that is too short."""
    text = folded.strip()
    if len(text) < SHORTEST:
        return frozenset()
    return frozenset(text[at : at + PIECE] for at in range(len(text) - PIECE + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two texts are, 0 to 1, by their pieces."""
    return len(one & other) / len(one | other) if one and other else 0.0


def bands(folded: str) -> tuple[int, ...]:
    """The twelve bands of a text, whole numbers of 64 bits with a sign; none of one that is too short."""
    hashed = [_number(piece.encode()) for piece in pieces(folded)]
    if not hashed:
        return ()
    # A list is a quarter faster here than a generator, and this is what looking at a text takes.
    least = [min([(factor * piece + plus) % _PRIME for piece in hashed]) for factor, plus in _SHUFFLES]
    groups = [least[at : at + IN_BAND] for at in range(0, len(least), IN_BAND)]
    return tuple(_number(repr(group).encode()) - _SIGNED for group in groups)


def _number(of: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(of, digest_size=8).digest(), "big")


# The same on every machine and for good: what is stored was made with them.
_SHUFFLES = [
    (_number(b"factor %d" % place) % (_PRIME - 1) + 1, _number(b"plus %d" % place) % _PRIME)
    for place in range(BANDS * IN_BAND)
]
