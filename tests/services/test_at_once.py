"""Two acts on one voter's ballots at once: each is one change in the tally, and stands in the log where it belongs."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from contest.db import transaction
from contest.queries import archives
from contest.rules.ballots import Trace
from contest.services import ballots, fairplay, participants, results, sequencer
from contest.services.deliveries import archives as deliveries
from contest.services.deliveries import leases
from tests.services.deliveries.test_archives import HOST, PROGRAM, program
from tests.services.polls import Poll, clock, make_poll
from tests.services.test_fairplay import look, people, robots, voter

# On SQLite nobody writes while another does.
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
WAITS_FOR_US = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
MACHINE = Trace("a", "net", "agent", 1, "", "mail")


@pytest.fixture
def poll(app: Flask):
    with app.app_context():
        yield make_poll("salt", "vinegar", "paprika")


def behind(app: Flask, session: Session, act: Callable[[], object]) -> threading.Thread:
    """`act` in another transaction, once it waits for this one."""

    def run() -> None:
        with app.app_context():
            act()

    thread = threading.Thread(target=run)
    thread.start()
    while not session.scalar(WAITS_FOR_US):
        assert thread.is_alive()
        time.sleep(0.01)
    return thread


def closes(poll: Poll, folder: Path) -> str:
    """The tally agrees, the result can be closed, and what `verify.py` says of its archive."""
    sequencer.run(clock())
    assert sequencer.verify() == []
    poll.over()
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    assert leases.work(deliveries.handlers(folder, PROGRAM, HOST), clock())
    return "\n".join(program.verify(folder / archives.file_of(poll.campaign, 1)))


def test_who_changes_their_mind_while_it_is_held_is_taken_away_once(app: Flask, poll: Poll, tmp_path: Path):
    people(poll)
    robots(poll, 0, 24)
    someone = voter(poll, "changer")
    poll.cast(someone, "vinegar", trace=MACHINE, lang="fr")
    poll.cast(someone, "salt", trace=MACHINE, lang="fr", change=True)
    look()
    with transaction() as session:
        fairplay.hold(poll.campaign, 1, by=poll.staff, now=clock())
        other = behind(app, session, lambda: poll.cast(someone, "paprika", change=True))
    other.join()
    assert closes(poll, tmp_path)


def test_who_takes_everything_back_while_changing_it_is_taken_away_once(app: Flask, poll: Poll, tmp_path: Path):
    someone = voter(poll, "changer")
    poll.cast(someone, "vinegar")
    poll.cast(someone, "salt", change=True)
    with transaction() as session:
        ballots.withdraw(poll.campaign, voter_key=someone.voter_key, now=clock())
        other = behind(app, session, lambda: poll.cast(someone, "paprika", change=True))
    other.join()
    assert closes(poll, tmp_path)


def test_an_erasure_that_began_before_a_vote_and_a_hold_stands_behind_them(app: Flask, poll: Poll, tmp_path: Path):
    people(poll)
    robots(poll, 0, 24)
    held, late = (voter(poll, name) for name in ("held", "late"))
    poll.cast(held, "salt", trace=MACHINE, lang="fr")
    look()

    def meanwhile() -> None:
        with app.app_context():
            fairplay.hold(poll.campaign, 1, by=poll.staff, now=clock())
            poll.cast(late, "salt")

    with transaction() as session:
        session.execute(text("SELECT pg_current_xact_id()"))
        other = threading.Thread(target=meanwhile)
        other.start()
        other.join()
        for someone in (held, late):
            participants.erase(poll.campaign, someone.participant_id, now=clock())
    assert closes(poll, tmp_path)
