"""The invented public votes as one would: a launch peak, evenings, quiet nights, a long tail."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from contest.demo import crowd, making

ZONE = ZoneInfo(making.ZONE)
OPENS = datetime(2026, 11, 12, 8, tzinfo=UTC)
UNTIL = OPENS + timedelta(days=12)
MOMENTS = crowd.moments(making.BALLOTS, OPENS, UNTIL, making.ZONE, making.SEED)


def test_there_are_five_thousand_votes_inside_the_phase_in_order():
    assert len(MOMENTS) == 5000
    assert sorted(MOMENTS) == MOMENTS
    assert OPENS <= MOMENTS[0] < MOMENTS[-1] <= UNTIL


def test_the_launch_is_loud_and_then_it_settles():
    days = Counter((at - OPENS).days for at in MOMENTS)
    later = [days[day] for day in range(3, 12)]
    assert days[0] > 2 * max(later)
    assert min(later) > 100


def test_evenings_are_busy_and_nights_quiet():
    hours = Counter(at.astimezone(ZONE).hour for at in MOMENTS)
    night, evening = sum(hours[hour] for hour in range(1, 6)), sum(hours[hour] for hour in range(19, 22))
    assert evening > 10 * night
    assert max(hours, key=hours.__getitem__) in {19, 20, 21}


def test_no_idea_has_more_than_eight_per_cent_and_the_tail_is_long():
    votes = Counter(crowd.choices(making.BALLOTS, 145, making.SEED)).most_common()
    assert votes[0][1] <= 0.08 * making.BALLOTS
    assert len(votes) == 145
    assert sum(count for _, count in votes[len(votes) // 2 :]) > 0.25 * making.BALLOTS


def test_the_same_seed_is_the_same_public():
    assert crowd.choices(50, 9, 7) == crowd.choices(50, 9, 7)
    assert crowd.moments(50, OPENS, UNTIL, making.ZONE, 7) == crowd.moments(50, OPENS, UNTIL, making.ZONE, 7)
