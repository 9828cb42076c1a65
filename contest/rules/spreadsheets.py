"""Tables for spreadsheets: text that opens in the right columns and letters, and in which no cell is run."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the start of a formula (OWASP, CSV injection).
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"


def disarmed(cell: str | int) -> str | int:
    """A cell that a spreadsheet shows and does not run; numbers stay numbers."""
    if isinstance(cell, int) or not cell.lstrip(" \u00a0").startswith(_RUN):
        return cell
    return f"'{cell}"


def written(rows: Iterable[Sequence[str | int]]) -> str:
    """Rows as text: semicolons, as spreadsheets of our countries read it, and the mark that says it is UTF-8."""
    text = io.StringIO()
    sheet = csv.writer(text, delimiter=";")
    sheet.writerows([disarmed(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()
