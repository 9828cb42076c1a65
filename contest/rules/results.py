"""Results: ranking with its ties, shares, what speaks against closing and picking, who may see figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contest.rules.objections import Objection
from contest.rules.phases import Exposure

# So many of those picked win; whoever is picked after them stands ready.
WINNERS = 1


@dataclass(frozen=True)
class Standing:
    """One entry's place: rank with ties (1, 1, 3), whether it shares it, votes, share of all (0 to 1)."""

    entry_id: UUID
    votes: int
    rank: int
    tied: bool
    share: float


def ranking(votes: Iterable[tuple[UUID, int]], counted: int | None = None) -> list[Standing]:
    """Most votes first; equal votes share a rank (standard competition ranking), in the given order.

    `counted` is what shares are taken of, by default the sum of `votes`.
    """
    ordered = sorted(votes, key=lambda pair: -pair[1])
    of = (sum(number for _, number in ordered) if counted is None else counted) or 1
    ranks: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for position, (_, number) in enumerate(ordered, start=1):
        ranks.setdefault(number, position)
        sizes[number] = sizes.get(number, 0) + 1
    return [
        Standing(entry, number, ranks[number], tied=sizes[number] > 1, share=number / of) for entry, number in ordered
    ]


def tied_at_top(standings: Sequence[Standing]) -> bool:
    """Whether several share the first place."""
    return bool(standings) and standings[0].tied


def closing_objections(*, at: datetime, closes: datetime, grace: timedelta | None) -> tuple[Objection, ...]:
    """Every reason against closing a result at the moment `at` of the database's clock.

    The vote runs; or it is over, and ballots received in time may still be confirmed, for a `grace` that is known or,
    None, until codes that wait have left.
    """
    if at < closes:
        return (Objection("result_vote_open"),)
    if grace is None:
        return (Objection("result_mail_waiting"),)
    if at < closes + grace:
        return (Objection("result_grace_open", facts={"minutes": int(grace / timedelta(minutes=1))}),)
    return ()


def signing_objections(*, closed: bool, same_person: bool) -> tuple[Objection, ...]:
    """Every reason against signing a result: it is not closed, or by whoever closed it."""
    if not closed:
        return (Objection("result_not_closed"),)
    return (Objection("sign_same_person"),) if same_person else ()


def picking_objections(
    standings: Sequence[Standing], entry_id: UUID, *, rank: int, reason: str, decided: UUID | None = None
) -> tuple[Objection, ...]:
    """Every reason against picking an entry as number `rank`: a departure or a tie is owed a reason.

    `decided`: the one of several firsts that the tie-break question put before the others.
    """
    found = next((standing for standing in standings if standing.entry_id == entry_id), None)
    if found is None:
        return (Objection("pick_not_in_result", "entry"),)
    open_tie = found.tied and (rank != WINNERS or entry_id != decided)
    if (found.rank != rank or open_tie) and not reason.strip():
        return (Objection("pick_needs_reason", "reason"),)
    return ()


def figures_shown(
    exposure: Exposure, *, opened: bool, curtain: bool, closed: bool, announced: bool, embargoed: bool
) -> bool:
    """Whether the public may see figures.

    `opened`: the vote has begun; `curtain`: the stretch before its close in which live figures are hidden has begun,
    which lasts until the result is frozen; `closed`: it is; `announced`: its announcement is shown;
    `embargoed`: one is written and waits for its hour, before which nothing final may be seen.
    """
    if announced:
        return True
    if exposure is Exposure.LIVE and not curtain:
        return opened
    return exposure is not Exposure.ANNOUNCED and closed and not embargoed
