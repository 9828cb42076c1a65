"""Sheets of QR codes: a PDF whose parts are where its table says, with every module and every code on it."""

import re
import zlib

import pytest

from contest.rules.prints import COLUMNS, ROWS, Label, pdf

MODULES = [[1, 1, 0, 1], [0, 0, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1]]


def pages(file: bytes) -> list[str]:
    """What is drawn on each page."""
    return [zlib.decompress(one).decode() for one in re.findall(rb"stream\n(.*?)\nendstream", file, re.DOTALL)]


def test_each_object_lies_where_the_table_says_and_each_page_is_counted():
    on_a_page = COLUMNS * ROWS
    file = b"".join(pdf(Label(MODULES, f"CODE-{number}") for number in range(2 * on_a_page + 1)))
    assert file.startswith(b"%PDF-1.4\n")
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", file)[1])
    entries = re.findall(rb"(\d{10}) 00000 n \n", file[start:])
    assert [int(size) for size in re.findall(rb"/Size (\d+)", file)] == [len(entries) + 1]
    for number, offset in enumerate(entries, start=1):
        assert file[int(offset) :].startswith(b"%d 0 obj\n" % number)
    assert re.findall(rb"/Count (\d+)", file) == [b"3"]
    drawn = pages(file)
    assert [page.count("Tj") for page in drawn] == [on_a_page, on_a_page, 1]
    assert re.findall(r"\((.*?)\) Tj", "".join(drawn))[-1] == f"CODE-{2 * on_a_page}"


def test_every_dark_module_is_drawn_and_no_light_one():
    (page,) = pages(b"".join(pdf([Label(MODULES, "X")])))
    dark = set()
    for x, y, length in re.findall(r"(\d+) -(\d+) (\d+) 1 re", page):
        dark |= {(int(y) - 1, int(x) + step) for step in range(int(length))}
    assert dark == {(row, place) for row, line in enumerate(MODULES) for place, module in enumerate(line) if module}


@pytest.mark.parametrize("words", ["é", "a\nb"])
def test_words_that_the_font_does_not_have_are_refused(words: str):
    with pytest.raises(ValueError, match=words):
        list(pdf([Label(MODULES, words)]))


def test_brackets_do_not_end_the_words_and_nothing_is_no_sheet():
    (page,) = pages(b"".join(pdf([Label(MODULES, "a(b)\\")])))
    assert "(a\\(b\\)\\\\) Tj" in page
    with pytest.raises(ValueError, match="without labels"):
        list(pdf([]))
