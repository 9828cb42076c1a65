"""The texts of a campaign: how a name becomes a title and an address, and how wide a line is."""

import pytest

from contest.rules import texts


@pytest.mark.parametrize(
    ("line", "expected"),
    [("", 0), ("Le goût", 7), ("Name the", 9), ("Nommez la", 11), ("in het licht", 10), ("lilli", 3)],
)
def test_a_line_is_as_broad_as_its_letters(line, expected):
    assert texts.breadth(line) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ma rue en lumière", ("Ma rue en", "lumière")),
        ("Nommez-le", ("Nommez-le", "")),
        ("Name the mascot", ("Name the", "mascot")),
        ("x" * 25, ("", "")),
        ("", ("", "")),
    ],
)
def test_a_name_is_broken_near_its_middle_or_not_at_all(name, expected):
    assert texts.two_lines(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Le goût d’après", "le-gout-d-apres"),
        ("Œufs & Co, 2ᵉ édition", "oeufs-co-2e-edition"),
        ("Straße", "strasse"),
        ("名前", ""),
        ("x" * 59 + " y", "x" * 59),
    ],
)
def test_an_address_is_made_of_a_name(name, expected):
    assert texts.address_of(name) == expected
