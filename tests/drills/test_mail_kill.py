"""The worker is killed between the mail server's 250 and the settling: none lost, a repeat is the same mail."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from contest import clock
from contest.app import create_app
from contest.db import database as db
from contest.db import new_id, reading, transaction
from contest.models import Outbox
from contest.services import mails
from tests.conftest import settings_for
from tests.post_office import PostOffice, open_post_office
from tests.services.deliveries.scene import colleague

PATIENCE = 60.0
# Mails that leave before each kill, so that it is another mail each time.
SPARED = 2


@dataclass
class Post:
    """A database with mail to send, its mail server, and how to start the real worker on both."""

    office: PostOffice
    environment: dict[str, str]

    @contextlib.contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """The worker as the supervisor starts it, gone at the end of the block."""
        command = [sys.executable, "-m", "contest.worker"]
        with subprocess.Popen(command, env=self.environment, cwd=Path(__file__).parents[2]) as process:
            try:
                yield process
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()

    def killed(self, *, answered: bool) -> None:
        """Start a worker and kill it once the server has taken a mail, just before or after it said so."""
        self.office.answer_first, self.office.spared = answered, SPARED
        with self.worker() as process:
            self.office.prey = process.pid
            assert process.wait(PATIENCE) == -signal.SIGKILL

    def let_a_lease_pass(self) -> None:
        """As if the time of a lease had gone by."""
        with transaction() as session:
            now = clock.now()
            session.execute(
                update(Outbox).where(Outbox.leased_until.is_not(None)).values(leased_until=now, not_before=now)
            )


@pytest.fixture
def post(database, tmp_path):
    with open_post_office() as office:
        given = {"CONTEST_MAIL": f"smtp://127.0.0.1:{office.port}", "CONTEST_LOG": "text"}
        settings = settings_for(database, tmp_path / "data", **given)
        app = create_app(settings)
        environment = os.environ | given
        environment |= {
            "CONTEST_ENV": "test",
            "CONTEST_DATA": str(tmp_path / "data"),
            "DATABASE_URL": database,
            "CONTEST_SECRET_KEY": "1" * 40,
        }
        with app.app_context():
            yield Post(office, environment)
            db.session.remove()
            db.engine.dispose()


def queue(how_many: int) -> list[str]:
    """So many mails; the Message-ID of each."""
    with transaction() as session:
        staff = [new_id() for _ in range(how_many)]
        session.add_all(colleague(person) for person in staff)
        session.flush()
        now = clock.now() - timedelta(seconds=1)
        rows = [mails.send_test(person, lang="fr", now=now) for person in staff]
    return [f"<{row.hex}@127.0.0.1>" for row in rows]


def settled() -> int:
    reading().rollback()
    return reading().execute(select(func.count()).where(Outbox.done_at.is_not(None))).scalar_one()


def interrupted() -> set[str]:
    """The mails in whose midst a worker ended: only these may have left twice."""
    reading().rollback()
    rows = reading().scalars(select(Outbox.id).where(Outbox.interrupted > 0))
    return {f"<{row.hex}@127.0.0.1>" for row in rows}


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def drill(post: Post, *, after: int, before: int) -> None:
    """So many kills after the server's 250 and before it was settled, and so many just before the 250."""
    kills = after + before
    expected = queue((SPARED + 2) * kills)
    victims = []
    for number in range(kills):
        post.killed(answered=number < after)
        victims.append(post.office.ids[-1])
        post.let_a_lease_pass()
    unsettled = len(expected) - settled()
    with post.worker() as process:
        until(lambda: settled() == len(expected))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    counts = Counter(post.office.ids)
    lost = set(expected) - set(counts)
    repeated = {taken for taken, times in counts.items() if times > 1}
    copies: dict[str, set[bytes]] = {}
    for taken, (_, _, raw) in zip(post.office.ids, post.office.taken, strict=True):
        copies.setdefault(taken, set()).add(raw)
    different = sum(len(mails) > 1 for mails in copies.values())
    print(
        f"\n{db.engine.dialect.name}: {after} kills after the 250 and {before} before it, at "
        f"{len(set(victims))} different mails of {len(expected)}, {unsettled} unsettled after the last kill; "
        f"lost {len(lost)}, sent again {len(repeated)}, "
        f"of these under another Message-ID {len(set(counts) - set(expected))}, with other bytes {different}"
    )
    assert lost == set()
    assert set(counts) == set(expected)
    assert set(victims) - repeated == set()
    assert different == 0
    # Doubles are counted: each is one of these.
    assert repeated <= interrupted()


def test_two_kills_lose_nothing_and_repeat_the_same_mail(post: Post):
    drill(post, after=1, before=1)


@pytest.mark.drill
def test_twenty_kills_lose_nothing_and_repeat_the_same_mail(post: Post):
    drill(post, after=20, before=4)
