"""The grace after a close: confirming and closing agree on it, whoever comes first; slow mail makes it longer."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import new_id, reading, transaction
from contest.models import Outbox, Phase, VoteGrace
from contest.queries import graces as queries
from contest.queries import history
from contest.rules.ballots import Outcome
from contest.rules.objections import Refused
from contest.services import ballots, graces, results
from contest.words import histories
from tests.services.polls import HOUR, Poll, clock, make_poll, stranger

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def poll(app: Flask):
    with app.app_context():
        yield make_poll("salt")


def mailed(poll: Poll, number: int, *, before: timedelta, took: timedelta | None) -> list[Outbox]:
    """Codes for votes: queued so long before the close, and handed over after so long, or not yet."""
    created = reading().scalars(select(Phase.closes).where(Phase.id == poll.phase)).one() - before
    rows = [
        Outbox(
            id=new_id(),
            campaign_id=poll.campaign,
            kind="mail.confirm_ballot",
            dedupe_key=new_id().hex,
            ids={},
            lang="fr",
            lane=0,
            not_before=created,
            created_at=created,
            done_at=None if took is None else created + took,
        )
        for _ in range(number)
    ]
    with transaction() as session:
        session.add_all(rows)
    return rows


def confirming(poll: Poll, cast, voter) -> str:
    """What becomes of confirming now."""
    try:
        return ballots.confirm(poll.campaign, cast.ballot_id, voter_key=voter.voter_key, now=clock()).outcome
    except Refused as no:
        return no.objections[0].key


def closing(poll: Poll) -> str:
    """Why the result cannot be closed now; nothing when it was."""
    try:
        results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    except Refused as no:
        return no.objections[0].key
    return ""


def frozen() -> list[timedelta]:
    """How long each frozen grace is."""
    rows = reading().scalars(select(VoteGrace).execution_options(populate_existing=True))
    return [row.until - row.closes for row in rows]


def told(poll: Poll) -> list[str]:
    return [histories.history("en", row.verb, row.details) for row in history.public(poll.campaign)]


def test_slow_mail_before_the_close_gives_as_much_more_time_and_the_public_is_told_once(poll: Poll):
    voter, other = stranger(), stranger()
    cast, late = poll.cast(voter, "salt"), poll.cast(other, "salt")
    poll.over(69 * MINUTE)
    mailed(poll, 20, before=50 * MINUTE, took=40 * MINUTE)
    mailed(poll, 20, before=5 * HOUR, took=5 * HOUR)  # too early to be looked at
    assert closing(poll) == "result_grace_open"
    assert confirming(poll, cast, voter) == Outcome.COUNTED
    for _ in range(2):
        graces.freeze_due(clock())
    assert frozen() == [70 * MINUTE]
    assert told(poll)[0] == (
        "Our mail was slow before the close of a vote: votes received in time may be confirmed 40 min longer."
    )
    assert sum("slow" in line for line in told(poll)) == 1
    # What is measured afterwards changes nothing any more.
    mailed(poll, 40, before=MINUTE, took=SECOND)
    assert closing(poll) == "result_grace_open"
    poll.over(70 * MINUTE)  # the same as an hour later: another close, measured anew
    mailed(poll, 20, before=50 * MINUTE, took=40 * MINUTE)
    assert confirming(poll, late, other) == "vote_confirm_too_late"
    assert closing(poll) == ""


def test_while_codes_wait_the_end_is_open_for_confirming_and_so_for_closing(poll: Poll):
    voter, other = stranger(), stranger()
    cast, late = poll.cast(voter, "salt"), poll.cast(other, "salt")
    poll.over(2 * HOUR)
    rows = mailed(poll, 20, before=10 * MINUTE, took=None)
    graces.freeze_due(clock())
    assert (frozen(), closing(poll)) == ([], "result_mail_waiting")
    assert confirming(poll, cast, voter) == Outcome.COUNTED
    # The mail server is back: they leave, and whoever waited has half an hour from then.
    with transaction() as session:
        for row in rows:
            session.merge(row).done_at = clock() - 20 * MINUTE
    assert closing(poll) == "result_grace_open"
    assert confirming(poll, late, other) == Outcome.COUNTED
    graces.freeze_due(clock())
    assert [length > 2 * HOUR for length in frozen()] == [True]


def test_one_full_mailbox_holds_nothing_up_and_a_dead_server_only_for_a_day(poll: Poll):
    poll.over(31 * MINUTE)
    mailed(poll, 20, before=10 * MINUTE, took=2 * SECOND)
    mailed(poll, 1, before=10 * MINUTE, took=None)
    graces.freeze_due(clock())
    assert frozen() == [30 * MINUTE]
    assert closing(poll) == ""
    assert not any("slow" in line for line in told(poll))
    dead = make_poll("salt")
    dead.over(24 * HOUR + 29 * MINUTE)
    mailed(dead, 5, before=MINUTE, took=None)
    assert closing(dead) == "result_mail_waiting"
    dead.over(24 * HOUR + 31 * MINUTE)
    mailed(dead, 5, before=MINUTE, took=None)
    assert closing(dead) == ""
    assert sorted(frozen()) == [30 * MINUTE, 24 * HOUR + 30 * MINUTE]


def test_closing_freezes_where_the_worker_has_not_and_a_moved_close_is_measured_anew(poll: Poll):
    poll.over(31 * MINUTE)
    phase = reading().scalars(select(Phase).where(Phase.id == poll.phase)).one()
    vote = queries.vote_of(phase)
    assert queries.length(vote, clock()) == 30 * MINUTE
    graces.freeze_due(clock())
    poll.over(40 * MINUTE)
    assert closing(poll) == ""
    assert frozen() == [30 * MINUTE, 30 * MINUTE]
