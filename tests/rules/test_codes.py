"""Codes on packs: written and read, mistyped, guessed, brought in from a file."""

import random

import pytest

from contest.rules import codes
from contest.rules.codes import Addressed, Measured
from contest.rules.receipts import ALPHABET

CODE = codes.code_of(b"\x12\x34\x56\x78\x9a\xbc\xde")


def test_a_code_is_short_readable_and_says_all_its_bits():
    assert (len(CODE), codes.shown(CODE)) == (12, f"{CODE[:4]}-{CODE[4:8]}-{CODE[8:]}")
    assert not set("ILOU") & set(ALPHABET)
    assert codes.code_of(bytes(7)) == "0" * 12
    assert codes.code_of(b"\xff" * 7)[:11] == "Z" * 11
    # Each of the 55 bits is another code; the 56th is not used.
    bits = {codes.code_of((1 << bit).to_bytes(7, "big"))[:11] for bit in range(55)}
    assert len(bits) == 55
    with pytest.raises(ValueError, match="7 random bytes"):
        codes.code_of(b"123456")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7K3F-M2QX-9TRC", "7K3FM2QX9TRC"),
        (" 7k3f m2qx–9trc ", "7K3FM2QX9TRC"),
        ("7k3f.m2qx_9trc", "7K3FM2QX9TRC"),
        ("OIL0il", "011011"),
        ("UVWXYZ", "UVWXYZ"),
        ("A" * 32, "A" * 32),
        ("", None),
        ("12345", None),
        ("A" * 33, None),
        ("7K3F-M2QX-9TR!", None),
        ("é1234567", None),
        ("١٢٣٤٥٦", None),
    ],
)
def test_a_code_is_read_in_any_dress(typed: str, read: str | None):
    assert codes.read_code(typed) == read


def test_one_letter_mistyped_or_two_exchanged_is_noticed():
    assert codes.is_ours(CODE)
    for place, letter in enumerate(CODE):
        for other in set(ALPHABET) - {letter}:
            assert not codes.is_ours(CODE[:place] + other + CODE[place + 1 :])
    swapped = [CODE[:place] + CODE[place + 1] + CODE[place] + CODE[place + 2 :] for place in range(11)]
    assert [one for one in swapped if one != CODE and codes.is_ours(one)] == []
    assert not codes.is_ours(CODE[:-1])
    assert not codes.is_ours("U" + CODE[1:])


def test_guessing_is_hopeless():
    assert codes.odds(1) == 32**11
    assert codes.odds(10**6) == 36_028_797_018  # one guess in 36 thousand million
    a_month_of_a_thousand_guesses_a_second = 1000 * 30 * 86400
    assert codes.odds(10**6) > 10 * a_month_of_a_thousand_guesses_a_second
    assert codes.odds(codes.MOST) > 1_000_000_000
    assert codes.odds(0) == 32**11


@pytest.mark.parametrize(
    ("wrong", "wait"), [(0, 0), (29, 0), (30, 2), (39, 2), (40, 4), (70, 32), (80, 60), (10**6, 60)]
)
def test_wrong_codes_raise_the_wait_and_never_close_the_door(wrong: int, wait: int):
    assert codes.wait(wrong) == wait


def measured(text: str) -> tuple[list[str], Measured]:
    found = Measured()
    return list(codes.lines(found, iter(text.splitlines(keepends=True)))), found


def test_a_file_is_read_line_by_line_whatever_stands_beside_the_codes():
    read, found = measured('\ufeffcode;address\n7K3F-M2QX-9TRC;https://x\n\n"ab12cd34ef"\nAB12CD34EG,x\n')
    assert read == ["7K3FM2QX9TRC", "AB12CD34EF", "AB12CD34EG"]
    assert (found.codes, found.shortest, found.faults) == (3, 10, [])


def test_what_is_no_code_is_named_by_its_row_a_hundred_of_them_at_most():
    _, found = measured("abc\n7K3F-M2QX-9TRC\n" + "!\n" * 200)
    assert [fault.row for fault in found.faults][:3] == [1, 3, 4]
    assert len(found.faults) == codes.MOST_FAULTS
    assert {fault.objection.key for fault in found.faults} == {"pack_code_malformed"}


@pytest.mark.parametrize(
    ("letters", "length", "known", "against"),
    [
        ("0123456789", 8, 0, ["codes_guessable"]),
        ("0123456789", 10, 0, []),
        ("0123456789", 10, 10**6, ["codes_guessable"]),
        ("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 8, 0, []),
        ("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 8, 10**6, ["codes_guessable"]),
        ("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 11, 10**6, []),
    ],
)
def test_codes_that_are_easy_to_guess_are_not_taken_in(letters: str, length: int, known: int, against: list[str]):
    some = random.Random(7)
    _, found = measured("\n".join("".join(some.choices(letters, k=length)) for _ in range(90)))
    assert [one.key for one in found.objections(known)] == against
    if against:
        assert found.objections(known)[0].facts["odds"] < codes.LEAST_ODDS


def test_a_file_without_codes_or_with_too_many_is_refused():
    assert [one.key for one in Measured().objections(0)] == ["codes_none"]
    assert [one.key for one in Measured(codes=codes.MOST + 1).objections(0)] == ["codes_too_many"]


def test_a_line_for_the_printer_holds_the_code_and_where_its_qr_code_leads():
    address = Addressed("https://contest.example/", "nl", "chips")
    assert address.line(CODE) == f"{codes.shown(CODE)};https://contest.example/nl/chips/vote?code={CODE}\r\n"
