"""The grace after a vote's close: so long may be confirmed what was received in time. It grows as mail was slow.

Measured is how long the last code mails before the close took until a mail server had taken them. Mails that still
wait count as slower than all others; while too many do, the end of the grace is open.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

# The mails that are looked at: the last ones before the close.
WINDOW, SAMPLE = timedelta(hours=3), 2000
# Of these the slowest are left out: one mailbox that takes no mail for a day must not hold up a result.
SHARE = Fraction(95, 100)
# From so many mails on, one may always be left out.
ONE_OF = 10
LONGEST = timedelta(hours=24)
MINUTE = timedelta(minutes=1)


def delay(handed: Sequence[timedelta], waiting: int) -> timedelta | None:
    """How late mail was: all but the slowest twentieth were handed over within it; None as long as nobody can say.

    `handed` are the times until a mail server had them, `waiting` the number of those that none has yet.
    """
    number = len(handed) + waiting
    if not number:
        return timedelta(0)
    left_out = max(number - math.ceil(SHARE * number), int(number >= ONE_OF))
    rank = number - left_out
    return sorted(handed)[rank - 1] if rank <= len(handed) else None


def end(closes: datetime, usual: timedelta, late: timedelta | None, *, at: datetime) -> datetime | None:
    """The first moment at which nothing is confirmed any more; None while mail decides it.

    It is the usual grace after the close, and as much later as mail was `late`: in whole minutes, from one on, at most
    24 hours.
    """
    if late is None:
        last = closes + usual + LONGEST
        return last if at >= last else None
    minutes = math.ceil(late / MINUTE) if late >= MINUTE else 0
    return closes + usual + min(minutes * MINUTE, LONGEST)
