"""Who asked to know is being told, and whoever queues their mails is killed in the midst: none lost, none twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select

from contest.db import database as db
from contest.db import new_id, reading, transaction
from contest.models import Announcement, AnnouncementWish, Outbox, Telling
from contest.services import keys, wishes
from tests.services.polls import clock, make_poll
from tests.services.winners import TEXTS

MANY, KILLS, PATIENCE = 4000, 2, 60.0
# The worker's own step, again and again, a little slower, so that it is killed in its midst.
PROGRAM = """
import time
from contest import clock
from contest.app import create_app
from contest.services import wishes
with create_app().app_context():
    while wishes.queue_due(clock.now()):
        time.sleep(0.02)
    time.sleep(600)
"""


def queued() -> int:
    reading().rollback()
    return reading().scalar(select(func.count()).where(Outbox.kind == wishes.KIND)) or 0


def kill_in_the_midst(environment: dict[str, str], more_than: int) -> int:
    """Let it queue so many, then kill -9; how many there were."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, cwd=Path(__file__).parents[2]) as process:
        deadline = time.monotonic() + PATIENCE
        while queued() <= more_than:
            assert time.monotonic() < deadline, "nothing is queued"
        process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    return queued()


def test_killed_between_two_batches_everybody_is_told_once(app: Flask, settings, database: str):
    environment = os.environ | {"CONTEST_ENV": "test", "CONTEST_DATA": str(settings.data)}
    environment |= {"DATABASE_URL": database, "CONTEST_SECRET_KEY": "1" * 40}
    with app.app_context():
        poll, now = make_poll("salt"), clock()
        sealed = keys.seal_address(poll.campaign, "told@example.org")
        row = {"campaign_id": poll.campaign, "address_sealed": sealed, "lang": "en", "at": now}
        announced = {"campaign_id": poll.campaign, "phase_id": poll.phase, "written_by": poll.staff, "texts": TEXTS}
        with transaction() as session:
            rows = [row | {"id": new_id(), "voter_key": f"{number:064x}"} for number in range(MANY)]
            session.execute(insert(AnnouncementWish), rows)
            session.add(Announcement(**announced, opens=now, changed_at=now))
        found = [kill_in_the_midst(environment, wishes.AT_ONCE * (2 + 5 * number)) for number in range(KILLS)]
        assert 0 < found[0] < found[-1] < MANY
        while wishes.queue_due(now):
            pass
        telling = reading().get_one(Telling, (poll.campaign, poll.phase), populate_existing=True)
        told = reading().scalar(select(func.count(Outbox.dedupe_key.distinct())).where(Outbox.kind == wishes.KIND))
        print(f"\n{db.engine.dialect.name}: killed at {found} of {MANY}; queued {queued()}, of these different {told}")
        assert (queued(), told, telling.queued) == (MANY, MANY, MANY)
