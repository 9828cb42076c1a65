"""One voter who sends and sends: a thousand posts over fifty connections to the running product are one vote.

SQLite with its one web process, PostgreSQL with two; the worker counts meanwhile.
"""

import contextlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from contest.app import create_app
from contest.db import database as db
from contest.db import reading, transaction
from contest.models import Ballot, Confirmation, Entry, EntryVersion, Outbox
from contest.queries import tally
from contest.rules import addresses
from contest.rules.ballots import IN_PLACE, BallotState
from contest.services import confirmations, keys, participants, sequencer
from contest.web import form_tokens
from tests import databases
from tests.conftest import give_up, settings_for
from tests.drills import running
from tests.drills.running import Answer, Browser, Site
from tests.services.polls import Poll, clock, make_poll

CONNECTIONS = 50
SHORT, FULL = 100, 1000
# So many forms are fetched with their page.
SHOWN = 10
# Web processes, by database: SQLite has one writer.
PROCESSES = {"sqlite": 1, "postgresql": 2}
ADDRESS = "nadia@example.org"
# More than mails may leave to one address.
NAMES = ("salt", "vinegar", "paprika", "pickle", "cheese")
TOKEN = re.compile(r'name="token" value="([^"]+)"')
RECEIPT = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")


@dataclass
class Voting:
    """A running site with a vote on it, and what was measured."""

    site: Site
    database: str
    poll: Poll
    measured: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    def address(self, name: str, **parts: str | int) -> str:
        return addresses.path(name, lang="fr", campaign=f"poll-{self.poll.campaign.hex}", **parts)

    def slip(self, name: str) -> str:
        """Where one votes for an entry."""
        return self.address("slip", position=1, number=NAMES.index(name) + 1)

    def tokens(self, name: str, how_many: int, cookie: str = "") -> list[str]:
        """So many forms for an entry: some shown by its page, the others as it would show them.

        The drill is about posts; showing hundreds of pages takes longer than sending them.
        """
        shown = min(SHOWN, how_many)
        pages = self.site.at_once(shown, [self.slip(name)] * shown, Browser.get, cookie)
        about = f"{self.poll.phase.hex}:{NAMES.index(name) + 1}"
        issued = [form_tokens.issue("ballot", self.poll.campaign, about) for _ in range(how_many - shown)]
        return [TOKEN.findall(page.text)[0] for page in pages] + issued

    def storm(self, forms: list[tuple[str, str]], cookie: str = "", **typed: str) -> list[Answer]:
        """Send every form (address, token) at once, and measure."""
        began = time.monotonic()
        answers = self.send(forms, cookie, **typed)
        self.seconds = time.monotonic() - began
        self.measured = Counter(answer.status for answer in answers)
        return answers

    def send(self, forms: list[tuple[str, str]], cookie: str = "", **typed: str) -> list[Answer]:
        """Send every form at once."""

        def post(browser: Browser, form: tuple[str, str]) -> Answer:
            return browser.post(form[0], token=form[1], **typed)

        return self.site.at_once(min(CONNECTIONS, len(forms)), forms, post, cookie)

    def click_at_once(self, times: int) -> list[Answer]:
        """Open the link of every mail and press its one button, so often, all at once."""
        proofs = [keys.confirmation_token(self.poll.campaign, asked) for asked in self.confirmation_ids()]
        links = [self.address("confirm", token=proof) for proof in proofs] * times

        def press(browser: Browser, link: str) -> Answer:
            return browser.post(link, token=TOKEN.findall(browser.get(link).text)[0])

        return self.site.at_once(len(links), links, press)

    def receipts(self, answers: list[Answer], cookie: str = "") -> set[str]:
        """The receipts named where answers lead, to whom they remember."""

        def follow(browser: Browser, answer: Answer) -> Answer:
            browser.cookie = cookie or answer.cookie
            return browser.get(answer.location)

        pages = self.site.at_once(min(CONNECTIONS, len(answers)), answers, follow)
        return {receipt for page in pages for receipt in RECEIPT.findall(page.text)}

    def remembered(self) -> str:
        """The cookie of a participant who has confirmed the address."""
        now = clock()
        voter_key = keys.voter_key(self.poll.campaign, ADDRESS)
        sealed = keys.seal_address(self.poll.campaign, ADDRESS)
        made = participants.make(self.poll.campaign, voter_key=voter_key, address_sealed=sealed, lang="fr", now=now)
        return f"me-poll-{self.poll.campaign.hex}={participants.remember(self.poll.campaign, made, now=now)}"

    def in_place(self) -> set[str]:
        """The receipts of counted ballots that hold the voter's place."""
        reading().rollback()
        found = select(Ballot.receipt).where(
            Ballot.campaign_id == self.poll.campaign, Ballot.slot == 1, Ballot.state == BallotState.COUNTED
        )
        return set(reading().scalars(found))

    def rows(self, table, *conditions) -> int:
        reading().rollback()
        found = select(func.count()).select_from(table).where(table.campaign_id == self.poll.campaign, *conditions)
        return reading().execute(found).scalar_one()

    def mails(self) -> int:
        return self.rows(Outbox, Outbox.kind == "mail.confirm_ballot")

    def confirmation_ids(self) -> list:
        reading().rollback()
        of_poll = Confirmation.campaign_id == self.poll.campaign
        return list(reading().scalars(select(Confirmation.id).where(of_poll).order_by(Confirmation.id)))

    def counted(self) -> tuple[int, int]:
        """Rows in place and votes in the tally, once the sequencer ran; log, tally and ballots agree."""
        reading().rollback()
        sequencer.run(clock())
        votes = tally.votes(self.poll.campaign, self.poll.phase)
        assert votes == tally.recount(self.poll.campaign, self.poll.phase)
        assert sequencer.verify() == []
        return self.rows(Ballot, Ballot.slot == 1, Ballot.state.in_(IN_PLACE)), sum(votes.values())

    def report(self, what: str, **figures: int) -> None:
        statuses = ", ".join(f"{times} x {status}" for status, times in sorted(self.measured.items()))
        told = ", ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in figures.items())
        print(
            f"\n{self.database} ({PROCESSES[self.database]} web), {what}: {self.measured.total()} posts over "
            f"{CONNECTIONS} connections in {self.seconds:.1f} s: {statuses}; {told}; sent again {self.site.repeats}"
        )


