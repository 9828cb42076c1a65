"""What pages ask is answered by indexes: 20,000 ideas in two campaigns, 20,000 votes, on both databases."""

import re

from sqlalchemy import func, select, text

from contest import clock
from contest.db import database as db
from contest.db import reading, take_stock
from contest.models import Ballot, BallotLog, Entry, Sequencer
from contest.queries import entries, tally
from contest.rules.entries import EntryState
from contest.rules.roles import Role
from contest.services import audit, codes, sealing, sequencer
from tests import crowds, plans
from tests.living import FINISHED, RUNNING, House
from tests.plans import Asked
from tests.web.visits import sent_idea

ENTRIES, BALLOTS = 10_000, 10_000
PAGES = {
    "home": "/nl/{running}/",
    "gallery": "/nl/{running}/entries",
    "gallery, a later page": "/nl/{running}/entries?seed=abc&upto=9000&after=240",
    "newest": "/nl/{running}/entries?order=newest",
    "newest, a later page": "/nl/{running}/entries?order=newest&before=5000",
    "search, a common word": "/nl/{running}/entries?q=aubergine",
    "search, a rare word": "/nl/{running}/entries?q=quetsche",
    "search, no such word": "/nl/{running}/entries?q=zzzzzz",
    "search, two words": "/nl/{running}/entries?q=aubergine+quetsche",
    "search, a letter": "/nl/{running}/entries?q=e",
    "entry": "/nl/{running}/entries/5000",
    "ballot": "/nl/{running}/vote/2",
    "slip": "/nl/{running}/vote/2/5000",
    "results": "/nl/{running}/results/2",
    "log": "/nl/{running}/results/2/log",
    "proof": "/nl/{running}/receipts/{receipt}/proof.json",
    "final results": "/nl/{finished}/results/2",
    "winner": "/nl/{finished}/announcements/2",
    "press": "/nl/{finished}/press",
    "sitemap": "/sitemap.xml",
    "receipt": "/nl/{running}/receipts/{receipt}",
    "help": "/nl/{running}/help",
    "journal": "/nl/{running}/journal",
    "post": "/nl/{running}/journal/1",
    "feed of ideas": "/nl/{running}/feeds/ideas.atom",
    "feed of ideas, a later page": "/nl/{running}/feeds/ideas.atom?after=5000",
    "feed of announcements": "/nl/{finished}/feeds/announcements.atom",
    "feed of winners": "/nl/winners.atom",
    "me": "/nl/{running}/me",
}
DESK = {
    "fair play": "/desk/{running}/fair-play",
    "fair play, decided": "/desk/{running}/fair-play?tab=decided",
    "a cluster": "/desk/{running}/fair-play/7",
    "codes": "/desk/{running}/codes",
    "press and posters": "/desk/{running}/press",
    "post kit": "/desk/{running}/posts?about=idea&number=5000&lang=nl",
    "journal at the desk": "/desk/{running}/journal",
    "shelf lives": "/desk/{finished}/shelf-life",
    "what the result is made of": "/desk/{running}/blend/2",
}
# What reads or sorts more on purpose: the page, a part of the statement, and why.
EXCUSED = [
    ("a cluster", "ballot.accepted_at >=", "the votes around a cluster: as many as came in that stretch"),
    ("a cluster", "ORDER BY tally.votes DESC, entry.number", "the count with and without: the first 2,000 ideas"),
    ("a cluster", "GROUP BY ballot.state", "the votes of one cluster, by state"),
    ("a cluster", "cluster_ballot.spared_at DESC", "the votes let out of one cluster"),
    *(
        (page, "FROM cluster JOIN entry", "a campaign has tens of clusters; its list is sorted")
        for page in ("fair play", "fair play, decided", "a cluster")
    ),
    ("codes", "count(DISTINCT", "how many codes of each batch voted: each of those is read"),
    ("sitemap", "SELECT entry.number, entry.published_at", "it lists every idea, and is asked for by crawlers alone"),
    ("me", "entry.participant_id =", "a person's own ideas: as many as the campaign allows, five"),
    ("me", "ballot.voter_key =", "a person's own votes: one for each vote, or each day"),
    *(
        (page, part, why)
        for page in ("results", "final results", "winner")
        for part, why in (
            ("ORDER BY tally.votes DESC, entry.number", "by an index but for ties, which are sorted by number"),
            ("sum(tally.votes)", "all votes counted: a sum over the ideas with votes; see docs/performance.md"),
            (
                "sum(CASE WHEN (tally.votes",
                "the ranks of a page's first and last line: those with as many votes or more",
            ),
        )
    ),
]


