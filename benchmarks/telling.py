"""How long it takes to queue a mail to everybody who asked to know: `python -m benchmarks.telling [100000]`."""

import os
import sys
import tempfile
import time
from pathlib import Path

import flask_migrate
from sqlalchemy import func, insert, select

from contest import cli, clock
from contest.app import create_app
from contest.db import new_id, reading, transaction
from contest.models import Announcement, AnnouncementWish, Outbox
from contest.services import keys, wishes
from tests.conftest import settings_for
from tests.services.polls import make_poll
from tests.services.winners import TEXTS

MANY, AT_ONCE = 100_000, 5000


def main() -> int:
    """Make an empty database (SQLite, or the empty one of DATABASE_URL), queue, and say how long it took."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/contest.sqlite3")
        app = create_app(settings_for(url, Path(folder)))
        cli.init_app(app)
        with app.app_context():
            flask_migrate.upgrade()
            _wish(many)
            longest, begun = 0.0, time.perf_counter()
            while True:
                before = time.perf_counter()
                if not wishes.queue_due(clock.now()):
                    break
                longest = max(longest, time.perf_counter() - before)
            took = time.perf_counter() - begun
            queued = reading().scalar(select(func.count()).where(Outbox.kind == wishes.KIND))
    print(f"{url.partition(':')[0]}: {queued} mails queued in {took:.1f} s, {wishes.AT_ONCE} at once,", end=" ")
    print(f"the longest transaction {longest * 1000:.0f} ms")
    return 0 if queued == many else 1


def _wish(many: int) -> None:
    """An announcement that is public, and so many who want to be told of it."""
    poll, now = make_poll("salt"), clock.now()
    sealed = keys.seal_address(poll.campaign, "told@example.org")
    row = {"campaign_id": poll.campaign, "address_sealed": sealed, "lang": "en", "at": now}
    given = {"campaign_id": poll.campaign, "phase_id": poll.phase, "written_by": poll.staff, "texts": TEXTS}
    with transaction() as session:
        session.add(Announcement(**given, opens=now, changed_at=now))
    for start in range(0, many, AT_ONCE):
        rows = [row | {"id": new_id(), "voter_key": f"{number:064x}"} for number in range(start, start + AT_ONCE)]
        with transaction() as session:
            session.execute(insert(AnnouncementWish), rows[: many - start])


if __name__ == "__main__":
    raise SystemExit(main())
