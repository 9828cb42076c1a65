"""Words of any script in the order they are seen: letters of ours as outlines, others from fonts.

Arabic is joined and turned by whoever draws it; here only whole words are put in order, as the Unicode bidirectional
algorithm (UAX 9) orders them: from the first letter's side, a run of Arabic or Hebrew words from right to left, with
the numbers in it. Chinese and Japanese are broken anywhere but before what closes and after what opens (UAX 14).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from contest.rules.cards.fonts import FONTS, PARTS, Script, clusters, reached
from contest.rules.drawings.lockup import pieces_of

_BREAKS, _NO_BREAKS = re.compile(r"[ \t\r\n]+"), re.compile("[\u00a0\u202f\u2007\u2060]")
_CLOSES = frozenset("、。，．・：；！？）］｝〉》」』】〕ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ～…")
_OPENS = frozenset("（［｛〈《「『【〔")
# A word of more letters may be broken after so many.
_LONG, _PART = 14, 10


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
    for word in _BREAKS.split(reached(text)):
        # What a no-break space holds together is one word that keeps its space.
        for place, part in enumerate(filter(None, _NO_BREAKS.split(word))):
            pieces = list(_word(part))
            if pieces and place:
                pieces[0] = replace(pieces[0], starts=False)
            out += pieces
    return out


def foreign_words(texts: Sequence[str]) -> dict[str, str]:
    """The pieces of these texts whose widths are known only to who has their font, and its family."""
    items = (item for text in texts for item in items_of(text))
    fonts = ((item.text, FONTS[item.script]) for item in items if item.script is not Script.OURS)
    return {text: font.family for text, font in fonts if not font.square}


def joined(line: Sequence[Item]) -> list[Item]:
    """A line's pieces, those that stand side by side as one where their widths add up; a last one's hyphen included."""
    out: list[Item] = []
    for place, item in enumerate(line):
        text = item.text + (item.tail if place == len(line) - 1 else "")
        if out and out[-1].script is item.script and _adds_up(item):
            out[-1] = replace(out[-1], text=out[-1].text + (" " if item.space else "") + text)
        else:
            out.append(replace(item, text=text))
    return out


def _adds_up(item: Item) -> bool:
    return item.script is Script.OURS or (item.script is Script.HAN and not item.space)


def is_right_to_left(items: Sequence[Item]) -> bool:
    """Whether the first thing with a direction is Arabic or Hebrew."""
    return next((back for back in map(_direction, items) if back is not None), False)


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
    if item.script is Script.EMOJI:
        return None
    if item.script is not Script.OURS:
        return item.script.runs_back
    return False if any(unicodedata.bidirectional(letter) == "L" for letter in item.text) else None


def _word(word: str) -> Iterator[Item]:
    """One word's pieces; the first of them stands apart from the word before."""
    at, space = 0, True
    for part in [*PARTS.finditer(word), None]:
        for piece in pieces_of(word[at : part.start() if part else None]):
            # A stop after what is not ours stays with it.
            starts = space or any(letter.isalnum() for letter in piece.text)
            yield Item(piece.text, Script.OURS, space, starts, piece.tail)
            space = False
        if part is not None:
            for item in _run(part.group(), Script(part.lastgroup or "")):
                yield replace(item, space=space)
                space = False
            at = part.end()


def _run(text: str, script: Script) -> Iterator[Item]:
    """The pieces of a run of one script: Chinese by the letter, what is very long in parts, all else whole."""
    if script is Script.HAN:
        for before, letter in zip(" " + text, text, strict=False):
            yield Item(letter, script, starts=letter not in _CLOSES and before not in _OPENS)
        return
    letters = [text] if script.runs_back or script is Script.EMOJI else list(clusters(text))
    if len(letters) <= _LONG:
        yield Item(text, script)
        return
    parts = ["".join(letters[at : at + _PART]) for at in range(0, len(letters), _PART)]
    for part in parts:
        yield Item(part, script, tail="-" if script is Script.GREEK and part is not parts[-1] else "")
