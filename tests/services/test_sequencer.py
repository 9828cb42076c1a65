"""The log and the tally: appended once, in order, exact, repeatable, and checked."""

import threading

import psycopg
import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.engine import make_url

from contest.db import reading, transaction
from contest.models import Ballot, BallotEvent, BallotLog, Sequencer, Tally, Turnout
from contest.queries import tally
from contest.rules.ballots import BallotState, EventKind
from contest.services import ballots, sequencer
from contest.services.ballots import places
from contest.services.sequencer import Mismatch
from tests.services.polls import clock, lift_guards, make_poll, stranger


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar")


def log() -> list[tuple[int, str]]:
    found = select(BallotLog.seq, BallotLog.kind).order_by(BallotLog.seq)
    return [(row.seq, row.kind) for row in reading().execute(found)]


def votes(poll) -> dict[str, int]:
    names = {entry: name for name, entry in poll.entries.items()}
    return {names[entry]: number for entry, number in tally.votes(poll.campaign, poll.phase).items()}


def read_to() -> int:
    return reading().scalars(select(Sequencer.read_to)).one()


def test_without_ballots_nothing_is_appended(poll):
    assert sequencer.run(clock()) == 0
    assert (log(), votes(poll)) == ([], {})


def test_a_ballot_stands_in_the_log_before_its_events(poll):
    voter = poll.participant()
    poll.cast(voter, "salt")
    assert sequencer.run(clock()) == 2
    poll.cast(voter, "vinegar", change=True)
    assert sequencer.run(clock()) == 3
    assert sequencer.run(clock()) == 0
    kinds = ["ballot", "event", "ballot", "event", "event"]
    assert log() == list(enumerate(kinds, start=1))
    assert votes(poll) == {"vinegar": 1}


def test_a_pending_ballot_is_in_the_log_and_not_in_the_tally(poll):
    voter = stranger()
    cast = poll.cast(voter, "salt")
    sequencer.run(clock())
    assert (log(), votes(poll)) == ([(1, "ballot")], {})
    ballots.confirm(poll.campaign, cast.ballot_id, voter_key=voter.voter_key, now=clock())
    assert tally.unsequenced(poll.campaign, poll.phase) == 1
    sequencer.run(clock())
    assert (log(), votes(poll)) == ([(1, "ballot"), (2, "event")], {"salt": 1})
    assert tally.unsequenced(poll.campaign, poll.phase) == 0


def test_every_phase_has_its_own_numbers(poll):
    other = make_poll("salt")
    for vote in (poll, other):
        vote.cast(vote.participant(), "salt")
    sequencer.run(clock())
    for vote in (poll, other):
        assert tally.log_extent(vote.campaign, vote.phase) == (2, 2)
        assert votes(vote) == {"salt": 1}


def test_what_is_set_aside_and_released_goes_out_of_the_count_and_back(poll):
    cast = poll.cast(poll.participant(), "salt")
    expected = []
    for kind in (EventKind.HELD, EventKind.RELEASED, EventKind.EXCLUDED, EventKind.RELEASED):
        with transaction() as session:
            held = places.held(session, Ballot.id == cast.ballot_id)
            places.move(session, held, kind)
        sequencer.run(clock())
        expected.append(votes(poll))
    assert expected == [{}, {"salt": 1}, {}, {"salt": 1}]
    assert sequencer.verify() == []


def test_batches_are_bounded_and_nothing_is_lost_between_them(poll, monkeypatch):
    monkeypatch.setattr(sequencer, "BATCH", 3)
    for _ in range(5):
        poll.cast(poll.participant(), "salt")
    assert sequencer.run(clock()) == 10
    assert tally.log_extent(poll.campaign, poll.phase) == (10, 10)
    assert votes(poll) == {"salt": 5}


def test_a_batch_may_end_in_the_middle_of_one_transaction(poll, monkeypatch):
    monkeypatch.setattr(sequencer, "BATCH", 4)
    with transaction():
        for _ in range(7):
            poll.cast(poll.participant(), "salt")
    assert sequencer.run(clock()) == 14
    assert votes(poll) == {"salt": 7}


def test_once_all_is_read_the_last_transaction_is_not_looked_at_again(poll):
    for expected in ({"salt": 1}, {"salt": 2}):
        poll.cast(poll.participant(), "salt")
        sequencer.run(clock())
        last = reading().scalars(select(func.max(BallotEvent.transaction_number))).one()
        assert read_to() > last
        assert sequencer.run(clock()) == 0
        assert votes(poll) == expected


