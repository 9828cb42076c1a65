"""Fifty at once with one pack code: one ballot, whether the code is the voter or stands beside an address."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from contest.db import reading
from contest.models import Ballot, BallotEvent, CodeUse
from contest.queries import tally
from contest.rules.ballots import BallotState, CodeVoter, ConfirmedVoter, EventKind, Outcome, UnconfirmedVoter
from contest.rules.objections import Refused
from contest.services import audit, ballots, codes, keys, sequencer
from tests.conftest import settings_for
from tests.services.polls import Poll, clock, make_poll

T = TypeVar("T")
THREADS = 50
NAMES = ("salt", "vinegar", "paprika")


@pytest.fixture
def settings(database, tmp_path):
    """A connection for each thread."""
    return settings_for(database, tmp_path / "data", CONTEST_THREADS=str(THREADS + 2))


def at_once(app, act: Callable[[int], T]) -> list[T]:
    together = threading.Barrier(THREADS)

    def one(number: int) -> T:
        with app.app_context():
            together.wait()
            return act(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def code_keys(poll: Poll, number: int) -> list[str]:
    out: list[str] = []
    codes.make(poll.campaign, number, label="", by=audit.OPERATOR, now=clock(), hand_out=out.extend)
    return keys.code_keys(poll.campaign, out)


def rows(table, *where) -> int:
    return reading().execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def counted(poll: Poll) -> tuple[int, int]:
    """The ballots in place, and the votes that the tally has; it agrees with the ballots."""
    sequencer.run(clock())
    assert sequencer.verify() == []
    votes = tally.votes(poll.campaign, poll.phase)
    return rows(Ballot, Ballot.phase_id == poll.phase, Ballot.state == BallotState.COUNTED), sum(votes.values())


def test_one_code_sent_by_fifty_is_one_ballot(app):
    with app.app_context():
        poll = make_poll(*NAMES, eligibility="code")
        (code,) = code_keys(poll, 1)
        answers = at_once(app, lambda number: poll.cast(CodeVoter(code), NAMES[number % 3]))
        assert {answer.outcome for answer in answers} <= {Outcome.COUNTED, Outcome.ALREADY}
        assert len({answer.receipt for answer in answers}) == 1
        assert sum(answer.outcome is Outcome.COUNTED and not answer.repeated for answer in answers) == 1
        assert counted(poll) == (1, 1)
        changed = at_once(app, lambda number: poll.cast(CodeVoter(code), NAMES[number % 3], change=True))
        assert {answer.outcome for answer in changed} == {Outcome.COUNTED}
        assert counted(poll) == (1, 1)


def test_one_code_beside_fifty_addresses_is_the_vote_of_one_of_them(app):
    with app.app_context():
        poll = make_poll(*NAMES, eligibility="code_email")
        code, spare = code_keys(poll, 2)
        # Half of them are remembered, half have a ballot that waits for its mail to be answered.
        known = {number: poll.participant() for number in range(0, THREADS, 2)}
        typed = {number: UnconfirmedVoter(f"{number + 10**6:064x}", b"sealed", code) for number in range(1, THREADS, 2)}
        waiting = {number: poll.cast(voter, NAMES[number % 3]) for number, voter in typed.items()}
        reading().commit()

        def act(number: int) -> str:
            try:
                if number in typed:
                    key = typed[number].voter_key
                    ballots.confirm(poll.campaign, waiting[number].ballot_id, voter_key=key, now=clock())
                else:
                    someone = known[number]
                    voter = ConfirmedVoter(someone.voter_key, someone.participant_id, code)
                    poll.cast(voter, NAMES[number % 3])
            except Refused as no:
                return no.objections[0].key
            return "counted"

        answers = at_once(app, act)
        assert sorted(set(answers)) == ["counted", "pack_code_taken"]
        assert answers.count("counted") == 1
        assert (counted(poll), rows(CodeUse), rows(BallotEvent)) == ((1, 1), 1, 1)
        # One of those who came too late has another code, and sends it from everywhere.
        late = next(number for number in known if answers[number] != "counted")
        voter = ConfirmedVoter(known[late].voter_key, known[late].participant_id, spare)
        again = at_once(app, lambda number: poll.cast(voter, NAMES[number % 3], change=True))
        assert {answer.outcome for answer in again} == {Outcome.COUNTED}
        assert (counted(poll), rows(CodeUse)) == ((2, 2), 2)
        events = rows(BallotEvent, BallotEvent.kind == EventKind.SUPERSEDED)
        assert rows(Ballot, Ballot.state == BallotState.SUPERSEDED) == events


def test_one_voter_with_fifty_codes_has_one_vote_and_uses_up_one(app):
    with app.app_context():
        poll = make_poll(*NAMES, eligibility="code_email")
        some, someone = code_keys(poll, THREADS), poll.participant()

        def act(number: int) -> Outcome:
            voter = ConfirmedVoter(someone.voter_key, someone.participant_id, some[number])
            return poll.cast(voter, NAMES[number % 3], change=True).outcome

        assert set(at_once(app, act)) == {Outcome.COUNTED}
        assert (counted(poll), rows(CodeUse)) == ((1, 1), 1)
