"""So many mails a minute to one domain: who comes later is given a time, and keeps it.

Large providers put off, or turn away, who sends them too much at once. A quarter of the pace is for what nobody is
waiting for, so that codes never stand behind it.
"""

from collections.abc import Hashable
from datetime import datetime, timedelta
from fractions import Fraction

CODES, REST = Fraction(3, 4), Fraction(1, 4)
# So much of the pace may leave at once before anybody has to wait.
AT_ONCE = timedelta(seconds=10)
# A time that was given and not asked for again is forgotten after so long; looked for now and then.
FORGOTTEN, NOW_AND_THEN = timedelta(minutes=10), 1000


class Pacer:
    """Hands out turns (a virtual-scheduling leaky bucket for each domain); `per_minute` 0 lets everything go."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._next: dict[tuple[str, bool], datetime] = {}
        self._given: dict[Hashable, datetime] = {}
        self._asked = 0

    def turn(self, domain: str, ref: Hashable, now: datetime, *, urgent: bool) -> datetime | None:
        """None: it may go now. Else the moment that is kept for it: ask again then, with the same `ref`."""
        if not self._per_minute:
            return None
        self._forget(now)
        given = self._given.get(ref)
        if given is not None:
            if given > now:
                return given
            del self._given[ref]
            return None
        share = CODES if urgent else REST
        apart = timedelta(seconds=float(60 / (self._per_minute * share)))
        free = max(self._next.get((domain, urgent), now), now)
        self._next[domain, urgent] = free + apart
        # One at least may always go, however slow the pace.
        if free - now <= max(AT_ONCE - apart, timedelta(0)):
            return None
        moment = free - max(AT_ONCE - apart, timedelta(0))
        self._given[ref] = moment
        return moment

    def _forget(self, now: datetime) -> None:
        self._asked += 1
        if self._asked % NOW_AND_THEN:
            return
        self._next = {key: moment for key, moment in self._next.items() if moment > now}
        self._given = {ref: moment for ref, moment in self._given.items() if moment > now - FORGOTTEN}
