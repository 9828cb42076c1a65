"""What may be done with a cluster, and by how many; what it looks like as a drawing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contest.rules import mailboxes
from contest.rules.ballots import MOVES as OF_BALLOTS
from contest.rules.ballots import BallotState
from contest.rules.suspicion import drawing
from contest.rules.suspicion.deciding import (
    ON_BALLOTS,
    POSSIBLE,
    REACHED,
    Asked,
    ClusterState,
    Deed,
    has_changed,
    left_held,
    looks,
    needs_second,
    objections,
    takes_two,
)
from contest.rules.suspicion.disposable import is_disposable

C, D = ClusterState, Deed
ANA, BO = UUID(int=1), UUID(int=2)
WHY = "Un robot"


@pytest.mark.parametrize(
    ("state", "deed", "reason", "closed", "expected"),
    [
        (C.OPEN, D.HOLD, "", False, []),
        (C.OPEN, D.RELEASE, "", False, []),
        (C.OPEN, D.EXCLUDE, WHY, False, []),
        (C.OPEN, D.EXCLUDE, "  ", False, ["exclusion_needs_reason"]),
        (C.HELD, D.RELEASE, "", False, []),
        (C.HELD, D.EXCLUDE, WHY, False, []),
        (C.RELEASED, D.HOLD, "", False, []),
        (C.EXCLUDED, D.RELEASE, "", False, []),
        (C.EXCLUDED, D.HOLD, "", False, ["fairplay_not_possible"]),
        (C.OPEN, D.HOLD, "x" * 301, False, ["field_too_long"]),
        (C.EXCLUDED, D.RELEASE, "", True, ["fairplay_closed"]),
        (C.OPEN, D.EXCLUDE, "", True, ["fairplay_closed", "exclusion_needs_reason"]),
    ],
)
def test_every_reason_against_a_deed_is_given(state, deed, reason, closed, expected):
    assert [one.key for one in objections(Asked(state, deed, reason, 30, is_closed=closed))] == expected


@pytest.mark.parametrize(
    ("state", "deed", "closed", "expected"),
    [
        (C.OPEN, D.EXCLUDE, False, ["fairplay_changed"]),
        (C.OPEN, D.RELEASE, False, ["fairplay_changed"]),
        (C.EXCLUDED, D.HOLD, False, ["fairplay_not_possible"]),
        (C.OPEN, D.HOLD, True, ["fairplay_closed"]),
    ],
)
def test_what_is_not_as_it_was_seen_is_looked_at_again(state, deed, closed, expected):
    reason = "" if deed is D.EXCLUDE else WHY
    asked = Asked(state, deed, reason, 30, is_closed=closed, is_changed=True)
    assert [one.key for one in objections(asked)] == expected


def test_how_a_cluster_looks_is_its_state_its_size_and_what_is_proposed():
    then = datetime(2027, 2, 8, 21, 7, tzinfo=UTC)
    different = [(C.OPEN, 30, None), (C.HELD, 30, None), (C.OPEN, 31, None), (C.OPEN, 30, then)]
    assert len({looks(*one) for one in different}) == 4
    assert looks(C.OPEN, 30, then + timedelta(microseconds=1)) != looks(C.OPEN, 30, then)


def test_a_hold_is_for_whatever_has_come_since():
    seen = looks(C.OPEN, 30, None)
    assert not has_changed(D.HOLD, seen, looks(C.OPEN, 31, None))
    assert all(has_changed(deed, seen, looks(C.OPEN, 31, None)) for deed in (D.EXCLUDE, D.RELEASE))
    others = (looks(C.HELD, 30, None), looks(C.OPEN, 30, datetime(2027, 2, 8, tzinfo=UTC)))
    assert all(has_changed(deed, seen, other) for deed in D for other in others)
    assert all(has_changed(deed, odd, seen) for deed in D for odd in ("", "open", "open 30 - -"))


def test_each_decision_moves_ballots_as_ballots_may_move():
    assert set(REACHED.values()) == set(ON_BALLOTS) == set(C) - {C.OPEN}
    reached = {C.HELD: BallotState.HELD, C.RELEASED: BallotState.COUNTED, C.EXCLUDED: BallotState.EXCLUDED}
    for state, (kind, before) in ON_BALLOTS.items():
        assert {OF_BALLOTS[one, kind] for one in before} == {reached[state]}
    assert all(REACHED[deed] not in possible for deed, possible in POSSIBLE.items())


@pytest.mark.parametrize(
    ("state", "deed", "number", "by_two", "expected"),
    [
        (C.OPEN, D.EXCLUDE, 200, False, False),
        (C.OPEN, D.EXCLUDE, 201, False, True),
        (C.HELD, D.EXCLUDE, 201, False, True),
        (C.OPEN, D.HOLD, 201, False, False),
        (C.OPEN, D.RELEASE, 201, False, False),
        (C.HELD, D.RELEASE, 201, False, False),
        (C.EXCLUDED, D.RELEASE, 200, False, False),
        (C.EXCLUDED, D.RELEASE, 201, True, True),
        (C.EXCLUDED, D.RELEASE, 24, True, True),
        (C.RELEASED, D.EXCLUDE, 24, True, False),
    ],
)
def test_two_people_exclude_above_a_number_and_let_count_what_two_excluded(state, deed, number, by_two, expected):
    assert takes_two(state, deed, number=number, limit=200, by_two=by_two) is expected


@pytest.mark.parametrize(
    ("two", "proposed_by", "expected"),
    [(False, None, False), (True, None, True), (True, ANA, True), (True, BO, False)],
)
def test_what_two_people_do_waits_for_somebody_else(two, proposed_by, expected):
    assert needs_second(two=two, by=ANA, proposed_by=proposed_by) is expected


@pytest.mark.parametrize(("number", "expected"), [(0, []), (200, []), (201, ["result_many_held"])])
def test_no_result_is_closed_over_more_held_votes_than_one_person_excludes(number, expected):
    assert [one.key for one in left_held(number, 200)] == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@yopmail.com", True),
        ("a@fr.yopmail.com", True),
        ("a@notyopmail.com", False),
        ("a@skynet.be", False),
        ("", False),
    ],
)
def test_throw_away_domains_are_known_by_name(address, expected):
    assert is_disposable(mailboxes.domain_of(address)) is expected


@pytest.mark.parametrize(
    ("length", "step"), [(timedelta(minutes=9), 10), (timedelta(hours=5), 30), (timedelta(hours=20), 60)]
)
def test_a_chart_shows_what_was_before_and_after(length, step):
    begins = datetime(2027, 2, 8, 21, 7, tzinfo=UTC)
    shown = drawing.stretch(begins, begins + length, now=begins + timedelta(days=9))
    assert shown.step == timedelta(minutes=step)
    assert shown.begins <= begins - timedelta(hours=1)
    assert shown.ends >= begins + length + timedelta(hours=1)
    assert shown.count <= drawing.MOST_STEPS
    just_now = drawing.stretch(begins, begins + length, now=begins + length)
    assert (just_now.begins, just_now.ends - begins - length <= shown.step) == (shown.begins, True)


def test_the_usual_is_the_entrys_part_of_all_other_votes():
    votes, cluster, others = [2, 2, 2, 42, 2, 2], [0, 0, 0, 40, 0, 0], [20, 20, 20, 20, 20, 20]
    usual = drawing.expected(votes, cluster, others)
    assert usual == pytest.approx([2.0] * 6)
    drawn = drawing.wave(votes, cluster, usual)
    assert drawn.lines[-1][1] == 100
    assert drawn.cluster.count("Z") == 1
    assert drawing.wave([0, 0], [0, 0], [0, 0]).band == ""


def test_the_count_with_and_without_says_who_changes_place():
    one, two, three = (UUID(int=number) for number in (1, 2, 3))
    found = drawing.compared([(one, 120), (two, 100), (three, 90)], one, 40)
    assert [line.entry_id for line in found.lines] == [two, three, one]
    assert [line.votes for line in found.lines] == [(100, 100), (90, 90), (120, 80)]
    assert (found.moved, found.changes_first) == ((1, 3), True)
    values = [value for _, value in found.scale]
    assert values[0] <= 80
    assert values[-1] >= 120
    still = drawing.compared([(one, 120), (two, 10)], one, 40)
    assert (still.moved, still.changes_first) == ((1, 1), False)
    far = drawing.compared([(UUID(int=place + 10), 100 - place) for place in range(8)] + [(one, 5)], one, 5)
    assert far.lines[-1].entry_id == one
    assert len(far.lines) == 5