def show(poll: Poll) -> None:
    """What pages need of a published entry, beyond what a ballot does."""
    now = clock()
    with transaction() as session:
        session.execute(update(Entry).where(Entry.campaign_id == poll.campaign).values(published_at=now))
        session.add_all(
            EntryVersion(
                campaign_id=poll.campaign, entry_id=entry, version=1, form_version=1, answers={}, created_at=now
            )
            for entry in poll.entries.values()
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request, session, migrate, tmp_path_factory) -> Iterator[tuple[Flask, Site]]:
    """One start for all tests of a database: the drill is about votes, not about starting."""
    folder = tmp_path_factory.mktemp("house")
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            url = databases.copy_sqlite(databases.sqlite_template(session, migrate), folder)
        else:
            try:
                template = databases.postgresql_template(session, migrate)
            except databases.NoPostgresqlError as reason:
                give_up(str(reason))
            url = stack.enter_context(databases.copied_postgresql(template))
        app = create_app(settings_for(url, folder / "data"))
        processes = PROCESSES[request.param]
        with app.app_context():
            site = stack.enter_context(running.start(url, folder / "data", CONTEST_PROCESSES=str(processes)))
            assert len(site.web_processes()) == processes
            yield app, site
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def voting(house) -> Iterator[Voting]:
    with arranged(house) as voting:
        yield voting


@contextlib.contextmanager
def arranged(house: tuple[Flask, Site]) -> Iterator[Voting]:
    """A vote of its own on the site."""
    app, site = house
    with app.app_context():
        poll = make_poll(*NAMES)
        show(poll)
        yield Voting(site, db.engine.dialect.name, poll)
        db.session.remove()


def one_form_sent_again_and_again(voting: Voting, posts: int) -> None:
    is_one_vote(voting, [(voting.slip("salt"), voting.tokens("salt", 1)[0])] * posts, "typed, the same form")


def a_form_for_each_post(voting: Voting, posts: int) -> None:
    is_one_vote(voting, [(voting.slip("salt"), token) for token in voting.tokens("salt", posts)], "typed, a form each")


