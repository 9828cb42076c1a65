"""Sheets of ideas: what a line must hold, what a spreadsheet must not run, what is said about each fault."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules import imports, presets, sheets
from contest.rules.entries import EntryState
from contest.rules.imports import Terms

FORM = presets.form("crisps")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TERMS = Terms(FORM, ("fr", "nl", "en"), NOW)
GOOD = {
    "name": "Chicons au gratin",
    "inspiration": "Les dimanches soirs chez ma tante, la radio allumée.",
    "ingredients": "chicon, muscade",
    "first_name": "Nadia",
    "town": "Seraing",
}


def sheet(*rows: dict[str, str], columns: list[str] | None = None, delimiter: str = ";") -> list[str]:
    """The lines of a file."""
    out = io.StringIO()
    names = columns or list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(out, names, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().splitlines(keepends=True)


def faults(*rows: dict[str, str], **more) -> list[tuple[int, str, str]]:
    found = imports.read(sheet(*rows, **more), TERMS).faults
    return [(fault.row, fault.objection.key, fault.objection.field) for fault in found]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+32 4", "'+32 4"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("'t Kot", "'t Kot"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_disarmed(cell, written):
    assert sheets.disarmed(cell) == written
    assert sheets.rearmed(written) == cell


@given(st.text())
def test_disarming_loses_nothing(cell):
    assert sheets.rearmed(sheets.disarmed(cell)) == cell
    assert sheets.disarmed(cell)[:1] not in set("=+-@\t\r")


def test_a_line_is_quoted_where_it_must_be():
    assert sheets.line(["a;b", 'c"d', "e\nf", "=g"]) == '"a;b";"c""d";"e\nf";\'=g\r\n'


def test_the_columns_are_those_of_the_form():
    assert sheets.columns(FORM) == (
        *("key", "number", "state", "language", "name", "inspiration", "ingredients", "first_name", "town"),
        *("picture", "alternative", "received", "published", "votes"),
    )


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", sheets.MARK])
def test_a_good_line_is_read_whatever_stands_between_cells(delimiter, mark):
    lines = sheet(GOOD | {"language": "nl", "state": "pending"}, delimiter=delimiter)
    found = imports.read([mark + lines[0], *lines[1:]], TERMS)
    assert found.faults == []
    (line,) = found.lines
    assert (line.row, line.lang, line.state, line.picture, line.received) == (2, "nl", EntryState.PENDING, "", None)
    assert line.answers == GOOD | {"ingredients": ["chicon", "muscade"], "alternative": ""}


def test_without_state_and_language_it_may_be_published_in_the_first_language():
    (line,) = imports.read(sheet(GOOD), TERMS).lines
    assert (line.state, line.lang) == (EntryState.PUBLISHED, "fr")


def test_a_text_of_several_lines_is_one_row():
    two = "Chez ma tante, le dimanche.\n\nLa radio était allumée."
    found = imports.read(sheet(GOOD | {"inspiration": two}, GOOD | {"name": "Autre chose"}), TERMS)
    assert [line.row for line in found.lines] == [2, 3]
    assert found.lines[0].answers["inspiration"] == two


def test_the_key_is_the_one_given_or_what_the_line_says():
    one = imports.read(sheet(GOOD), TERMS).lines[0].key
    other = imports.read(sheet(GOOD | {"name": "Autre chose"}), TERMS).lines[0].key
    assert one == imports.read(sheet({"votes": "3"} | GOOD), TERMS).lines[0].key
    assert one != other
    assert imports.read(sheet(GOOD | {"key": "k7"}), TERMS).lines[0].key == "k7"


@pytest.mark.parametrize("state", ["refused", "withdrawn", "removed", "merged", "unconfirmed", "changes_requested"])
def test_what_was_refused_or_taken_back_stays_so(state):
    found = imports.read(sheet(GOOD | {"state": state}), TERMS)
    assert (found.lines, found.passed_over, found.faults) == ([], 1, [])


PICTURE = GOOD | {"picture": "a.jpg", "alternative": "Un plat qui sort du four."}


def test_a_sheet_for_a_form_without_tags_and_picture_is_read_and_brings_no_picture():
    terms = replace(TERMS, form=presets.form("naming"))
    row = {name: GOOD[name] for name in ("name", "inspiration", "first_name", "town")}
    found = imports.read(sheet(row), terms)
    assert (found.faults, found.lines[0].answers) == ([], row)
    with_picture = imports.read(sheet(row | {"picture": "a.jpg"}), terms)
    assert [(fault.row, fault.objection.key) for fault in with_picture.faults] == [(2, "line_picture_not_asked")]


@pytest.mark.parametrize(
    ("row", "key", "field"),
    [
        (GOOD | {"name": ""}, "answer_missing", "name"),
        (GOOD | {"name": "x" * 200}, "answer_too_long", "name"),
        (GOOD | {"ingredients": ""}, "tags_missing", "ingredients"),
        (GOOD | {"ingredients": "a,b,c,d,e,f"}, "tags_too_many", "ingredients"),
        (GOOD | {"language": "de"}, "line_language_unknown", "language"),
        (GOOD | {"state": "brilliant"}, "line_state_unknown", "state"),
        (GOOD | {"received": "yesterday"}, "line_moment", "received"),
        (GOOD | {"received": "2026-05-31T10:00:00"}, "line_moment", "received"),
        (GOOD | {"received": "2026-06-01T12:00:01+00:00"}, "line_moment", "received"),
        (PICTURE | {"alternative": ""}, "alternative_missing", "alternative"),
        (PICTURE | {"alternative": "Plat"}, "alternative_too_short", "alternative"),
        (PICTURE | {"picture": "../a.jpg"}, "line_picture_name", "picture"),
        (PICTURE | {"picture": "/etc/passwd"}, "line_picture_name", "picture"),
        (PICTURE | {"picture": "..\\a.jpg"}, "line_picture_name", "picture"),
        (PICTURE | {"picture": "C:a.jpg"}, "line_picture_name", "picture"),
        (PICTURE | {"picture": ".."}, "line_picture_name", "picture"),
        (PICTURE | {"picture": ".hidden.jpg"}, "line_picture_name", "picture"),
        (PICTURE | {"picture": "x" * 121}, "line_picture_name", "picture"),
    ],
)
def test_every_fault_names_its_row_and_field(row, key, field):
    assert faults(GOOD | {"name": "Bon"}, row) == [(3, key, field)]


def test_the_edges_are_good():
    row = PICTURE | {"received": NOW.isoformat(), "picture": "x" * 120}
    (line,) = imports.read(sheet(row), TERMS).lines
    assert line.received == NOW
    early = (NOW - timedelta(days=400)).astimezone().isoformat()
    assert imports.read(sheet(GOOD | {"received": early}), TERMS).faults == []


def test_all_faults_are_said_at_once():
    assert faults(GOOD | {"name": "", "language": "de"}, GOOD | {"town": "x" * 200, "inspiration": ""}) == [
        (2, "answer_missing", "name"),
        (2, "line_language_unknown", "language"),
        (3, "answer_missing", "inspiration"),
        (3, "answer_too_long", "town"),
    ]


def test_the_same_idea_twice_is_said():
    assert faults(GOOD, GOOD | {"name": "Autre"}, GOOD) == [(4, "line_twice", "key")]


def test_wrong_columns_are_said_before_anything_else():
    names = [*GOOD, "ingrediants", "name"]
    names.remove("first_name")
    lines = [";".join(names) + "\n", "a;b\n"]
    found = imports.read(lines, TERMS).faults
    assert [(fault.row, fault.objection.key, fault.objection.field) for fault in found] == [
        (1, "column_missing", "first_name"),
        (1, "column_unknown", "ingrediants"),
        (1, "column_twice", "name"),
    ]


def test_an_empty_file_misses_its_columns():
    assert {fault.objection.key for fault in imports.read([], TERMS).faults} == {"column_missing"}


def test_empty_rows_are_nothing_and_still_count():
    lines = [*sheet(GOOD), ";;;;\r\n", *sheet(GOOD | {"name": ""})[1:]]
    found = imports.read(lines, TERMS)
    assert [fault.row for fault in found.faults] == [4]


def test_a_line_that_is_too_wide_or_has_an_open_quotation_mark_is_said():
    lines = sheet(GOOD)
    assert [f.objection.key for f in imports.read([*lines, "a;b;c;d;e;f\n"], TERMS).faults] == ["line_too_wide"]
    found = imports.read([*lines, 'a;"b\n'], TERMS).faults
    assert [(fault.row, fault.objection.key) for fault in found] == [(3, "line_unreadable")]


def test_what_is_not_utf8_is_said():
    text = io.TextIOWrapper(io.BytesIO("name;Crème\n".encode("latin-1")), encoding="utf-8", newline="")
    assert [fault.objection.key for fault in imports.read(text, TERMS).faults] == ["sheet_not_utf8"]


def test_ten_thousand_are_taken_and_one_more_is_not():
    rows = [GOOD | {"name": f"Idée {number}"} for number in range(imports.MOST_LINES + 1)]
    lines = sheet(*rows)
    assert imports.read(lines[:-1], TERMS).faults == []
    assert [(f.row, f.objection.key) for f in imports.read(lines, TERMS).faults] == [(10_002, "too_many_lines")]
