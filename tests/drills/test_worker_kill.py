"""The worker is killed while it counts what a crowd votes: every vote is in the log once, and the tally is right."""

import os
import random
import signal
import time

import pytest
from sqlalchemy import func, select

from contest.db import reading
from contest.models import Ballot, BallotLog
from tests.drills import crowding
from tests.drills.test_one_voter import show
from tests.drills.test_web_kill import Scene, scene
from tests.services.polls import Poll, make_poll

__all__ = ["scene"]
KILLS = int(os.environ.get("DRILL_TIMES", "50"))
# As many as vote at once; what they send while no worker is there is what the next one has to catch up with.
BROWSERS = 3
PATIENCE = 60.0


def logged(poll: Poll) -> int:
    """How long the log of the vote is."""
    reading().rollback()
    return reading().scalar(select(func.max(BallotLog.seq)).where(BallotLog.phase_id == poll.phase)) or 0


def stored(poll: Poll) -> int:
    """How many votes there are."""
    reading().rollback()
    return reading().scalar(select(func.count()).where(Ballot.phase_id == poll.phase)) or 0


def kill_while_it_counts(scene: Scene, poll: Poll) -> bool:
    """Wait for a worker that appends, kill it at a moment nobody expects; whether it left votes uncounted."""
    found, until = logged(poll), time.monotonic() + PATIENCE
    while logged(poll) == found:
        assert time.monotonic() < until, "nothing is counted"
        time.sleep(0.002)
    time.sleep(random.uniform(0.0, 0.02))
    os.kill(scene.site.worker_process(), signal.SIGKILL)
    # The log has two lines of each vote.
    return logged(poll) < 2 * stored(poll)


@pytest.mark.drill
def test_fifty_killed_workers_count_every_vote_once(scene: Scene):
    poll = make_poll("salt", "vinegar", "paprika")
    show(poll)
    crowd = crowding.gathered(poll, 2000 * KILLS)
    with crowd.voting(scene.site.port, BROWSERS):
        amid = sum(kill_while_it_counts(scene, poll) for _ in range(KILLS))
    print(f"\n{scene.kind}: {KILLS} workers killed as they counted, {amid} with votes left to count: {crowd.check()}")
    # What is killed between two batches with nothing left would show nothing.
    assert amid > KILLS / 2
