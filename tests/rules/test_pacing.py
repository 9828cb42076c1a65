"""A domain gets its mails at its pace, in order, and codes have three quarters of it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from contest.rules.pacing import apart, turn

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def turns(per_minute: int, many: int, *, urgent: bool = True) -> list[datetime]:
    """When so many go that come at once."""
    step = apart(per_minute, urgent=urgent)
    return [turn(NOW + number * step, step, NOW) or NOW for number in range(many)]


def test_a_burst_is_spread_over_the_minutes():
    found = turns(80, 300)  # of which 60 are for codes: one a second
    assert found == sorted(found)
    assert Counter(int((moment - NOW) / MINUTE) for moment in found) == {0: 69, 1: 60, 2: 60, 3: 60, 4: 51}
    assert sum(moment > NOW for moment in found) == 290
    assert turns(80, 300, urgent=False)[-1] - NOW == timedelta(seconds=3 * 299 - 7)


def test_however_slow_the_pace_somebody_goes():
    assert turns(1, 3) == [NOW, NOW + timedelta(seconds=80), NOW + timedelta(seconds=160)]
