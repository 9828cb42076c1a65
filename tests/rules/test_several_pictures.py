"""Several pictures of one idea: how many, what is said of each, and how they stand in a sheet."""

import pytest

from contest.rules import changes, forms, imports, presets, sheets
from contest.rules.changes import GONE, NEW, SAME
from contest.rules.imports import Terms
from contest.rules.pictures import alternative_key
from tests import photo_contest
from tests.rules.test_imports import NOW, sheet

ANSWERS = {"name": "Matin", "first_name": "Inès", "town": "", "of_age": "1", "rules": "1"}
TOLD = {alternative_key(place): f"La place du marché, vue {place}" for place in range(1, 7)}


def against(most: int, pictures: int, *, required: bool = True, **answers: str) -> list[tuple[str, str]]:
    form = photo_contest.form(most=most, required=required)
    found, _ = forms.check(form, ANSWERS | TOLD | answers, picture=pictures > 0, further=max(0, pictures - 1))
    return [(objection.key, objection.field) for objection in found]


@pytest.mark.parametrize(
    ("most", "pictures", "found"),
    [
        (1, 0, [("picture_missing", "picture")]),
        (1, 1, []),
        (1, 2, [("pictures_too_many", "picture")]),
        (4, 0, [("picture_missing", "picture")]),
        (4, 1, []),
        (4, 4, []),
        (4, 5, [("pictures_too_many", "picture")]),
        (6, 6, []),
    ],
)
def test_so_many_pictures_and_no_more(most: int, pictures: int, found: list[tuple[str, str]]):
    assert against(most, pictures) == found


def test_where_none_is_asked_for_none_is_missed():
    assert against(4, 0, required=False) == []


@pytest.mark.parametrize(
    ("words", "key"),
    [("", "alternative_missing"), ("x" * 9, "alternative_too_short"), ("x" * 10, None), ("x" * 301, "answer_too_long")],
)
@pytest.mark.parametrize("field", ["alternative", "alternative_2", "alternative_3"])
def test_each_is_told_to_those_who_cannot_see_it(field: str, words: str, key: str | None):
    assert against(4, 3, **{field: words}) == ([(key, field)] if key else [])


def test_only_the_words_of_pictures_that_are_there_are_kept():
    _, kept = forms.check(photo_contest.form(), ANSWERS | TOLD, picture=True, further=1)
    assert sorted(key for key in kept if key.startswith("alternative")) == ["alternative", "alternative_2"]


@pytest.mark.parametrize("most", [-1, 7])
def test_a_form_that_asks_for_more_than_six_is_none(most: int):
    with pytest.raises(ValueError, match=str(most)):
        forms.fields(photo_contest.form(most=most))


def test_a_form_that_does_not_say_how_many_asks_for_one():
    assert forms.most_pictures(presets.form("crisps")) == 1
    assert forms.most_pictures(photo_contest.form()) == 4
    assert forms.most_pictures({"fields": []}) == 0


def test_a_sheet_has_two_columns_for_each_further_picture():
    assert sheets.further_columns(presets.form("crisps")) == ()
    columns = sheets.columns(photo_contest.form(most=3))
    start = columns.index("picture")
    assert columns[start : start + 7] == (
        *("picture", "alternative", "picture_2", "alternative_2", "picture_3", "alternative_3"),
        "received",
    )


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("ab", "ab", []),
        ("", "a", [(NEW, "a")]),
        ("a", "", [(GONE, "a")]),
        ("ab", "ba", [(SAME, "b"), (SAME, "a")]),
        ("abc", "cd", [(SAME, "c"), (NEW, "d"), (GONE, "a"), (GONE, "b")]),
    ],
)
def test_what_became_of_each_picture(before: str, after: str, found: list[tuple[str, str]]):
    assert changes.among(before, after) == found


def faults(**cells: str) -> list[tuple[str, str]]:
    terms = Terms(photo_contest.form(most=3), ("fr",), NOW)
    given = {"name": "Matin", "first_name": "Inès"} | cells
    found = imports.read(sheet(given), terms).faults
    return [(fault.objection.key, fault.objection.field) for fault in found]


def test_the_columns_of_pictures_are_filled_from_the_left():
    one = {"picture": "a.jpg", "alternative": TOLD["alternative"]}
    third = {"picture_3": "c.jpg", "alternative_3": TOLD["alternative_3"]}
    assert faults(**one) == []
    assert faults(**one, **third) == [("line_picture_gap", "picture_3")]
    assert faults(**one, picture_2="../b.jpg", alternative_2=TOLD["alternative_2"]) == [
        ("line_picture_name", "picture_2")
    ]
    assert faults(**one, picture_2="b.jpg") == [("alternative_missing", "alternative_2")]
