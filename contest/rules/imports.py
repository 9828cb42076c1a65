"""Ideas from a sheet: every line checked as the form would, and everything that is wrong said at once.

A row is counted as a spreadsheet counts: the names of the columns are row 1.
"""

import csv
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contest.rules import forms, sheets
from contest.rules.entries import EntryState
from contest.rules.forms import Answers, FieldKind
from contest.rules.objections import Objection

MOST_LINES = 10_000
LONGEST_FILE_NAME = 120
DELIMITERS = (";", "\t", ",")
# A line in another known state is passed over: what was refused, taken back or removed stays so.
TAKEN = (EntryState.PENDING, EntryState.PUBLISHED)
STATES = {state.value: state for state in EntryState} | {"": EntryState.PUBLISHED}


@dataclass(frozen=True)
class Terms:
    """What the lines are held against: the form's definition, the campaign's languages, the moment."""

    form: Mapping[str, Any]
    languages: Sequence[str]
    now: datetime


@dataclass(frozen=True)
class Line:
    """One good line: its key (what makes it the same line next time), and what the idea says.

    `state`: pending stays so; published (also when nothing is said) may be published. `picture` names a file,
    `further` those of the pictures after it.
    """

    row: int
    key: str
    state: EntryState
    lang: str
    answers: Answers
    picture: str
    received: datetime | None
    further: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files of all its pictures, the cover's first."""
        return (self.picture, *self.further) if self.picture else ()


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row, in the field that the objection names."""

    row: int
    objection: Objection


@dataclass
class Sheet:
    """A whole file: its good lines, how many were passed over, and every fault."""

    lines: list[Line] = field(default_factory=list)
    passed_over: int = 0
    faults: list[Fault] = field(default_factory=list)


def read(text: Iterable[str], terms: Terms) -> Sheet:
    """Check a sheet given line by line of its file (newlines kept); at most 10,000 ideas are looked at."""
    sheet = Sheet()
    try:
        rows = enumerate(_rows(text), start=1)
        _, header = next(rows, (1, []))
        names = [sheets.rearmed(name.strip()).casefold() for name in header]
        if wrong := _against_columns(names, terms.form):
            sheet.faults += [Fault(1, objection) for objection in wrong]
            return sheet
        _fill(sheet, rows, names, terms)
    except UnicodeDecodeError:
        sheet.faults.append(Fault(1, Objection("sheet_not_utf8")))
    except csv.Error:
        sheet.faults.append(Fault(len(sheet.lines) + sheet.passed_over + 2, Objection("line_unreadable")))
    return sheet


def is_file_name(name: str) -> bool:
    """Whether this names a file in a folder and nothing beyond: no path, no hidden file."""
    return 0 < len(name) <= LONGEST_FILE_NAME and not name.startswith(".") and not set(name) & set("/\\:\0")


def _rows(text: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each row; the column names show which sign stands between cells."""
    lines = iter(text)
    first = next(lines, "").removeprefix(sheets.MARK)
    delimiter = max(DELIMITERS, key=first.count)
    return csv.reader(itertools.chain([first], lines), delimiter=delimiter, strict=True)


def _against_columns(names: Sequence[str], form: Mapping[str, Any]) -> list[Objection]:
    known = sheets.columns(form)
    needed = [field.key for field in forms.fields(form) if field.required and field.kind in sheets.TYPED]
    found = [Objection("column_missing", key) for key in needed if key not in names]
    found += [Objection("column_unknown", name) for name in names if name not in known]
    return found + [Objection("column_twice", name) for name in dict.fromkeys(names) if names.count(name) > 1]


def _fill(sheet: Sheet, rows: Iterator[tuple[int, list[str]]], names: Sequence[str], terms: Terms) -> None:
    form = {"fields": [field for field in terms.form["fields"] if field["kind"] not in _TICKS]}
    first_row: dict[str, int] = {}
    for row, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(sheet.lines) >= MOST_LINES:
            sheet.faults.append(Fault(row, Objection("too_many_lines", facts={"most": MOST_LINES})))
            return
        if len(cells) > len(names):
            sheet.faults.append(Fault(row, Objection("line_too_wide")))
            continue
        given = dict(zip(names, map(sheets.rearmed, cells), strict=False))
        if given.get("state", "").strip() in _LEFT:
            sheet.passed_over += 1
            continue
        line, wrong = _line(row, given, form, terms)
        before = first_row.setdefault(line.key, row)
        if before != row:
            wrong.append(Objection("line_twice", "key", {"row": before}))
        sheet.faults += [Fault(row, objection) for objection in wrong]
        sheet.lines.append(line)


def _line(row: int, given: Mapping[str, str], form: Mapping[str, Any], terms: Terms) -> tuple[Line, list[Objection]]:
    picture, lang = given.get("picture", "").strip(), given.get("language", "").strip() or terms.languages[0]
    further, gaps = _further(given, form, picture)
    wrong, answers = forms.check(form, given, picture=bool(picture), further=len(further))
    wrong += gaps
    received, of_moment = _moment(given.get("received", "").strip(), terms.now)
    state = STATES.get(given.get("state", "").strip())
    wrong += of_moment
    if state is None:
        wrong.append(Objection("line_state_unknown", "state"))
    if lang not in terms.languages:
        wrong.append(Objection("line_language_unknown", "language", {"languages": ", ".join(terms.languages)}))
    asked = any(field["kind"] == FieldKind.PICTURE for field in form["fields"])
    for place, name in enumerate((picture, *further), start=1):
        if name and not asked:
            wrong.append(Objection("line_picture_not_asked", sheets.picture_column(place)))
        elif name and not is_file_name(name):
            wrong.append(Objection("line_picture_name", sheets.picture_column(place)))
    key = given.get("key", "").strip() or _digest(lang, answers)
    return Line(row, key, state or EntryState.PENDING, lang, answers, picture, received, further), wrong


def _further(given: Mapping[str, str], form: Mapping[str, Any], cover: str) -> tuple[tuple[str, ...], list[Objection]]:
    """The files of the pictures after the cover, and every one that stands after a gap."""
    columns = [sheets.picture_column(place) for place in range(2, forms.most_pictures(form) + 1)]
    names = [given.get(column, "").strip() for column in columns]
    filled = [bool(name) for name in (cover, *names)]
    gaps = [
        Objection("line_picture_gap", column)
        for place, column in enumerate(columns, start=1)
        if filled[place] and not all(filled[:place])
    ]
    return tuple(name for name in names if name) if not gaps else (), gaps


def _moment(text: str, now: datetime) -> tuple[datetime | None, list[Objection]]:
    """The moment an idea was received, if it is said: with its offset from UTC, and over."""
    if not text:
        return None, []
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment > now:
        return None, [Objection("line_moment", "received")]
    return moment, []


def _digest(lang: str, answers: Answers) -> str:
    """The key of a line without one: what it says."""
    return hashlib.sha256(json.dumps([lang, answers], sort_keys=True).encode()).hexdigest()


_TICKS = (FieldKind.AGE, FieldKind.CONSENT)
_LEFT = frozenset(state.value for state in EntryState if state not in TAKEN)
