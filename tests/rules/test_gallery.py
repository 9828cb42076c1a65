"""The fair order: a permutation for each seed, and over many seeds no number is luckier than another."""

import pytest

from contest.rules import gallery

SEEDS = 1000
# The 99.9 % quantile of chi-square with 149 degrees of freedom: fair orders exceed it once in a thousand.
CRITICAL_149 = 206.2


@pytest.mark.parametrize("total", [1, 2, 3, 4, 5, 7, 24, 25, 150, 1000])
def test_each_order_is_a_permutation(total):
    for seed in ("a", "b", "20261124"):
        assert sorted(gallery.window(seed, total, 0, total)) == list(range(1, total + 1))


def test_paging_shows_each_exactly_once():
    pages = [gallery.window("s", 150, after, 24) for after in range(0, 150, 24)]
    assert [len(page) for page in pages] == [24] * 6 + [6]
    assert sorted(number for page in pages for number in page) == list(range(1, 151))


def test_another_seed_is_another_order():
    assert gallery.window("a", 150, 0, 24) != gallery.window("b", 150, 0, 24)


def test_over_a_thousand_seeds_each_stands_on_the_first_page_equally_often():
    counts = dict.fromkeys(range(1, 151), 0)
    for seed in range(SEEDS):
        for number in gallery.window(f"visit {seed}", 150, 0, 24):
            counts[number] += 1
    expected = SEEDS * 24 / 150
    # Drawn without replacement on each page: the variance is smaller by the share not drawn.
    spread = expected * (1 - 24 / 150) * 150 / 149
    chi_square = sum((count - expected) ** 2 for count in counts.values()) / spread
    assert chi_square < CRITICAL_149


def test_the_first_place_is_fair_as_well():
    counts = dict.fromkeys(range(1, 11), 0)
    for seed in range(SEEDS):
        counts[gallery.at(f"visit {seed}", 10, 0)] += 1
    # 99.9 % quantile with 9 degrees of freedom.
    assert sum((count - 100) ** 2 for count in counts.values()) / 100 < 27.9


@pytest.mark.parametrize(("total", "position"), [(10, 10), (10, -1), (0, 0)])
def test_there_is_nothing_outside(total, position):
    with pytest.raises(ValueError, match="no such position"):
        gallery.at("s", total, position)
