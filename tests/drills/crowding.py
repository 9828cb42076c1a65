"""A crowd that votes while something breaks: each sends its form again until it is answered, as people do.

What was acknowledged is held against what lies in the database afterwards.
"""

import contextlib
import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, select

from contest import vault
from contest.db import database as db
from contest.db import new_id, reading, transaction
from contest.models import Ballot, BallotEvent, BallotLog, BallotTrace, Participant, ParticipantSession
from contest.queries import tally
from contest.rules import addresses
from contest.rules.ballots import BallotState
from contest.services import sequencer
from contest.web import form_tokens
from tests.drills.running import Browser
from tests.services.polls import Poll, clock

PATIENCE = 60.0
AGAIN_AFTER = 0.05


@dataclass(frozen=True)
class Form:
    """One voter's form in a browser that remembers them."""

    voter_key: str
    path: str
    cookie: str
    token: str


@dataclass
class Crowd:
    """Voters, and what they were answered."""

    poll: Poll
    forms: Iterator[Form]
    acknowledged: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def voting(self, port: int, browsers: int = 8) -> Iterator[None]:
        """They vote for as long as the block lasts; at its end everybody who has begun is answered."""
        threads = [threading.Thread(target=self._vote, args=(port,)) for _ in range(browsers)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join(PATIENCE)

    def give_up(self) -> None:
        """Nobody waits for an answer any more; one that comes all the same is none."""
        self.over.set()
        self.gone.set()

    def _vote(self, port: int) -> None:
        while not self.over.is_set():
            with self._lock:
                form = next(self.forms)
            self._one(port, form)

    def _one(self, port: int, form: Form) -> None:
        """Send until it is in: the same form, so the same vote."""
        until, browser = time.monotonic() + PATIENCE, Browser(port, form.cookie)
        with contextlib.closing(browser.connection):
            while time.monotonic() < until and not self.gone.is_set():
                said = self._sent(browser, form)
                with self._lock:
                    self.answers[said] += 1
                    self.repeats, browser.repeats = self.repeats + browser.repeats, 0
                    if said == "303" and not self.gone.is_set():
                        self.acknowledged.append(form.voter_key)
                        self.moments.append(time.monotonic())
                        return
                    self.repeats += 1
                time.sleep(AGAIN_AFTER)

    def _sent(self, browser: Browser, form: Form) -> str:
        try:
            answer = browser.post(form.path, token=form.token)
        except (OSError, http.client.HTTPException):
            browser.connection.close()
            return "no answer"
        if answer.status == 503:
            return "503" if answer.retry_after else "503 without Retry-After"
        return str(answer.status) if answer.location == form.path or answer.status != 303 else "elsewhere"

    def longest_gap(self) -> float:
        """The longest time in seconds in which nobody was answered."""
        return max(after - before for before, after in itertools.pairwise(sorted(self.moments)))

    def check(self, *, also: frozenset[str] = frozenset()) -> str:
        """Hold it against the database; what to say. Nobody was answered anything but 303 and 503, or what `also` says.

        Errors: AssertionError for a vote lost, doubled or miscounted.
        """
        reading().rollback()
        sequencer.run(clock())
        here = (Ballot.campaign_id == self.poll.campaign, Ballot.state == BallotState.COUNTED)
        stored = Counter(reading().scalars(select(Ballot.voter_key).where(*here)))
        lost = set(self.acknowledged) - stored.keys()
        double = sum(times - 1 for times in stored.values())
        votes = tally.votes(self.poll.campaign, self.poll.phase)
        parts = [rows(table, self.poll.campaign) for table in (Ballot, BallotTrace, BallotEvent)]
        assert sequencer.verify() == []
        assert (lost, double) == (set(), 0)
        assert parts == [len(stored)] * 3
        assert sum(votes.values()) == len(stored)
        assert rows(BallotLog, self.poll.campaign) == 2 * len(stored)
        assert set(self.answers) <= {"303", "503", "no answer"} | also, self.answers
        told = f"acknowledged {len(self.acknowledged)}, lost {len(lost)}, double {double}"
        return f"{told}, in the tally {sum(votes.values())}; sent again {self.repeats} ({dict(self.answers)})"


def rows(table: type, campaign: UUID) -> int:
    """How many of a campaign's there are."""
    return reading().execute(select(func.count()).where(table.campaign_id == campaign)).scalar_one()


def gathered(poll: Poll, total: int) -> Crowd:
    """So many voters of a vote, each remembered by a browser that shows its form. Within a request of the site."""
    now, people, sessions, forms = clock(), [], [], []
    numbers = {name: number for number, name in enumerate(poll.entries, 1)}
    names = itertools.cycle(poll.entries)
    for _ in range(total):
        person, token, key, number = new_id(), vault.new_token(), new_id().hex.rjust(64, "0"), numbers[next(names)]
        shared = {"campaign_id": poll.campaign}
        people.append(
            shared | {"id": person, "voter_key": key, "address_sealed": b"", "lang": "fr", "confirmed_at": now}
        )
        until = {"created_at": now, "expires_at": now + timedelta(days=9)}
        sessions.append(
            shared | until | {"id": new_id(), "participant_id": person, "token_hash": vault.token_hash(token)}
        )
        path = addresses.path("slip", lang="fr", campaign=f"poll-{poll.campaign.hex}", position=1, number=number)
        issued = form_tokens.issue("ballot", poll.campaign, f"{poll.phase.hex}:{number}")
        forms.append(Form(key, path, f"me-poll-{poll.campaign.hex}={token}", issued))
    with transaction() as session:
        session.execute(insert(Participant), people)
        session.execute(insert(ParticipantSession), sessions)
    db.session.remove()
    return Crowd(poll, iter(forms))
