"""Answers kept ready: their gaps are checked when they are written and filled when they are used."""

import pytest

from contest.rules import answers

FACTS = {"name": "Nadia", "idea": "Persil", "contest": "Le goût d’après"}


@pytest.mark.parametrize(
    ("name", "text", "against"),
    [
        ("Shop", "Hello {name}, leave the shop’s name out of {idea}.", []),
        ("", "", [("answer_missing", "name"), ("answer_missing", "text")]),
        ("x" * 61, "y" * 1001, [("answer_too_long", "name"), ("answer_too_long", "text")]),
        ("Shop", "Hello {nom}.", [("gap_unknown", "text")]),
        ("Shop", "Hello {}.", [("gap_unknown", "text")]),
        ("Shop", "Hello {name.", [("gap_open", "text")]),
        ("Shop", "Hello name}.", [("gap_open", "text")]),
        ("Shop", "Hello {{name}}.", [("gap_open", "text")]),
    ],
)
def test_a_gap_that_nothing_fills_is_told(name: str, text: str, against: list[tuple[str, str]]):
    assert [(one.key, one.field) for one in answers.objections(name, text)] == against


@pytest.mark.parametrize(
    ("text", "facts", "filled"),
    [
        ("Hello {name}, “{idea}” is lovely.", FACTS, "Hello Nadia, “Persil” is lovely."),
        ("Hello, {name}! {contest}", FACTS | {"name": ""}, "Hello! Le goût d’après"),
        ("{idea} {idea}", FACTS, "Persil Persil"),
    ],
)
def test_a_gap_is_filled_and_an_empty_one_leaves_no_hole(text: str, facts: dict[str, str], filled: str):
    assert answers.filled(text, facts) == filled
