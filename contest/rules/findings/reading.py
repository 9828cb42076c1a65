"""Reading a text as people who hide words in it hope it is not read: l33t, spacing, accents, repeated letters.

Every token keeps its place in the text, so that what is found can be shown where it stands.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

# Letters that only look like ours (Cyrillic, Greek), ligatures, and what stands for a letter at a keyboard.
_LOOKS = str.maketrans("аеорсхуікѕԁɡαοε", "aeopcxyiksdgaoe") | str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"}
)
_STANDS = str.maketrans("013456789@$€!|+", "oieasgtbgaseiit")
_OR_ELSE = str.maketrans("1!|", "lll")
_SIGNS = "@$€!|+*#"
_TOKEN = re.compile(rf"[^\W_{re.escape(_SIGNS)}][\w{re.escape(_SIGNS)}]*|[\w{re.escape(_SIGNS)}]+")
# Between the letters of one word, when somebody writes them apart.
_PIECE = re.compile(r"[^\W_]+|[@$€!|+]")
_BETWEEN = re.compile(r"[\s._\-·,/*]{1,3}")
_INSIDE = re.compile(r"[._\-·*/]")
_RUN = re.compile(r"(.)\1{2,}")
MOST_RUNS = 4
SHORTEST_SPELT = 3


@dataclass(frozen=True)
class Token:
    """A word as it may be meant, and where it stands; `masks`: some of its letters were written as a star."""

    readings: tuple[str, ...]
    start: int
    end: int

    @property
    def masks(self) -> bool:
        """Whether a letter of it is hidden."""
        return "*" in self.readings[0]


@dataclass(frozen=True)
class Read:
    """A text: its words in order, and besides them those that somebody spelt out or cut in two."""

    words: tuple[Token, ...]
    hidden: tuple[Token, ...]


def plain(text: str) -> str:
    """A listed word as texts are compared: lower case, without accents, single spaces."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter, _ in _folded(text)).split())


def read(text: str) -> Read:
    """The words of a text."""
    letters = list(_folded(text))
    line = "".join(letter for letter, _ in letters)
    words = tuple(
        token for match in _TOKEN.finditer(line) if (token := _token(match[0], match.start(), letters)) is not None
    )
    return Read(words, tuple(_hidden(line, letters)))


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """Every letter without its accents, with the place of the character it came from."""
    for place, character in enumerate(text):
        looked = character.casefold().translate(_LOOKS)
        for letter in unicodedata.normalize("NFKD", looked).translate(_LOOKS):
            if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf":
                yield letter, place


def _token(word: str, at: int, letters: list[tuple[str, int]]) -> Token | None:
    readings = _readings(word)
    if not readings:
        return None
    return Token(readings, letters[at][1], letters[at + len(word) - 1][1] + 1)


def _readings(word: str) -> tuple[str, ...]:
    """What a word may be meant as, the likeliest first; a number is itself."""
    bare = word.strip("".join(sign for sign in _SIGNS if sign not in "@$€")).strip("_")
    if not any(letter.isalpha() for letter in bare):
        return (bare,) if bare.isdigit() else ()
    bare = bare.replace("#", "*")
    meant = [bare]
    if not bare.replace("*", "").isalpha():
        meant = [bare.translate(_STANDS), bare.translate(_OR_ELSE).translate(_STANDS), bare]
    return tuple(dict.fromkeys(short for one in meant for short in _shortened(one.replace("_", ""))))


def _shortened(word: str) -> list[str]:
    """The word with letters that are repeated three times and more written once, and twice."""
    runs = list(_RUN.finditer(word))[:MOST_RUNS]
    if not runs:
        return [word]
    found = []
    for times in product((1, 2), repeat=len(runs)):
        made, at = "", 0
        for run, many in zip(runs, times, strict=True):
            made, at = made + word[at : run.start()] + run[1] * many, run.end()
        found.append(made + word[at:])
    return found


def _hidden(line: str, letters: list[tuple[str, int]]) -> Iterator[Token]:
    """Words spelt out letter by letter ("c o n"), and words cut by a sign ("con.nard")."""
    pieces = list(_PIECE.finditer(line))
    for spelt, between in ((True, _BETWEEN), (False, _INSIDE)):
        group: list[re.Match[str]] = []
        for piece in pieces:
            fits = not spelt or len(piece[0]) == 1
            if not fits or (group and not between.fullmatch(line, group[-1].end(), piece.start())):
                yield from _joined(group, letters)
                group = []
            if fits:
                group.append(piece)
        yield from _joined(group, letters)


def _joined(group: list[re.Match[str]], letters: list[tuple[str, int]]) -> Iterator[Token]:
    word = "".join(piece[0] for piece in group)
    if len(group) < 2 or len(word) < SHORTEST_SPELT:
        return
    readings = _readings(word)
    if readings:
        yield Token(readings, letters[group[0].start()][1], letters[group[-1].end() - 1][1] + 1)
