"""Many vote while the vote closes: nothing is accepted after it, and what was acknowledged is in the result."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from contest.db import database as db
from contest.db import new_id, reading, transaction
from contest.models import Ballot, BallotLog, Outbox, Phase, PhaseWindow
from contest.queries import tally
from contest.rules.ballots import BallotState, ConfirmedVoter, Outcome
from contest.rules.objections import Refused
from contest.services import ballots, results, schedule, sequencer
from tests.conftest import settings_for
from tests.services.polls import Poll, clock, make_poll, stranger

THREADS = 32
# The row of the schedule is moved while everybody votes already, to a moment when they still do.
BEFORE, AFTER = 0.2, timedelta(seconds=0.4)
PATIENCE = 120.0
T = TypeVar("T")


@dataclass
class Race:
    """One vote that closes while it is voted, and what was answered."""

    poll: Poll
    acknowledged: list[UUID] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    frozen: dict[str, Any] = field(default_factory=dict)
    until: float = 0.0

    def vote(self, number: int) -> None:
        """One new voter after another until the vote is closed: every second thread's confirm their address first."""
        name = ("salt", "vinegar")[number // 2 % 2]
        while True:
            assert time.monotonic() < self.until, "the vote never closed"
            try:
                self.acknowledged.append(self.one(name) if number % 2 else self.one_who_confirms(name))
            except Refused as refused:
                (reason,) = refused.objections
                self.refused[reason.key] += 1
                if reason.key == "vote_closed":
                    return

    def one(self, name: str) -> UUID:
        cast = self.poll.cast(ConfirmedVoter(new_id().hex.rjust(64, "0"), new_id()), name)
        assert cast.outcome is Outcome.COUNTED
        return cast.ballot_id

    def one_who_confirms(self, name: str) -> UUID:
        voter = stranger(new_id().int)
        cast = self.poll.cast(voter, name)
        counted = ballots.confirm(self.poll.campaign, cast.ballot_id, voter_key=voter.voter_key, now=clock())
        assert counted.outcome is Outcome.COUNTED
        return counted.ballot_id

    def close(self) -> None:
        """Close the vote early, and freeze the result as soon as that is let."""
        time.sleep(BEFORE)
        vote = (self.poll.campaign, self.poll.phase)
        opens = reading().scalars(select(Phase.opens).where(Phase.id == self.poll.phase)).one()
        in_time, ahead = False, AFTER
        while not in_time:  # else the row came there when its moment had gone by, and that is no race
            assert time.monotonic() < self.until, "the close never had its turn"
            closes = clock() + ahead
            # On a busy machine the wait for the writer's lock is longer than that: the moment is past, and refused.
            with contextlib.suppress(Refused):
                schedule.change(*vote, opens=opens, closes=closes, reason="drill", by=self.poll.staff, now=clock())
                in_time = clock() < closes
            ahead *= 2
        self.frozen = until_done(self.freeze, self.until)

    def freeze(self) -> dict[str, Any]:
        with transaction() as session:
            # Nobody mails here: codes that never left would keep the grace open.
            session.execute(update(Outbox).where(Outbox.done_at.is_(None)).values(done_at=Outbox.created_at))
        return results.close(self.poll.campaign, self.poll.phase, by=self.poll.staff, now=clock())


def until_done(act: Callable[[], T], deadline: float) -> T:
    """Try until it is not refused."""
    while True:
        assert time.monotonic() < deadline, "it never came about"
        with contextlib.suppress(Refused):
            return act()
        time.sleep(0.002)


@pytest.fixture
def settings(database, tmp_path):
    """A connection for each thread."""
    return settings_for(database, tmp_path / "data", CONTEST_THREADS=str(THREADS + 2))


def run(app) -> Race:
    """Thirty-two voters, one who moves the schedule and closes, all at once."""
    race = Race(make_poll("salt", "vinegar", grace_minutes=0), until=time.monotonic() + PATIENCE)
    reading().commit()
    together = threading.Barrier(THREADS + 1)

    def act(number: int) -> None:
        with app.app_context():
            together.wait(PATIENCE)
            race.vote(number) if number < THREADS else race.close()

    with ThreadPoolExecutor(THREADS + 1) as pool:
        list(pool.map(act, range(THREADS + 1)))
    return race


def check(race: Race) -> Counter[str]:
    """Compare what was answered with what is there; the figures."""
    sequencer.run(clock())
    vote = (race.poll.campaign, race.poll.phase)
    of_vote = (Ballot.campaign_id == vote[0], Ballot.phase_id == vote[1])
    closes = select(PhaseWindow.closes).where(PhaseWindow.phase_id == vote[1]).scalar_subquery()
    late = reading().scalar(select(func.count()).select_from(Ballot).where(*of_vote, Ballot.accepted_at >= closes))
    counted = set(reading().scalars(select(Ballot.id).where(*of_vote, Ballot.state == BallotState.COUNTED)))
    logged = reading().scalars(
        select(BallotLog.ref).where(BallotLog.campaign_id == vote[0], BallotLog.kind == "ballot")
    )
    sequenced = set(logged) & set(race.acknowledged)
    votes = sum(tally.votes(*vote).values())
    assert sequencer.verify_phase(*vote) == []
    assert set(race.acknowledged) == counted == sequenced
    assert (late, votes, race.frozen["counted"]) == (0, len(counted), len(counted))
    assert set(race.refused) <= {"vote_closed", "vote_confirm_too_late"}
    assert race.refused["vote_closed"] == THREADS
    figures = {"acknowledged": len(race.acknowledged), "sequenced": len(sequenced), "in the tally": votes}
    figures |= {"in the frozen result": race.frozen["counted"], "accepted after the close": late}
    return Counter(figures) + Counter(race.refused)


def drill(app, closes: int) -> None:
    with app.app_context():
        figures: Counter[str] = Counter({"accepted after the close": 0})
        for _ in range(closes):
            figures.update(check(run(app)))
        told = ", ".join(f"{name} {figure}" for name, figure in figures.items())
        print(f"\n{db.engine.dialect.name}: {closes} closes under {THREADS} threads: {told}")


def test_across_one_close_what_was_acknowledged_is_in_the_result_and_nothing_after_it(app):
    drill(app, 1)


@pytest.mark.drill
def test_across_twenty_closes_what_was_acknowledged_is_in_the_result_and_nothing_after_it(app):
    drill(app, 20)
