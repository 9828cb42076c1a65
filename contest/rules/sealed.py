"""Figures of a jury or of sales, brought in as a sheet: every line checked, and all of it sealed by a digest.

A row is counted as a spreadsheet counts: the names of the columns are row 1.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

from contest.rules.imports import DELIMITERS, Fault
from contest.rules.objections import Objection
from contest.rules.sheets import MARK, rearmed

COLUMNS = ("number", "figure")
# More than a sheet of so many letters holds for the entries of one vote; names beside the figures are passed over.
MOST_LETTERS = 100_000
# Up to a billion, with four decimals; a comma or a point between.
FIGURE = re.compile(r"(\d{1,10})(?:[.,](\d{1,4}))?")
NUMBER = re.compile(r"\d{1,9}")
_HEAD = "number,id,figure"


@dataclass
class Brought:
    """A whole sheet: the figures by the number of their entry, as they were written, and every fault."""

    figures: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read(data: bytes, standing: Sequence[int]) -> Brought:
    """Check a sheet against the numbers of the entries that stand: each needs one line, and no other has one.

    Cells of columns with other names are passed over, so that names may stand beside the numbers.
    """
    found = Brought()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        found.faults.append(Fault(1, Objection("sheet_not_utf8")))
        return found
    if len(text) > MOST_LETTERS:
        found.faults.append(Fault(1, Objection("figures_too_long")))
        return found
    try:
        _fill(found, _rows(text), frozenset(standing))
    except csv.Error:
        found.faults.append(Fault(len(found.figures) + 2, Objection("line_unreadable")))
    if not found.faults:
        missing = [number for number in standing if number not in found.figures]
        found.faults += [Fault(0, Objection("figure_missing", "number", {"number": number})) for number in missing]
    return found


def _rows(text: str) -> Iterator[list[str]]:
    text = text.removeprefix(MARK)
    first = text.partition("\n")[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)


def _fill(found: Brought, rows: Iterator[list[str]], standing: frozenset[int]) -> None:
    names = [name.strip().casefold() for name in next(rows, [])]
    for column in COLUMNS:
        if names.count(column) != 1:
            wrong = "column_twice" if column in names else "column_missing"
            found.faults.append(Fault(1, Objection(wrong, column)))
    if found.faults:
        return
    for row, cells in enumerate(rows, start=2):
        if any(cell.strip() for cell in cells):
            given = dict(zip(names, (rearmed(cell).strip() for cell in cells), strict=False))
            found.faults += [Fault(row, objection) for objection in _take(found, given, standing)]


def _take(found: Brought, given: Mapping[str, str], standing: frozenset[int]) -> list[Objection]:
    """One line; what is wrong with it."""
    wrong = []
    number = int(given.get("number", "")) if NUMBER.fullmatch(given.get("number", "")) else -1
    figure = FIGURE.fullmatch(given.get("figure", ""))
    if number not in standing:
        wrong.append(Objection("figure_of_nobody", "number"))
    elif number in found.figures:
        wrong.append(Objection("figure_twice", "number"))
    if figure is None:
        wrong.append(Objection("figure_malformed", "figure"))
    if figure is not None and not wrong:
        found.figures[number] = plain(figure[1], figure[2] or "")
    return wrong


def plain(whole: str, decimals: str) -> str:
    """A figure as it is sealed: no leading zeros, a point, no needless decimals."""
    decimals = decimals.rstrip("0")
    return str(int(whole)) + (f".{decimals}" if decimals else "")


def sealed(figures: Mapping[int, str], ids: Mapping[int, UUID], salt: str) -> str:
    """The file that the digest is of: a line nobody can guess, then each figure; the same file for the same figures.

    Without that line the digest would be as good as the figures: one would try all that are likely.
    """
    lines = [f"# {salt}", _HEAD, *(f"{number},{ids[number]},{figures[number]}" for number in sorted(figures))]
    return "\n".join(lines) + "\n"


def digest(file: str) -> str:
    """What is published of a sealed file: its SHA-256."""
    return hashlib.sha256(file.encode()).hexdigest()


def opened(file: str) -> dict[UUID, Fraction]:
    """The figures in a sealed file, by the id of their entry."""
    return exact(written(file))


def written(file: str) -> dict[UUID, str]:
    """The same as they stand there."""
    rows = (line.split(",") for line in file.splitlines()[2:])
    return {UUID(entry): figure for _, entry, figure in rows}


def exact(figures: Mapping[UUID, str]) -> dict[UUID, Fraction]:
    """Figures as numbers."""
    return {entry: Fraction(figure) for entry, figure in figures.items()}
