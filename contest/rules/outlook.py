"""Whether the public can still change the winner of a blend, and with how many ballots: exact, by trying.

More ballots for one entry never lower its points, and never raise another's. So what a number of ballots cannot do, no
smaller number can, and the least that is enough is found by halving.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contest.rules.blend import FULL, WHOLE, Blend, Figures, Part, Points, key, points_brought, rank_points, with_public
from contest.rules.papers import MOST_STARS, RANKED, Method
from contest.rules.results import Standing, ranking

Brought = Mapping[UUID, Mapping[Part, int]]


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
    brought = points_brought(blend, [row.entry_id for row in public], figures)
    now = with_public(blend, public, brought)
    if not now or now[0].tied:
        return Outlook(Prospect.SHARED)
    leader = now[0].entry_id
    others = [row.entry_id for row in now[1:]]
    if method in RANKED:
        movable = any(_can_win(blend, one, brought) for one in others)
        return Outlook(Prospect.MOVABLE if movable else Prospect.SETTLED, leader)
    votes = {row.entry_id: row.votes for row in public}
    found = _cheapest(blend, method, others, votes, brought)
    if found is not None:
        return Outlook(Prospect.OPEN, leader, *found)
    tangled = any(_can_win(blend, one, brought) for one in others)
    return Outlook(Prospect.TANGLED if tangled else Prospect.SETTLED, leader)


def _cheapest(
    blend: Blend, method: Method, others: Sequence[UUID], votes: Mapping[UUID, int], brought: Brought
) -> tuple[UUID, int] | None:
    """Who needs the fewest ballots to win, and how many; the one ahead of equal ones. None where nobody can."""
    each = MOST_STARS if method is Method.STARS else 1
    # From then on the shares of all others round to nothing.
    enough = (2 * FULL + 1) * max(votes.values()) // each + 1
    found: tuple[UUID, int] | None = None
    for one in others:
        most = enough if found is None else found[1] - 1
        if most < 1 or not _wins(blend, one, most * each, votes, brought):
            continue
        least = 1
        while least < most:
            middle = (least + most) // 2
            if _wins(blend, one, middle * each, votes, brought):
                most = middle
            else:
                least = middle + 1
        found = (one, most)
    return found


def _wins(blend: Blend, entry: UUID, more: int, votes: Mapping[UUID, int], brought: Brought) -> bool:
    """Whether an entry is first, alone, with so many votes (or stars) more."""
    public = ranking((one, number + more * (one == entry)) for one, number in votes.items())
    first = with_public(blend, public, brought)[0]
    return first.entry_id == entry and not first.tied


def _can_win(blend: Blend, entry: UUID, brought: Brought) -> bool:
    """Whether any votes at all, for whomever, make an entry win.

    By shares it is enough that it gets them all. By places it is first, and of the others each must be far enough
    behind: that fits when, taken in the order of the best place each may have, no one comes too early.
    """
    (term,) = (term for term in blend.terms if term.part is Part.PUBLIC)
    if term.points is Points.SHARE:
        return _wins(blend, entry, 1, dict.fromkeys(brought, 0), brought)
    among = len(brought)
    own = key(blend, {**brought[entry], Part.PUBLIC: FULL}, 1)

    def best_place(other: UUID) -> int:
        """The best one that it may have; one too many where it may have none."""

        def is_behind(place: int) -> int:
            return int(own > key(blend, {**brought[other], Part.PUBLIC: rank_points(place, among)}, place))

        return 2 + bisect_left(range(2, among + 1), 1, key=is_behind)

    best = [best_place(other) for other in brought if other != entry]
    return all(place <= highest for highest, place in enumerate(sorted(best), start=2))


def always_public(blend: Blend) -> bool:
    """Whether enough votes make any entry win, whatever jury and sales say.

    At the worst it has the public's points alone, and another one all the rest. By shares that other has none of the
    public's then; by places it does, as many as there are places, so nothing is promised.
    """
    (term,) = (term for term in blend.terms if term.part is Part.PUBLIC)
    rest = WHOLE - term.weight
    by_share = term.points is Points.SHARE
    return by_share and (term.weight > rest or (term.weight == rest and blend.first is Part.PUBLIC))
