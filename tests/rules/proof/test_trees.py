"""The log's tree: known roots, a plain oracle, tiles written bit by bit, and proofs that lead to the root."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.rules.proof import trees
from contest.rules.proof.trees import BYTES, WIDTH

# The leaves and roots by which implementations of RFC 6962 and RFC 9162 are tested (certificate-transparency-go).
KNOWN = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
]


class Kept:
    """Tiles as a table keeps them: the longest of each place."""

    def __init__(self) -> None:
        self.size, self.tiles = 0, dict[tuple[int, int], bytes]()

    def add(self, hashes: list[bytes]) -> None:
        tails = trees.tails_of(self.size, self.read)
        self.size, written = trees.grown(self.size, tails, hashes)
        self.tiles |= written

    def read(self, level: int, number: int) -> bytes:
        return self.tiles[level, number]


def leaves(count: int) -> list[bytes]:
    return [trees.leaf_hash(str(number).encode()) for number in range(count)]


def plain_root(hashes: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, as it is written there."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while 2 * split < len(hashes):
        split *= 2
    return hashlib.sha256(b"\1" + plain_root(hashes[:split]) + plain_root(hashes[split:])).digest()


@cache
def grown_to(size: int) -> Kept:
    kept = Kept()
    kept.add(leaves(size))
    return kept


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_everybody_knows(size):
    kept = Kept()
    kept.add([trees.leaf_hash(bytes.fromhex(leaf)) for leaf, _ in KNOWN[:size]])
    assert trees.root(size, kept.read).hex() == KNOWN[size - 1][1]


def test_nothing_has_the_root_of_nothing():
    assert trees.root(0, Kept().read) == plain_root([])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), max_size=6))
def test_in_whatever_portions_lines_come_tiles_and_root_are_the_same(portions):
    kept, hashes, at = Kept(), leaves(sum(portions)), 0
    for portion in portions:
        kept.add(hashes[at : at + portion])
        at += portion
    assert kept.tiles == (grown_to(at).tiles if at else {})
    assert trees.root(at, kept.read) == plain_root(hashes)


@pytest.mark.parametrize("size", [WIDTH - 1, WIDTH, WIDTH + 1, WIDTH**2 - 1, WIDTH**2, WIDTH**2 + WIDTH + 3])
def test_a_level_more_begins_where_a_tile_is_full(size):
    kept, hashes = grown_to(size), leaves(size)
    assert trees.root(size, kept.read) == plain_root(hashes)
    counts = {level: size // WIDTH**level for level in range(3) if size // WIDTH**level}
    lengths = {
        (level, number): min(WIDTH, count - number * WIDTH) * BYTES
        for level, count in counts.items()
        for number in range(-(-count // WIDTH))
    }
    assert {place: len(tile) for place, tile in kept.tiles.items()} == lengths
    assert trees.tails_of(size, kept.read).keys() == {level for level, count in counts.items() if count % WIDTH}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_path_leads_from_its_line_alone_to_the_root_then_and_later(data):
    later = data.draw(st.integers(1, 1200))
    size = data.draw(st.integers(1, later))
    seq = data.draw(st.integers(0, size - 1))
    kept = grown_to(later)
    path = trees.inclusion(seq, size, kept.read)
    assert trees.root_from(str(seq).encode(), seq, size, path) == trees.root(size, kept.read)
    wrong = data.draw(st.sampled_from([b"another line", str(seq + 1).encode()]))
    assert trees.root_from(wrong, seq, size, path) != trees.root(size, kept.read)
    if path:
        changed = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:changed], trees.leaf_hash(b"bent"), *path[changed + 1 :]]
        assert trees.root_from(str(seq).encode(), seq, size, bent) != trees.root(size, kept.read)


def test_a_path_has_a_step_for_each_doubling():
    size = WIDTH**2 + WIDTH + 3
    assert len(trees.inclusion(0, size, grown_to(size).read)) == 17


@pytest.mark.parametrize(("seq", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_line_that_is_not_there_has_no_path(seq, size):
    with pytest.raises(ValueError, match="no line"):
        trees.inclusion(seq, size, grown_to(5).read)


@pytest.mark.parametrize(
    ("seq", "size", "steps"), [(0, 5, 2), (0, 5, 4), (4, 5, 0), (4, 5, 2), (0, 1, 1), (5, 5, 0), (-1, 1, 0)]
)
def test_a_path_of_another_length_is_refused(seq, size, steps):
    with pytest.raises(ValueError, match="path is too"):
        trees.root_from(b"line", seq, size, [trees.leaf_hash(b"step")] * steps)


@given(st.integers(1, 3000), st.data())
def test_what_stands_beside_the_way_is_every_other_line(size, data):
    seq = data.draw(st.integers(0, size - 1))
    found, kept = trees.beside(seq, size), Kept()
    kept.add([trees.leaf_hash(b"%d" % number) for number in range(size)])
    assert len(found) == len(trees.inclusion(seq, size, kept.read))
    assert sum(lines for lines, _ in found) == size - 1
    assert sum(lines for lines, left in found if left) == seq
    with pytest.raises(ValueError, match="no line"):
        trees.beside(size, size)
