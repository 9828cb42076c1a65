"""The Merkle tree over a log's lines (RFC 9162, section 2.1), kept in tiles (C2SP tlog-tiles).

A tile holds up to 256 hashes of 32 bytes, one after another: at level 0 those of lines, at level n those of whole
subtrees over 256**n lines. Only the last tile of a level still grows, so adding writes few rows, and a proof over ten
million lines reads three tiles.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping

BYTES = 32
HEIGHT = 8
WIDTH = 2**HEIGHT

# The tile at (level, number). Errors: whatever the reader raises for one that is not there.
Tiles = Callable[[int, int], bytes]


def leaf_hash(line: bytes) -> bytes:
    """The hash of one line: 32 bytes."""
    return hashlib.sha256(b"\0" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours: 32 bytes."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grown(size: int, tails: Mapping[int, bytes], hashes: Iterable[bytes]) -> tuple[int, dict[tuple[int, int], bytes]]:
    """Add the hashes of lines to a tree of `size` lines.

    `tails` holds, by level, the last tile where it is not full. The answer is the new size and every tile that is new
    or longer, by (level, number).
    """
    growing = {level: bytearray(tail) for level, tail in tails.items()}
    written: dict[tuple[int, int], bytes] = {}
    for leaf in hashes:
        size += 1
        level, rest, of_tile = 0, size, leaf
        while True:
            tile = growing.setdefault(level, bytearray())
            tile += of_tile
            # The numbers of lines, then of whole tiles below, that this tile ends with.
            if len(tile) < WIDTH * BYTES:
                break
            written[level, rest // WIDTH - 1] = bytes(tile)
            of_tile = _root_of([bytes(tile[at : at + BYTES]) for at in range(0, len(tile), BYTES)])
            tile.clear()
            level, rest = level + 1, rest // WIDTH
    for level, tile in growing.items():
        if tile:
            written[level, (size >> HEIGHT * level) // WIDTH] = bytes(tile)
    return size, written


def tails_of(size: int, tiles: Tiles) -> dict[int, bytes]:
    """The last tile of each level of a tree of this size, where it is not full."""
    tails, level = {}, 0
    while count := size >> HEIGHT * level:
        if count % WIDTH:
            tails[level] = tiles(level, count // WIDTH)[: count % WIDTH * BYTES]
        level += 1
    return tails


def root(size: int, tiles: Tiles) -> bytes:
    """The root of the tree over the first `size` lines."""
    return _range(0, size, tiles) if size else hashlib.sha256(b"").digest()


def inclusion(seq: int, size: int, tiles: Tiles) -> list[bytes]:
    """The hashes that lead from line number `seq` (from 0) to the root over `size` lines, nearest first.

    Errors: ValueError for a line that is not below `size`.
    """
    if not 0 <= seq < size:
        raise ValueError(f"no line {seq} among {size}")
    return _path(seq, 0, size, tiles)


def beside(seq: int, size: int) -> list[tuple[int, bool]]:
    """Over how many lines each hash of `inclusion` is, and whether it stands left of the way, nearest first.

    Errors: ValueError for a line that is not below `size`.
    """
    if not 0 <= seq < size:
        raise ValueError(f"no line {seq} among {size}")
    found, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if seq < middle:
            found.append((end - middle, False))
            end = middle
        else:
            found.append((middle - start, True))
            start = middle
    return found[::-1]


def root_from(line: bytes, seq: int, size: int, path: list[bytes]) -> bytes:
    """The root that follows from a line, its number (from 0) and its path (RFC 9162, 2.1.3.2). Errors: ValueError."""
    found, number, last = leaf_hash(line), seq, size - 1
    for step in path:
        if last == 0:
            raise ValueError("the path is too long")
        if number % 2 or number == last:
            found = node_hash(step, found)
            while number and not number % 2:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, step)
        number, last = number >> 1, last >> 1
    if last or not 0 <= seq < size:
        raise ValueError("the path is too short")
    return found


def _path(seq: int, start: int, end: int, tiles: Tiles) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if seq < middle:
        return [*_path(seq, start, middle, tiles), _range(middle, end, tiles)]
    return [*_path(seq, middle, end, tiles), _range(start, middle, tiles)]


def _range(start: int, end: int, tiles: Tiles) -> bytes:
    """The root over the lines from `start` on and before `end`; `start` is where a subtree of that size may begin."""
    length = end - start
    if length & (length - 1):
        middle = start + _split(length)
        return node_hash(_range(start, middle, tiles), _range(middle, end, tiles))
    height = length.bit_length() - 1
    level = height // HEIGHT
    first, count = start >> HEIGHT * level, 1 << height % HEIGHT
    tile, at = tiles(level, first // WIDTH), first % WIDTH
    return _root_of([tile[place * BYTES : (place + 1) * BYTES] for place in range(at, at + count)])


def _root_of(hashes: list[bytes]) -> bytes:
    """The root over a power of two of neighbours."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def _split(length: int) -> int:
    """The largest power of two below a length of two or more."""
    return 1 << (length - 1).bit_length() - 1
