"""The names of tiles, as the specification writes them."""

import pytest

from contest.rules.proof import tiles
from contest.rules.proof.tiles import TileName


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("000", TileName(0, 256)),
        ("067", TileName(67, 256)),
        ("x001/067", TileName(1067, 256)),
        ("x001/x234/067", TileName(1_234_067, 256)),
        ("x001/x234/067.p/8", TileName(1_234_067, 8)),
        ("000.p/255", TileName(0, 255)),
        ("000.p/256", None),
        ("000.p/0", None),
        ("000.p/08", None),
        ("x000/067", None),
        ("67", None),
        ("0067", None),
        ("x067", None),
        ("001/067", None),
        ("", None),
        ("../000", None),
        ("٠٠٠", None),
    ],
)
def test_a_name_is_read_as_it_is_written(name: str, asked: TileName | None):
    assert tiles.read(name) == asked
    if asked is not None:
        assert tiles.written(*asked) == name


@pytest.mark.parametrize(
    ("size", "level", "asked", "covered"),
    [
        (256, 0, TileName(0, 256), True),
        (255, 0, TileName(0, 256), False),
        (255, 0, TileName(0, 255), True),
        (70_000, 1, TileName(1, 17), True),
        (70_000, 1, TileName(1, 18), False),
        (70_000, 2, TileName(0, 1), True),
        (70_000, 3, TileName(0, 1), False),
        (70_000, 10**9, TileName(0, 1), False),
        (0, 0, TileName(0, 1), False),
    ],
)
def test_a_log_holds_what_its_head_covers(size: int, level: int, asked: TileName, covered: bool):
    assert tiles.is_covered(size, level, asked) is covered