def is_one_vote(voting: Voting, forms: list[tuple[str, str]], what: str) -> None:
    """All lead to one confirmation and one mail; its link, pressed by fifty at once, counts one ballot."""
    answers = voting.storm(forms, address=ADDRESS)
    leads_to = {answer.location for answer in answers}
    waiting, mails = voting.rows(Ballot), voting.mails()
    assert voting.measured == {303: len(forms)}
    assert (len(leads_to), waiting, voting.rows(Confirmation), mails) == (1, 1, 1, 1)
    assert voting.counted() == (0, 0)
    clicks = voting.click_at_once(CONNECTIONS)
    assert {(click.status, click.location) for click in clicks} == {(303, voting.slip("salt"))}
    receipts, remembered = voting.receipts(clicks), sum(bool(click.cookie) for click in clicks)
    rows, votes = voting.counted()
    voting.report(
        what,
        clicks=len(clicks),
        remembered=remembered,
        lead_to=len(leads_to),
        receipts=len(receipts),
        mails=mails,
        rows=rows,
        tally=votes,
    )
    assert (rows, votes, voting.rows(Ballot), remembered) == (1, 1, 1, len(clicks))
    # Once it is in, the same forms change nothing: at most one more waits, and confirmed it is the same vote.
    assert {answer.status for answer in voting.send(forms[:CONNECTIONS], address=ADDRESS)} == {303}
    late = voting.click_at_once(1)
    assert voting.receipts([*clicks, *late]) == receipts == voting.in_place()
    assert voting.counted() == (1, 1)
    assert voting.rows(Ballot) <= 2
    assert voting.mails() <= confirmations.MAILS


def one_address_for_every_entry(voting: Voting, posts: int) -> None:
    """Each entry has its own confirmation, mails stop at the limit, and of all confirmed at once one counts."""
    forms = [(voting.slip(name), token) for name in NAMES for token in voting.tokens(name, posts // len(NAMES))]
    answers = voting.storm(forms, address=ADDRESS)
    leads_to = {(form[0], answer.location) for form, answer in zip(forms, answers, strict=True)}
    mails = voting.mails()
    assert voting.measured == {303: len(forms)}
    assert len(leads_to) == len({location for _, location in leads_to}) == len(NAMES)
    assert (voting.rows(Ballot), voting.rows(Confirmation), mails) == (len(NAMES), len(NAMES), confirmations.MAILS)
    clicks = voting.click_at_once(CONNECTIONS // len(NAMES))
    in_it = [click for click in clicks if click.status == 303]
    asked = [click for click in clicks if click.status == 200]
    receipts = voting.receipts(in_it)
    rows, votes = voting.counted()
    voting.report(
        "typed, five entries", lead_to=len(leads_to), receipts=len(receipts), mails=mails, rows=rows, tally=votes
    )
    assert (len(in_it), len(in_it) + len(asked)) == (CONNECTIONS // len(NAMES), len(clicks))
    assert (rows, votes) == (1, 1)
    assert receipts == voting.in_place()


def a_remembered_voters_posts(voting: Voting, posts: int) -> None:
    """Every answer leads to the one receipt; a vote for another entry is a question that changes nothing."""
    cookie = voting.remembered()
    forms = [(voting.slip("salt"), token) for token in voting.tokens("salt", posts, cookie)]
    answers = voting.storm(forms, cookie)
    leads_to = {answer.location for answer in answers}
    receipts = voting.receipts(answers, cookie)
    rows, votes = voting.counted()
    voting.report(
        "remembered, a form each",
        lead_to=len(leads_to),
        receipts=len(receipts),
        mails=voting.mails(),
        rows=rows,
        tally=votes,
    )
    assert voting.measured == {303: posts}
    assert leads_to == {voting.slip("salt")}
    assert receipts == voting.in_place()
    assert (rows, votes, voting.rows(Ballot), voting.mails()) == (1, 1, 1, 0)
    others = [(voting.slip("vinegar"), token) for token in voting.tokens("vinegar", 10, cookie)]
    assert {(answer.status, "salt" in answer.text) for answer in voting.send(others, cookie)} == {(409, True)}
    assert voting.in_place() == receipts
    assert voting.counted() == (1, 1)


WAYS = pytest.mark.parametrize(
    "posts_of_one_voter",
    [one_form_sent_again_and_again, a_form_for_each_post, one_address_for_every_entry, a_remembered_voters_posts],
)


# Both in one test: each would start the house anew in a worker of its own.
def test_a_hundred_posts_of_one_voter_are_one_vote(house: tuple[Flask, Site]):
    for posts_of_one_voter in (a_form_for_each_post, a_remembered_voters_posts):
        with arranged(house) as voting:
            posts_of_one_voter(voting, SHORT)


@pytest.mark.drill
@WAYS
def test_a_thousand_posts_of_one_voter_are_one_vote(voting: Voting, posts_of_one_voter: Callable[..., None]):
    posts_of_one_voter(voting, FULL)
