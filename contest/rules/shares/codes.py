"""Share codes: a short link says by itself which campaign, idea, network or label, and language it belongs to.

A code is made of letters of five bits each: one for language and place, then campaign, channel and entry as
numbers of any size (four bits a letter, the fifth says that the number goes on), and a check letter. So nothing
can be cut off a code unnoticed, and a letter mistyped or two exchanged make it no code. It holds no secret:
whoever likes to make one up may do so, and gets a link to a public page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from contest.rules.receipts import ALPHABET

# Never given anew: a printed code lives as long as its packet.
LANGUAGES = ("fr", "nl", "en", "de")
LARGEST = 2**31 - 1
LONGEST = 32
_READ_AS = str.maketrans("OIL", "011")
# x^5 + x^2 + 1, by which the letters are numbers of the field with 32 elements.
_FIELD = 0b100101


class Place(IntEnum):
    """Where a link leads: to an idea's page (the campaign's, for idea 0), to the winner's, or "I voted for this"."""

    PAGE = 0
    WINNER = 1
    VOTED = 2


@dataclass(frozen=True)
class ShareCode:
    """What a code says. `campaign` is the campaign's own short key, `entry` a number (0: the campaign itself)."""

    campaign: int
    entry: int
    channel: int
    lang: str
    place: Place = Place.PAGE


def written(share: ShareCode) -> str:
    """The code, in small letters. Errors: ValueError for a language without a number or a number out of range."""
    numbers = (share.campaign, share.channel, share.entry)
    if share.campaign < 1 or min(numbers) < 0 or max(numbers) > LARGEST:
        raise ValueError(numbers)
    digits = [share.place << 3 | LANGUAGES.index(share.lang)]
    for number in numbers:
        digits += _spread(number)
    return "".join(ALPHABET[digit] for digit in (*digits, check_digit(digits))).lower()


def read(text: str) -> ShareCode | None:
    """What a code says, in any case, O read as 0, I and L as 1; None for what is no code of ours."""
    letters = text.strip().upper().translate(_READ_AS)
    if len(letters) > LONGEST or not letters or any(letter not in ALPHABET for letter in letters):
        return None
    *digits, check = (ALPHABET.index(letter) for letter in letters)
    if check != check_digit(digits):
        return None
    return _parsed(digits)


def _parsed(digits: list[int]) -> ShareCode | None:
    rest = iter(digits)
    first = next(rest, None)
    numbers = [_gathered(rest) for _ in range(3)]
    if first is None or next(rest, None) is not None:
        return None
    campaign, channel, entry = numbers
    place, lang = first >> 3, first & 7
    if not campaign or channel is None or entry is None or lang >= len(LANGUAGES) or place not in set(Place):
        return None
    return ShareCode(campaign, entry, channel, LANGUAGES[lang], Place(place))


def _spread(number: int) -> list[int]:
    """A number in letters of four bits, the highest first; all but the last say that it goes on."""
    digits = [number & 15]
    while number := number >> 4:
        digits.insert(0, number & 15 | 16)
    return digits


def _gathered(digits: Iterator[int]) -> int | None:
    """The next number; None where it breaks off, is too large, or has zeros in front that nobody writes."""
    number = 0
    for place, digit in enumerate(digits):
        if place == 0 and digit == 16:
            return None
        number = number << 4 | digit & 15
        if number > LARGEST:
            return None
        if digit < 16:
            return number
    return None


def check_digit(digits: Sequence[int]) -> int:
    """The letter that makes the weighted sum zero: weights all differ, so one change or one exchange shows."""
    total = 0
    for digit in digits:
        total = (total ^ digit) << 1
        total ^= _FIELD if total > 31 else 0
    return total
