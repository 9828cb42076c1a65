"""Lengths are kept as spans; what is said of them is true of the lengths."""

from collections import Counter
from datetime import timedelta
from statistics import median_low

import pytest

from contest.rules import spans


@pytest.mark.parametrize(
    ("seconds", "end"),
    [(-3, 5), (0, 5), (5, 5), (5.001, 10), (39, 40), (40, 40), (41, 50), (604800, 604800), (10**7, 604800)],
)
def test_a_length_lies_in_the_span_that_ends_next(seconds: float, end: int):
    assert spans.span_of(timedelta(seconds=seconds)) == end


@pytest.mark.parametrize(
    "lengths", [[7], [3, 3, 900], [3, 900, 900], [1, 2, 3, 4], [12, 12, 31, 31], list(range(0, 4000, 37))]
)
def test_half_of_them_lie_within_what_is_said_and_fewer_within_the_span_before(lengths: list[int]):
    counts = Counter(spans.span_of(timedelta(seconds=length)) for length in lengths)
    said = spans.middle(counts)
    assert said == timedelta(seconds=spans.span_of(timedelta(seconds=median_low(lengths))))


def test_of_nothing_nothing_is_said():
    assert spans.middle({}) is None
    assert spans.middle({5: 0}) is None


def test_the_spans_are_in_order_and_never_twice_as_long_as_the_one_before_by_much():
    assert sorted(set(spans.ENDS)) == list(spans.ENDS)
    assert all(later / earlier <= 2 for earlier, later in zip(spans.ENDS, spans.ENDS[1:], strict=False))
