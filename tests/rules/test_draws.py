"""A draw of side prizes: what may be set, when, and an order that everybody gets alike."""

import hashlib
import hmac
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from contest.rules import draws

PROGRAM = Path(__file__).parents[2] / "static" / "draw.py"
GOOD = {
    "number": "2",
    "prizes": {"fr": "Un panier", "nl": "Een mand"},
    "countries": "be, LU;be",
    "source": " Loto  12/1 ",
}


def ticket(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


@pytest.mark.parametrize(
    ("change", "by_mail", "begun", "wrong"),
    [
        ({}, True, False, []),
        ({}, True, True, ["draw_begun"]),
        ({}, False, False, ["draw_without_mail"]),
        ({"number": "0"}, True, False, ["draw_number number"]),
        ({"number": "101"}, True, False, ["draw_number number"]),
        ({"number": "٢"}, True, False, ["draw_number number"]),
        ({"prizes": {"fr": "Un panier", "nl": " "}}, True, False, ["field_missing prize_nl"]),
        ({"prizes": {"fr": "x" * 121, "nl": "x" * 120}}, True, False, ["field_too_long prize_fr"]),
        ({"countries": " ,"}, True, False, ["field_missing countries"]),
        ({"countries": "BE, Belgique, US"}, True, False, ["draw_country countries"]),
        ({"source": "\n"}, True, False, ["field_missing source"]),
    ],
)
def test_what_may_be_drawn(change, by_mail, begun, wrong):
    wanted = draws.terms(**GOOD | change)
    found = draws.setting_objections(wanted, by_mail=by_mail, begun=begun)
    assert [f"{one.key} {one.field or ''}".strip() for one in found] == wrong


def test_terms_are_tidied_and_nothing_may_be_wanted():
    assert draws.terms(**GOOD) == draws.Terms(2, GOOD["prizes"], ("BE", "LU"), "Loto 12/1")
    assert draws.setting_objections(None, by_mail=False, begun=False) == ()
    assert [one.key for one in draws.setting_objections(None, by_mail=True, begun=True)] == ["draw_begun"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, []),
        ({"frozen": False}, ["draw_not_frozen"]),
        ({"tickets": 0}, ["draw_empty"]),
        ({"value": "", "again": ""}, ["field_missing"]),
        ({"value": "x" * 121, "again": "x" * 121}, ["field_too_long"]),
        ({"again": "4 8 16"}, ["draw_value_differs"]),
        ({"drawn_by": "4 8 15", "again": ""}, []),
        ({"drawn_by": "1 2 3"}, ["draw_done"]),
    ],
)
def test_when_it_is_drawn(given, wrong):
    usual = {"value": "4 8 15", "again": "4 8 15", "frozen": True, "tickets": 3, "drawn_by": None}
    assert [one.key for one in draws.drawing_objections(**usual | given)] == wrong


@pytest.mark.parametrize(
    ("number", "passed", "told"),
    [(2, [], 0), (2, [False], 1), (2, [False] * 4, 2), (2, [True, False, False, False], 3), (2, [True] * 4, 4)],
)
def test_each_prize_passed_on_is_told_to_one_more(number, passed, told):
    assert draws.told(number, passed) == told


def test_the_order_is_the_documented_one_and_the_program_finds_it_too(tmp_path):
    tickets = [ticket(number) for number in range(7)]
    file = draws.listed([*reversed(tickets), tickets[0]])
    assert file == "".join(sorted(f"{one}\n" for one in tickets))
    source, value = "Tirage du 12 janvier, cafe\u0301", "4 8  15 16 23 42"
    digest = hashlib.sha256(file.encode()).hexdigest()
    seed = hashlib.sha256(f"{digest}\nTirage du 12 janvier, café\n4 8 15 16 23 42".encode()).digest()
    order = sorted(tickets, key=lambda one: hmac.new(seed, one.encode(), hashlib.sha256).hexdigest())
    assert draws.digest(file) == digest
    assert draws.order(draws.seed(digest, source, value), tickets) == order
    listing = tmp_path / "tickets.txt"
    listing.write_text(file)
    command = [sys.executable, "-I", str(PROGRAM), str(listing), "--source", source, "--value", value, "--prizes", "2"]
    ran = subprocess.run(
        [*command, "--digest", digest, "--ticket", order[5]], capture_output=True, text=True, check=True
    )
    lines = [line.split() for line in ran.stdout.splitlines()]
    assert [(line[1], line[2]) for line in lines[1:5]] == [
        *((one, "wins") for one in order[:2]),
        *((one, "stands") for one in order[2:4]),
    ]
    assert ran.stdout.endswith("Your ticket has place 6.\n")
    for wrong in (["--digest", "0" * 64], ["--ticket", ticket(8)]):
        assert subprocess.run([*command, *wrong], capture_output=True, check=False).returncode == 1
    listing.write_text(file + order[0] + "\n")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_no_place_on_the_list_wins_more_often():
    tickets = sorted(ticket(number) for number in range(10))
    wins = Counter(draws.order(draws.seed("d", "s", str(value)), tickets)[0] for value in range(5000))
    # Chi-square with nine degrees of freedom: above 27.9 once in a thousand, if all were alike; the values are fixed.
    assert sum((wins[one] - 500) ** 2 / 500 for one in tickets) < 27.9
