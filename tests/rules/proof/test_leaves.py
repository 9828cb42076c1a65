"""The lines of a log: their exact bytes, which must stay readable for good, and what they do not tell."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from contest.rules.proof import leaves

PHASE, OTHER = UUID(int=1), UUID(int=2)
BALLOT = UUID(int=3)
AT = datetime(2026, 3, 3, 20, 19, 59, 999999, tzinfo=UTC)


def test_a_ballots_line():
    line = leaves.ballot_leaf(
        phase=PHASE,
        ballot=BALLOT,
        voter_key="ab" * 32,
        bucket="all",
        choices=["00000000-0000-0000-0000-000000000009"],
        commitment="cd" * 32,
        received=AT,
    )
    assert line.decode() == (
        f'{{"ballot":"{leaves.ballot_name(BALLOT)}","bucket":"all",'
        f'"choices":["00000000-0000-0000-0000-000000000009"],"commitment":"{"cd" * 32}","kind":"ballot",'
        f'"received":"2026-03-03T20:10Z","voter":"{leaves.voter_name(PHASE, "ab" * 32)}"}}'
    )


def test_an_events_line_keeps_its_words_in_their_letters():
    line = leaves.event_leaf(ballot=BALLOT, event="excluded", rule="burst/2", reason="Même réseau", at=AT)
    assert line.decode() == (
        f'{{"at":"2026-03-03T20:10Z","ballot":"{leaves.ballot_name(BALLOT)}","event":"excluded","kind":"event",'
        '"reason":"Même réseau","rule":"burst/2"}'
    )


def test_the_closing_line():
    assert leaves.close_leaf(phase=PHASE, at=AT).decode() == (
        '{"at":"2026-03-03T20:10Z","kind":"close","phase":"00000000-0000-0000-0000-000000000001"}'
    )


def test_names_lead_back_to_nobody_and_do_not_join_two_votes():
    names = {leaves.ballot_name(BALLOT), *(leaves.voter_name(phase, "ab" * 32) for phase in (PHASE, OTHER))}
    assert len(names) == 3
    assert all(len(name) == 64 for name in names)
    assert BALLOT.hex not in names


def test_lines_tell_the_ten_minutes_and_no_more():
    lines = {
        leaves.event_leaf(ballot=BALLOT, event="confirmed", rule="", reason="", at=AT - timedelta(seconds=seconds))
        for seconds in (0, 1, 599)
    }
    assert len(lines) == 1
