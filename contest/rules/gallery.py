"""The gallery's fair order: a permutation of the numbers 1 to n for each seed, never stored, never sorted.

A Feistel network over pairs (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002): numbers are
written as pairs of a domain a little larger than n, and what falls outside is sent round again.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

PAGE = 24
ROUNDS = 8


def at(seed: str, total: int, position: int) -> int:
    """The number (1 to `total`) that stands at `position` (from 0) in the order of `seed`. Errors: ValueError."""
    if not 0 <= position < total:
        raise ValueError("there is no such position")
    rows = math.isqrt(total - 1) + 1
    columns = -(-total // rows)
    key, place = _key(seed), position
    while True:
        place = _shuffled(key, rows, columns, place)
        if place < total:
            return place + 1


def window(seed: str, total: int, after: int, size: int) -> list[int]:
    """The numbers at the `size` positions that follow the first `after`, fewer at the end."""
    return [at(seed, total, position) for position in range(max(after, 0), min(after + size, total))]


def shuffled(seed: str, those: Sequence[T]) -> list[T]:
    """All of them in the order of `seed`."""
    return [those[number - 1] for number in window(seed, len(those), 0, len(those))]


def _shuffled(key: bytes, rows: int, columns: int, place: int) -> int:
    left, right = place % rows, place // rows
    for turn in range(0, ROUNDS, 2):
        left = (left + _noise(key, turn, right)) % rows
        right = (right + _noise(key, turn + 1, left)) % columns
    return right * rows + left


def _noise(key: bytes, turn: int, half: int) -> int:
    return int.from_bytes(blake2b(bytes([turn]) + half.to_bytes(8, "big"), key=key, digest_size=8).digest(), "big")


@lru_cache(maxsize=256)
def _key(seed: str) -> bytes:
    return blake2b(seed.encode(), digest_size=32, person=b"gallery order").digest()
