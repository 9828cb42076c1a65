"""What changed between two versions: of a text word by word, of the pictures one by one."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

Named = TypeVar("Named")
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


def among(before: Sequence[Named], after: Sequence[Named]) -> list[tuple[str, Named]]:
    """What there is now, each the same or new, then what is gone; nothing when all is as it was, in that order."""
    if list(before) == list(after):
        return []
    now = [(SAME if one in before else NEW, one) for one in after]
    return now + [(GONE, one) for one in before if one not in after]
