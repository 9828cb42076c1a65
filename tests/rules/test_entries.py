"""Entries: the table of moves, read as a whole."""

import pytest

from contest.rules.entries import MOVES, AuthorAct, DecisionKind, EntryState, move, shown_author

S = EntryState


def test_every_move_that_is_not_in_the_table_is_refused():
    acts = [*DecisionKind, *AuthorAct]
    allowed = {(state, act) for state in S for act in acts if move(state, act) is not None}
    assert allowed == set(MOVES)
    assert len(allowed) == 21


@pytest.mark.parametrize("state", [S.UNCONFIRMED, S.WITHDRAWN, S.MERGED])
def test_nobody_decides_on_what_is_not_theirs_to_decide(state):
    assert [move(state, kind) for kind in DecisionKind] == [None] * len(DecisionKind)


@pytest.mark.parametrize(
    ("first_name", "town", "shown"),
    [("Nadia", "Seraing", "Nadia, Seraing"), ("Nadia", "", "Nadia"), ("", "", "")],
)
def test_an_author_is_shown_as_they_said(first_name, town, shown):
    assert shown_author(first_name, town) == shown
