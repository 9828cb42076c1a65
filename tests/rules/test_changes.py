"""What changed between two versions, word by word."""

import pytest

from contest.rules.changes import between


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("a b c", "a b c", [("same", "a b c")]),
        ("a b c", "a x c", [("same", "a"), ("gone", "b"), ("new", "x"), ("same", "c")]),
        ("", "a b", [("new", "a b")]),
        ("a b", "", [("gone", "a b")]),
        ("", "", []),
        ("Ail, chez Jo", "Ail", [("gone", "Ail, chez Jo"), ("new", "Ail")]),
        ("one  two\nthree", "one two three", [("same", "one two three")]),
    ],
)
def test_words_that_went_stand_before_those_that_came(before, after, pieces):
    assert between(before, after) == pieces
