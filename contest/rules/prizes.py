"""The prize on its way to whoever won it: which step may follow which."""

from collections.abc import Mapping
from enum import StrEnum

from contest.rules.objections import Objection

LONGEST: Mapping[str, int] = {"tracking": 200, "note": 500}


class Step(StrEnum):
    """Where a prize is."""

    AGREED = "agreed"
    ORDERED = "ordered"
    SENT = "sent"
    DELIVERED = "delivered"
    DECLINED = "declined"


# Whoever does not want the prize may think again; what was delivered is done.
NEXT: Mapping[Step | None, tuple[Step, ...]] = {
    None: (Step.AGREED, Step.DECLINED),
    Step.AGREED: (Step.ORDERED, Step.SENT, Step.DECLINED),
    Step.ORDERED: (Step.SENT, Step.DECLINED),
    Step.SENT: (Step.DELIVERED,),
    Step.DECLINED: (Step.AGREED,),
    Step.DELIVERED: (),
}


def objections(last: Step | None, step: Step, *, tracking: str, note: str) -> tuple[Objection, ...]:
    """Every reason against this step after the `last` one; what is sent has something by which to follow it."""
    found = [] if step in NEXT[last] else [Objection("prize_step_not_next", "step")]
    if step is Step.SENT and not tracking:
        found.append(Objection("prize_tracking_missing", "tracking"))
    typed = {"tracking": tracking, "note": note}
    found += [
        Objection("field_too_long", field, {"longest": longest})
        for field, longest in LONGEST.items()
        if len(typed[field]) > longest
    ]
    return tuple(found)
