"""A press contact can be reached; papers have a name for their content; which way a name is read."""

import pytest

from contest.rules import press
from contest.rules.phases import PhaseKind
from contest.rules.press import Call

GOOD = {"name": "Camille Maes", "phone": "+32 2 555 01 23", "address": "presse@patatras.example"}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, []),
        ({"phone": ""}, []),
        ({"address": ""}, []),
        ({"phone": "02/555.01.23 (9-17 h)"}, []),
        ({"name": " "}, [("field_missing", "name")]),
        ({"phone": "", "address": ""}, [("press_unreachable", "phone")]),
        ({"phone": "call me"}, [("phone_malformed", "phone")]),
        ({"address": "presse@"}, [("address_malformed", "address")]),
        ({"name": "x" * 81, "phone": "0" * 41}, [("field_too_long", "name"), ("field_too_long", "phone")]),
    ],
)
def test_a_contact_has_a_name_and_a_way_to_be_reached(typed: dict[str, str], wrong: list[tuple[str, str]]):
    found = press.objections(press.tidy(GOOD | typed))
    assert [(one.key, one.field) for one in found] == wrong


def test_a_contact_is_kept_without_spaces_too_many():
    assert press.tidy({"name": " Camille  Maes ", "phone": "02 ", "address": " a@b.be "}) == {
        "name": "Camille Maes",
        "phone": "02",
        "address": "a@b.be",
    }


@pytest.mark.parametrize(
    ("text", "back"),
    [("Pêche", False), ("بطاطا", True), ("🍟 بطاطا", True), ("תפוח", True), ("123", False), ("Café بطاطا", False)],
)
def test_the_first_letter_with_a_direction_says_which_way_a_name_is_read(text: str, back: bool):
    assert press.runs_back(text) is back


def test_what_is_set_has_another_name_when_anything_of_it_is_another():
    paper = {"paper": "certificate", "name": "Pêche", "colours": {"ink": "#000000"}}
    found = {
        press.digest_of(one) for one in (paper, paper | {"name": "Peche"}, paper | {"colours": {"ink": "#000001"}})
    }
    assert len(found) == 3
    assert press.digest_of(paper) == press.digest_of(dict(reversed(paper.items())))


def test_a_poster_calls_for_what_the_campaign_has():
    assert press.calls_of(frozenset({PhaseKind.JURY})) == (Call.LOOK,)
    assert press.calls_of(frozenset({PhaseKind.VOTE, PhaseKind.SUBMISSION})) == (Call.LOOK, Call.SUBMIT, Call.VOTE)
