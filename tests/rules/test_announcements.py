"""Announcements: what blocks one, and its hour."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.rules.acceptances import RunnerUp, Standing
from contest.rules.announcements import (
    FIELDS,
    AnnouncementFacts,
    blockers,
    is_shown,
    is_waiting,
    passages,
    release_objections,
    sending,
)
from contest.rules.phases import PhaseKind, PhasePlan

NOW = datetime(2026, 3, 8, 20, tzinfo=UTC)
TICK = timedelta(microseconds=1)
TEXTS = {lang: {"headline": "h", "story": "s"} for lang in ("fr", "nl")}


def found(**more) -> list[tuple[str, str]]:
    given = {
        "result_closed": True,
        "winner_picked": True,
        "winners_published": True,
        "winners": (Standing.ACCEPTED,),
        "runner_up": RunnerUp.READY,
        "amended": False,
        "languages": ["fr", "nl"],
        "texts": TEXTS,
        "opens": NOW,
        "now": NOW,
    }
    return [(objection.key, objection.field) for objection in blockers(AnnouncementFacts(**given | more))]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"result_closed": False}, [("announcement_result_open", "")]),
        ({"winner_picked": False}, [("announcement_no_winner", "")]),
        ({"winner_picked": False, "winners_published": False}, [("announcement_no_winner", "")]),
        ({"winners_published": False}, [("announcement_winner_gone", "")]),
        ({"winners": (Standing.NOT_ASKED,)}, [("winner_not_asked", "")]),
        ({"winners": (Standing.ASKED,), "runner_up": RunnerUp.TIED}, [("winner_waiting", ""), ("runner_up_tied", "")]),
        ({"winners": (Standing.DECLINED,), "winner_picked": False}, [("announcement_no_winner", "")]),
        ({"winners": (Standing.LAPSED,), "runner_up": RunnerUp.TIED, "amended": True}, []),
        ({"runner_up": RunnerUp.NONE}, []),
        ({"opens": NOW - TICK}, [("announcement_in_past", "opens")]),
        ({"opens": NOW + TICK}, []),
        (
            {"texts": {"fr": TEXTS["fr"]}},
            [("announcement_text_missing", "headline_nl"), ("announcement_text_missing", "story_nl")],
        ),
        (
            {"texts": TEXTS | {"nl": {"headline": " ", "story": "s"}}},
            [("announcement_text_missing", "headline_nl")],
        ),
        (
            {"texts": TEXTS | {"nl": {"headline": "h" * (FIELDS["headline"] + 1), "story": "s"}}},
            [("announcement_text_long", "headline_nl")],
        ),
        ({"texts": TEXTS | {"nl": {"headline": "h" * FIELDS["headline"], "story": "s"}}}, []),
    ],
)
def test_all_that_is_missing_is_said(more, expected):
    assert found(**more) == expected


def test_several_reasons_come_together():
    assert found(result_closed=False, winner_picked=False, texts={}, languages=["fr"]) == [
        ("announcement_result_open", ""),
        ("announcement_no_winner", ""),
        ("announcement_text_missing", "headline_fr"),
        ("announcement_text_missing", "story_fr"),
    ]


@pytest.mark.parametrize(
    ("now", "withdrawn_at", "expected"),
    [
        (NOW - TICK, None, False),
        (NOW, None, True),
        (NOW + TICK, NOW + 2 * TICK, True),
        (NOW + 2 * TICK, NOW + 2 * TICK, False),
    ],
)
def test_it_is_shown_from_its_hour_until_it_is_withdrawn(now, withdrawn_at, expected):
    assert is_shown(NOW, withdrawn_at, now) is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"winner_picked": False}, [("announcement_no_finalists", "")]),
        ({"winners_published": False}, [("announcement_finalist_gone", "")]),
        ({"result_closed": False, "result_signed": False, "winners": (Standing.DECLINED,)}, []),
        ({"opens": NOW - TICK}, [("announcement_in_past", "opens")]),
    ],
)
def test_of_finalists_nothing_is_asked_but_that_they_are_there(more: dict, expected: list):
    assert found(finalists=True, **more) == expected


def test_what_awaits_a_second_person_is_not_shown_at_any_hour_but_waits():
    days = [NOW + day * timedelta(days=1) for day in (-1, 0, 1)]
    assert [is_shown(NOW, None, now, awaits=True) for now in days] == [False] * 3
    assert [is_waiting(NOW, None, now, awaits=True) for now in days] == [True] * 3
    assert [is_waiting(NOW, None, now) for now in days] == [True, False, False]
    assert not is_waiting(NOW, NOW - TICK, NOW - TICK, awaits=True)


@pytest.mark.parametrize(
    ("waits", "same", "expected"),
    [(True, False, []), (True, True, ["release_same_person"]), (False, True, ["release_none"])],
)
def test_another_person_releases_what_waits(waits: bool, same: bool, expected: list):
    assert [objection.key for objection in release_objections(waits=waits, same_person=same)] == expected


def plans(*kinds: str) -> list[PhasePlan]:
    day = timedelta(days=1)
    return [PhasePlan(at, PhaseKind(kind), NOW + at * day, NOW + (at + 1) * day) for at, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("submission", "vote", "announcement"), [(0, 1)]),
        (("submission", "jury", "vote", "announcement"), [(1, 2)]),
        (("submission", "vote", "battle", "vote"), [(0, 1), (2, 3)]),
        (("submission", "announcement", "vote", "vote"), []),
        (("submission", "jury"), []),
        ((), []),
    ],
)
def test_a_phase_sends_finalists_on_where_a_vote_follows(kinds: tuple, expected: list):
    schedule = plans(*kinds)[::-1]
    assert [(before.position, after.position) for before, after in passages(schedule)] == expected
    assert [plan.position for plan in sending(schedule)] == [before for before, _ in expected]
