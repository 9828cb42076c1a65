"""Many at once: posts of one voter, changes, confirmations, counting meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from contest.db import reading
from contest.models import Ballot, BallotEvent, BallotLog, Confirmation, Outbox
from contest.queries import tally
from contest.rules.ballots import BallotState, Cast, EventKind, Outcome
from contest.services import ballots, sequencer
from tests.conftest import settings_for
from tests.services.polls import clock, make_poll, stranger

T = TypeVar("T")
# Fifty, over the wire, are in test_one_voter; here four workers of pytest share one PostgreSQL.
CONNECTIONS = 32
MANY = pytest.mark.parametrize("posts", [250, pytest.param(1000, marks=pytest.mark.drill)])


@pytest.fixture
def settings(database, tmp_path):
    """A connection for each thread: with fewer, one that is never given any gives up after ten seconds."""
    return settings_for(database, tmp_path / "data", CONTEST_THREADS=str(CONNECTIONS + 2))


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar", "paprika")


def rows(table, *conditions) -> int:
    return reading().execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


@pytest.fixture
def at_once(app) -> Callable[..., list]:
    """Runs `act(0)`, `act(1)`, ... as requests do, each in a context of its own; the answers in order."""

    def run(act: Callable[[int], T], times: int, threads: int = CONNECTIONS) -> list[T]:
        together = threading.Barrier(threads)

        def one(number: int) -> T:
            if number < threads:
                together.wait()
            with app.app_context():
                return act(number)

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(times)))

    return run


@MANY
def test_many_posts_of_one_typed_address_are_one_pending_ballot_and_one_mail(poll, at_once, posts):
    voter = stranger()

    def post(number: int) -> Cast:
        return poll.cast(voter, "salt", idempotency_key="same" if number % 2 else f"key {number}")

    answers = at_once(post, posts)
    assert {(answer.outcome, answer.receipt) for answer in answers} == {(Outcome.PENDING, answers[0].receipt)}
    assert (rows(Ballot), rows(Confirmation), rows(Outbox)) == (1, 1, 1)

    def confirm(number: int) -> Cast:
        return ballots.confirm(poll.campaign, answers[0].ballot_id, voter_key=voter.voter_key, now=clock())

    confirmed = at_once(confirm, CONNECTIONS)
    assert {(answer.outcome, answer.receipt) for answer in confirmed} == {(Outcome.COUNTED, answers[0].receipt)}
    sequencer.run(clock())
    assert (rows(Ballot), rows(BallotEvent)) == (1, 1)
    assert tally.votes(poll.campaign, poll.phase) == {poll.entries["salt"]: 1}


@MANY
def test_many_posts_of_one_remembered_voter_are_one_ballot(poll, at_once, posts):
    voter = poll.participant()

    def post(number: int) -> Cast:
        return poll.cast(voter, "salt", idempotency_key="same" if number % 2 else f"key {number}")

    answers = at_once(post, posts)
    assert {(answer.outcome, answer.receipt) for answer in answers} == {(Outcome.COUNTED, answers[0].receipt)}
    assert sum(not answer.repeated for answer in answers) == 1
    sequencer.run(clock())
    assert (rows(Ballot), rows(BallotEvent)) == (1, 1)
    assert tally.votes(poll.campaign, poll.phase) == {poll.entries["salt"]: 1}


def test_one_voters_changes_at_once_leave_one_ballot_in_place(poll, at_once):
    voter = poll.participant()
    poll.cast(voter, "salt")
    names = ("salt", "vinegar", "paprika")

    def post(number: int) -> Cast:
        return poll.cast(voter, names[number % 3], change=True)

    answers = at_once(post, 150)
    assert {answer.outcome for answer in answers} == {Outcome.COUNTED}
    sequencer.run(clock())
    assert rows(Ballot, Ballot.state == BallotState.COUNTED) == 1
    assert rows(Ballot, Ballot.state == BallotState.SUPERSEDED) == rows(
        BallotEvent, BallotEvent.kind == EventKind.SUPERSEDED
    )
    assert tally.votes(poll.campaign, poll.phase) == tally.recount(poll.campaign, poll.phase)
    assert sum(tally.votes(poll.campaign, poll.phase).values()) == 1
    assert sequencer.verify() == []


def test_of_two_choices_confirmed_at_once_one_is_in_and_the_other_is_asked_about(poll, at_once):
    for _ in range(10):
        voter = stranger()
        casts = [poll.cast(voter, name) for name in ("salt", "vinegar")]
        reading().commit()

        def confirm(number: int, voter=voter, casts=casts) -> Cast:
            return ballots.confirm(poll.campaign, casts[number].ballot_id, voter_key=voter.voter_key, now=clock())

        answers = at_once(confirm, 2, threads=2)
        assert sorted(answer.outcome for answer in answers) == [Outcome.COUNTED, Outcome.TAKEN]
        assert len({answer.receipt for answer in answers}) == 1


def test_the_tally_is_exact_while_eight_write_and_two_sequence(poll, at_once):
    voters = [poll.participant() for _ in range(160)]
    unconfirmed = [stranger() for _ in range(40)]
    reading().commit()
    names = ("salt", "vinegar", "paprika")
    done = threading.Event()

    def act(number: int) -> None:
        if number >= 8:
            while not done.is_set():
                sequencer.run(clock())
            return
        for turn in range(number, 200, 8):
            if turn < 160:
                poll.cast(voters[turn], names[turn % 3])
                if turn % 5 == 0:
                    poll.cast(voters[turn], names[(turn + 1) % 3], change=True)
            else:
                voter = unconfirmed[turn - 160]
                cast = poll.cast(voter, names[turn % 2])
                ballots.confirm(poll.campaign, cast.ballot_id, voter_key=voter.voter_key, now=clock())
        finished.release()
        if number == 0:
            for _ in range(8):
                finished.acquire()
            done.set()

    finished = threading.Semaphore(0)
    at_once(act, 10, threads=10)
    sequencer.run(clock())
    votes = tally.votes(poll.campaign, poll.phase)
    assert sum(votes.values()) == 200
    assert votes == tally.recount(poll.campaign, poll.phase)
    assert rows(BallotLog) == rows(Ballot) + rows(BallotEvent)
    assert tally.log_extent(poll.campaign, poll.phase) == (rows(BallotLog), rows(BallotLog))
    assert sequencer.verify() == []
