"""The short way of a remembered voter's vote: it writes what the long way writes, or nothing."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, update

from contest import vault
from contest.db import database as db
from contest.db import reading, transaction
from contest.models import Ballot, BallotEvent, BallotTrace, Entry, Participant, ParticipantSession, Phase
from contest.rules import papers
from contest.rules.ballots import Cast, ConfirmedVoter, Outcome, Trace
from contest.rules.entries import EntryState
from contest.services import ballots, participants, sequencer
from contest.services.ballots import remembered
from tests.services.polls import HOUR, Poll, clock, make_poll

TRACE = Trace("a" * 64, "b" * 64, "c" * 64, 12, "share", "d" * 64, disposable=True)
# What is another for each ballot, whichever way it goes.
OWN = {"id", "ballot_id", "receipt", "voter_key", "idempotency_key", "accepted_at", "at", "transaction_number"}


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar")


def remember(poll: Poll, voter: ConfirmedVoter) -> str:
    return vault.token_hash(participants.remember(poll.campaign, voter.participant_id, now=clock()))


def cast(poll: Poll, token_hash: str, name: str = "salt", key: str = "k", trace: Trace = TRACE) -> Cast | None:
    db.session.remove()
    return ballots.cast_remembered(
        poll.campaign,
        poll.phase,
        papers.one(poll.entries[name]),
        token_hash=token_hash,
        idempotency_key=key,
        nonce_commitment="c" * 64,
        lang="en",
        trace=trace,
    )


def written() -> list[list[dict[str, object]]]:
    """Every ballot, trace and event, without what is its own."""
    reading().rollback()
    found = []
    for table in (Ballot, BallotTrace, BallotEvent):
        columns = [one for one in inspect(table).columns if one.name not in OWN]
        found.append([dict(row._mapping) for row in reading().execute(select(*columns))])
    return found


def count() -> int:
    reading().rollback()
    return sum(
        reading().execute(select(func.count()).select_from(table)).scalar_one() for table in (Ballot, BallotEvent)
    )


def test_both_ways_write_the_same(poll: Poll):
    one, other = poll.participant(), poll.participant()
    answer = cast(poll, remember(poll, one))
    assert answer is not None
    row = reading().scalars(select(Ballot)).one()
    assert (row.id, row.receipt, row.voter_key) == (answer.ballot_id, answer.receipt, one.voter_key)
    assert (answer.outcome, answer.paper, answer.repeated) == (Outcome.COUNTED, papers.one(poll.entries["salt"]), False)
    poll.cast(other, "salt", nonce_commitment="c" * 64, trace=TRACE)
    ballots_, traces, events = written()
    assert [len(rows) for rows in (ballots_, traces, events)] == [2, 2, 2]
    for first, second in (ballots_, traces, events):
        assert first == second
    assert traces[0] == asdict(TRACE) | {"campaign_id": poll.campaign}
    numbers = [*reading().scalars(select(Ballot.transaction_number))]
    numbers += reading().scalars(select(BallotEvent.transaction_number))
    assert all(number > 0 for number in numbers)
    sequencer.run(clock())
    assert sequencer.verify() == []


def test_what_was_taken_the_short_way_is_answered_the_long_way_when_it_is_sent_again(poll: Poll):
    voter = poll.participant()
    cookie = remember(poll, voter)
    first = cast(poll, cookie)
    assert first is not None
    assert cast(poll, cookie) is None
    assert cast(poll, cookie, key="another form") is None
    again = poll.cast(voter, "salt", idempotency_key="k")
    assert (again.ballot_id, again.receipt, again.repeated) == (first.ballot_id, first.receipt, True)
    assert poll.cast(voter, "vinegar").outcome is Outcome.ALREADY
    assert count() == 2


def changed(table, **values) -> None:
    with transaction() as session:
        session.execute(update(table).values(**values))


NOT_PLAIN = {
    "closed": lambda poll: poll.over(),
    "not open yet": lambda poll: poll.move(opens=HOUR, closes=2 * HOUR),
    "the idea is not published": lambda poll: changed(Entry, state=EntryState.REMOVED),
    "more is asked of voters": lambda poll: changed(Phase, settings={"eligibility": "code_email"}),
    "nobody is asked for an address": lambda poll: changed(Phase, settings={"eligibility": "browser"}),
    "signed out": lambda poll: changed(ParticipantSession, revoked_at=clock()),
    "remembered no longer": lambda poll: changed(ParticipantSession, expires_at=clock() - timedelta(seconds=1)),
    "erased": lambda poll: changed(Participant, erased_at=clock()),
    "without an address": lambda poll: changed(Participant, voter_key=None),
    "another idea stands in the vote": lambda poll: poll.entries.update(salt=make_poll("salt").entries["salt"]),
}


def test_what_is_not_plain_writes_nothing(poll: Poll):
    for number, (what, happens) in enumerate(NOT_PLAIN.items()):
        here = make_poll("salt") if number else poll
        cookie = remember(here, here.participant())
        happens(here)
        assert cast(here, cookie) is None, what
        assert cast(here, "0" * 64) is None, "an unknown cookie"
        assert cast(make_poll("salt"), cookie) is None, "another campaign's"
    assert count() == 0


def test_a_line_that_broke_is_not_used_again(poll: Poll, monkeypatch: pytest.MonkeyPatch):
    one, other = remember(poll, poll.participant()), remember(poll, poll.participant())
    engine = db.engine
    assert cast(poll, one, key="first") is not None
    way = remembered._way(engine)
    if engine.dialect.name == "postgresql":
        for line in way._idle:
            line.connection.close()
    else:
        monkeypatch.setattr(way._ballot, "text", "INSERT INTO nowhere")
    assert cast(poll, other, key="second") is None
    assert count() == 2
    monkeypatch.undo()
    assert cast(poll, other, key="second") is not None
    assert count() == 4
