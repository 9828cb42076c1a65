"""Phases: what is open at each edge, windows against the clock's changes, dates that may not be moved."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.phases import (
    Gap,
    Moment,
    Overlap,
    Pause,
    PhaseKind,
    PhasePlan,
    bucket_at,
    change_objections,
    gaps,
    moment_of,
    next_change,
    open_phase,
    overlaps,
    phase_at,
    share_done,
    windows,
)

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
ZONES = [ZoneInfo(name) for name in ("Europe/Brussels", "America/New_York", "Australia/Lord_Howe")]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def plan(position: int, opens: str, closes: str, kind: PhaseKind = PhaseKind.VOTE) -> PhasePlan:
    return PhasePlan(position, kind, at(opens), at(closes))


FIRST = plan(1, "2026-01-01", "2026-02-01", PhaseKind.SUBMISSION)
SECOND = plan(2, "2026-02-10", "2026-03-01")
INSIDE = plan(3, "2026-02-15", "2026-02-20")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (FIRST.opens - TICK, Moment.TO_COME),
        (FIRST.opens, Moment.NOW),
        (FIRST.closes - TICK, Moment.NOW),
        (FIRST.closes, Moment.DONE),
    ],
)
def test_a_phase_is_open_from_its_first_tick_until_before_its_last(now, expected):
    assert moment_of(FIRST, now) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("2025-12-31"), None),
        (FIRST.opens, FIRST),
        (FIRST.closes, None),
        (SECOND.opens, SECOND),
        (INSIDE.opens, INSIDE),
        (INSIDE.closes, SECOND),
        (SECOND.closes, None),
    ],
)
def test_of_several_open_phases_the_one_that_opened_last_is_now(now, expected):
    assert phase_at([FIRST, SECOND, INSIDE], now) == expected


def test_of_two_that_opened_together_the_later_in_order_is_now():
    same = plan(5, "2026-02-10", "2026-03-01")
    assert phase_at([same, SECOND], SECOND.opens) == same


def test_the_open_phase_of_a_kind_ignores_the_others():
    schedule = [FIRST, SECOND]
    assert open_phase(schedule, PhaseKind.SUBMISSION, FIRST.opens) == FIRST
    assert open_phase(schedule, PhaseKind.VOTE, FIRST.opens) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (FIRST.opens - TICK, FIRST.opens),
        (FIRST.opens, FIRST.closes),
        (FIRST.closes, SECOND.opens),
        (SECOND.closes - TICK, SECOND.closes),
        (SECOND.closes, None),
    ],
)
def test_the_next_change_is_strictly_after_now(now, expected):
    assert next_change([SECOND, FIRST], now) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (FIRST.opens - DAY, 0.0),
        (FIRST.opens, 0.0),
        (FIRST.opens + (FIRST.closes - FIRST.opens) / 4, 0.25),
        (FIRST.closes, 1.0),
        (FIRST.closes + DAY, 1.0),
    ],
)
def test_the_share_done_runs_from_nothing_to_all(now, expected):
    assert share_done(FIRST, now) == expected


def test_overlaps_are_named_in_pairs_and_touching_is_none():
    touching = plan(4, "2026-03-01", "2026-03-05")
    assert overlaps([touching, INSIDE, SECOND, FIRST]) == [Overlap(2, 3)]


def test_gaps_are_measured_from_the_latest_close():
    after = plan(4, "2026-03-02", "2026-03-05")
    assert gaps([after, INSIDE, SECOND, FIRST]) == [Gap(1, 2, 9 * DAY), Gap(3, 4, DAY)]


def test_a_phase_once_for_all_has_one_window():
    assert windows(FIRST, per_day=False, zone=ZONES[0]) == [("all", FIRST.opens, FIRST.closes)]


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        # The clocks go forward on 29 March and back on 25 October in Brussels.
        (
            "2026-03-28T11:00",
            "2026-03-30T10:00",
            [
                ("2026-03-28", "2026-03-28T11:00", "2026-03-28T23:00"),
                ("2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
                ("2026-03-30", "2026-03-29T22:00", "2026-03-30T10:00"),
            ],
        ),
        (
            "2026-10-24T22:00",
            "2026-10-25T23:00",
            [("2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00")],
        ),
        (
            "2026-10-24T21:59",
            "2026-10-24T22:01",
            [
                ("2026-10-24", "2026-10-24T21:59", "2026-10-24T22:00"),
                ("2026-10-25", "2026-10-24T22:00", "2026-10-24T22:01"),
            ],
        ),
    ],
)
def test_days_follow_the_campaigns_zone(opens, closes, expected):
    found = windows(plan(1, opens, closes), per_day=True, zone=ZONES[0])
    assert found == [(day, at(first), at(last)) for day, first, last in expected]


@given(
    opens=st.timedeltas(timedelta(0), 480 * DAY).map(lambda after: at("2025-09-01") + after),
    length=st.timedeltas(TICK, timedelta(days=9)),
    zone=st.sampled_from(ZONES),
    per_day=st.booleans(),
)
def test_windows_touch_and_agree_with_the_phase_at_every_edge(opens, length, zone, per_day):
    phase = PhasePlan(1, PhaseKind.VOTE, opens, opens + length)
    found = windows(phase, per_day=per_day, zone=zone)
    edges = [edge for _, first, last in found for edge in (first, last)]
    assert (edges[0], edges[-1]) == (phase.opens, phase.closes)
    assert edges[1:-1:2] == edges[2:-1:2]
    for edge in edges:
        for now in (edge - TICK, edge, edge + TICK):
            by_window = [bucket for bucket, first, last in found if first <= now < last]
            bucket = bucket_at(phase, now, per_day=per_day, zone=zone)
            assert by_window == ([] if phase_at([phase], now) is None else [bucket])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"closes": at("2026-02-12")}, []),
        ({"closes": at("2026-02-12") - TICK}, ["schedule_in_past"]),
        ({"closes": at("2026-02-10")}, ["schedule_order", "schedule_in_past"]),
        ({"opens": at("2026-02-13")}, ["schedule_begun"]),
        ({"reason": " "}, ["schedule_reason_missing"]),
        ({"result_closed": True}, ["schedule_result_closed"]),
        ({"at": at("2026-02-09"), "opens": at("2026-02-09") - TICK}, ["schedule_in_past"]),
        ({"at": at("2026-02-09"), "opens": at("2026-02-09")}, []),
    ],
)
def test_a_date_is_moved_only_where_it_can_still_be_kept(more, expected):
    given = {
        "opens": SECOND.opens,
        "closes": SECOND.closes + DAY,
        "at": at("2026-02-12"),
        "reason": "rain",
        "result_closed": False,
    }
    assert [objection.key for objection in change_objections(SECOND, **given | more)] == expected


def paused(*pauses: tuple[str, str | None], opens: str = "2026-03-01", closes: str = "2026-03-31") -> PhasePlan:
    stretches = tuple(Pause(at(begins), at(ends) if ends else None) for begins, ends in pauses)
    return PhasePlan(2, PhaseKind.VOTE, at(opens), at(closes), stretches)


ONCE = paused(("2026-03-10", "2026-03-12"))


@pytest.mark.parametrize(
    ("plan", "now", "expected"),
    [
        (ONCE, at("2026-03-10") - TICK, Moment.NOW),
        (ONCE, at("2026-03-10"), Moment.PAUSED),
        (ONCE, at("2026-03-12") - TICK, Moment.PAUSED),
        (ONCE, at("2026-03-12"), Moment.NOW),
        (paused(("2026-03-10", None)), at("2026-03-30"), Moment.PAUSED),
        (paused(("2026-03-10", None)), at("2026-03-31"), Moment.DONE),
    ],
)
def test_a_pause_is_half_open_and_ends_with_its_phase(plan, now, expected):
    assert moment_of(plan, now) is expected
    assert (open_phase([plan], plan.kind, now) == plan) is (expected is Moment.NOW)
    assert (phase_at([plan], now) == plan) is (expected is not Moment.DONE)


def test_the_end_of_a_pause_is_a_change_and_an_open_end_is_none():
    assert next_change([ONCE], at("2026-03-11")) == at("2026-03-12")
    assert next_change([paused(("2026-03-10", None))], at("2026-03-11")) == at("2026-03-31")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (ONCE, [("2026-03-01", "2026-03-10"), ("2026-03-12", "2026-03-31")]),
        (paused(("2026-03-10", None)), [("2026-03-01", "2026-03-10")]),
        (paused(("2026-02-10", None)), []),
        (paused(("2026-02-10", "2026-03-05")), [("2026-03-05", "2026-03-31")]),
        (paused(("2026-03-30", "2026-04-05")), [("2026-03-01", "2026-03-30")]),
        (paused(("2026-04-03", "2026-04-05")), [("2026-03-01", "2026-03-31")]),
        (
            paused(("2026-03-02", "2026-03-03"), ("2026-03-03", "2026-03-04")),
            [("2026-03-01", "2026-03-02"), ("2026-03-04", "2026-03-31")],
        ),
    ],
)
def test_pauses_are_cut_out_of_the_windows(plan, expected):
    found = windows(plan, per_day=False, zone=ZONES[0])
    assert found == [("all", at(opens), at(closes)) for opens, closes in expected]


def test_a_paused_day_keeps_its_bucket_on_both_sides():
    plan = paused(("2026-03-02T10:00", "2026-03-02T12:00"), opens="2026-03-02T08:00", closes="2026-03-02T18:00")
    assert windows(plan, per_day=True, zone=ZONES[0]) == [
        ("2026-03-02", at("2026-03-02T08:00"), at("2026-03-02T10:00")),
        ("2026-03-02", at("2026-03-02T12:00"), at("2026-03-02T18:00")),
    ]


@given(
    st.lists(st.tuples(st.integers(-5, 40), st.integers(1, 20)), max_size=4),
    st.integers(-10, 60),
    st.sampled_from(ZONES),
    st.booleans(),
)
def test_windows_and_moments_say_the_same_about_pauses(pauses, hours, zone, per_day):
    start = at("2026-03-28")
    stretches, latest = [], -1000
    for begins, length in sorted(pauses):
        if begins > latest:
            stretches.append(Pause(start + begins * DAY / 24, start + (begins + length) * DAY / 24))
            latest = begins + length
    plan = PhasePlan(1, PhaseKind.VOTE, start, start + 2 * DAY, tuple(stretches))
    now = start + hours * DAY / 24
    inside = [bucket for bucket, opens, closes in windows(plan, per_day=per_day, zone=zone) if opens <= now < closes]
    assert inside == ([bucket_at(plan, now, per_day=per_day, zone=zone)] if moment_of(plan, now) is Moment.NOW else [])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"reason": ""}, []),
        ({"opens": SECOND.opens - DAY}, []),
        ({"closes": SECOND.opens}, ["schedule_order"]),
    ],
)
def test_what_nobody_has_seen_is_moved_freely(more, expected):
    given = {"opens": SECOND.opens, "closes": SECOND.closes, "at": SECOND.opens - 2 * DAY, "reason": "x"}
    found = change_objections(SECOND, **given | more, result_closed=False, told=False)
    assert [objection.key for objection in found] == expected
