"""So many mails a minute to one domain: who comes later is given a time, and keeps it.

Large providers put off, or turn away, who sends them too much at once. A quarter of the pace is for what nobody is
waiting for, so that codes never stand behind it.
"""

from datetime import datetime, timedelta
from fractions import Fraction

CODES, REST = Fraction(3, 4), Fraction(1, 4)
# So much of the pace may leave at once before anybody has to wait.
AT_ONCE = timedelta(seconds=10)


def apart(per_minute: int, *, urgent: bool) -> timedelta:
    """How far the places in a domain's line are from one another."""
    return timedelta(seconds=float(60 / (per_minute * (CODES if urgent else REST))))


def turn(place: datetime, step: timedelta, now: datetime) -> datetime | None:
    """When whoever has this place in the line may go; None: now (a virtual-scheduling leaky bucket).

    `place` is the end of the line as it was, now or later; `step` is how far apart places are. One at least may
    always go, however slow the pace.
    """
    early = max(AT_ONCE - step, timedelta(0))
    return None if place - now <= early else place - early
