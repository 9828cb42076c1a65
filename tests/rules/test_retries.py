"""A code is tried often enough to be there when a mail server comes back, and for as long as it counts."""

from datetime import timedelta

import pytest

from contest.rules import retries

HOUR = timedelta(hours=1)


def waits(urgent: bool) -> list[timedelta]:
    """The pauses after each failure until it is given up, when every try fails at once."""
    found, age = [], timedelta(0)
    while not retries.is_last(len(found) + 1, age, urgent=urgent):
        found.append(retries.pause(len(found) + 1, urgent=urgent))
        age += found[-1]
    return found


def test_a_code_is_tried_for_a_day_and_every_two_minutes_while_it_is_most_wanted():
    pauses = waits(urgent=True)
    assert timedelta(hours=24) <= sum(pauses, timedelta()) < timedelta(hours=24, minutes=10)
    assert len(pauses) < retries.URGENT_TRIES
    early = [pause for number, pause in enumerate(pauses) if sum(pauses[:number], timedelta()) < timedelta(minutes=100)]
    assert max(early) == timedelta(minutes=2)
    assert [pause.total_seconds() for pause in pauses[: retries.IS_LATE - 1]] == [10, 30]


def test_another_mail_is_given_up_after_twelve_tries():
    assert [int(pause.total_seconds()) for pause in waits(urgent=False)] == [10, 30, 120, 600, 1800, *[3600] * 6]


def test_who_refuses_us_is_not_asked_again_before_somebody_can_have_mended_it():
    assert retries.pause(1, urgent=True, stays=True) == timedelta(minutes=10)
    assert retries.pause(12, urgent=False, stays=True) == HOUR


@pytest.mark.parametrize(("urgent", "most"), [(True, retries.URGENT_TRIES), (False, retries.TRIES)])
def test_what_ends_the_worker_each_time_is_not_tried_for_ever(urgent: bool, most: int):
    assert not retries.is_one_too_many(most, urgent=urgent)
    assert retries.is_one_too_many(most + 1, urgent=urgent)
