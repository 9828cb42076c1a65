"""Lists of words and how a text is held against them.

A listed word is a word as it stands; with a star, the beginning (`encul*`), the end (`*hoer`) or a part (`*neuk*`) of
one, as compounds need it; with spaces, words in a row. What is `innocent` is never found, nor anything within it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from contest.rules.findings.reading import Read, Token, plain, read

HERE = Path(__file__).parent
# Lists that hold for every language.
EVERYWHERE = "any"
INNOCENT = "innocent"
# A word with a hidden letter must show so many others.
SHOWN = 2


class Hit(NamedTuple):
    """What was found: the group of its list, the listed word, and where it stands."""

    group: str
    listed: str
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """One group's words, sorted by how they are looked for; values are as they are listed."""

    whole: Mapping[str, str]
    begins: tuple[tuple[str, str], ...]
    ends: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[str, ...], str], ...]

    def of(self, reading: str) -> str:
        """The listed word this is; empty where it is none."""
        if reading in self.whole:
            return self.whole[reading]
        if "*" in reading:
            return self._masked(reading)
        for listed, hits in ((self.begins, str.startswith), (self.ends, str.endswith), (self.parts, str.__contains__)):
            for word, named in listed:
                if hits(reading, word):
                    return named
        return ""

    def _masked(self, reading: str) -> str:
        if len(reading.replace("*", "")) < SHOWN or not reading[0].isalpha():
            return ""
        shape = re.compile(reading.replace("*", "."))
        found = (named for word, named in (*self.whole.items(), *self.begins) if shape.fullmatch(word))
        return next(found, "")


def sorted_words(listed: Iterable[str]) -> Words:
    """Words as they are listed, ready to be looked for."""
    whole, begins, ends, parts, rows = {}, [], [], [], []
    for named in listed:
        word = plain(named)
        if " " in word:
            rows.append((_row(named), named))
        elif named.startswith("*") and named.endswith("*"):
            parts.append((word, named))
        elif named.endswith("*"):
            begins.append((word, named))
        elif named.startswith("*"):
            ends.append((word, named))
        elif word:
            whole[word] = named
    return Words(whole, tuple(begins), tuple(ends), tuple(parts), tuple(rows))


def _row(named: str) -> tuple[str, ...]:
    """The words of a listed row, each with its star."""
    return tuple(
        piece + ("*" if one.endswith("*") and piece == parts[-1] else "")
        for one in named.split()
        if (parts := plain(one).split())
        for piece in parts
    )


@lru_cache
def lists(name: str, lang: str) -> Mapping[str, Words]:
    """The groups of a committed list for a language, with what holds everywhere; their order is the file's."""
    told = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = {}
    for of in (EVERYWHERE, lang):
        for group, listed in told.get(of, {}).items():
            groups.setdefault(group, []).extend(listed)
    return {group: sorted_words(listed) for group, listed in groups.items()}


def hits(text: str, groups: Mapping[str, Words], innocent: Iterable[str] = ()) -> Iterator[Hit]:
    """Where the words of these groups stand in a text, each place once; `innocent` are further words to pass over."""
    words = read(text)
    spared = [groups[INNOCENT], sorted_words(innocent)] if INNOCENT in groups else [sorted_words(innocent)]
    passed = [place for of in spared for place in _places(words, of)]
    taken = list(passed)
    for group, of in groups.items():
        if group == INNOCENT:
            continue
        for start, end, named in _places(words, of):
            if not any(start < there[1] and there[0] < end for there in taken):
                taken.append((start, end, named))
                yield Hit(group, named.replace("*", ""), start, end)


def _places(words: Read, of: Words) -> Iterator[tuple[int, int, str]]:
    for row, named in of.rows:
        for at in range(len(words.words) - len(row) + 1):
            if all(_is(token, word) for token, word in zip(words.words[at:], row, strict=False)):
                yield words.words[at].start, words.words[at + len(row) - 1].end, named
    for token in (*words.words, *words.hidden):
        named = next((found for reading in token.readings if (found := of.of(reading))), "")
        if named:
            yield token.start, token.end, named


def _is(token: Token, word: str) -> bool:
    if word.endswith("*"):
        return any(reading.startswith(word[:-1]) for reading in token.readings)
    return word in token.readings
