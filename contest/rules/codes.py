"""Codes printed on packs: how they look, how they are read, and how little a guess is worth.

A code of ours is eleven random letters and a check letter, in three groups: `7K3F-M2QX-9TRC`. Its 32 letters leave
out I, L, O and U, and what looks alike is read alike. A brand's own codes are read the same way, only without a check.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from contest.rules import addresses
from contest.rules.objections import Objection
from contest.rules.receipts import ALPHABET
from contest.rules.shares.codes import check_digit

LETTERS = 11
LENGTH = LETTERS + 1
# Bytes of chance for one code: 56 bits, of which 55 are used.
RANDOM_BYTES = 7
# A code of somebody else's: so long at least and at most.
SHORTEST, LONGEST = 6, 32
# One guess in so many may hit a code; codes that are easier to guess are not taken in.
LEAST_ODDS = 10**8
# As many as one batch may hold: at the desk, where somebody waits, and at the console.
MOST_AT_DESK, MOST = 100_000, 20_000_000
LONGEST_LABEL = 60
# Wrong codes from one network address within ten minutes that cost nothing; then a page must have been open longer.
FREE_TRIES, STRETCH, LONGEST_WAIT = 30, 600, 60
# Wrong codes that may be sent from one page.
TRIES_A_PAGE = 5
MOST_FAULTS = 100
HEAD = "code;address\r\n"
_READ_AS = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐-―._]+")
_KNOWN = frozenset(string.ascii_uppercase + string.digits)


def code_of(random: bytes) -> str:
    """The code for 7 random bytes, without separators. Errors: ValueError."""
    if len(random) != RANDOM_BYTES:
        raise ValueError("a code is made of 7 random bytes")
    number = int.from_bytes(random, "big")
    digits = [number >> shift & 31 for shift in range(5 * LETTERS - 5, -1, -5)]
    return "".join(map(ALPHABET.__getitem__, digits)) + ALPHABET[check_digit(digits)]


def read_code(typed: str) -> str | None:
    """A code as it is kept and hashed, in any case, with or without separators; None for what cannot be one."""
    letters = _SEPARATORS.sub("", typed).upper().translate(_READ_AS)
    if not SHORTEST <= len(letters) <= LONGEST or not _KNOWN.issuperset(letters):
        return None
    return letters


def shown(code: str) -> str:
    """A code as it is printed and shown: in groups of four where it is one of ours."""
    if len(code) != LENGTH:
        return code
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))


def is_ours(code: str) -> bool:
    """Whether the check letter is right: one letter mistyped, or two exchanged, and it is not."""
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return False
    *digits, check = (ALPHABET.index(letter) for letter in code)
    return check == check_digit(digits)


def odds(codes: int, *, alphabet: int = 32, length: int = LETTERS) -> int:
    """One guess in so many hits one of `codes` that are spread evenly over what `length` letters can say."""
    return int(alphabet**length) // max(1, codes)


def wait(wrong: int) -> int:
    """For how many seconds a page must have been open before a code of it is looked at; never for ever.

    `wrong`: the codes that were wrong, from the same network address, in the last ten minutes.
    """
    over = wrong - FREE_TRIES
    return 0 if over < 0 else min(LONGEST_WAIT, 2 ** min(6, over // 10 + 1))


@dataclass(frozen=True)
class Addressed:
    """Where the QR code of a pack leads: the vote's page, in one language, with the code filled in."""

    public_url: str
    lang: str
    campaign: str

    @cached_property
    def _page(self) -> str:
        return addresses.absolute(self.public_url, "vote", lang=self.lang, campaign=self.campaign)

    def address(self, code: str) -> str:
        """The whole address for one code."""
        return f"{self._page}?code={code}"

    def line(self, code: str) -> str:
        """A line of the printer's sheet: the code as it is printed, and what its QR code says."""
        return f"{shown(code)};{self.address(code)}\r\n"


@dataclass(frozen=True)
class BadLine:
    """A line of a file that is no code."""

    row: int
    objection: Objection


@dataclass
class Measured:
    """What a file of codes holds, measured line by line without keeping any."""

    codes: int = 0
    shortest: int = LONGEST
    letters: set[str] = field(default_factory=set)
    faults: list[BadLine] = field(default_factory=list)

    def look(self, row: int, line: str) -> str | None:
        """The code of a line; None where there is none."""
        code = read_code(line)
        if code is None:
            if line.strip() and len(self.faults) < MOST_FAULTS:
                self.faults.append(BadLine(row, Objection("pack_code_malformed")))
            return None
        self.codes += 1
        self.shortest = min(self.shortest, len(code))
        self.letters.update(code)
        return code

    def objections(self, known: int) -> tuple[Objection, ...]:
        """What speaks against taking the file in, beside `known` codes that are there already."""
        if not self.codes:
            return (Objection("codes_none"),)
        if self.codes > MOST:
            return (Objection("codes_too_many", facts={"most": MOST}),)
        least = odds(known + self.codes, alphabet=len(self.letters), length=self.shortest)
        if least < LEAST_ODDS:
            return (Objection("codes_guessable", facts={"odds": least, "needed": LEAST_ODDS}),)
        return ()


def lines(measured: Measured, file: Iterator[str]) -> Iterator[str]:
    """The codes of a file of one code a line (a first cell before `,` or `;`), measured on the way."""
    for row, line in enumerate(file, start=1):
        cell = re.split("[,;\t]", line.lstrip("\ufeff"), maxsplit=1)[0].strip().strip('"')
        if row == 1 and cell.lower() in {"code", "codes"}:
            continue
        code = measured.look(row, cell)
        if code is not None:
            yield code
