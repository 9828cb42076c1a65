"""Ballots: the table of moves, what each adds to the count, and what speaks against a vote."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.ballots import (
    IN_PLACE,
    MOVES,
    BallotState,
    EventKind,
    VoteFacts,
    VoteRules,
    change_of_count,
    objections,
    vote_rules,
)
from contest.rules.phases import Exposure

TICK = timedelta(microseconds=1)
OPENS = datetime(2026, 3, 1, tzinfo=UTC)
CLOSES = datetime(2026, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "kind", "change"),
    [
        ("pending", "confirmed", 1),
        ("pending", "withdrawn", 0),
        ("counted", "held", -1),
        ("counted", "excluded", -1),
        ("counted", "superseded", -1),
        ("counted", "withdrawn", -1),
        ("held", "released", 1),
        ("held", "excluded", 0),
        ("held", "withdrawn", 0),
        ("excluded", "released", 1),
    ],
)
def test_every_move_changes_the_count_by_what_it_says(before, kind, change):
    assert change_of_count(BallotState(before), EventKind(kind)) == change


def test_the_table_of_moves_is_the_one_above():
    assert len(MOVES) == 10


@pytest.mark.parametrize("state", ["superseded", "withdrawn"])
@pytest.mark.parametrize("kind", EventKind)
def test_what_is_over_does_not_move(state, kind):
    with pytest.raises(KeyError):
        change_of_count(BallotState(state), kind)


def test_a_ballot_set_aside_keeps_its_place_and_a_withdrawn_one_gives_it_back():
    assert frozenset(map(BallotState, ("counted", "held", "excluded"))) == IN_PLACE


@given(st.lists(st.sampled_from(EventKind), max_size=12), st.randoms())
def test_the_sum_over_events_is_the_count_in_whatever_order_they_are_read(kinds, random):
    state, events = BallotState.PENDING, []
    for kind in kinds:
        if (state, kind) in MOVES:
            events.append((state, kind))
            state = MOVES[state, kind]
    random.shuffle(events)
    assert sum(change_of_count(*event) for event in events) == int(state is BallotState.COUNTED)


@pytest.mark.parametrize(
    ("at", "bucket", "votable", "expected"),
    [
        (OPENS - TICK, None, True, ["vote_not_open"]),
        (OPENS, "all", True, []),
        (CLOSES - TICK, "all", True, []),
        (CLOSES, None, True, ["vote_closed"]),
        (OPENS + TICK, None, True, ["vote_paused"]),
        (OPENS, "all", False, ["entry_not_votable"]),
        (CLOSES, None, False, ["vote_closed", "entry_not_votable"]),
    ],
)
def test_every_reason_against_a_vote_is_given(at, bucket, votable, expected):
    facts = VoteFacts(at, OPENS, CLOSES, bucket, entry_votable=votable)
    assert [objection.key for objection in objections(facts)] == expected


def test_a_phase_without_settings_hides_figures_allows_changes_and_gives_half_an_hour():
    assert vote_rules({}) == VoteRules(
        Exposure.AFTER_CLOSE, hidden=timedelta(0), grace=timedelta(minutes=30), changes=True, per_day=False
    )


def test_settings_say_otherwise():
    settings = {"exposure": "live", "hidden_hours": 24, "grace_minutes": 0, "changes": False, "per_day": True}
    assert vote_rules(settings) == VoteRules(
        Exposure.LIVE, hidden=timedelta(days=1), grace=timedelta(0), changes=False, per_day=True
    )
