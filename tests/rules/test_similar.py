"""Names that say the same: sixty pairs in three languages, written before the rule, and the edges of the rule."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules import similar
from contest.rules.searching import fold

PAIRS = json.loads((Path(__file__).parent / "similar_pairs.json").read_text())
RECALL, FALSE = 0.8, 0.1


def alike(one: str, other: str) -> bool:
    return similar.likeness(one, other) >= similar.ALIKE


def share(lang: str, *, same: bool) -> float:
    """How many of these pairs are said to be alike, 0 to 1."""
    pairs = [pair for pair in PAIRS if pair["same"] is same and pair["lang"] == lang]
    return sum(alike(pair["one"], pair["other"]) for pair in pairs) / len(pairs)


@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
def test_near_identical_names_are_found_and_others_are_not(lang):
    assert share(lang, same=True) >= RECALL
    assert share(lang, same=False) <= FALSE


def test_there_are_sixty_pairs_half_of_them_different_though_they_share_a_word():
    assert [pair["same"] for pair in PAIRS].count(True) == len(PAIRS) / 2 == 30
    different = [pair for pair in PAIRS if not pair["same"]]
    shared = [set(fold(pair["one"]).split()) & set(fold(pair["other"]).split()) for pair in different]
    assert len([pair for pair, words in zip(different, shared, strict=True) if not words]) <= 1


def test_no_two_different_names_of_all_pairs_are_said_to_be_alike():
    names = [pair["one"] for pair in PAIRS if pair["same"]]
    assert [pair for pair in combinations(names, 2) if alike(*pair)] == []


def reaches(name: str, other: str) -> bool:
    """Whether an index that is asked for one name gives the other."""
    folded = f" {fold(other)} "
    ways = similar.enough(similar.sought(name))
    return any(all(any(needle in folded for needle in needles) for needles in some) for some in ways)


def test_what_is_alike_is_reached_by_the_index():
    pairs = [pair for pair in PAIRS if pair["same"]]
    both = [pair for pair in pairs if reaches(pair["one"], pair["other"]) and reaches(pair["other"], pair["one"])]
    assert len(both) >= len(pairs) * 0.95


@given(st.text(max_size=120), st.text(max_size=120))
def test_likeness_is_between_nothing_and_all_and_the_same_both_ways(one, other):
    there, back = similar.likeness(one, other), similar.likeness(other, one)
    assert 0 <= there <= 1
    assert (there >= similar.ALIKE) == (back >= similar.ALIKE) or abs(there - back) < 0.5


@given(st.text(min_size=1, max_size=80))
def test_a_name_is_like_itself_unless_it_says_nothing(name):
    assert similar.likeness(name, name) == (1.0 if fold(name) else 0.0)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("honey", "hony", True),
        ("rijst", "rist", True),
        ("bier", "bie", False),
        ("paprika", "parpika", True),
        ("paprika", "parpkia", False),
        ("mayonnaise", "majonaise", True),
        ("Le", "La", False),
        ("", "", False),
        ("Saveur frites", "Frites", True),
        ("appel azijn", "Appelazijn", True),
        ("azijn appel", "Appelazijn", True),
    ],
)
def test_the_edges(one, other, expected):
    assert alike(one, other) is expected


def test_the_most_alike_come_first():
    others = ["Sel et poivre", "Vinaigre et sel", "Sel, vinaigre, sucre", "Sel et vinaigre doux"]
    found = similar.alike("Sel et vinaigre", others)
    assert [place for _, place in found] == [1, 3]
    assert similar.alike("Sel et vinaigre", []) == []


def test_words_too_short_for_an_index_are_not_looked_for():
    assert similar.sought("a to et") == []
    assert similar.enough([]) == []
    (one,) = similar.sought("Le custard")
    assert (one.begins, one.halves) == ("custa", ("cust", "tard"))
    assert similar.enough([one]) == [(("cust", "tard"),)]
    assert similar.enough(similar.sought("sel poivre")) == [(("poiv",), ("sel",)), (("poi", "vre"), ("sel",))]
    assert len(similar.enough(similar.sought("une deux trois quatre cinq"))) == 6
