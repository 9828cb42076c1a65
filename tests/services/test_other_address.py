"""Another address for the same vote or idea: what was typed stays, and only the new address can confirm it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import reading
from contest.models import Ballot, Confirmation, Entry
from contest.rules.ballots import BallotState, Outcome, Trace, UnconfirmedVoter
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import audit, codes, confirm, confirmations, keys, other_address, sequencer
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
        assert reading().execute(states).all() == [(S.PENDING, chosen, "fr"), (S.PENDING, chosen, "fr")]
        # Back again it is the first one's, and forth again the second's.
        assert use(poll.campaign, asked, "wouut@skynet.be") == first.confirmation_id
        assert use(poll.campaign, first.confirmation_id, "wout@skynet.be") == asked
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


def test_who_types_anothers_address_for_the_same_choice_cannot_undo_their_vote(app: Flask):
    with app.app_context():
        poll = make_poll("salt")
        voter = UnconfirmedVoter(keys.voter_key(poll.campaign, "a@skynet.be"), keys.seal_address(poll.campaign, "a@b"))
        first, somebodys = poll.cast(voter, "salt"), poll.cast(voter, "salt")
        assert somebodys.confirmation_id == first.confirmation_id
        for address in ("thief@skynet.be", "a+1@skynet.be"):
            assert use(poll.campaign, somebodys.confirmation_id, address) != first.confirmation_id
        done = answer(poll.campaign, first.confirmation_id)
        assert done.cast is not None
        assert (done.cast.outcome, done.cast.ballot_id) == (Outcome.COUNTED, first.ballot_id)


def test_a_packs_code_goes_along_to_the_other_address(app: Flask):
    with app.app_context():
        poll = make_poll("salt", eligibility="code_email")
        out: list[str] = []
        codes.make(poll.campaign, 1, label="", by=audit.OPERATOR, now=clock(), hand_out=out.extend)
        voter = UnconfirmedVoter(
            keys.voter_key(poll.campaign, "wouut@skynet.be"),
            keys.seal_address(poll.campaign, "wouut@skynet.be"),
            *keys.code_keys(poll.campaign, out),
        )
        asked = use(poll.campaign, poll.cast(voter, "salt").confirmation_id, "wout@skynet.be")
        done = answer(poll.campaign, asked)
        assert done.cast is not None
        assert done.cast.outcome is Outcome.COUNTED


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
        # Sent again from the page of before, it goes to the address that counts, and never to the one of before.
        assert confirmations.resend(contest.campaign, first.confirmation_id, now=clock()) == asked
        assert len(queued("mail.confirm_entry")) == 2
        assert answer(contest.campaign, asked).entry is EntryState.PENDING
        late = refusal(lambda: confirmations.resend(contest.campaign, first.confirmation_id, now=clock()))
        assert (late, len(queued("mail.confirm_entry"))) == ([("address_settled", "")], 2)
        assert contest.participant("wout@skynet.be")
        assert refusal(use, contest.campaign, first.confirmation_id, "x@skynet.be") == [("address_settled", "address")]
        with pytest.raises(LookupError):
            use(contest.campaign, UUID(int=7), "x@skynet.be")
        second = contest.submit(address="one@skynet.be").confirmation_id
        for number in range(other_address.CHANGES):
            second = use(contest.campaign, second, f"next{number}@skynet.be")
        with pytest.raises(Limited):
            use(contest.campaign, second, "last@skynet.be")
