"""A result that is a blend, ready to be drawn: the formula, and how much each part gave each idea."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contest.queries import entries, results
from contest.queries.campaigns import PhaseView
from contest.queries.entries import EntryCard
from contest.queries.results import FrozenBlend
from contest.rules.ballots import vote_rules
from contest.rules.blend import FULL, WHOLE, Blend, Blended, Part
from contest.web.bars import Bar
from contest.web.pages import Page
from contest.words import blending


@dataclass(frozen=True)
class Piece:
    """What one part gave: where it begins in the bar and how wide it is (of 100), and how it is read."""

    part: Part
    x: float
    width: float
    name: str
    points: str
    weight: str
    gives: str


@dataclass(frozen=True)
class BlendLine:
    """One idea: its place, its total, and what each part gave."""

    name: str
    lang: str
    address: str
    rank: int
    total: str
    exact: int
    pieces: Sequence[Piece]


def shown(page: Page, phase: PhaseView, *, final: bool) -> dict[str, Any]:
    """The formula where there is one, and once the result is closed each idea's points; `blend` is None without."""
    formula = vote_rules(phase.settings).blend
    if formula is None:
        return {"blend": None}
    frozen = results.blend_of(page.campaign.id, phase.id) if final else None
    return {
        "blend": said(page.lang, frozen.formula if frozen else formula),
        "blended": _lines(page, frozen) if frozen else (),
        "sealed": _digests(page.lang, frozen) if frozen else (),
    }


def said(lang: str, formula: Blend) -> dict[str, Any]:
    """The formula in words."""
    return {
        "parts": blending.parts(lang, formula),
        "points": [
            (blending.part(lang, term.part, head=True), blending.points(lang, term.points)) for term in formula.terms
        ],
        "decides": blending.decides(lang, formula),
        "legend": [(term.part.value, blending.part(lang, term.part)) for term in formula.terms],
    }


def _lines(page: Page, frozen: FrozenBlend) -> list[BlendLine]:
    known = entries.by_ids(page.campaign.id, [row.entry_id for row in frozen.rows])
    return [_line(page, frozen.formula, row, known[row.entry_id]) for row in frozen.rows if row.entry_id in known]


def places(page: Page, frozen: FrozenBlend) -> list[Bar]:
    """The ideas by their totals, as bars of one piece."""
    lines = _lines(page, frozen)
    longest = max((line.exact for line in lines), default=1) or 1
    return [
        Bar(
            name=line.name,
            lang=line.lang,
            address=line.address,
            rank=line.rank,
            amount=line.total,
            share="",
            width=round(line.exact * 100 / longest, 2),
            first=line.rank == 1,
        )
        for line in lines
    ]


def _line(page: Page, formula: Blend, row: Blended, card: EntryCard) -> BlendLine:
    pieces, x = [], 0.0
    for term in formula.terms:
        gives = term.weight * row.points[term.part]
        # Of a whole million; the bar is a hundred wide.
        width = gives / FULL
        pieces.append(
            Piece(
                term.part,
                round(x, 2),
                round(width, 2),
                blending.part(page.lang, term.part, head=True),
                blending.hundredths(page.lang, row.points[term.part]),
                blending.weight(page.lang, term.weight),
                blending.hundredths(page.lang, (2 * gives + WHOLE) // (2 * WHOLE)),
            )
        )
        x += width
    address = page.to("entry", number=card.number)
    return BlendLine(card.name, card.lang, address, row.rank, blending.total(page.lang, row.total), row.total, pieces)


def _digests(lang: str, frozen: FrozenBlend) -> list[tuple[str, str]]:
    return [(blending.part(lang, part, head=True), digest) for part, digest in frozen.digests.items() if digest]
