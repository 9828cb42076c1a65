"""Figures ready to be drawn: each idea with its place, its number and a bar from zero."""

from dataclasses import dataclass

from contest.queries import results
from contest.queries.campaigns import PhaseView
from contest.web.pages import Page
from contest.words import dates, voting


@dataclass(frozen=True)
class Bar:
    """One entry in the figures, ready to be drawn: `width` in per cent of the longest."""

    name: str
    lang: str
    address: str
    rank: int
    amount: str
    share: str
    width: float
    first: bool


def of_figures(page: Page, phase: PhaseView, found: results.Figures | None) -> list[Bar]:
    """The figures of the vote, by its own places: a blend has others."""
    if found is None:
        return []
    places = results.places_by_vote(page.campaign.id, phase.id) if found.final else {}
    longest = max((line.votes for line in found.lines), default=1) or 1
    ranks = {line.entry_id: places.get(line.entry_id, line.rank) for line in found.lines}
    return [
        Bar(
            name=line.name,
            lang=line.lang,
            address=page.to("entry", number=line.number),
            rank=ranks[line.entry_id],
            amount=voting.amount(page.lang, found.method, line.votes, final=found.final),
            share=dates.percent(page.lang, line.share),
            width=round(line.votes * 100 / longest, 2),
            first=ranks[line.entry_id] == 1,
        )
        for line in sorted(found.lines, key=lambda line: ranks[line.entry_id])
    ]
