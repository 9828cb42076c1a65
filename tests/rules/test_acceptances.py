"""Acceptances: where one stands at every edge, what blocks, who comes next, what has to be typed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contest.rules import acceptances, results
from contest.rules.acceptances import LONGEST, Answer, RunnerUp, Standing

NOW = datetime(2026, 3, 8, 20, tzinfo=UTC)
TICK = timedelta(microseconds=1)
A, B, C = (UUID(int=number) for number in (1, 2, 3))
TYPED = {"full_name": " Nadia  Renard ", "shown_name": "Nadia, Seraing", "of_age": "1", "rights": "1", "silence": "1"}


@pytest.mark.parametrize(
    ("answer", "left", "known", "expected"),
    [
        (None, None, True, Standing.NOT_ASKED),
        (Answer.ASKED, TICK, True, Standing.ASKED),
        (Answer.ASKED, 0 * TICK, True, Standing.LAPSED),
        (Answer.ASKED, -TICK, True, Standing.LAPSED),
        (Answer.ACCEPTED, -TICK, True, Standing.ACCEPTED),
        (Answer.DECLINED, -TICK, True, Standing.DECLINED),
        (None, None, False, Standing.GONE),
        (Answer.ACCEPTED, TICK, False, Standing.GONE),
    ],
)
def test_it_stands_where_the_answer_and_the_clock_say(answer, left, known, expected):
    answer_by = None if left is None else NOW + left
    assert acceptances.standing(answer, answer_by=answer_by, known=known, now=NOW) is expected


@pytest.mark.parametrize(
    ("winners", "runner_up", "expected"),
    [
        ((Standing.ACCEPTED,), RunnerUp.READY, []),
        ((Standing.ACCEPTED, Standing.ACCEPTED), RunnerUp.NONE, []),
        ((Standing.NOT_ASKED,), RunnerUp.READY, ["winner_not_asked"]),
        ((Standing.ASKED,), RunnerUp.READY, ["winner_waiting"]),
        ((Standing.DECLINED,), RunnerUp.READY, ["winner_declined"]),
        ((Standing.LAPSED,), RunnerUp.READY, ["winner_lapsed"]),
        ((Standing.GONE,), RunnerUp.READY, ["winner_erased"]),
        ((Standing.ACCEPTED, Standing.ASKED, Standing.ASKED), RunnerUp.READY, ["winner_waiting"]),
        ((Standing.ACCEPTED,), RunnerUp.TIED, ["runner_up_tied"]),
    ],
)
def test_every_winner_accepts_and_somebody_stands_ready(winners, runner_up, expected):
    assert [one.key for one in acceptances.blockers(winners, runner_up)] == expected


def test_every_standing_but_accepted_blocks():
    assert set(acceptances.BLOCKING) == set(Standing) - {Standing.ACCEPTED}


@pytest.mark.parametrize(
    ("votes", "out", "expected"),
    [
        ([(A, 5), (B, 3), (C, 1)], {A}, (RunnerUp.READY, B)),
        ([(A, 5), (B, 3), (C, 1)], {A, B}, (RunnerUp.READY, C)),
        ([(A, 5), (B, 3), (C, 3)], {A}, (RunnerUp.TIED, None)),
        ([(A, 5), (B, 3), (C, 3)], {A, C}, (RunnerUp.READY, B)),
        ([(A, 5), (B, 5), (C, 1)], {A}, (RunnerUp.READY, B)),
        ([(A, 5)], {A}, (RunnerUp.NONE, None)),
        ([], set(), (RunnerUp.NONE, None)),
    ],
)
def test_the_next_is_the_first_left_in_the_ranking_unless_several_are(votes, out, expected):
    assert acceptances.next_up(results.ranking(votes), out) == expected


def passing(**more) -> list[tuple[str, str]]:
    given = {
        "now_at": Standing.DECLINED,
        "published": True,
        "runner_up": RunnerUp.READY,
        "scheduled": False,
        "shown": False,
        "reason": "They declined.",
    }
    return [(one.key, one.field) for one in acceptances.passing_objections(**given | more)]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"now_at": Standing.LAPSED}, []),
        ({"now_at": Standing.GONE, "published": False}, []),
        ({"now_at": Standing.ACCEPTED, "published": False}, []),
        *(({"now_at": one}, [("pass_not_possible", "")]) for one in Standing if one not in acceptances.PASSING),
        ({"runner_up": RunnerUp.NONE}, [("runner_up_none", "")]),
        ({"runner_up": RunnerUp.TIED}, [("runner_up_tied", "")]),
        ({"scheduled": True}, [("pick_scheduled", "")]),
        ({"shown": True}, [("pick_announced", "")]),
        ({"reason": " "}, [("words_missing", "reason")]),
        ({"now_at": Standing.ASKED, "reason": ""}, [("pass_not_possible", ""), ("words_missing", "reason")]),
    ],
)
def test_the_prize_passes_only_from_somebody_who_will_not_have_it(more, expected):
    assert passing(**more) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"full_name": " ", "shown_name": ""}, [("field_missing", "full_name"), ("field_missing", "shown_name")]),
        ({"of_age": ""}, [("guardian_name_missing", "guardian")]),
        ({"of_age": "", "guardian": "Marc Renard"}, [("field_missing", "guardian_reach")]),
        ({"of_age": "", "guardian": "Marc Renard", "guardian_reach": "04 123"}, []),
        ({"rights": "", "silence": ""}, [("rights_missing", "rights"), ("silence_missing", "silence")]),
        *(({field: "x" * longest}, []) for field, longest in LONGEST.items()),
        *(({field: "x" * (longest + 1)}, [("field_too_long", field)]) for field, longest in LONGEST.items()),
    ],
)
def test_all_that_is_missing_is_said_beside_its_field(more, expected):
    assert [(one.key, one.field) for one in acceptances.check(TYPED | more)[0]] == expected


def test_what_was_typed_is_cleaned():
    found, agreed = acceptances.check(TYPED | {"words": " Merci.\r\n\r\n\r\n\r\nN. ", "phone": "\u200b0470"})
    assert found == []
    assert (agreed.full_name, agreed.words, agreed.phone) == ("Nadia Renard", "Merci.\n\nN.", "0470")
    assert (agreed.of_age, agreed.guardian) == (True, "")
