"""Which moments are worth looking at, and as of when figures are shown."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.rules import previews
from contest.rules.phases import PhaseKind, PhasePlan
from contest.rules.previews import Stop, StopKind

NOW = datetime(2026, 3, 3, 19, tzinfo=UTC)
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
IDEAS = PhasePlan(1, PhaseKind.SUBMISSION, NOW - DAY, NOW + DAY)
VOTE = PhasePlan(2, PhaseKind.VOTE, NOW + DAY, NOW + 3 * DAY)
ANNOUNCEMENT = PhasePlan(3, PhaseKind.ANNOUNCEMENT, NOW + 4 * DAY, NOW + 9 * DAY)


def test_the_moments_of_a_schedule_come_by_time_and_now_first():
    assert previews.stops([IDEAS, VOTE, ANNOUNCEMENT], [(2, NOW + 4 * DAY + timedelta(microseconds=1))], NOW) == [
        Stop(StopKind.NOW, NOW),
        Stop(StopKind.OPENS, NOW - DAY, 1),
        Stop(StopKind.OPENS, NOW + DAY, 2),
        Stop(StopKind.LAST_HOUR, NOW + 3 * DAY - HOUR, 2),
        Stop(StopKind.OPENS, NOW + 4 * DAY, 3),
        Stop(StopKind.ANNOUNCED, NOW + 4 * DAY + SECOND, 2),
    ]


def test_a_campaign_without_dates_has_now():
    assert previews.stops([], [], NOW) == [Stop(StopKind.NOW, NOW)]


@pytest.mark.parametrize("away", [-DAY, -SECOND, timedelta(0), SECOND, DAY])
def test_what_is_secret_today_stays_so_unless_the_preview_may_show_it(away: timedelta):
    asked = NOW + away
    assert previews.results_moment(asked, NOW, shows_results=True) == asked
    assert previews.results_moment(asked, NOW, shows_results=False) == NOW
