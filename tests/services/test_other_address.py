"""Another address for the same vote or idea: what was typed stays, and only the new address can confirm it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import reading
from contest.models import Ballot, BallotEvent, Confirmation, Entry
from contest.rules.ballots import BallotState, Outcome, Trace, UnconfirmedVoter
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import confirm, keys, other_address, sequencer
from contest.services.limits import Limited
from tests.services.contests import keys_of, make_contest, queued, rows
from tests.services.polls import clock, make_poll

S = BallotState


def use(campaign: UUID, asked: UUID | None, address: str) -> UUID | None:
    assert asked is not None
    return other_address.use(campaign, asked, address=address, trace=Trace(), now=clock())


def answer(campaign: UUID, asked: UUID | None):
    assert asked is not None
    return confirm.finish(campaign, token=keys.confirmation_token(campaign, asked), now=clock())


def refusal(act, *arguments) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as no:
        act(*arguments)
    return keys_of(no.value)


def test_a_vote_keeps_its_choice_and_is_the_other_addresss(app: Flask):
    with app.app_context():
        poll = make_poll("salt")
        key = keys.voter_key(poll.campaign, "wouut@skynet.be")
        first = poll.cast(UnconfirmedVoter(key, keys.seal_address(poll.campaign, "wouut@skynet.be")), "salt", lang="fr")
        asked = use(poll.campaign, first.confirmation_id, " Wout@skynet.be ")
        assert use(poll.campaign, first.confirmation_id, "wout@skynet.be") == asked != first.confirmation_id
        states = select(Ballot.state, Ballot.choices, Ballot.lang).order_by(Ballot.id)
        chosen = [str(poll.entries["salt"])]
        assert reading().execute(states).all() == [(S.WITHDRAWN, chosen, "fr"), (S.PENDING, chosen, "fr")]
        assert reading().scalars(select(BallotEvent.rule)).all() == ["other address"]
        assert refusal(answer, poll.campaign, first.confirmation_id) == [("link_invalid", "")]
        # Once more: only spelled otherwise, so the same ballot is asked for at the new spelling.
        spelled = use(poll.campaign, asked, "wout+vote@skynet.be")
        assert spelled not in {asked, first.confirmation_id}
        assert rows(Ballot) == 2
        done = answer(poll.campaign, spelled)
        assert done.cast is not None
        assert done.cast.outcome is Outcome.COUNTED
        assert refusal(use, poll.campaign, spelled, "x@skynet.be") == [("address_settled", "address")]
        sequencer.run(clock())
        assert sequencer.verify() == []


def test_after_the_close_and_for_no_address_nothing_changes(app: Flask):
    with app.app_context():
        poll = make_poll("salt")
        sealed = keys.seal_address(poll.campaign, "a@skynet.be")
        first = poll.cast(UnconfirmedVoter(keys.voter_key(poll.campaign, "a@skynet.be"), sealed), "salt")
        assert refusal(use, poll.campaign, first.confirmation_id, "") == [("address_missing", "address")]
        assert refusal(use, poll.campaign, first.confirmation_id, "a@b") == [("address_malformed", "address")]
        poll.over(timedelta(minutes=1))
        assert refusal(use, poll.campaign, first.confirmation_id, "b@skynet.be") == [("vote_closed", "")]
        done = answer(poll.campaign, first.confirmation_id)
        assert done.cast is not None
        assert done.cast.outcome is Outcome.COUNTED


def test_an_idea_stays_the_same_row_and_only_the_new_address_confirms_it(app: Flask):
    with app.app_context():
        contest = make_contest()
        first = contest.submit(address="wouut@skynet.be")
        asked = use(contest.campaign, first.confirmation_id, "wout@skynet.be")
        assert use(contest.campaign, first.confirmation_id, "wout@skynet.be") == asked
        assert (rows(Entry), rows(Confirmation), len(queued("mail.confirm_entry"))) == (1, 2, 2)
        assert refusal(answer, contest.campaign, first.confirmation_id) == [("link_invalid", "")]
        assert answer(contest.campaign, asked).entry is EntryState.PENDING
        assert contest.participant("wout@skynet.be")
        assert refusal(use, contest.campaign, first.confirmation_id, "x@skynet.be") == [("address_settled", "address")]
        with pytest.raises(LookupError):
            use(contest.campaign, UUID(int=7), "x@skynet.be")
        second = contest.submit(address="one@skynet.be").confirmation_id
        for number in range(other_address.CHANGES):
            second = use(contest.campaign, second, f"next{number}@skynet.be")
        with pytest.raises(Limited):
            use(contest.campaign, second, "last@skynet.be")
