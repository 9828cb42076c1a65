"""Receipts: made, read back however they are typed, bound to a nonce, told in ten minutes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.receipts import (
    ALPHABET,
    commitment,
    is_commitment,
    read_receipt,
    receipt_of,
    rounded_down,
)


@pytest.mark.parametrize(
    ("random", "expected"),
    [
        (b"\0\0\0\0\0", "0000-0000"),
        (b"\xff\xff\xff\xff\xff", "ZZZZ-ZZZZ"),
        (b"\0\0\0\0\x01", "0000-0001"),
        (b"\x08\0\0\0\0", "1000-0000"),
    ],
)
def test_forty_bits_make_two_groups_of_four(random, expected):
    assert receipt_of(random) == expected


def test_any_other_number_of_bytes_is_an_error():
    with pytest.raises(ValueError, match="5 random bytes"):
        receipt_of(b"1234")


def test_the_alphabet_has_no_letter_that_looks_like_another():
    assert sorted(set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(ALPHABET)) == list("ILOU")


@given(st.binary(min_size=5, max_size=5))
def test_a_receipt_is_read_back_however_it_is_typed(random):
    receipt = receipt_of(random)
    sloppy = receipt.lower().replace("0", "o").replace("1", "l").replace("-", " – ")
    assert [read_receipt(text) for text in (receipt, sloppy, receipt.replace("-", ""))] == [receipt] * 3


@pytest.mark.parametrize("typed", ["", "7K3F", "7K3F-M2Q", "7K3F-M2QXX", "7K3F-M2QU", "7K3F/M2QX", "é" * 8])
def test_what_cannot_be_a_receipt_is_none(typed):
    assert read_receipt(typed) is None


def test_a_commitment_is_the_nonces_hash():
    # NIST's example for "abc".
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert commitment("abc") == expected
    assert is_commitment(expected) is True


@pytest.mark.parametrize("text", ["", "ab", "g" * 64, "A" * 64, "a" * 64 + "\n"])
def test_what_is_no_commitment_is_refused(text):
    assert is_commitment(text) is False


@pytest.mark.parametrize(("minute", "second", "expected"), [(0, 0, 0), (9, 59, 0), (10, 0, 10), (59, 59, 50)])
def test_moments_are_told_in_ten_minutes(minute, second, expected):
    moment = datetime(2026, 3, 1, 12, minute, second, 999, tzinfo=UTC)
    assert rounded_down(moment) == datetime(2026, 3, 1, 12, expected, tzinfo=UTC)
