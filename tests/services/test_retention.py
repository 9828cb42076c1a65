"""What is forgotten when its time has come, to the tick, and who is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from contest.db import reading, transaction
from contest.models import Entry, Participant, Phase, Result, Selection
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import messages, participants, retention
from tests.services.polls import clock, make_poll

TICK = timedelta(seconds=1)


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar")


def author(poll, name: str) -> Participant:
    """Somebody whose address is known has sent this idea."""
    now = clock()
    made = participants.make(poll.campaign, voter_key=name, address_sealed=b"sealed", lang="en", now=now)
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == poll.entries[name]).values(participant_id=made))
    return person(made)


def person(participant_id) -> Participant:
    return (
        reading()
        .scalars(select(Participant).where(Participant.id == participant_id).execution_options(populate_existing=True))
        .one()
    )


def closed(poll, ago: timedelta) -> None:
    """The result was closed so long ago, and salt won."""
    poll.freeze(ago)
    now = clock()
    with transaction() as session:
        session.add(
            Selection(
                campaign_id=poll.campaign,
                phase_id=poll.phase,
                entry_id=poll.entries["salt"],
                rank=1,
                picked_by=poll.staff,
                picked_at=now - ago,
            )
        )


def swept() -> None:
    while retention.sweep(now=clock()):
        pass


def test_who_did_not_win_is_not_written_to_after_ninety_days(poll):
    winner, other = author(poll, "salt"), author(poll, "vinegar")
    closed(poll, retention.CONTACT - timedelta(minutes=1))
    swept()
    assert person(other.id).address_sealed == b"sealed"
    with transaction() as session:
        session.execute(update(Result).values(closed_at=clock() - retention.CONTACT - TICK))
    swept()
    assert person(other.id).address_sealed is None
    assert (person(other.id).erased_at, person(winner.id).address_sealed) == (None, b"sealed")
    with pytest.raises(Refused, match="author_gone"):
        messages.write_to_author(
            poll.campaign, poll.entries["vinegar"], text="Hello", submit_key="1", by=poll.staff, now=clock()
        )


def test_a_vote_without_a_result_keeps_every_address(poll):
    other = author(poll, "vinegar")
    swept()
    assert person(other.id).address_sealed == b"sealed"


def test_a_year_after_the_last_phase_people_are_erased_but_for_who_won(poll):
    winner, other = author(poll, "salt"), author(poll, "vinegar")
    closed(poll, timedelta(days=1))
    for past, erased in ((retention.PEOPLE - timedelta(minutes=1), False), (retention.PEOPLE + TICK, True)):
        with transaction() as session:
            session.execute(update(Phase).values(opens=clock() - past - timedelta(days=9), closes=clock() - past))
        swept()
        assert (person(other.id).erased_at is not None) is erased
    assert person(winner.id).erased_at is None
    states = dict(reading().execute(select(Entry.name, Entry.state)).all())
    assert states == {"salt": EntryState.PUBLISHED, "": EntryState.WITHDRAWN}
