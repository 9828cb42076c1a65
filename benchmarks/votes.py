"""What a vote costs, beside a POST of the same application that does nothing."""

import contextlib
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks import load, voters
from benchmarks.figures import CONNECTIONS, SECONDS, Figure, at_least, ratio
from benchmarks.load import Request
from benchmarks.sites import Site
from contest import clock
from contest.db import database
from contest.queries import tally
from contest.services import sequencer
from tests.drills.running import Browser
from tests.living import House

AT_ONCE_WRITTEN = 4000
NOTHING = [Request("POST", "/bench/nothing", body="token=x")]
WRITERS, WRITING = 8, 10.0
# More than they can send.
WRITTEN = 16_000


@dataclass
class Sent:
    """What was sent, and what of the web process's time each request took."""

    site: Site
    folder: Path
    per_request: float = 0.0

    def rate(self, requests: list[Request]) -> float:
        """How many of these are answered in a second."""
        before = self.site.processor_time()
        found = load.send(self.site.port, requests, seconds=SECONDS, connections=CONNECTIONS, folder=self.folder)
        answered = sum(found.statuses.values())
        self.per_request = (self.site.processor_time() - before) / answered
        assert found.statuses.keys() == {303}, found
        assert answered <= len(requests) or len(requests) == 1, "votes were used up"
        return found.per_second


def votes(site: Site, folder: Path, accepted: list[float]) -> Iterator[Figure]:
    """A vote against a POST that does nothing; half of all votes for one idea against votes spread over all.

    How many votes a second were taken is added to `accepted`.
    """
    ballot, nothing, half, spread = (Sent(site, folder) for _ in range(4))
    ballot.rate(voters.ballots(site, AT_ONCE_WRITTEN))  # warm

    def vote() -> float:
        accepted.append(ballot.rate(voters.ballots(site, AT_ONCE_WRITTEN)))
        return accepted[-1]

    value, made_of = ratio(vote, lambda: nothing.rate(NOTHING))
    spent = f"; of the process {1000 * ballot.per_request:.2f} / {1000 * nothing.per_request:.2f} ms each"
    goal = 0.45 if site.app.config["SETTINGS"].is_sqlite else 0.53
    yield at_least("ballot POST, remembered voter / no-op POST", value, goal, made_of + spent)
    value, made_of = ratio(
        lambda: half.rate(voters.ballots(site, AT_ONCE_WRITTEN, half=True)),
        lambda: spread.rate(voters.ballots(site, AT_ONCE_WRITTEN)),
    )
    yield at_least("ballot POST, half of all for one idea / spread evenly", value, 0.95, made_of)


def counted(site: Site) -> Iterator[Figure]:
    """So many writers for ten seconds, each waiting for its answer: as many votes are counted as were acknowledged."""
    requests = voters.ballots(site, WRITTEN)
    before = _counted(site)
    until = time.monotonic() + WRITING

    def write(number: int) -> Counter[int]:
        browser, answers = Browser(site.port), Counter[int]()
        with contextlib.closing(browser.connection):
            for request in itertools.islice(requests, number, None, WRITERS):
                if time.monotonic() > until:
                    return answers
                browser.cookie = request.cookie
                answers[browser.send(request.method, request.path, request.body).status] += 1
        raise AssertionError("votes were used up")

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = sum(pool.map(write, range(WRITERS)), Counter[int]())
    acknowledged, more = answers[303], _counted(site) - before
    name = f"ballots counted after {WRITERS} writers for {WRITING:.0f} s, less those acknowledged"
    made_of = f"{more} and {acknowledged}; other answers {answers.total() - acknowledged}"
    yield Figure(name, more - acknowledged, "equal", more == acknowledged and answers.total() == acknowledged, made_of)


def _counted(site: Site) -> int:
    """How many votes the tally shows once all are put in order."""
    campaign = House(site.app).campaign()
    with site.app.app_context():
        sequencer.run(clock.now())
        votes = sum(tally.votes(campaign, voters.vote(campaign).id).values())
        database.session.remove()
        return votes
