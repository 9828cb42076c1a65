"""PostgreSQL is started anew and killed while a crowd votes: 503 with Retry-After, soon back, nothing lost."""

import os
import signal
import time

import pytest

from contest.app import create_app
from contest.db import database as db
from tests import databases
from tests.conftest import give_up, settings_for
from tests.drills import crowding, running, servers
from tests.drills.test_one_voter import show
from tests.drills.test_web_kill import wait_for_answers
from tests.services.polls import make_poll

TIMES = int(os.environ.get("DRILL_TIMES", "5"))
# How long it is away, and how long nobody may be answered then.
AWAY, LONGEST_WINDOW = 1.0, 10.0


@pytest.mark.drill
def test_a_database_started_anew_or_killed_loses_nothing_and_is_found_again(tmp_path, migrate):
    try:
        databases.find_binaries()
    except databases.NoPostgresqlError as reason:
        give_up(str(reason))
    with servers.server() as server:
        migrate(server.url)
        app = create_app(settings_for(server.url, tmp_path / "data"))
        with app.app_context():
            poll = make_poll("salt", "vinegar", "paprika")
            show(poll)
            crowd = crowding.gathered(poll, 8000 * TIMES)
            db.engine.dispose()
            with (
                running.start(server.url, tmp_path / "data", may_fail=True, CONTEST_PROCESSES="2") as site,
                crowd.voting(site.port),
            ):
                for how in [signal.SIGINT, signal.SIGKILL] * TIMES:
                    wait_for_answers(crowd, len(crowd.acknowledged), 100)
                    server.stop(how)
                    time.sleep(AWAY)
                    server.start()
                wait_for_answers(crowd, len(crowd.acknowledged), 100)
            gap = crowd.longest_gap()
            told = f"{TIMES} starts anew and {TIMES} kills of PostgreSQL, {AWAY:.0f} s away each"
            print(f"\n{told}: {crowd.check()}; longest window {gap:.2f} s")
            assert gap <= LONGEST_WINDOW
            assert crowd.answers["503"] > 0
            db.session.remove()
            db.engine.dispose()
