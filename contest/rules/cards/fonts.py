"""Which letters are drawn how: ours as outlines, those of other scripts with fonts that whoever draws has.

What the fonts have is known here without opening one: `contest/outside/fonts` is cut to it, and a test holds the two
against each other.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from contest.rules.drawings.letters import BLOT, drawable


class Script(StrEnum):
    """How a piece is drawn."""

    OURS = "ours"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    GREEK = "greek"
    THAI = "thai"
    HANGUL = "hangul"
    HAN = "han"
    EMOJI = "emoji"

    @property
    def runs_back(self) -> bool:
        """Whether it is read from right to left."""
        return self in {Script.ARABIC, Script.HEBREW}

    @property
    def is_tall(self) -> bool:
        """Whether its letters reach far above and below those of ours."""
        return self in {Script.ARABIC, Script.THAI}


@dataclass(frozen=True, slots=True)
class Font:
    """A family, how large beside letters of ours, and how far below their baseline, in em.

    `square`: how wide each of its letters is, where all are alike; 0 where words have to be measured.
    """

    family: str
    size: float = 1.0
    down: float = 0.0
    square: float = 0.0


FONTS = {
    Script.ARABIC: Font("Lalezar", 1.12),
    Script.HEBREW: Font("Karantina", 1.1),
    # Cyrillic too.
    Script.GREEK: Font("Fira Sans Extra Condensed ExtraBold"),
    Script.THAI: Font("Noto Sans Thai ExtraBold", 0.9),
    Script.HANGUL: Font("Black Han Sans", 0.92),
    Script.HAN: Font("Noto Sans SC ExtraBold", 0.88, square=1.0),
    Script.EMOJI: Font("Noto Emoji", 0.84, down=0.02, square=9 / 7),
}
_LETTERS = {
    Script.ARABIC: "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    Script.HEBREW: "\u05b0-\u05bc\u05be\u05bf\u05c1\u05c2\u05c7\u05d0-\u05ea\u05f3\u05f4\ufb2a\ufb2b",
    Script.GREEK: (
        "\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u03f0-\u0479\u048a-\u052f"
        "\u1f00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4"
        "\u1fb6-\u1fc4\u1fc6-\u1fd3\u1fd6-\u1fdb\u1fdd-\u1fef\u1ff2-\u1ff4\u1ff6-\u1ffe"
    ),
    Script.THAI: "\u0e01-\u0e3a\u0e3f-\u0e5b",
    Script.HANGUL: "\u3131-\u3163\uac00-\ud7a3",
    Script.HAN: "\u2e80-\u3130\u3164-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6",
}
# Of these, what the character sets of their countries have: names of people are within them.
_CODED = {Script.HANGUL: ("euc_kr",), Script.HAN: ("gb2312", "big5", "shift_jis")}
# Vowels that are written before the letter they follow, and what stands after its own.
_THAI_BEFORE, _THAI_AFTER = frozenset("เแโใไ"), frozenset("ะาำๅๆฯ")
_JAMO = ("\u3131", "\u3163")
_PICTURE = (
    "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001faff"
)
_AFTER = "\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_EMOJI = f"(?:{_FLAG}|[{_PICTURE}][{_AFTER}]*(?:\u200d[{_PICTURE}][{_AFTER}]*)*)"
_JOINERS = {Script.ARABIC: "\u200c\u200d", Script.HEBREW: "'’\""}
_RUNS = "|".join(f"(?P<{script}>[{own}][{own}{_JOINERS.get(script, '')}]*)" for script, own in _LETTERS.items())
PARTS = re.compile(f"(?P<emoji>{_EMOJI})|{_RUNS}")
"""Each run of letters that are not ours; the group that matched is its script."""


def reached(text: str) -> str:
    """A text in which a run of letters of these scripts that no font has is a blot, which is drawn as a crisp."""
    whole = unicodedata.normalize("NFC", text)
    if not any(_script_of(letter) in _CODED for letter in whole):
        return whole
    return re.sub(f"{BLOT}+", BLOT, "".join(letter if _is_held(letter) else BLOT for letter in whole))


def unreached(text: str) -> str:
    """The letters of a text that neither we nor any of the fonts have, each once, as they come."""
    found = dict.fromkeys(letter for letter in unicodedata.normalize("NFC", text) if _is_lost(letter))
    return "".join(found)


def is_of(letter: str, script: Script) -> bool:
    """Whether a letter is of a script, and the font of that has it."""
    return _script_of(letter) is script and _is_held(letter)


def clusters(text: str) -> Iterator[str]:
    """A text's letters, each with the marks that belong to it; a Thai vowel that is written first with its letter."""
    held = ""
    for letter in text:
        belongs = unicodedata.category(letter).startswith("M") or letter in _THAI_AFTER
        if held and not belongs and held[-1] not in _THAI_BEFORE:
            yield held
            held = ""
        held += letter
    if held:
        yield held


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> Script:
    found = PARTS.fullmatch(letter)
    return Script(found.lastgroup or "") if found else Script.OURS


def _is_lost(letter: str) -> bool:
    if _script_of(letter) is Script.OURS:
        return BLOT in drawable(letter, "text")
    return not _is_held(letter)


@lru_cache(maxsize=4096)
def _is_held(letter: str) -> bool:
    """Whether the font of its script has a letter."""
    script = _script_of(letter)
    if script not in _CODED or _JAMO[0] <= letter <= _JAMO[1]:
        return True
    return any(_is_coded(letter, codec) for codec in _CODED[script])


def _is_coded(letter: str, codec: str) -> bool:
    try:
        # What a set does not have, EUC-KR puts together of eight bytes.
        return len(letter.encode(codec)) <= 2
    except UnicodeEncodeError:
        return False
