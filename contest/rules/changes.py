"""What changed between two versions of a text, word by word."""

from difflib import SequenceMatcher
from typing import NamedTuple

SAME, GONE, NEW = "same", "gone", "new"


class Piece(NamedTuple):
    """Some words and what became of them: same, gone or new."""

    kind: str
    words: str


def between(before: str, after: str) -> list[Piece]:
    """The words of both, in reading order: what is gone stands before what came in its place."""
    old, new = before.split(), after.split()
    found = []
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, " ".join(old[i:j])))
            continue
        found += [Piece(name, " ".join(words)) for name, words in ((GONE, old[i:j]), (NEW, new[k:m])) if words]
    return found
