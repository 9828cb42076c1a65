"""A name as a lock-up: lines of one width, stacked ink to ink, as on a poster.

Every line break up to five lines is tried. A short line is set wide and a long one narrow, so that their
sizes come close; what remains of the difference is capped. Lines are stacked on the ink of their letters, so
that neither an accent nor a tail ever touches its neighbour.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate, combinations, pairwise

from contest.rules.drawings.letters import EM, Line, drawable, line_path

MOST_LINES = 5
CAP = 2.1
"""The largest line is at most this many times the smallest."""
GAP = 5.0
"""Least paper between the ink of two lines, in drawing units."""

_TALL_WORD = 15
_PIECE = 10
_SHORTLIST = 6
_PAIRS = ("ch", "ph", "th", "sh", "gn", "qu", "ck")
_VOWELS = "aeiouyàâäéèêëîïôöùûüœæ"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a part of one: `lead` stands before it within a line, `tail` after it at a line's end."""

    text: str
    lead: str = " "
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its place: `x` is where its ink starts, `y` its baseline, `size` its em, in drawing units."""

    line: Line
    x: float
    y: float
    size: float

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Left, top, right, bottom of every letter's ink, in drawing units, y downwards."""
        scale, start = self.size / EM, self.x - self.line.ink[0] * self.size / EM
        return [
            (start + left * scale, self.y - top * scale, start + right * scale, self.y - bottom * scale)
            for left, bottom, right, top in self.line.boxes
        ]

    def lower(self, by: float) -> "Placed":
        """The same line, `by` drawing units further down."""
        return Placed(self.line, self.x, self.y + by, self.size)

    def path(self) -> str:
        """Path data of the line."""
        return line_path(self.line, self.x, self.y, self.size)


def pieces_of(name: str) -> list[Piece]:
    """The parts a name may be broken into: at spaces, after hyphens, inside words too long for one line."""
    pieces: list[Piece] = []
    for word in drawable(name).split():
        lead = " "
        for part in re.findall(r"[^-–—/]+[-–—/]*|[-–—/]+", word):
            for text, tail in _syllables(part):
                pieces.append(Piece(text, lead, tail))
                lead = ""
    return pieces


def _syllables(word: str) -> Iterator[tuple[str, str]]:
    """A long word in parts of about ten letters, cut before a consonant and its vowel; others whole."""
    while len(word) > _TALL_WORD:
        good = [
            cut
            for cut in range(5, min(len(word) - 4, 14))
            if word[cut].lower() not in _VOWELS
            and word[cut + 1].lower() in _VOWELS
            and word[cut - 1 : cut + 1].lower() not in _PAIRS
        ]
        cut = min(good or [_PIECE], key=lambda place: (abs(place - _PIECE), place))
        yield word[:cut], "-"
        word = word[cut:]
    yield word, ""


def breaks(pieces: list[Piece]) -> Iterator[list[tuple[str, int]]]:
    """The ways to set the pieces in one to five lines: the lines' texts, and how many words each one breaks.

    Every break is weighed by its longest line; for each number of lines the best six are worth measuring.
    """
    count = len(pieces)
    ends = list(accumulate((len(piece.text) + len(piece.lead) for piece in pieces), initial=0))
    for lines in range(1, min(MOST_LINES, count) + 1):
        ways = ((0, *cuts, count) for cuts in combinations(range(1, count), lines - 1))
        for edges in nsmallest(_SHORTLIST, ways, key=lambda edges: _longest(ends, edges)):
            yield [_text(pieces[a:b], last=b == count) for a, b in pairwise(edges)]


def _longest(ends: list[int], edges: tuple[int, ...]) -> int:
    """Letters in the longest line, from where each piece ends and where the lines are cut."""
    return max([ends[b] - ends[a] for a, b in pairwise(edges)])


def _text(pieces: list[Piece], *, last: bool) -> tuple[str, int]:
    """One line's text, with a hyphen where it ends inside a word, and 1 if it does."""
    text = "".join((p.lead if i else "") + p.text for i, p in enumerate(pieces))
    broken = 0 if last else len(pieces[-1].tail)
    return text + pieces[-1].tail * broken, broken
