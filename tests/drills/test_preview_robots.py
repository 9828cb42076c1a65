"""A link goes round, and a thousand previews ask for it at once: people are answered meanwhile, nobody is counted.

SQLite with its one web process: what it bears, PostgreSQL with several does.
"""

import statistics
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from contest.app import create_app
from contest.db import database as db
from contest.db import reading
from contest.models import Campaign, ShareVisit
from contest.rules import addresses, shares
from contest.rules.shares import Network, ShareCode
from tests import databases
from tests.conftest import settings_for
from tests.drills import running
from tests.drills.running import Answer, Browser, Site
from tests.drills.test_one_voter import FULL, SHORT, show
from tests.rules.test_shares import FIREFOX, ROBOTS
from tests.services.polls import make_poll

CONNECTIONS = 50
NAMED = [agent for agent in ROBOTS if agent.strip()]


def test_two_hundred_previews_at_once_do_no_harm(session, migrate, tmp_path: Path):
    previewed(session, migrate, tmp_path, SHORT)


@pytest.mark.drill
def test_a_thousand_previews_at_once_do_no_harm(session, migrate, tmp_path: Path):
    previewed(session, migrate, tmp_path, FULL)


def previewed(session: databases.Session, migrate, tmp_path: Path, robots: int) -> None:
    url = databases.copy_sqlite(databases.sqlite_template(session, migrate), tmp_path)
    app = create_app(settings_for(url, tmp_path / "data"))
    with app.app_context(), running.start(url, tmp_path / "data", CONTEST_PROCESSES="1") as site:
        poll = make_poll("salt")
        show(poll)
        key, slug = reading().execute(select(Campaign.share_key, Campaign.slug)).one()
        code = shares.written(ShareCode(key, 1, shares.CHANNELS[Network.FACEBOOK], "fr"))
        person = Person(site, addresses.path("entry", lang="fr", campaign=slug, number=1))
        began = time.monotonic()
        with person:
            answers = site.at_once(CONNECTIONS, [(agent, f"/s/{code}") for agent in robot_names(robots)], follow)
        seconds = time.monotonic() - began
        reading().rollback()
        counted = reading().scalar(select(func.sum(ShareVisit.visits))) or 0
        db.session.remove()
        db.engine.dispose()
    statuses = Counter(answer.status for answer in answers)
    told = ", ".join(f"{times} x {status}" for status, times in statuses.items())
    print(
        f"\n{robots} preview robots over {CONNECTIONS} connections, link and page each, in {seconds:.1f} s: {told}; "
        f"visits counted {counted}; {len(person.waits)} pages for a person meanwhile, the median in "
        f"{statistics.median(person.waits):.2f} s, the slowest in {max(person.waits):.2f} s"
    )
    assert statuses == {200: robots}
    assert all("og:image" in answer.text for answer in answers)
    assert counted == 0


def robot_names(how_many: int) -> list[str]:
    return [NAMED[number % len(NAMED)] for number in range(how_many)]


def follow(browser: Browser, asked: tuple[str, str]) -> Answer:
    """What a preview does: the link, then the page it leads to."""
    browser.agent, link = asked
    led = browser.get(link)
    assert led.status == 302, led
    return browser.get(led.location)


class Person:
    """Somebody who reads the page again and again; how long each took, in seconds."""

    def __init__(self, site: Site, page: str) -> None:
        self.waits: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(site.port, page))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *problem: object) -> None:
        self._over.set()
        self._thread.join(running.PATIENCE)

    def _read(self, port: int, page: str) -> None:
        browser = Browser(port, agent=FIREFOX)
        while not self._over.is_set() or not self.waits:
            began = time.monotonic()
            assert browser.get(page).status == 200
            self.waits.append(time.monotonic() - began)
            time.sleep(0.02)
        browser.connection.close()
