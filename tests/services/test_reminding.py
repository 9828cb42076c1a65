"""One reminder for a vote that nobody confirmed: in its language, with the same code, and never a second."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from contest.db import reading, transaction
from contest.models import Confirmation, Outbox
from contest.rules.ballots import UnconfirmedVoter
from contest.services import ballots, confirm, keys, mails
from contest.services.ballots import reminding
from contest.services.mails import House, Needless, Wanted
from tests.services.contests import queued
from tests.services.polls import HOUR, Poll, clock, make_poll

HOUSE = House("https://contest.example.org", "contest@example.org")
THREE = 3 * HOUR


@pytest.fixture
def poll(app: Flask):
    with app.app_context():
        poll = make_poll("salt", "vinegar")
        poll.worded("salt")
        yield poll


def voter(poll: Poll, address: str) -> UnconfirmedVoter:
    return UnconfirmedVoter(keys.voter_key(poll.campaign, address), keys.seal_address(poll.campaign, address))


def due(after: timedelta = THREE, later: timedelta = THREE) -> list[UUID]:
    """The confirmations that are reminded of when the worker comes round so much later."""
    now = clock() + later
    while reminding.queue_due(after, now):
        pass
    return [UUID(row.ids["confirmation"]) for row in queued("mail.remind_ballot")]


def letter(row: Outbox, later: timedelta = THREE) -> mails.Addressed:
    return mails.write(HOUSE, Wanted(row.kind, row.campaign_id, row.ids, row.lang), now=clock() + later)


def test_who_has_not_confirmed_is_reminded_once_in_their_language_with_the_same_code(poll: Poll):
    waits = poll.cast(voter(poll, "wout@skynet.be"), "salt", lang="fr")
    done = poll.cast(voter(poll, "anna@skynet.be"), "salt")
    confirm.finish(poll.campaign, token=keys.confirmation_token(poll.campaign, done.confirmation_id), now=clock())
    assert due(later=THREE - timedelta(minutes=1)) == []
    assert due(after=timedelta(0)) == []
    assert due() == [waits.confirmation_id]
    # Again, after the code was sent anew, and after the vote was cast again: nothing.
    with transaction() as session:
        session.execute(update(Confirmation).values(reminded_at=None))
    assert due(later=2 * THREE) == [waits.confirmation_id]
    (row,) = queued("mail.remind_ballot")
    assert (row.lang, row.lane) == ("fr", 1)
    address, said = letter(row)
    assert address == "wout@skynet.be"
    assert keys.confirmation_code(poll.campaign, waits.confirmation_id) in said.plain
    assert keys.confirmation_token(poll.campaign, waits.confirmation_id) in said.plain
    assert "« salt »" in said.subject.replace("\u00a0", " ").replace("\u202f", " ")
    finished = confirm.finish(
        poll.campaign, token=keys.confirmation_token(poll.campaign, waits.confirmation_id), now=clock() + THREE
    )
    assert finished.cast is not None
    with pytest.raises(Needless):
        letter(row)


def test_nobody_is_reminded_of_what_was_withdrawn_bounced_answered_by_another_vote_or_comes_too_late(poll: Poll):
    gone, back, other = (voter(poll, f"{name}@skynet.be") for name in ("gone", "back", "other"))
    poll.cast(gone, "salt")
    bounced = poll.cast(back, "salt")
    poll.cast(other, "salt")
    wanted = poll.cast(other, "vinegar")
    late = poll.cast(voter(poll, "late@skynet.be"), "salt")
    with transaction() as session:
        of = Confirmation.id == bounced.confirmation_id
        session.execute(update(Confirmation).where(of).values(bounced_at=clock()))
    ballots.withdraw(poll.campaign, voter_key=gone.voter_key, now=clock())
    confirm.finish(poll.campaign, token=keys.confirmation_token(poll.campaign, wanted.confirmation_id), now=clock())
    # The grace ends half an hour after the close, so at the close it is too late.
    poll.move(opens=-24 * HOUR, closes=THREE)
    assert due(later=THREE + timedelta(seconds=1)) == []
    assert reading().scalars(select(Confirmation.reminded_at).where(Confirmation.id == late.confirmation_id)).one()
    assert due(later=2 * THREE) == []


def test_a_reminder_that_waits_is_not_sent_once_the_vote_is_withdrawn_or_its_voter_forgotten(poll: Poll):
    wout, anna = voter(poll, "wout@skynet.be"), voter(poll, "anna@skynet.be")
    poll.cast(wout, "salt")
    poll.cast(anna, "salt")
    assert len(due()) == 2
    one, two = queued("mail.remind_ballot")
    ballots.withdraw(poll.campaign, voter_key=wout.voter_key, now=clock())
    with transaction() as session:
        session.execute(update(Confirmation).where(Confirmation.voter_key == anna.voter_key).values(address_sealed=b""))
    reasons = []
    for row in (one, two):
        with pytest.raises(Needless) as why:
            letter(row)
        reasons.append(str(why.value))
    assert reasons == ["the vote waits no more", "the address was erased"]
