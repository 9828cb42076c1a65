"""The addresses of a log's tiles, as witnesses and monitors of others ask for them (C2SP tlog-tiles)."""

import re
from typing import NamedTuple

from contest.rules.proof.trees import BYTES, HEIGHT, WIDTH

# A number in groups of three digits, all but the last after an x; and how many hashes of one that is not full yet.
_NAME = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
HIGHEST = 63 // HEIGHT


class TileName(NamedTuple):
    """A tile's number in its level, and how many hashes of it are asked for."""

    number: int
    width: int


def read(name: str) -> TileName | None:
    """What is asked for by the part of an address after the level: `x001/x234/067`, `000.p/17`; None for no tile."""
    found = _NAME.fullmatch(name)
    if found is None or found[1].startswith("x000/"):
        return None
    width = int(found[2]) if found[2] else WIDTH
    if width > WIDTH or (found[2] and width == WIDTH):
        return None
    return TileName(int(found[1].replace("x", "").replace("/", "")), width)


def written(number: int, width: int = WIDTH) -> str:
    """The part of an address that names a tile."""
    digits = f"{number:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return name if width == WIDTH else f"{name}.p/{width}"


def is_covered(size: int, level: int, asked: TileName) -> bool:
    """Whether a log of so many lines holds what is asked for at this level."""
    return level <= HIGHEST and asked.number * WIDTH + asked.width <= size >> HEIGHT * level


def cut(hashes: bytes, asked: TileName) -> bytes:
    """As much of a tile as was asked for."""
    return hashes[: asked.width * BYTES]
