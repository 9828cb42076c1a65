"""Ideas as a sheet: its columns, and how a line is written so that a spreadsheet shows it and runs nothing."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from contest.rules import forms
from contest.rules.forms import FieldKind
from contest.rules.pictures import alternative_key

DELIMITER = ";"
# Excel takes a file for UTF-8 only when it begins with this mark.
MARK = "\ufeff"
BEFORE = ("key", "number", "state", "language")
AFTER = ("picture", "alternative", "received", "published", "votes")
TYPED = (FieldKind.SHORT_TEXT, FieldKind.LONG_TEXT, FieldKind.TAGS, FieldKind.TIE_BREAK)
# What a spreadsheet would take for a formula, with the apostrophes that already keep it from that.
_RUNS = re.compile("'*[=+\\-@\t\r\n]")
_KEPT = re.compile("'+[=+\\-@\t\r\n]")


def answer_columns(form: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that hold what was typed, in the form's order."""
    return tuple(field.key for field in forms.fields(form) if field.kind in TYPED)


def columns(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Every column of a sheet, in order."""
    return (*BEFORE, *answer_columns(form), *AFTER[:2], *further_columns(form), *AFTER[2:])


def further_columns(form: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of the pictures after the cover, each with its words; none where the form asks for one picture."""
    places = range(2, forms.most_pictures(form) + 1)
    return tuple(column for place in places for column in (picture_column(place), alternative_key(place)))


def picture_column(place: int) -> str:
    """The column that names the file of the picture at a place; 1 is the cover's."""
    return "picture" if place == 1 else f"picture_{place}"


def disarmed(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run (OWASP, "CSV injection")."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def rearmed(cell: str) -> str:
    """What was written before `disarmed`, exactly."""
    return cell[1:] if _KEPT.match(cell) else cell


def line(cells: Sequence[str]) -> str:
    """One line of the sheet, disarmed, quoted where needed, ended."""
    out = io.StringIO()
    csv.writer(out, delimiter=DELIMITER).writerow([disarmed(cell) for cell in cells])
    return out.getvalue()
