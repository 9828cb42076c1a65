"""Results: ranks and ties, closing, picking, and who sees figures when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.phases import Exposure
from contest.rules.results import (
    closing_objections,
    figures_shown,
    picking_objections,
    ranking,
    tied_at_top,
)

A, B, C, D = (UUID(int=number) for number in range(1, 5))
CLOSES = datetime(2026, 3, 8, tzinfo=UTC)
GRACE = timedelta(minutes=30)
TICK = timedelta(microseconds=1)


def rows(standings) -> list[tuple]:
    return [(row.entry_id, row.votes, row.rank, row.tied) for row in standings]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([], []),
        ([(A, 0)], [(A, 0, 1, False)]),
        ([(A, 1), (B, 2)], [(B, 2, 1, False), (A, 1, 2, False)]),
        (
            [(A, 2), (B, 5), (C, 5), (D, 1)],
            [(B, 5, 1, True), (C, 5, 1, True), (A, 2, 3, False), (D, 1, 4, False)],
        ),
        ([(B, 1), (A, 1)], [(B, 1, 1, True), (A, 1, 1, True)]),
    ],
)
def test_equal_votes_share_a_rank_in_the_given_order(votes, expected):
    assert rows(ranking(votes)) == expected


def test_shares_are_taken_of_all_counted():
    assert [row.share for row in ranking([(A, 3), (B, 1)])] == [0.75, 0.25]
    assert [row.share for row in ranking([(A, 3), (B, 1)], counted=8)] == [0.375, 0.125]
    assert [row.share for row in ranking([(A, 0)])] == [0.0]


@given(st.lists(st.integers(0, 4), max_size=8))
def test_a_rank_is_one_more_than_the_entries_with_more_votes(numbers):
    for row in ranking([(UUID(int=index), votes) for index, votes in enumerate(numbers)]):
        assert row.rank == 1 + sum(votes > row.votes for votes in numbers)
        assert row.tied == (numbers.count(row.votes) > 1)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [([], False), ([(A, 2), (B, 1)], False), ([(A, 2), (B, 2)], True), ([(A, 2), (B, 1), (C, 1)], False)],
)
def test_a_tie_counts_where_it_decides(votes, expected):
    assert tied_at_top(ranking(votes)) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (CLOSES - TICK, [("result_vote_open", {})]),
        (CLOSES, [("result_grace_open", {"minutes": 30})]),
        (CLOSES + GRACE - TICK, [("result_grace_open", {"minutes": 30})]),
        (CLOSES + GRACE, []),
    ],
)
def test_a_result_waits_for_the_close_and_the_grace_period(at, expected):
    found = closing_objections(at=at, closes=CLOSES, grace=GRACE)
    assert [(objection.key, objection.facts) for objection in found] == expected


def test_it_waits_as_long_as_mail_decides_how_long_the_grace_is():
    assert [one.key for one in closing_objections(at=CLOSES - TICK, closes=CLOSES, grace=None)] == ["result_vote_open"]
    assert [one.key for one in closing_objections(at=CLOSES, closes=CLOSES, grace=None)] == ["result_mail_waiting"]


STANDINGS = ranking([(A, 5), (B, 3), (C, 3)])


@pytest.mark.parametrize(
    ("entry", "rank", "reason", "expected"),
    [
        (A, 1, "", []),
        (A, 2, "", ["pick_needs_reason"]),
        (B, 1, "", ["pick_needs_reason"]),
        (B, 1, " \n", ["pick_needs_reason"]),
        (B, 1, "It can be made.", []),
        (B, 2, "", ["pick_needs_reason"]),
        (B, 2, "First received.", []),
        (D, 1, "Nice.", ["pick_not_in_result"]),
    ],
)
def test_a_departure_or_a_tie_is_owed_a_reason(entry, rank, reason, expected):
    found = picking_objections(STANDINGS, entry, rank=rank, reason=reason)
    assert [objection.key for objection in found] == expected


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("embargoed", [False, True])
def test_figures_are_seen_as_the_settings_say(opened, closed, embargoed):
    facts = {"opened": opened, "closed": closed, "embargoed": embargoed, "curtain": False}
    seen = {exposure: figures_shown(exposure, announced=False, **facts) for exposure in Exposure}
    assert seen == {
        Exposure.LIVE: opened,
        Exposure.AFTER_CLOSE: closed and not embargoed,
        Exposure.ANNOUNCED: False,
    }
    assert all(figures_shown(exposure, announced=True, **facts) for exposure in Exposure)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("embargoed", [False, True])
def test_behind_the_curtain_live_figures_wait_for_the_result_like_hidden_ones(closed, embargoed):
    facts = {"opened": True, "curtain": True, "closed": closed, "embargoed": embargoed}
    assert figures_shown(Exposure.LIVE, announced=False, **facts) == (closed and not embargoed)
    assert figures_shown(Exposure.LIVE, announced=True, **facts)
