"""When a delivery that failed is tried again, and when it is given up.

A code is waited for: it is tried at least every two minutes for two hours, and given up only when it no longer counts.
"""

from datetime import timedelta

# Seconds to wait after a failure, by the number of failures; then the last, again and again.
PAUSES = (10, 30, 120, 600, 1800, 3600)
TRIES = 12
URGENT_PAUSES = (10, 30, 60, *[120] * 57, 600)
# As long as a code counts. More tries than fit in that only happen when the worker dies of them.
URGENT_UNTIL, URGENT_TRIES = timedelta(hours=24), 250
# Who refuses us does so until somebody has mended it, and thinks the less of us the more often we ask.
MENDED_AFTER = timedelta(minutes=10)
# From this try on another mail server is asked too: the first has said "later" for 40 seconds.
IS_LATE = 3


def pause(tries: int, *, urgent: bool, stays: bool = False) -> timedelta:
    """How long to wait after the try of this number (from 1) has failed; longer where a person has to mend it."""
    pauses = URGENT_PAUSES if urgent else PAUSES
    found = timedelta(seconds=pauses[min(tries, len(pauses)) - 1])
    return max(found, MENDED_AFTER) if stays else found


def is_last(tries: int, age: timedelta, *, urgent: bool) -> bool:
    """Whether no try follows the one of this number; `age` is the time since the delivery was asked for."""
    if urgent:
        return tries >= URGENT_TRIES or age >= URGENT_UNTIL
    return tries >= TRIES


def is_one_too_many(tries: int, *, urgent: bool) -> bool:
    """Whether so many tries can only have begun because each ended with the end of the worker."""
    return tries > (URGENT_TRIES if urgent else TRIES)
