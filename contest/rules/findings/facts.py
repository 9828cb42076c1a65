"""What the checks are given, and what they answer."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Rule(StrEnum):
    """The checks by name."""

    DANGER = "danger"
    OFFENSIVE = "offensive"
    PERSONAL = "personal"
    LINK = "link"
    COMPETITOR = "competitor"
    WATCHED = "watched"
    COPY = "copy"
    PICTURE_COPY = "picture_copy"
    PICTURE_EMPTY = "picture_empty"
    SOURCE = "source"


# A finding of this weight puts its idea before all others of the queue: somebody may come to harm.
URGENT = 100
# More findings than these say no more.
HEAVIEST = 999


@dataclass(frozen=True)
class Finding:
    """One thing that was noticed: by which rule, how heavy, and where (characters of the text of a field).

    Without a `field` it is about the idea as a whole. `facts` are what its explanation says.
    """

    rule: Rule
    weight: int
    field: str = ""
    start: int = 0
    end: int = 0
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Alike:
    """Another idea with nearly the same text or picture: its id (hexadecimal), name, and how alike (0 to 1)."""

    entry: str
    name: str
    share: float


@dataclass(frozen=True)
class Shot:
    """A picture as far as it was measured: its size in pixels, and how much its brightness varies (0 to 127)."""

    width: int
    height: int
    contrast: float


@dataclass(frozen=True)
class Facts:
    """An idea and what stands around it.

    `texts` are its answers by field key; `competitors`, `watched` and `allowed` the campaign's own words; `copies` and
    `picture_copies` what is nearly the same elsewhere in the campaign; `from_source` how many ideas came that day from
    one connection and browser, this one included, and `people` under how many addresses.
    """

    lang: str
    texts: Mapping[str, str]
    competitors: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    copies: tuple[Alike, ...] = ()
    picture_copies: tuple[Alike, ...] = ()
    pictures: tuple[Shot, ...] = ()
    from_source: int = 0
    people: int = 0


def attention(weights: Iterable[int]) -> int:
    """What an idea's findings weigh together."""
    return min(HEAVIEST, sum(weights))
