"""Lengths of time, counted in spans: enough to say within which time half of them lie, and nobody's own."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

# The upper end of each span, in seconds; the last holds everything longer.
ENDS = (
    *(5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120, 150, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700),
    *(3600, 5400, 7200, 10800, 14400, 21600, 28800, 43200, 86400, 172800, 345600, 604800),
)
# Of fewer people than this no figure is shown.
FEWEST = 5


class Figure(StrEnum):
    """What is counted of code mails to one domain: people and mails asked for once each, then what became of them."""

    PEOPLE = "people"
    ASKED = "asked"
    HANDED = "handed"
    BOUNCED = "bounced"
    CONFIRMED = "confirmed"


def span_of(length: timedelta) -> int:
    """The upper end, in seconds, of the span this length lies in."""
    place = bisect_left(ENDS, length.total_seconds())
    return ENDS[min(place, len(ENDS) - 1)]


def middle(counts: Mapping[int, int]) -> timedelta | None:
    """Within which time half of them lie; `counts` by the end of their span, None when there are none."""
    half, so_far = sum(counts.values()) / 2, 0
    for end in sorted(counts):
        so_far += counts[end]
        if so_far >= half and so_far:
            return timedelta(seconds=end)
    return None
