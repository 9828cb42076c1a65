"""The tie-break: nearest, then earliest; never by lot."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contest.rules import forms, tie_breaks
from contest.rules.tie_breaks import Guess

FIRST = datetime(2026, 5, 31, 12, tzinfo=UTC)
LATER = FIRST + timedelta.resolution


def guesses(*said: tuple[int | None, datetime]) -> list[Guess]:
    return [Guess(UUID(int=number), answer, received) for number, (answer, received) in enumerate(said)]


@pytest.mark.parametrize(
    ("said", "order", "winner"),
    [
        ([(90, FIRST), (120, FIRST)], [0, 1], 0),
        ([(80, FIRST), (120, LATER)], [0, 1], 0),
        ([(80, LATER), (120, FIRST)], [1, 0], 1),
        ([(100, LATER), (None, FIRST)], [0, 1], 0),
        ([(10**12, LATER), (None, FIRST), (0, LATER)], [2, 0, 1], 2),
        ([(80, FIRST), (120, FIRST)], [0, 1], None),
        ([(80, FIRST), (120, FIRST), (101, LATER)], [2, 0, 1], 2),
        ([(None, FIRST), (None, LATER)], [0, 1], None),
        ([], [], None),
    ],
)
def test_the_nearest_is_first_then_the_earliest(said, order: list[int], winner: int | None):
    given = guesses(*said)
    assert [guess.entry_id.int for guess in tie_breaks.in_order(100, given)] == order
    found = tie_breaks.nearest(100, given)
    assert (found.int if found is not None else None) == winner


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        (" 1 240 ", 1240),
        ("1\u202f240\u00a0000", 1240000),
        ("007", 7),
        ("9" * 12, 10**12 - 1),
        *((wrong, None) for wrong in ("", "-1", "1.5", "1,240", "a", "١٢", "²", "9" * 13)),
    ],
)
def test_a_whole_number_is_read_as_people_write_it(typed: str, number: int | None):
    assert forms.whole(typed) == number
    form = {"fields": [{"key": "x", "kind": "tie_break", "required": True}]}
    objections, answers = forms.check(form, {"x": typed})
    wrong = [] if number is not None else ["answer_missing" if not typed.strip() else "answer_not_whole"]
    assert [one.key for one in objections] == wrong
    if number is not None:
        assert answers == {"x": str(number)}


def test_the_question_stands_before_the_ticks_and_can_be_taken_back():
    form = {"fields": [{"key": "name", "kind": "short_text"}, {"key": "rules", "kind": "consent"}]}
    texts = {"fr": "Combien ?", "nl": "Hoeveel?"}
    asked = tie_breaks.with_question(form, texts)
    assert [field["key"] for field in asked["fields"]] == ["name", "tie_break", "rules"]
    assert tie_breaks.question(asked) == {"key": "tie_break", "kind": "tie_break", "label": texts}
    again = tie_breaks.with_question(asked, {"fr": "Combien d’œufs ?", "nl": "Hoeveel eieren?"})
    assert [field["key"] for field in again["fields"]] == ["name", "tie_break", "rules"]
    assert tie_breaks.with_question(again, {"fr": "", "nl": ""}) == form


@pytest.mark.parametrize(
    ("texts", "sent", "against"),
    [
        ({"fr": "a", "nl": "b"}, False, []),
        ({"fr": "", "nl": ""}, False, []),
        ({"fr": "a", "nl": ""}, False, [("answer_missing", "question_nl")]),
        ({"fr": "a" * 201, "nl": "b"}, False, [("answer_too_long", "question_fr")]),
        ({"fr": "", "nl": ""}, True, [("setting_frozen", "")]),
    ],
)
def test_it_is_asked_in_every_language_and_of_everybody(texts, sent: bool, against):
    found = tie_breaks.asking_objections(texts, sent=sent)
    assert [(one.key, one.field) for one in found] == against


@pytest.mark.parametrize(
    ("typed", "asked", "closed", "against"),
    [
        ("12", True, False, []),
        ("12", True, True, ["tie_break_closed"]),
        ("x", False, True, ["tie_break_closed", "tie_break_unasked", "answer_not_whole"]),
    ],
)
def test_the_right_answer_is_said_before_the_result_is_closed(typed: str, asked: bool, closed: bool, against):
    found = tie_breaks.answering_objections(typed, asked=asked, closed=closed)
    assert [one.key for one in found] == against
