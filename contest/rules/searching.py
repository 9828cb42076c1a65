"""Searching: text folded so that accents, case and typographic signs make no difference."""

import unicodedata
from collections.abc import Iterable

LONGEST_QUERY = 60
_SAME = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'"})


def fold(text: str) -> str:
    """NFKD without marks, lower case, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def folded_entry(parts: Iterable[str]) -> str:
    """What an entry is found by: its words in one folded line, with a space at both ends."""
    return f" {' '.join(fold(part) for part in parts)} "


def words(query: str) -> list[str]:
    """The folded words of a search, each once, at most six, the longest first."""
    folded = fold(query[:LONGEST_QUERY]).split()
    return sorted(dict.fromkeys(folded), key=len, reverse=True)[:6]


def needles(query: str) -> list[str]:
    """What a folded entry must hold, each of three letters or more, which is what an index of trigrams can find.

    A word anywhere ("oignon" holds "ign"), one of two letters where a word begins ("ui" is not in "fruit"), one of a
    single letter as a whole word.
    """
    return [word if len(word) > 2 else f" {word}" if len(word) > 1 else f" {word} " for word in words(query)]
