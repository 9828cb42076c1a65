"""Sheets of QR codes to be printed: an A4 page of twenty-four, each with its code under it, as PDF (ISO 32000-1).

A QR code is a few hundred rectangles and a line of text, and the file is written page by page: so it needs no library,
and a sheet of any length no memory.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

# Points, 72 to the inch; A4.
WIDTH, HEIGHT = 595.28, 841.89
COLUMNS, ROWS = 4, 6
MARGIN = 28.0
SIDE = 98.0
# Courier: every letter is six tenths of its size wide.
LETTER, LETTER_WIDTH = 9.0, 0.6
_CATALOG, _PAGES, _FONT, _FIRST = 1, 2, 3, 4


@dataclass(frozen=True)
class Label:
    """One QR code: its modules by row, dark ones true (the quiet zone around is left by the sheet), and its words."""

    modules: Sequence[Sequence[int]]
    words: str


def pdf(labels: Iterable[Label]) -> Iterator[bytes]:
    """The file, piece by piece. Errors: ValueError for no label, or words that are not plain ASCII."""
    offsets: dict[int, int] = {}
    pages: list[int] = []
    written = 0
    for number, body in _objects(iter(labels), pages):
        piece = body if number == 0 else b"%d 0 obj\n%s\nendobj\n" % (number, body)
        if number:
            offsets[number] = written
        written += len(piece)
        yield piece
    if not pages:
        raise ValueError("a sheet without labels")
    table = [b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets)]
    size = len(table) + 1
    yield b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, b"".join(table))
    yield b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, _CATALOG, written)


def _objects(labels: Iterator[Label], pages: list[int]) -> Iterator[tuple[int, bytes]]:
    """Every object by its number, 0 for the file's first line; `pages` learns which are pages."""
    yield 0, b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    yield _CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES
    yield _FONT, b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold >>"
    number = _FIRST
    while page := list(islice(labels, COLUMNS * ROWS)):
        drawn = zlib.compress("".join(_drawn(place, label) for place, label in enumerate(page)).encode("ascii"))
        yield number, b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawn), drawn)
        pages.append(number + 1)
        yield (
            number + 1,
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R "
            b"/Resources << /Font << /F %d 0 R >> >> >>" % (_PAGES, WIDTH, HEIGHT, number, _FONT),
        )
        number += 2
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    yield _PAGES, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids)


def _drawn(place: int, label: Label) -> str:
    """One label in its cell: the modules as rectangles of whole runs, one unit a module, then the words."""
    cell_width, cell_height = (WIDTH - 2 * MARGIN) / COLUMNS, (HEIGHT - 2 * MARGIN) / ROWS
    left = MARGIN + place % COLUMNS * cell_width + (cell_width - SIDE) / 2
    top = HEIGHT - MARGIN - place // COLUMNS * cell_height
    module = SIDE / len(label.modules)
    runs = "".join(
        f"{start} {-row - 1} {length} 1 re\n" for row, line in enumerate(label.modules) for start, length in _runs(line)
    )
    words = _escaped(label.words)
    middle = left + (SIDE - len(label.words) * LETTER * LETTER_WIDTH) / 2
    return (
        f"q {module:.4f} 0 0 {module:.4f} {left:.2f} {top:.2f} cm\n{runs}f Q\n"
        f"BT /F {LETTER} Tf {middle:.2f} {top - SIDE - LETTER - 4:.2f} Td ({words}) Tj ET\n"
    )


def _runs(line: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin in a row, and how many follow one another."""
    start = None
    for place, dark in enumerate([*line, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def _escaped(words: str) -> str:
    if not words.isascii() or not words.isprintable():
        raise ValueError(words)
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
