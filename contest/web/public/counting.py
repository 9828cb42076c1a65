"""How a ranking was counted, ready to be drawn: every round of a runoff, or the duels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contest.queries import entries, results
from contest.queries.campaigns import PhaseView
from contest.queries.entries import EntryCard
from contest.queries.results import Figures
from contest.rules.counting import Round
from contest.rules.eligibility import who_may
from contest.rules.papers import RANKED
from contest.web.pages import Page
from contest.web.public import blending
from contest.words import dates, eligibility, voting

# Of more rounds the first ones are folded; of more ideas only the first ones' duels are shown.
OPEN_ROUNDS = 4
DUELLING = 10


@dataclass(frozen=True)
class Pile:
    """One idea in a round: its ballots, how wide they are drawn (of 100), whether it leaves."""

    name: str
    lang: str
    votes: str
    width: float
    leaves: bool


@dataclass(frozen=True)
class RoundShown:
    """One round."""

    number: int
    piles: Sequence[Pile]
    exhausted: int


@dataclass(frozen=True)
class Duellist:
    """One idea against each of the others, in their order: ballots for and against it; None against itself."""

    name: str
    lang: str
    duels: Sequence[tuple[str, str, bool] | None]


def shown(page: Page, phase: PhaseView, found: Figures | None) -> dict[str, Any]:
    """How it is counted, what each vote is, and the blend; of a closed ranking its rounds and its duels."""
    said: dict[str, Any] = {
        "how": voting.counted(page.lang, found.method) if found is not None else "",
        "each": eligibility.counted(page.lang, who_may(phase.settings)),
        **blending.shown(page, phase, final=found is not None and found.final),
    }
    if found is None or not found.final or found.method not in RANKED:
        return said | {"folded": (), "rounds": (), "duellists": ()}
    rounds, duels = results.counting(page.campaign.id, phase.id)
    known = entries.by_ids(
        page.campaign.id, [standing.entry_id for standing in results.standings(page.campaign.id, phase.id)]
    )
    drawn = [_round(page, number, one, known) for number, one in enumerate(rounds, start=1)]
    order = [line.entry_id for line in found.lines][:DUELLING]
    return said | {
        "folded": drawn[:-OPEN_ROUNDS],
        "rounds": drawn[-OPEN_ROUNDS:],
        "duellists": [_duellist(page, one, order, duels, known) for one in order] if duels else (),
    }


def _round(page: Page, number: int, one: Round, known: Mapping[UUID, EntryCard]) -> RoundShown:
    longest = max(one.votes.values(), default=1) or 1
    order = sorted(one.votes, key=lambda entry: -one.votes[entry])
    piles = [
        Pile(
            known[entry].name,
            known[entry].lang,
            dates.number(page.lang, one.votes[entry]),
            round(one.votes[entry] * 100 / longest, 2),
            entry in one.leaving,
        )
        for entry in order
        if entry in known
    ]
    return RoundShown(number, piles, one.exhausted)


def _duellist(
    page: Page,
    one: UUID,
    order: Sequence[UUID],
    duels: Mapping[tuple[UUID, UUID], int],
    known: Mapping[UUID, EntryCard],
) -> Duellist:
    against: list[tuple[str, str, bool] | None] = []
    for other in order:
        won, lost = duels.get((one, other), 0), duels.get((other, one), 0)
        said = (dates.number(page.lang, won), dates.number(page.lang, lost), won > lost)
        against.append(None if other == one else said)
    return Duellist(known[one].name, known[one].lang, against)
