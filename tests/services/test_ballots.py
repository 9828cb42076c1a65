"""Casting, confirming, changing, withdrawing: the row, its trace and event, then refusals and repeats."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from contest.db import reading, transaction
from contest.models import Ballot, BallotEvent, BallotTrace, Confirmation, Entry, Outbox, PhaseWindow
from contest.queries import ballots as asked
from contest.rules.ballots import BallotState, EventKind, Outcome, Trace, UnconfirmedVoter
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.rules.papers import one
from contest.services import ballots
from contest.services.ballots import writer
from tests.services.polls import HOUR, clock, lift_guards, make_poll, stranger

S = BallotState


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar")


def rows(table) -> int:
    return reading().execute(select(func.count()).select_from(table)).scalar_one()


def states() -> dict[BallotState, int]:
    counted = select(Ballot.state, func.count()).group_by(Ballot.state)
    return dict(reading().execute(counted).all())


def events() -> list[tuple[BallotState, EventKind]]:
    found = select(BallotEvent.before, BallotEvent.kind).order_by(BallotEvent.at, BallotEvent.id)
    return [(row.before, row.kind) for row in reading().execute(found)]


def refusal(act, *arguments, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [objection.key for objection in refused.value.objections]


def confirm(poll, cast, voter):
    return ballots.confirm(poll.campaign, cast.ballot_id, voter_key=voter.voter_key, now=clock())


def change_to(poll, cast, voter):
    return ballots.change_to(poll.campaign, cast.ballot_id, voter_key=voter.voter_key, now=clock())


def test_a_remembered_voters_ballot_is_counted_at_once_with_its_event_and_trace(poll):
    trace = Trace("a" * 64, "b" * 64, "c" * 64, 12, "share")
    cast = poll.cast(poll.participant(), "salt", trace=trace)
    assert (cast.outcome, cast.repeated, cast.paper) == (Outcome.COUNTED, False, one(poll.entries["salt"]))
    row = reading().get_one(Ballot, (poll.campaign, cast.ballot_id))
    assert (row.state, row.slot, row.revision, row.bucket) == (S.COUNTED, 1, 1, "all")
    assert (row.choices, row.pending_choice) == ([str(poll.entries["salt"])], None)
    kept = reading().get_one(BallotTrace, (poll.campaign, cast.ballot_id))
    assert Trace(kept.address_mac, kept.network_mac, kept.agent_mac, kept.seconds_on_page, kept.share_code) == trace
    assert events() == [(S.PENDING, EventKind.CONFIRMED)]
    assert rows(Confirmation) == 0


def test_a_typed_address_gets_a_pending_ballot_without_a_place_and_one_mail(poll):
    cast = poll.cast(stranger(), "salt")
    row = reading().get_one(Ballot, (poll.campaign, cast.ballot_id))
    assert (cast.outcome, row.state, row.slot) == (Outcome.PENDING, S.PENDING, None)
    asked_for = reading().execute(select(Confirmation)).scalar_one()
    assert (asked_for.id, asked_for.subject_id) == (cast.confirmation_id, cast.ballot_id)
    assert (rows(Outbox), rows(BallotTrace), events()) == (1, 1, [])


def test_the_same_choice_again_has_the_same_receipt_and_sends_no_second_mail(poll):
    voter = stranger()
    first, second = poll.cast(voter, "salt"), poll.cast(voter, "salt")
    assert (second.receipt, second.confirmation_id, second.repeated) == (
        first.receipt,
        first.confirmation_id,
        True,
    )
    assert (rows(Ballot), rows(Confirmation), rows(Outbox)) == (1, 1, 1)


def test_a_pending_ballot_whose_code_has_run_out_is_asked_about_again(poll):
    voter = stranger()
    first = poll.cast(voter, "salt")
    second = poll.cast(voter, "salt", now=clock() + timedelta(hours=25))
    assert (second.receipt, rows(Ballot), rows(Confirmation)) == (first.receipt, 1, 2)
    assert second.confirmation_id != first.confirmation_id


def test_a_key_used_again_has_its_first_answer_even_after_the_close(poll):
    voter = poll.participant()
    first = poll.cast(voter, "salt", idempotency_key="k")
    poll.over()
    again = poll.cast(voter, "salt", idempotency_key="k")
    assert (again.receipt, again.outcome, again.repeated) == (first.receipt, Outcome.COUNTED, True)


@pytest.mark.parametrize("remembered", [True, False])
def test_a_key_used_again_for_another_choice_is_a_conflict(poll, remembered):
    voter = poll.participant() if remembered else stranger()
    poll.cast(voter, "salt", idempotency_key="k")
    assert refusal(poll.cast, voter, "vinegar", idempotency_key="k") == ["vote_key_conflict"]


def test_another_choice_leaves_the_one_in_place_until_a_change_is_asked_for(poll):
    voter = poll.participant()
    first = poll.cast(voter, "salt")
    second = poll.cast(voter, "vinegar")
    assert (second.outcome, second.receipt) == (Outcome.ALREADY, first.receipt)
    assert (second.paper, second.wanted) == (one(poll.entries["salt"]), one(poll.entries["vinegar"]))
    third = poll.cast(voter, "vinegar", change=True)
    assert (third.outcome, third.repeated) == (Outcome.COUNTED, False)
    assert states() == {S.COUNTED: 1, S.SUPERSEDED: 1}
    assert sorted(events()) == sorted(
        [
            (S.PENDING, EventKind.CONFIRMED),
            (S.PENDING, EventKind.CONFIRMED),
            (S.COUNTED, EventKind.SUPERSEDED),
        ]
    )
    back = poll.cast(voter, "salt", change=True)
    assert reading().get_one(Ballot, (poll.campaign, back.ballot_id)).revision == 3


def test_a_vote_may_forbid_changes(app):
    with app.app_context():
        poll = make_poll("salt", "vinegar", changes=False)
        voter = poll.participant()
        poll.cast(voter, "salt")
        assert refusal(poll.cast, voter, "vinegar", change=True) == ["vote_change_not_allowed"]
        assert states() == {S.COUNTED: 1}


def test_a_vote_once_a_day_has_one_place_for_each_day(app):
    with app.app_context():
        poll = make_poll("salt", "vinegar", per_day=True)
        voter = poll.participant()
        first = poll.cast(voter, "salt")
        lift_guards()
        with transaction() as session:
            session.execute(update(Ballot).where(Ballot.id == first.ballot_id).values(bucket="2001-01-01"))
        assert poll.cast(voter, "salt").receipt != first.receipt
        assert states() == {S.COUNTED: 2}


@pytest.mark.parametrize(
    ("opens", "closes", "reason"),
    [
        (HOUR, 2 * HOUR, "vote_not_open"),
        (-2 * HOUR, -HOUR, "vote_closed"),
        (-2 * HOUR, timedelta(0), "vote_closed"),
    ],
)
@pytest.mark.parametrize("remembered", [True, False])
def test_outside_its_time_a_vote_is_refused_by_the_databases_clock(poll, opens, closes, reason, remembered):
    poll.move(opens=opens, closes=closes)
    voter = poll.participant() if remembered else stranger()
    assert refusal(poll.cast, voter, "salt") == [reason]
    assert rows(Ballot) == 0


def test_every_reason_is_given_at_once(poll):
    poll.entry("gone", EntryState.REMOVED)
    poll.over()
    assert refusal(poll.cast, stranger(), "gone") == ["vote_closed", "entry_not_votable"]


def test_between_two_windows_the_vote_is_paused(poll):
    with transaction() as session:
        session.execute(update(PhaseWindow).values(closes=clock() - HOUR))
    assert refusal(poll.cast, poll.participant(), "salt") == ["vote_paused"]


def test_a_phase_that_is_no_vote_is_not_found(poll):
    with pytest.raises(LookupError):
        ballots.cast(
            poll.campaign,
            poll.staff,
            one(poll.entries["salt"]),
            voter=stranger(),
            idempotency_key="k",
            nonce_commitment="",
            lang="en",
            trace=Trace(),
            now=clock(),
        )


def test_the_key_of_a_pending_ballot_counts_it_once_its_voter_is_confirmed(poll):
    voter = poll.participant()
    typed = UnconfirmedVoter(voter.voter_key, b"sealed")
    first = poll.cast(typed, "salt", idempotency_key="k")
    answer = poll.cast(voter, "salt", idempotency_key="k")
    assert (answer.outcome, answer.receipt) == (Outcome.COUNTED, first.receipt)
    second = poll.cast(typed, "vinegar", idempotency_key="m")
    asked_for = poll.cast(voter, "vinegar", idempotency_key="m")
    assert (asked_for.outcome, asked_for.receipt) == (Outcome.ALREADY, first.receipt)
    changed = poll.cast(voter, "vinegar", idempotency_key="m", change=True)
    assert (changed.outcome, changed.receipt) == (Outcome.COUNTED, second.receipt)
    assert states() == {S.COUNTED: 1, S.SUPERSEDED: 1}


def test_confirming_counts_the_ballot_once(poll):
    voter = stranger()
    cast = poll.cast(voter, "salt")
    first, second = confirm(poll, cast, voter), confirm(poll, cast, voter)
    assert (first.outcome, first.receipt, first.repeated) == (Outcome.COUNTED, cast.receipt, False)
    assert (second.outcome, second.receipt, second.repeated) == (Outcome.COUNTED, cast.receipt, True)
    row = reading().get_one(Ballot, (poll.campaign, cast.ballot_id), populate_existing=True)
    assert (row.state, row.slot, row.revision, row.pending_choice) == (S.COUNTED, 1, 1, None)
    assert events() == [(S.PENDING, EventKind.CONFIRMED)]


def test_confirming_into_a_taken_place_asks_first_and_changes_on_request(poll):
    voter = stranger()
    first, second = poll.cast(voter, "salt"), poll.cast(voter, "vinegar")
    confirm(poll, first, voter)
    taken = confirm(poll, second, voter)
    assert (taken.outcome, taken.receipt) == (Outcome.TAKEN, first.receipt)
    assert (taken.paper, taken.wanted) == (one(poll.entries["salt"]), one(poll.entries["vinegar"]))
    assert states() == {S.COUNTED: 1, S.PENDING: 1}
    changed = change_to(poll, second, voter)
    assert (changed.outcome, changed.receipt) == (Outcome.COUNTED, second.receipt)
    assert states() == {S.COUNTED: 1, S.SUPERSEDED: 1}
    assert change_to(poll, second, voter).repeated is True
    late = confirm(poll, first, voter)
    assert (late.outcome, late.receipt) == (Outcome.ALREADY, second.receipt)


def test_confirming_the_choice_that_is_in_place_answers_the_one_that_is(poll):
    voter = stranger()
    first = poll.cast(voter, "salt")
    confirm(poll, first, voter)
    second = poll.cast(voter, "salt")
    assert (second.outcome, second.receipt == first.receipt) == (Outcome.PENDING, False)
    answer = confirm(poll, second, voter)
    assert (answer.outcome, answer.receipt, answer.repeated) == (Outcome.COUNTED, first.receipt, True)
    assert states() == {S.COUNTED: 1, S.WITHDRAWN: 1}
    assert confirm(poll, second, voter).receipt == first.receipt


def test_what_was_received_in_time_may_be_confirmed_within_the_grace_period(poll):
    voter = stranger()
    cast = poll.cast(voter, "salt")
    poll.over(timedelta(minutes=29))
    assert confirm(poll, cast, voter).outcome is Outcome.COUNTED


def test_after_the_grace_period_it_is_too_late(poll):
    voter = stranger()
    cast = poll.cast(voter, "salt")
    poll.over(timedelta(minutes=30))
    assert refusal(confirm, poll, cast, voter) == ["vote_confirm_too_late"]
    assert states() == {S.PENDING: 1}


def test_once_the_result_is_closed_nothing_is_confirmed(poll):
    voter = stranger()
    cast = poll.cast(voter, "salt")
    poll.freeze()
    assert refusal(confirm, poll, cast, voter) == ["vote_confirm_too_late"]


def test_an_entry_that_went_meanwhile_is_not_voted_for(poll):
    voter = stranger()
    cast = poll.cast(voter, "salt")
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == poll.entries["salt"]).values(state=EntryState.REMOVED))
    assert refusal(confirm, poll, cast, voter) == ["entry_not_votable"]


def test_nobody_confirms_anothers_ballot(poll):
    cast = poll.cast(stranger(), "salt")
    with pytest.raises(LookupError):
        confirm(poll, cast, stranger())


def test_withdrawing_takes_back_what_was_cast_in_open_votes_and_frees_the_place(poll):
    voter = poll.participant()
    poll.cast(voter, "salt")
    other = poll.cast(poll.participant(), "salt")
    assert ballots.withdraw(poll.campaign, voter_key=voter.voter_key, now=clock()) == 1
    assert ballots.withdraw(poll.campaign, voter_key=voter.voter_key, now=clock()) == 0
    assert states() == {S.COUNTED: 1, S.WITHDRAWN: 1}
    assert reading().get_one(Ballot, (poll.campaign, other.ballot_id)).state is S.COUNTED
    assert poll.cast(voter, "vinegar").outcome is Outcome.COUNTED
    assert states() == {S.COUNTED: 2, S.WITHDRAWN: 1}


def test_a_withdrawn_pending_ballot_is_not_confirmed(poll):
    voter = stranger()
    cast = poll.cast(voter, "salt", idempotency_key="k")
    ballots.withdraw(poll.campaign, voter_key=voter.voter_key, now=clock())
    assert refusal(confirm, poll, cast, voter) == ["vote_withdrawn"]
    assert refusal(poll.cast, voter, "salt", idempotency_key="k") == ["vote_withdrawn"]


def test_after_the_close_a_withdrawal_changes_nothing(poll):
    voter = poll.participant()
    poll.cast(voter, "salt")
    poll.over(timedelta(seconds=1))
    assert ballots.withdraw(poll.campaign, voter_key=voter.voter_key, now=clock()) == 0


@pytest.mark.parametrize("state", [S.HELD, S.EXCLUDED])
def test_a_ballot_set_aside_keeps_its_place_and_is_not_changed_by_its_voter(poll, state):
    voter = poll.participant()
    cast = poll.cast(voter, "salt")
    with transaction() as session:
        session.execute(update(Ballot).where(Ballot.id == cast.ballot_id).values(state=state))
    assert poll.cast(voter, "vinegar", change=True).outcome is Outcome.ALREADY
    assert poll.cast(voter, "salt").receipt == cast.receipt


def test_a_receipt_tells_what_became_of_the_ballot(poll):
    cast = poll.cast(stranger(), "vinegar")
    facts = asked.receipt(poll.campaign, cast.receipt)
    assert (facts.state, facts.names, facts.entry_number, facts.phase_position) == (
        S.PENDING,
        "vinegar",
        2,
        1,
    )
    assert facts.received_about.minute % 10 == facts.received_about.second == 0
    assert asked.ballot(poll.campaign, cast.ballot_id) == facts
    assert asked.receipt(poll.campaign, "0000-0000") is None


def test_the_ballot_in_place_is_found_by_its_voter(poll):
    voter = poll.participant()
    assert asked.in_place(poll.campaign, poll.phase, voter.voter_key, "all") is None
    poll.cast(voter, "salt")
    changed = poll.cast(voter, "vinegar", change=True)
    assert asked.in_place(poll.campaign, poll.phase, voter.voter_key, "all").receipt == changed.receipt


def test_ballots_are_counted_by_state_and_by_hour(poll):
    voter = poll.participant()
    for name in ("salt", "vinegar"):
        poll.cast(voter, name, change=True)
    poll.cast(stranger(), "salt")
    assert asked.counts(poll.campaign, poll.phase) == asked.Counts(3, 1, 1, 0, 0, 1, 0)
    now = clock()
    hours = asked.per_hour(poll.campaign, poll.phase, now - 2 * HOUR, now + HOUR)
    assert sum(number for _, number in hours) == 3
    assert {(hour.minute, hour.second) for hour, _ in hours} == {(0, 0)}
    assert asked.per_hour(poll.campaign, poll.phase, now + HOUR, now + 2 * HOUR) == []


def test_a_ballot_cast_inside_a_transaction_goes_with_it(poll):
    voter = poll.participant()

    def act() -> None:
        with transaction():
            poll.cast(voter, "salt")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert rows(Ballot) == 0


def test_one_failure_in_a_batch_is_its_own(poll):
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        writer.write(broken)
    assert poll.cast(poll.participant(), "salt").outcome is Outcome.COUNTED
