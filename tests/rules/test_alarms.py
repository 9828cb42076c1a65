"""When whoever is on duty is told: at once, hourly, when it is over, and never twice for what comes and goes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contest.rules import alarms, crisis
from contest.rules.alarms import AGAIN, QUIET, Condition, Raised, Standing
from contest.rules.crisis import Crisis, Switch

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MAIL, LATE = Condition.MAIL_STUCK, Condition.QUEUE_LATE
HERE, THERE = UUID(int=1), UUID(int=2)


def standing(seen: timedelta, told: timedelta, *, over: bool = False, place: UUID | None = None) -> Standing:
    return Standing(UUID(int=9), MAIL, place, NOW - seen, NOW - told, is_over=over)


@pytest.mark.parametrize(
    ("there", "raised", "begun", "told", "over"),
    [
        ([], [Raised(MAIL)], 1, [], 0),
        ([standing(TICK, AGAIN - TICK)], [Raised(MAIL)], 0, [False], 0),
        ([standing(TICK, AGAIN)], [Raised(MAIL)], 0, [True], 0),
        ([standing(QUIET - TICK, TICK)], [], 0, [], 0),
        ([standing(QUIET, TICK)], [], 0, [], 1),
        ([standing(QUIET, TICK, over=True)], [], 0, [], 0),
        ([standing(QUIET, TICK, over=True)], [Raised(MAIL)], 0, [False], 0),
        ([standing(TICK, TICK, place=HERE)], [Raised(MAIL, THERE)], 1, [], 0),
        ([standing(TICK, TICK, over=True), standing(TICK, AGAIN)], [Raised(MAIL)], 0, [True], 0),
    ],
)
def test_what_a_look_changes(there, raised, begun, told, over):
    plan = alarms.plan(there, raised, NOW)
    assert (len(plan.begin), [tell for _, _, tell in plan.seen], len(plan.over)) == (begun, told, over)


@pytest.mark.parametrize(
    ("free", "total", "low"),
    [(9, 100, True), (10, 100, False), (3 << 30, 1 << 40, False), (1 << 30, 1 << 40, True)],
)
def test_a_disk_is_low_by_the_smaller_of_a_share_and_a_size(free: int, total: int, low: bool):
    assert alarms.disk_low(free, total) is low


def test_a_crisis_is_stored_and_read_and_what_is_not_known_is_left_out():
    found = Crisis(off={Switch.RESULTS: NOW}, statement={"fr": "Pause.", "nl": "Pauze."}, stated_at=NOW)
    stored = crisis.written(found)
    assert crisis.read(stored | {"widgets": "x"}) == found
    assert (found.results, found.sharing, found.publishing) == (True, False, False)
    assert (found.says("nl"), found.says("de")) == ("Pauze.", "")
    assert crisis.written(crisis.read({})) == {}
