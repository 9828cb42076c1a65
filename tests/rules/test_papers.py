"""Ballot papers: what may stand on one, and how a ranking is put in order."""

from uuid import UUID

import pytest

from contest.rules.objections import Refused
from contest.rules.papers import (
    MOST_STANDING,
    Method,
    Move,
    Paper,
    filled,
    marks,
    moved,
    one,
    points,
    setting_objections,
)

A, B, C = (UUID(int=number) for number in (1, 2, 3))
FILLED = [
    (Method.SEVERAL, 2, [(B, 1), (A, 1)], (str(A), str(B))),
    (Method.RUNOFF, 1, [(B, 1), (A, 1), (C, 1)], (str(B), str(A), str(C))),
    (Method.SCHULZE, 1, [(C, 1)], (str(C),)),
    (Method.STARS, 1, [(B, 5), (A, 1), (C, 0)], (f"{A}:1", f"{B}:5")),
    (Method.ONE, 3, [(A, 1)], (str(A),)),
]
REFUSED = [
    (Method.SEVERAL, 2, [], ["paper_empty"]),
    (Method.STARS, 1, [(A, 0), (B, 6), (C, -1)], ["paper_empty"]),
    (Method.SEVERAL, 2, [(A, 1), (B, 1), (C, 1)], ["paper_too_many"]),
    (Method.ONE, 3, [(A, 1), (B, 1)], ["paper_too_many"]),
    (Method.RUNOFF, 1, [(A, 1), (A, 1)], ["paper_twice"]),
    (Method.SEVERAL, 1, [(A, 1), (A, 1)], ["paper_twice", "paper_too_many"]),
    (Method.SCHULZE, 1, [(UUID(int=number), 1) for number in range(MOST_STANDING + 1)], ["paper_too_many"]),
]


@pytest.mark.parametrize(("method", "most", "given", "choices"), FILLED)
def test_a_paper_says_what_was_marked(method, most, given, choices):
    assert filled(method, most, given) == Paper(choices)


@pytest.mark.parametrize(("method", "most", "given", "reasons"), REFUSED)
def test_a_paper_that_says_nothing_or_too_much_is_refused(method, most, given, reasons):
    with pytest.raises(Refused) as refused:
        filled(method, most, given)
    assert [reason.key for reason in refused.value.objections] == reasons


def test_papers_are_told_apart_by_a_key_that_fits():
    papers = [one(A), one(B), Paper((str(A), str(B))), Paper((str(B), str(A))), Paper((f"{A}:1",)), Paper((f"{A}:2",))]
    assert len({paper.key for paper in papers}) == len(papers)
    assert max(len(paper.key) for paper in papers) == len(str(A))
    assert papers[0].key == str(A)


def test_what_a_paper_adds_is_a_vote_stars_or_of_a_ranking_the_first_place():
    ranking, stars = (str(B), str(A)), (f"{A}:1", f"{B}:5")
    assert marks(ranking) == [(B, 1), (A, 1)]
    assert points(Method.SEVERAL, ranking) == [(B, 1), (A, 1)]
    assert points(Method.RUNOFF, ranking) == points(Method.SCHULZE, ranking) == [(B, 1)]
    assert points(Method.STARS, stars) == [(A, 1), (B, 5)]


@pytest.mark.parametrize(
    ("move", "number", "order"),
    [
        (Move.UP, 3, [1, 3, 2]),
        (Move.UP, 1, [1, 2, 3]),
        (Move.DOWN, 1, [2, 1, 3]),
        (Move.DOWN, 3, [1, 2, 3]),
        (Move.OUT, 2, [1, 3]),
        (Move.IN, 4, [1, 2, 3, 4]),
        (Move.IN, 2, [1, 2, 3]),
        (Move.UP, 9, [1, 2, 3]),
    ],
)
def test_a_press_moves_an_idea_within_the_ranking(move, number, order):
    assert moved([1, 2, 3, 1], move, number) == order


@pytest.mark.parametrize(
    ("method", "choices", "standing", "picked", "reasons"),
    [
        (Method.ONE, 1, 10**6, False, []),
        (Method.ONE, 1, 1, True, ["candidates_too_few"]),
        (Method.SEVERAL, 1, 5, True, ["choices_wrong"]),
        (Method.SEVERAL, 10, 5, True, []),
        (Method.SEVERAL, 11, 41, False, ["candidates_too_many", "choices_wrong"]),
        (Method.STARS, 0, 0, False, []),
        (Method.SCHULZE, 0, 41, True, ["candidates_too_many"]),
    ],
)
def test_a_way_of_voting_fits_the_number_of_ideas(method, choices, standing, picked, reasons):
    found = setting_objections(method, choices, standing=standing, picked=picked)
    assert [reason.key for reason in found] == reasons