def fill(house: House) -> None:
    """Ideas and votes in both campaigns, counted; then the database counts what it holds."""
    now = clock.now()
    for slug in (RUNNING, FINISHED):
        campaign = house.campaign(slug)
        with house.app.app_context():
            crowds.add_entries(campaign, ENTRIES, now=now)
            crowds.add_ballots(campaign, BALLOTS, now=now)
    with house.app.app_context():
        crowds.add_clusters(house.campaign(), now=now)
        codes.make(house.campaign(), BALLOTS, label="", by=audit.OPERATOR, now=now, hand_out=len)
    with house.app.app_context():
        sequencer.run(now)
        sealing.run("contest.example", now)
        take_stock()
        tidy()
        assert reading().scalar(select(func.count()).select_from(Entry)) >= 2 * ENTRIES
        assert reading().scalar(select(func.count()).select_from(BallotLog)) >= 4 * BALLOTS
        for slug in (RUNNING, FINISHED):
            published = Entry.campaign_id == house.campaign(slug), Entry.state == EntryState.PUBLISHED
            counted = reading().scalar(select(func.count()).select_from(Entry).where(*published))
            assert entries.published_count(house.campaign(slug)) == counted


def tidy() -> None:
    """What PostgreSQL does by itself within a minute: words not yet merged make its index of them look dear."""
    if db.engine.dialect.name == "postgresql":
        reading().commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE entry, entry_version"))


# One test, for the crowd takes long to come and all pages share it.
def test_every_public_page_and_the_desk_of_votes_are_answered_by_indexes(house: House):
    fill(house)
    me, staff = house.visitor(), house.staff(Role.OWNER)
    sent_idea(house, me)
    with house.app.app_context():
        engine = db.engine
        receipt = reading().scalar(select(Ballot.receipt).where(Ballot.campaign_id == house.campaign()).limit(1))
    found = []
    for name, page in (PAGES | DESK).items():
        client = me if name == "me" else staff if name in DESK else house.visitor()
        with plans.caught(engine) as asked:
            address = page.format(running=RUNNING, finished=FINISHED, receipt=receipt)
            assert client.get(address, follow_redirects=True).status_code == 200, address
        assert asked, name
        for one in asked:
            if not excused(name, one):
                found += [f"{name}: {fault}: {one}" for fault in plans.faults(engine, one)]
    assert found == [], "\n".join(found)


def test_what_waits_behind_costs_a_batch_of_the_sequencer_nothing(house: House, monkeypatch):
    monkeypatch.setattr(crowds, "AT_ONCE", 100)
    with house.app.app_context():
        sequencer.run(clock.now())
        read_to = reading().scalars(select(Sequencer.read_to)).one()
        crowds.add_ballots(house.campaign(), BALLOTS, now=clock.now())
        horizon = tally.horizon()
        with plans.caught(db.engine) as asked:
            assert len(tally.arrivals(since=read_to, horizon=horizon, anew=False, limit=100)) == 100
        (one,) = asked
        # The rows of one transaction are sorted, a hundred of each kind.
        assert [fault for fault in plans.faults(db.engine, one) if not fault.startswith("USE TEMP B-TREE")] == []


def excused(name: str, asked: Asked) -> bool:
    return any(name == page and part in str(asked) for page, part, _ in EXCUSED)


BAD = [
    "SELECT * FROM entry WHERE name = 'x'",
    "SELECT e.id FROM entry AS e WHERE e.folded = e.name",
    "SELECT id FROM entry ORDER BY name LIMIT 24",
    "SELECT count(*) FROM ballot WHERE state = 'counted'",
    # Along an index, and all of them.
    "SELECT count(receipt) FROM ballot WHERE transaction_number > 0",
    "SELECT entry.name FROM entry JOIN ballot ON ballot.voter_key = entry.submit_key",
]


def test_every_planted_bad_question_is_caught(house: House):
    with house.app.app_context():
        for bad in BAD:
            with plans.caught(db.engine) as asked, db.engine.connect() as connection:
                connection.execute(text(bad)).first()
            assert [re.sub(r"\s+", " ", str(one)) for one in asked] == [bad]
            assert plans.faults(db.engine, asked[0]), bad
