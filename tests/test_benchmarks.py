"""The benchmark's own arithmetic, and that the page tells what was measured last."""

import itertools

import pytest

from benchmarks import figures, told


@pytest.mark.parametrize("place", told.PLACES)
def test_the_page_tells_the_newest_results(place: str):
    begins, ends = told.marks(place)
    assert begins + told.table(told.newest(place)) + ends in told.PAGE.read_text()


def test_a_ratio_is_the_median_of_rounds_in_which_both_were_measured():
    ones = itertools.cycle([10.0, 20.0, 30.0, 40.0, 1000.0])
    others = itertools.cycle([100.0])
    value, made_of = figures.ratio(lambda: next(ones), lambda: next(others))
    assert (value, made_of) == (0.3, "30 / 100 a second; rounds 0.10 to 10.00")


@pytest.mark.parametrize(("value", "goal", "ok"), [(0.8, 0.8, True), (0.7999, 0.8, False), (1, 0.8, True)])
def test_a_goal_from_below(value: float, goal: float, ok: bool):
    assert figures.at_least("x", value, goal).ok is ok


@pytest.mark.parametrize(("value", "goal", "ok"), [(5, 5, True), (5.001, 5, False)])
def test_a_goal_from_above(value: float, goal: float, ok: bool):
    assert figures.at_most("x", value, goal).ok is ok
