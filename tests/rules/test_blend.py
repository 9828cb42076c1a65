"""A blend on paper: points, places, what decides between equals, and what the public can still change."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations, product
from uuid import UUID

import pytest

from contest.rules import blend, sealed
from contest.rules.blend import Blend, Part, Points, Term, blended
from contest.rules.outlook import Outlook, Prospect, always_public, outlook
from contest.rules.papers import Method
from contest.rules.results import Standing, ranking

A, B, C, D = (UUID(int=number) for number in range(1, 5))
PUBLIC, JURY, SALES = Part.PUBLIC, Part.JURY, Part.SALES
SHARE, RANK = Points.SHARE, Points.RANK


def of(public: int, jury: int = 0, sales: int = 0, *, by=SHARE, jury_by=SHARE, first: Part = PUBLIC) -> Blend:
    terms = [Term(PUBLIC, public, by), Term(JURY, jury, jury_by), Term(SALES, sales, SHARE)]
    return Blend(tuple(term for term in terms if term.weight), first)


def votes(**numbers: int) -> list[Standing]:
    return ranking((globals()[name], number) for name, number in numbers.items())


def figures(part: Part = JURY, **said: str) -> dict[Part, dict[UUID, Fraction]]:
    return {part: {globals()[name]: Fraction(figure) for name, figure in said.items()}}


@pytest.mark.parametrize(
    ("figure", "best", "points"),
    [
        ("0", "0", 0),
        ("0", "7", 0),
        ("7", "7", 10000),
        ("1", "3", 3333),
        ("2", "3", 6667),
        # Exactly half a hundredth is rounded up, and a hair less is not.
        ("0.00005", "1", 1),
        ("0.000049", "1", 0),
        ("1", "20000", 1),
        ("1", "20001", 0),
    ],
)
def test_a_share_of_the_best_is_rounded_once(figure: str, best: str, points: int):
    assert blend.share_points(Fraction(figure), Fraction(best)) == points


def test_places_are_equal_steps():
    assert [blend.rank_points(rank, 3) for rank in (1, 2, 3)] == [10000, 6667, 3333]
    assert [blend.rank_points(rank, 1) for rank in (1,)] == [10000]


def test_the_parts_are_weighed_and_the_total_is_exact():
    found = blended(of(60, 40), votes(A=300, B=200, C=0), figures(A="4", B="8", C="6.5"))
    assert [row.entry_id for row in found] == [B, A, C]
    assert [row.total for row in found] == [800_020, 800_000, 325_000]
    assert [row.rank for row in found] == [1, 2, 3]
    assert dict(found[0].points) == {PUBLIC: 6667, JURY: 10000}


@pytest.mark.parametrize(("first", "order"), [(PUBLIC, [A, B]), (JURY, [B, A])])
def test_equal_totals_are_told_apart_as_written(first: Part, order: list[UUID]):
    found = blended(of(50, 50, first=first), votes(A=2, B=1), figures(A="1", B="2"))
    assert [row.entry_id for row in found] == order
    assert [(row.rank, row.tied) for row in found] == [(1, False), (2, False)]


def test_equal_in_everything_is_a_shared_place():
    found = blended(of(50, 50), votes(A=2, B=2, C=1), figures(A="3", B="3", C="1"))
    assert [(row.entry_id, row.rank, row.tied) for row in found] == [(A, 1, True), (B, 1, True), (C, 3, False)]


def test_by_places_equal_figures_have_the_better_place():
    found = blended(of(1, 99, jury_by=RANK), votes(A=0, B=0, C=0), figures(A="5", B="5", C="1"))
    assert {row.entry_id: row.points[JURY] for row in found} == {A: 10000, B: 10000, C: 3333}


@pytest.mark.parametrize(
    ("formula", "method", "standing", "keys"),
    [
        (of(60, 40), Method.ONE, 5, []),
        (of(60, 30), Method.ONE, 5, ["blend_weights"]),
        (of(100), Method.ONE, 5, ["blend_weights"]),
        (Blend((Term(JURY, 60, SHARE), Term(SALES, 40, SHARE)), JURY), Method.ONE, 5, ["blend_without_public"]),
        (of(60, 40, first=SALES), Method.ONE, 5, ["blend_first_missing"]),
        (of(60, 40), Method.RUNOFF, 5, ["blend_needs_places"]),
        (of(60, 40, by=RANK), Method.RUNOFF, 5, []),
        (of(60, 40), Method.ONE, 41, ["blend_too_many"]),
    ],
)
def test_what_speaks_against_a_formula(formula: Blend, method: Method, standing: int, keys: list[str]):
    assert [one.key for one in blend.objections(formula, method, standing=standing)] == keys
    assert blend.of_settings(formula.as_settings()) == formula


def test_another_weight_of_the_public_keeps_the_proportion_of_the_rest():
    def weights(formula: Blend) -> list[int]:
        return [term.weight for term in formula.terms]

    assert weights(blend.proportioned(of(40, 40, 20), 70)) == [70, 20, 10]
    assert weights(blend.proportioned(of(40, 30, 30), 75)) == [75, 13, 12]
    assert all(sum(weights(blend.proportioned(of(50, 33, 17), public))) == 100 for public in range(10, 100, 10))


def test_what_the_public_can_still_do():
    jury = figures(A="10", B="5", C="0")
    assert outlook(of(60, 40), Method.ONE, votes(A=0, B=0, C=0), jury) == Outlook(Prospect.OPEN, A, B, 1)
    # A leads with 40 points of the jury, and the public's 30 % cannot make up for it.
    assert outlook(of(30, 70), Method.ONE, votes(A=10, B=900, C=0), jury) == Outlook(Prospect.SETTLED, A)
    # Five stars a ballot: as many votes, in a fifth of the ballots.
    needs = outlook(of(60, 40), Method.ONE, votes(A=1000, B=0, C=0), jury)
    stars = outlook(of(60, 40), Method.STARS, votes(A=1000, B=0, C=0), jury)
    assert (needs.challenger, stars.challenger) == (B, B)
    assert stars.ballots == -(-needs.ballots // 5)
    assert outlook(of(60, 40), Method.ONE, votes(A=1, B=1), figures(A="3", B="3")) == Outlook(Prospect.SHARED)


def test_by_places_it_may_take_votes_for_several():
    # B cannot be first while A is second; with all others between them it is.
    formula, jury = of(60, 40, by=RANK), figures(A="100", B="45", C="0", D="0")
    public = votes(A=9, B=5, C=1, D=0)
    found = outlook(formula, Method.ONE, public, jury)
    assert found == Outlook(Prospect.TANGLED, A)
    assert outlook(formula, Method.RUNOFF, public, jury) == Outlook(Prospect.MOVABLE, A)


def test_always_public():
    assert always_public(of(51, 49))
    assert always_public(of(50, 50))
    assert not always_public(of(50, 50, first=JURY))
    assert not always_public(of(49, 51))
    assert not always_public(of(90, 10, by=RANK))


def cases() -> Iterator[tuple[Blend, list[Standing], dict[Part, dict[UUID, Fraction]]]]:
    for weight, by, jury_by, first in product((20, 45, 50, 70), Points, Points, (PUBLIC, JURY)):
        formula = of(weight, 100 - weight, by=by, jury_by=jury_by, first=first)
        for given in ((3, 1, 0), (0, 2, 2), (1, 5, 4)):
            for scores in (("9", "3", "1"), ("2", "2", "7"), ("0", "1", "1.5")):
                public = votes(**dict(zip("ABC", given, strict=True)))
                yield formula, public, figures(**dict(zip("ABC", scores, strict=True)))


def winner(formula: Blend, numbers: dict[UUID, int], jury) -> UUID | None:
    first = blended(formula, ranking(numbers.items()), jury)[0]
    return None if first.tied else first.entry_id


def test_the_outlook_agrees_with_trying_everything():
    for formula, public, jury in cases():
        numbers = {row.entry_id: row.votes for row in public}
        said = outlook(formula, Method.ONE, public, jury)
        leader = winner(formula, numbers, jury)
        assert (said.leader, said.prospect is Prospect.SHARED) == (leader, leader is None)
        if leader is None:
            continue
        # Up to thirty ballots for one entry, and every order there can be at any size.
        alone = [
            (more, one)
            for more in range(1, 31)
            for one in numbers
            if one != leader and winner(formula, numbers | {one: numbers[one] + more}, jury) == one
        ]
        any_order = [
            {one: 10**size for one, size in zip(order, (0, 3, 6), strict=True)} for order in permutations(numbers)
        ]
        changed = {winner(formula, {one: numbers[one] + more[one] for one in numbers}, jury) for more in any_order}
        if said.prospect is Prospect.SETTLED:
            assert alone == []
            assert changed <= {leader, None}
        elif alone:
            assert (said.prospect, said.ballots) == (Prospect.OPEN, alone[0][0])
        else:
            assert said.prospect is Prospect.TANGLED or said.ballots > 30
        if said.prospect is Prospect.OPEN:
            more = {said.challenger: numbers[said.challenger] + said.ballots}
            assert winner(formula, numbers | more, jury) == said.challenger


GOOD = "number;name;figure\n1;Salt;7,50\n3;Vinegar;0012\n"


def test_a_sheet_is_read_and_sealed():
    found = sealed.read(b"\xef\xbb\xbf" + GOOD.encode(), [1, 3])
    assert (found.figures, found.faults) == ({1: "7.5", 3: "12"}, [])
    file = sealed.sealed(found.figures, {1: A, 3: B}, "5a17")
    assert file == f"# 5a17\nnumber,id,figure\n1,{A},7.5\n3,{B},12\n"
    assert sealed.opened(file) == {A: Fraction(15, 2), B: Fraction(12)}
    assert len(sealed.digest(file)) == 64


@pytest.mark.parametrize(
    ("sheet", "faults"),
    [
        ("number;figure\n1;1\n", [(0, "figure_missing", "number")]),
        ("number;figure\n1;1\n1;2\n3;3\n", [(3, "figure_twice", "number")]),
        ("number;figure\n1;-1\n2;3\n3;3\n", [(2, "figure_malformed", "figure"), (3, "figure_of_nobody", "number")]),
        ("number;figure\n1;1.23456\n3;\n", [(2, "figure_malformed", "figure"), (3, "figure_malformed", "figure")]),
        ("nummer;figure\n1;1\n", [(1, "column_missing", "number")]),
        ("number,figure,figure\n1,1,1\n", [(1, "column_twice", "figure")]),
        ("", [(1, "column_missing", "number"), (1, "column_missing", "figure")]),
        ('number;figure\n1;"1\n', [(2, "line_unreadable", "")]),
        ("number;figure\n" + "1;1\n" * 30_000, [(1, "figures_too_long", "")]),
    ],
)
def test_every_fault_of_a_sheet_has_its_row(sheet: str, faults: list[tuple[int, str, str]]):
    found = sealed.read(sheet.encode(), [1, 3])
    assert [(one.row, one.objection.key, one.objection.field) for one in found.faults] == faults


def test_a_sheet_in_other_letters_is_told():
    assert [one.objection.key for one in sealed.read("number;figure\n1;é\n".encode("latin-1"), [1]).faults] == [
        "sheet_not_utf8"
    ]
