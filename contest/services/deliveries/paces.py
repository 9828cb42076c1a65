"""The pace at which mail leaves for one domain: kept in the database, by all workers together and over a restart."""

from datetime import datetime

from contest.rules import pacing
from contest.services import limits


def turn(domain: str, *, per_minute: int, urgent: bool, now: datetime) -> datetime | None:
    """None: a mail to this domain may go now; else the moment that is kept for it, when it asks no more.

    `per_minute` 0 lets everything go.
    """
    if not per_minute:
        return None
    step = pacing.apart(per_minute, urgent=urgent)
    place = limits.line_up(("mail pace", domain, "codes" if urgent else "rest"), step=step, now=now)
    return pacing.turn(place, step, now)
