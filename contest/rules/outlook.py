"""Whether the public can still change the winner of a blend, and with how many ballots: exact, by trying.

More ballots for one entry never lower its points, and never raise another's. So what a number of ballots cannot do, no
smaller number can, and the least that is enough is found by halving.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contest.rules.blend import FULL, WHOLE, Blend, Figures, Part, Points, blended
from contest.rules.papers import MOST_STARS, RANKED, Method
from contest.rules.results import Standing, ranking


class Prospect(StrEnum):
    """What can still become of a leader.

    SHARED: nobody leads alone. SETTLED: the leader wins, whatever the public does. OPEN: so many ballots for one
    other entry, and that one wins. TANGLED: the public can change it, but not by ballots for a single entry.
    MOVABLE: it can, and how many ballots it takes cannot be said, for they are rankings.
    """

    SHARED = "shared"
    SETTLED = "settled"
    OPEN = "open"
    TANGLED = "tangled"
    MOVABLE = "movable"


@dataclass(frozen=True)
class Outlook:
    """What is to be said: who leads; who would win with how many more ballots."""

    prospect: Prospect
    leader: UUID | None = None
    challenger: UUID | None = None
    ballots: int = 0


def outlook(blend: Blend, method: Method, public: Sequence[Standing], figures: Figures) -> Outlook:
    """What the public can still do, as vote and figures stand. Errors: KeyError for a figure that is missing."""
    now = blended(blend, public, figures)
    if not now or now[0].tied:
        return Outlook(Prospect.SHARED)
    leader = now[0].entry_id
    others = [row.entry_id for row in now[1:]]
    if method in RANKED:
        movable = any(_can_win(blend, one, public, figures) for one in others)
        return Outlook(Prospect.MOVABLE if movable else Prospect.SETTLED, leader)
    found = _cheapest(blend, method, others, public, figures)
    if found is not None:
        return Outlook(Prospect.OPEN, leader, *found)
    tangled = any(_can_win(blend, one, public, figures) for one in others)
    return Outlook(Prospect.TANGLED if tangled else Prospect.SETTLED, leader)


def _cheapest(
    blend: Blend, method: Method, others: Sequence[UUID], public: Sequence[Standing], figures: Figures
) -> tuple[UUID, int] | None:
    """Who needs the fewest ballots to win, and how many; the one ahead of equal ones. None where nobody can."""
    each = MOST_STARS if method is Method.STARS else 1
    votes = {row.entry_id: row.votes for row in public}
    # From then on the shares of all others round to nothing.
    enough = (2 * FULL + 1) * max(votes.values()) // each + 1
    found: tuple[UUID, int] | None = None
    for one in others:
        most = enough if found is None else found[1] - 1
        if most < 1 or not _wins(blend, one, most * each, votes, figures):
            continue
        least = 1
        while least < most:
            middle = (least + most) // 2
            if _wins(blend, one, middle * each, votes, figures):
                most = middle
            else:
                least = middle + 1
        found = (one, most)
    return found


def _wins(blend: Blend, entry: UUID, more: int, votes: Mapping[UUID, int], figures: Figures) -> bool:
    """Whether an entry is first, alone, with so many votes (or stars) more."""
    public = ranking((one, number + more * (one == entry)) for one, number in votes.items())
    first = blended(blend, public, figures)[0]
    return first.entry_id == entry and not first.tied


def _can_win(blend: Blend, entry: UUID, public: Sequence[Standing], figures: Figures) -> bool:
    """Whether any votes at all, for whomever, make an entry win.

    By shares it is enough that it gets them all. By places it is first, and of the others each must be far enough
    behind: that fits when, taken in the order of the best place each may have, no one comes too early.
    """
    (term,) = (term for term in blend.terms if term.part is Part.PUBLIC)
    among = len(public)
    if term.points is Points.SHARE:
        return _wins(blend, entry, 1, dict.fromkeys((row.entry_id for row in public), 0), figures)
    least = []
    for other in public:
        if other.entry_id == entry:
            continue
        fits = (rank for rank in range(2, among + 1) if _behind(blend, entry, other.entry_id, rank, public, figures))
        allowed = next(fits, None)
        if allowed is None:
            return False
        least.append(allowed)
    return all(allowed <= place for place, allowed in enumerate(sorted(least), start=2))


def _behind(blend: Blend, entry: UUID, other: UUID, rank: int, public: Sequence[Standing], figures: Figures) -> bool:
    """Whether an entry that is the public's first is before another that has this place with the public."""
    places = {entry: 1, other: rank}
    supposed = [Standing(row.entry_id, 0, places.get(row.entry_id, row.rank), tied=False, share=0.0) for row in public]
    order = {row.entry_id: row.rank for row in blended(blend, supposed, figures)}
    return order[entry] < order[other]


def always_public(blend: Blend) -> bool:
    """Whether enough votes make any entry win, whatever jury and sales say.

    At the worst it has the public's points alone, and another one all the rest. By shares that other has none of the
    public's then; by places it does, as many as there are places, so nothing is promised.
    """
    (term,) = (term for term in blend.terms if term.part is Part.PUBLIC)
    rest = WHOLE - term.weight
    by_share = term.points is Points.SHARE
    return by_share and (term.weight > rest or (term.weight == rest and blend.first is Part.PUBLIC))
