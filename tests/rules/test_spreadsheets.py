"""Tables for spreadsheets: opened in the right columns, and never run."""

import csv
import io

import pytest

from contest.rules import spreadsheets


@pytest.mark.parametrize("cell", ["=1+1", "+32", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", " =1", "\u00a0=1", "＝1"])
def test_a_cell_that_would_be_run_is_shown(cell: str):
    assert spreadsheets.disarmed(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Facebook", "a=b", "1-2", "é", 0, -3, 12])
def test_any_other_stays_as_it_is(cell: str | int):
    assert spreadsheets.disarmed(cell) == cell


def test_a_table_has_its_mark_its_semicolons_and_its_quotes():
    written = spreadsheets.written([("Partagé sur", "Visites"), ('Le "bon"; paquet', 12), ("=HYPERLINK(1)", 3)])
    assert written.encode()[:3] == b"\xef\xbb\xbf"
    rows = list(csv.reader(io.StringIO(written[1:], newline=""), delimiter=";"))
    assert rows == [["Partagé sur", "Visites"], ['Le "bon"; paquet', "12"], ["'=HYPERLINK(1)", "3"]]
    assert written.count("\r\n") == 3
