"""The words of a fair-play file, and the shape in which it is written: the same tables on paper and as sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contest.rules.ballots import BallotState
from contest.rules.suspicion.deciding import ClusterState
from contest.words.catalogues import N_, gettext

# More rows of a table are in its sheet alone.
MOST_ROWS = 300
# Columns on paper, in letters.
NUMBERS, WIDEST = 9, 36

STATES: dict[BallotState, str] = {
    BallotState.COUNTED: N_("counted"),
    BallotState.HELD: N_("held"),
    BallotState.EXCLUDED: N_("excluded"),
    BallotState.SUPERSEDED: N_("changed by their voter"),
    BallotState.WITHDRAWN: N_("withdrawn by their voter"),
    BallotState.PENDING: N_("never confirmed"),
}
DECISIONS: dict[ClusterState, str] = {
    ClusterState.OPEN: N_("looked at by nobody"),
    ClusterState.HELD: N_("held"),
    ClusterState.RELEASED: N_("released"),
    ClusterState.EXCLUDED: N_("excluded"),
}


@dataclass(frozen=True)
class Table:
    """Rows under names; `sheet` is the name of its file. `figures` are the columns of numbers, from 0."""

    sheet: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[int] = ()


@dataclass(frozen=True)
class Section:
    """A chapter: its title, lines to read, what is set letter by letter, a table."""

    title: str
    lines: Sequence[str] = ()
    exact: Sequence[str] = ()
    table: Table | None = None
    level: int = 1


@dataclass
class Dossier:
    """All of it: title and chapters, and the files that go with them besides."""

    lang: str
    title: str
    subtitle: str
    author: str
    sections: list[Section] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


def state(lang: str, of: BallotState) -> str:
    """What a ballot is."""
    return gettext(lang, STATES[of])


def decision(lang: str, of: ClusterState) -> str:
    """What was decided about a cluster."""
    return gettext(lang, DECISIONS[of])


def paper(dossier: Dossier) -> dict[str, object]:
    """The file as it is set on paper: plain text in blocks, which hold no mark-up."""
    blocks: list[dict[str, object]] = []
    for section in dossier.sections:
        blocks.append({"kind": "heading", "level": section.level, "text": section.title})
        blocks += [{"kind": "text", "text": line} for line in section.lines if line.strip()]
        blocks += [{"kind": "exact", "text": text} for text in section.exact]
        if section.table is not None:
            blocks.append(_table(dossier.lang, section.table))
            if len(section.table.rows) > MOST_ROWS:
                left = gettext(dossier.lang, N_("The other rows are in the sheet %(name)s."), name=section.table.sheet)
                blocks.append({"kind": "text", "text": left})
    return {
        "lang": dossier.lang,
        "title": dossier.title,
        "author": dossier.author,
        "subtitle": dossier.subtitle,
        "page": gettext(dossier.lang, N_("Page")),
        "contents": gettext(dossier.lang, N_("Contents")),
        "blocks": blocks,
    }


def _table(lang: str, table: Table) -> dict[str, object]:
    if not table.rows:
        return {"kind": "text", "text": gettext(lang, N_("None."))}
    return {
        "kind": "table",
        "head": list(table.head),
        "rows": [list(row) for row in table.rows[:MOST_ROWS]],
        "figures": list(table.figures),
        "widths": _widths(table),
    }


def _widths(table: Table) -> list[int]:
    """How wide each column is, as a share: by its longest text, within reason; numbers need little."""
    found = []
    for place, name in enumerate(table.head):
        longest = max(len(text) for text in (name, *(row[place] for row in table.rows[:MOST_ROWS])))
        found.append(NUMBERS if place in table.figures else max(NUMBERS, min(longest, WIDEST)))
    return found
