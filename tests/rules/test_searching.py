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
    assert searching.words("sel sel poivre") == ["poivre", "sel"]
    assert searching.words("a bb ccc dddd eeeee ffffff ggggggg") == ["ggggggg", "ffffff", "eeeee", "dddd", "ccc", "bb"]
    assert searching.words("x" * 100) == ["x" * 60]
    assert searching.words(" … ") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ign", True),
        ("oignon ui", True),
        ("ui", True),
        ("on", False),
        ("d", True),
        ("o", False),
        ("u", False),
    ],
)
def test_short_words_are_found_where_words_begin_and_single_letters_alone(query, found):
    entry = searching.folded_entry(["Oignon d’ici", "ui, uien"])
    needles = searching.needles(query)
    assert all(needle in entry for needle in needles) == found
    assert all(len(needle) >= 3 for needle in needles)
