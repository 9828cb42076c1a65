"""Searching: what is the same word, and which words are asked."""

import pytest

from contest.rules import searching


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Crème BRÛLÉE", "creme brulee"),
        ("Œuf, cœur & Ærø", "oeuf coeur aero"),
        ("l’ail d'ici", "l ail d ici"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("Cafe\u0301  \n noir", "cafe noir"),
        ("50 %_x", "50 x"),
        ("…", ""),
    ],
)
def test_accents_case_and_signs_make_no_difference(text, folded):
    assert searching.fold(text) == folded
    assert searching.fold(folded) == folded


def test_a_search_asks_six_words_the_longest_first():
    assert searching.wanted("sel sel poivre") == ["poivre", "sel"]
    assert searching.wanted("a bb ccc dddd eeeee ffffff ggggggg") == [
        "ggggggg",
        "ffffff",
        "eeeee",
        "dddd",
        "ccc",
        "bb",
    ]
    assert searching.wanted("x" * 100) == ["x" * 60]
    assert searching.wanted(" … ") == []
