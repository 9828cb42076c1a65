"""Words of any script in the order they are seen: letters of ours as outlines, Arabic and emoji from fonts.

Arabic is joined and turned by whoever draws it; here only whole words are put in order, as the Unicode bidirectional
algorithm (UAX 9) orders them: from the first letter's side, a run of Arabic words from right to left, with the numbers
in it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from contest.rules.drawings.lockup import pieces_of

_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_PICTURE = (
    "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001faff"
)
_AFTER = "\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_EMOJI = f"(?:{_FLAG}|[{_PICTURE}][{_AFTER}]*(?:\u200d[{_PICTURE}][{_AFTER}]*)*)"
_PARTS = re.compile(f"(?P<emoji>{_EMOJI})|(?P<arabic>[{_ARABIC}][{_ARABIC}\u200c\u200d]*)")
_BREAKS, _NO_BREAKS = re.compile(r"[ \t\r\n]+"), re.compile("[\u00a0\u202f\u2007\u2060]")


class Script(StrEnum):
    """How a piece is drawn."""

    OURS = "ours"
    ARABIC = "arabic"
    EMOJI = "emoji"


@dataclass(frozen=True, slots=True)
class Item:
    """A word or a part of one.

    `space`: it stands apart from what is before it; `starts`: it may begin a line; `tail`: what a break after it adds.
    """

    text: str
    script: Script
    space: bool = True
    starts: bool = True
    tail: str = ""


def items_of(text: str) -> list[Item]:
    """The pieces of a text that a line may hold, in the order they are read; what no script knows is a crisp."""
    out: list[Item] = []
    for word in _BREAKS.split(text):
        # What a no-break space holds together is one word that keeps its space.
        for place, part in enumerate(filter(None, _NO_BREAKS.split(word))):
            pieces = list(_word(part))
            if pieces and place:
                pieces[0] = replace(pieces[0], starts=False)
            out += pieces
    return out


def foreign_words(texts: Sequence[str]) -> set[str]:
    """Every Arabic piece of these texts: their widths are known only to who has the font."""
    return {item.text for text in texts for item in items_of(text) if item.script is Script.ARABIC}


def joined(line: Sequence[Item]) -> list[Item]:
    """A line's pieces, those of ours that stand side by side as one; the hyphen of a last one included."""
    out: list[Item] = []
    for place, item in enumerate(line):
        text = item.text + (item.tail if place == len(line) - 1 else "")
        if out and out[-1].script is item.script is Script.OURS:
            out[-1] = replace(out[-1], text=out[-1].text + (" " if item.space else "") + text)
        else:
            out.append(replace(item, text=text))
    return out


def is_right_to_left(items: Sequence[Item]) -> bool:
    """Whether the first thing with a direction is Arabic."""
    for item in items:
        if item.script is Script.ARABIC:
            return True
        if item.script is Script.OURS and any(unicodedata.bidirectional(letter) == "L" for letter in item.text):
            return False
    return False


def seen(line: Sequence[Item], *, right_to_left: bool) -> list[Item]:
    """A line's pieces from left to right as they are seen."""
    backwards = _levels(line, right_to_left=right_to_left)
    runs: list[tuple[bool, list[Item]]] = []
    for item, back in zip(line, backwards, strict=True):
        if not runs or runs[-1][0] is not back:
            runs.append((back, []))
        runs[-1][1].append(item)
    ordered = [items[::-1] if back else items for back, items in (reversed(runs) if right_to_left else runs)]
    return [item for items in ordered for item in items]


def _levels(line: Sequence[Item], *, right_to_left: bool) -> list[bool]:
    """Which pieces run from right to left: Arabic, and what has no direction between two that do."""
    given = [_direction(item) for item in line]
    out = []
    for place, own in enumerate(given):
        before = next((one for one in reversed(given[:place]) if one is not None), right_to_left)
        after = next((one for one in given[place + 1 :] if one is not None), right_to_left)
        out.append(own if own is not None else before if before is after else right_to_left)
    return out


def _direction(item: Item) -> bool | None:
    """True for right to left, False for left to right, None for what follows its neighbours."""
    if item.script is Script.ARABIC:
        return True
    letters = item.script is Script.OURS and any(unicodedata.bidirectional(letter) == "L" for letter in item.text)
    return False if letters else None


def _word(word: str) -> Iterator[Item]:
    """One word's pieces; the first of them stands apart from the word before."""
    at, space = 0, True
    found = [*_PARTS.finditer(word), None]
    for part in found:
        for piece in pieces_of(word[at : part.start() if part else None]):
            # A stop after what is not ours stays with it.
            starts = space or any(letter.isalnum() for letter in piece.text)
            yield Item(piece.text, Script.OURS, space, starts, piece.tail)
            space = False
        if part is not None:
            yield Item(part.group(), Script(part.lastgroup or ""), space)
            space, at = False, part.end()