def test_rows_inserted_by_one_statement_are_all_read(poll, monkeypatch):
    monkeypatch.setattr(sequencer, "BATCH", 2)
    poll.cast(poll.participant(), "salt")
    columns = [column.name for column in Ballot.__table__.columns]
    one = reading().execute(select(Ballot.__table__)).mappings().one()
    copies = [
        dict(one) | {"id": poll.staff, "voter_key": "a" * 64, "receipt": "1"},
        dict(one) | {"id": poll.phase, "voter_key": "b" * 64, "receipt": "2"},
        dict(one) | {"id": poll.campaign, "voter_key": "c" * 64, "receipt": "3"},
    ]
    with transaction() as session:
        session.execute(insert(Ballot.__table__).values([{n: c[n] for n in columns} for c in copies]))
    assert sequencer.run(clock()) == 5


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_vacuum_and_deleted_rows_do_not_hide_new_ballots(poll):
    for _ in range(3):
        poll.cast(poll.participant(), "salt")
    sequencer.run(clock())
    lift_guards()
    with transaction() as session:
        for table in (BallotLog, BallotEvent, Tally, Turnout):
            session.execute(delete(table))
        session.execute(text("DELETE FROM ballot_trace"))
        session.execute(delete(Ballot))
    reading().commit()
    with reading().get_bind().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.connection.driver_connection.execute("VACUUM")
    poll.cast(poll.participant(), "vinegar")
    assert sequencer.run(clock()) == 2
    assert votes(poll) == {"vinegar": 1}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_transaction_that_commits_late_is_not_passed_over(app, poll):
    begun, commit = threading.Event(), threading.Event()

    def late() -> None:
        with app.app_context(), transaction():
            poll.cast(poll.participant(), "salt")
            begun.set()
            commit.wait()

    thread = threading.Thread(target=late)
    thread.start()
    begun.wait()
    poll.cast(poll.participant(), "vinegar")
    assert sequencer.run(clock()) == 0
    commit.set()
    thread.join()
    assert sequencer.run(clock()) == 4
    assert votes(poll) == {"salt": 1, "vinegar": 1}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_transaction_in_another_database_of_the_cluster_does_not_hold_the_count_back(poll, database):
    elsewhere = make_url(database).set(drivername="postgresql", database="postgres")
    with psycopg.connect(elsewhere.render_as_string(hide_password=False)) as connection:
        connection.execute("SELECT pg_current_xact_id()")
        poll.cast(poll.participant(), "salt")
        assert sequencer.run(clock()) == 2
        connection.rollback()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_restored_into_another_cluster_the_log_goes_on(poll, monkeypatch):
    monkeypatch.setattr(sequencer, "BATCH", 3)
    for name in ("salt", "salt", "vinegar"):
        poll.cast(poll.participant(), name)
    sequencer.run(clock())
    poll.cast(poll.participant(), "vinegar")
    far = 10**9
    lift_guards()
    with transaction() as session:
        for table, number in (
            (Ballot, Ballot.transaction_number),
            (BallotEvent, BallotEvent.transaction_number),
            (Sequencer, Sequencer.read_to),
        ):
            session.execute(update(table).values({number: number + far}))
    poll.cast(poll.participant(), "salt")
    far_read = []
    monkeypatch.setattr(sequencer.time, "sleep", lambda pause: far_read.append(read_to() >= far))
    assert sequencer.run(clock()) == 4
    # A batch that is not full has come to the end, although more may come while it is written.
    assert far_read == [True, False]
    poll.cast(poll.participant(), "salt")
    assert sequencer.run(clock()) == 2
    assert votes(poll) == {"salt": 4, "vinegar": 2}
    assert sequencer.verify() == []


def test_a_tally_that_was_tampered_with_is_found(poll):
    poll.cast(poll.participant(), "salt")
    sequencer.run(clock())
    with transaction() as session:
        session.execute(update(Tally).values(votes=7))
    salt = poll.entries["salt"]
    assert sequencer.verify() == [Mismatch(poll.campaign, poll.phase, "tally", salt, 7, 1)]


def test_a_ballot_that_was_tampered_with_is_found(poll):
    cast = poll.cast(poll.participant(), "salt")
    sequencer.run(clock())
    with transaction() as session:
        session.execute(update(Ballot).where(Ballot.id == cast.ballot_id).values(state=BallotState.EXCLUDED))
    salt = poll.entries["salt"]
    assert {(found.what, found.ref, found.found, found.expected) for found in sequencer.verify()} == {
        ("tally", salt, 1, 0),
        ("tally", poll.phase, 1, 0),
    }


def test_a_missing_row_of_the_log_is_found(poll):
    poll.cast(poll.participant(), "salt")
    sequencer.run(clock())
    lift_guards()
    with transaction() as session:
        session.execute(delete(BallotLog).where(BallotLog.seq == 1))
    assert sequencer.verify() == [Mismatch(poll.campaign, poll.phase, "log", None, 1, 2)]


def test_two_counted_ballots_in_one_place_are_found(poll):
    voter = poll.participant()
    poll.cast(voter, "salt")
    poll.cast(voter, "salt")
    changed = poll.cast(voter, "vinegar", change=True)
    sequencer.run(clock())
    with transaction() as session:
        session.execute(update(Ballot).where(Ballot.id != changed.ballot_id).values(state=BallotState.COUNTED))
    found = [mismatch.what for mismatch in sequencer.verify()]
    assert found == ["tally", "tally", "places"]


def test_ballots_not_yet_in_the_log_are_no_mismatch(poll):
    voter = poll.participant()
    poll.cast(voter, "salt")
    sequencer.run(clock())
    poll.cast(voter, "vinegar", change=True)
    assert sequencer.verify() == []
    assert sequencer.recount(poll.campaign, poll.phase) == {poll.entries["vinegar"]: 1}


def test_the_sequencer_has_one_row_however_often_it_runs(poll):
    for _ in range(3):
        sequencer.run(clock())
    assert reading().execute(select(func.count()).select_from(Sequencer)).scalar_one() == 1
