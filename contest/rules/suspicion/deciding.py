"""What may be done with a cluster: hold, release, exclude; always by a person, always reversible until the result."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contest.rules.ballots import BallotState, EventKind
from contest.rules.objections import Objection

LONGEST_REASON = 300
# How many clusters ask for somebody at a time.
AT_ONCE = 5


class ClusterState(StrEnum):
    """What was decided about a cluster."""

    OPEN = "open"
    HELD = "held"
    RELEASED = "released"
    EXCLUDED = "excluded"


class Deed(StrEnum):
    """What somebody does with it."""

    HOLD = "hold"
    RELEASE = "release"
    EXCLUDE = "exclude"


C = ClusterState
# Where a deed leads, and from where it can be done. To release an open one says: looked at, it is people.
REACHED = {Deed.HOLD: C.HELD, Deed.RELEASE: C.RELEASED, Deed.EXCLUDE: C.EXCLUDED}
POSSIBLE = {
    Deed.HOLD: frozenset({C.OPEN, C.RELEASED}),
    Deed.RELEASE: frozenset({C.OPEN, C.HELD, C.EXCLUDED}),
    Deed.EXCLUDE: frozenset({C.OPEN, C.HELD, C.RELEASED}),
}
# What becomes of the ballots of a cluster in each state: the event, and in which states of a ballot it happens.
B = BallotState
ON_BALLOTS: dict[ClusterState, tuple[EventKind, tuple[BallotState, ...]]] = {
    C.HELD: (EventKind.HELD, (B.COUNTED,)),
    C.RELEASED: (EventKind.RELEASED, (B.HELD, B.EXCLUDED)),
    C.EXCLUDED: (EventKind.EXCLUDED, (B.COUNTED, B.HELD)),
}


@dataclass(frozen=True)
class Asked:
    """A deed somebody asks for, and how the cluster stands; `is_changed`: not as they saw it."""

    state: ClusterState
    deed: Deed
    reason: str
    number: int
    is_closed: bool
    is_changed: bool = False


def looks(state: ClusterState, size: int, proposed_at: datetime | None) -> str:
    """What one decides on, in a few signs that a page sends back with the decision: state, size, proposal."""
    return f"{state.value} {size} {proposed_at.isoformat() if proposed_at else '-'}"


def has_changed(deed: Deed, seen: str, now: str) -> bool:
    """Whether two such looks differ in what matters for a deed: a hold is for whatever has come since, too.

    An attack that goes on would have changed the cluster before anybody has pressed, and holding loses nothing.
    """
    if deed is Deed.HOLD:
        return [seen.split()[::2], len(seen.split())] != [now.split()[::2], 3]
    return seen != now


def objections(asked: Asked) -> tuple[Objection, ...]:
    """Every reason against a deed. An exclusion is owed a reason, which will be public."""
    found = []
    if asked.is_closed:
        found.append(Objection("fairplay_closed"))
    elif asked.state not in POSSIBLE[asked.deed]:
        found.append(Objection("fairplay_not_possible"))
    elif asked.is_changed:
        # What else is wrong is about a page that is no longer true.
        return (Objection("fairplay_changed"),)
    if asked.deed is Deed.EXCLUDE and not asked.reason.strip():
        found.append(Objection("exclusion_needs_reason", "reason"))
    if len(asked.reason) > LONGEST_REASON:
        found.append(Objection("field_too_long", "reason", {"longest": LONGEST_REASON}))
    return tuple(found)


def sparing_objections(*, found: bool, is_closed: bool, spared: bool, reason: str) -> tuple[Objection, ...]:
    """Every reason against letting one vote of a cluster count; done already, only a closed result is one."""
    if is_closed:
        return (Objection("fairplay_closed"),)
    if spared:
        return ()
    wrong = [] if found else [Objection("spare_unknown", "receipt")]
    if not reason.strip():
        wrong.append(Objection("spare_needs_reason", "spare_reason"))
    if len(reason) > LONGEST_REASON:
        wrong.append(Objection("field_too_long", "spare_reason", {"longest": LONGEST_REASON}))
    return tuple(wrong)


def takes_two(state: ClusterState, deed: Deed, *, number: int, limit: int, by_two: bool) -> bool:
    """Whether two people do it: exclude more than the limit, or let count what two have excluded (`by_two`).

    `number` counts with the cluster what was excluded of the same idea without a second person, so that nobody
    excludes many in slices.
    """
    if deed is Deed.EXCLUDE:
        return number > limit
    return deed is Deed.RELEASE and state is ClusterState.EXCLUDED and by_two


def left_held(number: int, limit: int) -> tuple[Objection, ...]:
    """Why a result is not closed yet: held votes are not counted either, and of so many two people decide."""
    return (Objection("result_many_held", facts={"number": limit}),) if number > limit else ()


def needs_second(*, two: bool, by: UUID, proposed_by: UUID | None) -> bool:
    """Whether what two people do still waits for somebody else."""
    return two and (proposed_by is None or proposed_by == by)
