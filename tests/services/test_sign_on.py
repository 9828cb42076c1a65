"""Votes of people who sign on: received before they leave for the provider, counted when they are back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from contest.db import new_id, reading
from contest.models import Audit, Ballot, SignOn
from contest.queries import sign_on as queries
from contest.queries import tally
from contest.rules.ballots import Outcome, SignedOnVoter, Trace
from contest.rules.eligibility import Who
from contest.rules.objections import Refused
from contest.rules.papers import one
from contest.rules.receipts import commitment
from contest.rules.sign_on import PROVEN, ProviderSettings, Waiting
from contest.services import ballots, keys, sequencer
from contest.services import schedule as schedules
from contest.services import sign_on as acts
from tests.services.polls import HOUR, Poll, clock, make_poll

pytestmark = pytest.mark.usefixtures("inside")
MINUTE = timedelta(minutes=1)
HERE = ProviderSettings("Itsme", "https://login.example.org", "contest")


def waits(poll: Poll, name: str, who: str = "", **more) -> Waiting:
    """A vote that was received now."""
    given = {
        "phase": poll.phase,
        "paper": one(poll.entries[name]),
        "idempotency_key": new_id().hex,
        "nonce_commitment": commitment("nonce"),
        "lang": "fr",
        "trace": Trace(),
        "received": ballots.receive(poll.campaign, poll.phase, one(poll.entries[name]), who=Who.SIGN_ON),
        "trip": "trip",
    }
    if who:
        given |= {"voter_key": keys.sign_on_key(poll.campaign, HERE.issuer, who), "proven_at": clock()}
    return Waiting(**given | more)


def cast(poll: Poll, waiting: Waiting, *, change: bool = False):
    return acts.cast(poll.campaign, waiting, change=change, now=clock())


def refused(act, *args, **more) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    return [objection.key for objection in refusal.value.objections]


def test_it_is_received_at_once_and_counted_once_whoever_signs_on_again():
    poll = make_poll("Alba", "Bora", eligibility="sign_on")
    first = waits(poll, "Alba", "ana")
    assert reading().scalar(select(Ballot.id)) is None
    assert refused(cast, poll, waits(poll, "Alba")) == ["sign_on_over"]
    assert refused(cast, poll, waits(poll, "Alba", "ana", proven_at=clock() - PROVEN)) == ["sign_on_over"]
    counted = cast(poll, first)
    assert (counted.outcome, cast(poll, first).receipt) == (Outcome.COUNTED, counted.receipt)
    row = reading().execute(select(Ballot.accepted_at, Ballot.lang, Ballot.bucket)).one()
    assert row == (first.received, "fr", "all")
    other = waits(poll, "Bora", "ana")
    assert (cast(poll, other).outcome, cast(poll, other, change=True).outcome) == (Outcome.ALREADY, Outcome.COUNTED)
    assert cast(poll, waits(poll, "Bora", "bas")).outcome is Outcome.COUNTED
    while sequencer.run(clock()):
        continue
    assert tally.votes(poll.campaign, poll.phase) == {poll.entries["Bora"]: 2}
    assert sequencer.verify() == []
    # Whoever shows something else is no voter here, and who signs on is none elsewhere.
    assert refused(poll.cast, poll.participant(), "Alba") == ["vote_who_changed"]
    elsewhere = make_poll("Alba")
    voter = SignedOnVoter("a" * 64, clock())
    assert refused(elsewhere.cast, voter, "Alba") == ["vote_who_changed"]
    assert refused(waits, elsewhere, "Alba") == ["vote_who_changed"]


def test_one_received_in_time_is_counted_within_the_grace_and_not_after_it():
    poll = make_poll("Alba", eligibility="sign_on", grace_minutes=30)
    ana, bas, cem = (waits(poll, "Alba", who) for who in ("ana", "bas", "cem"))
    poll.move(opens=-48 * HOUR, closes=timedelta(0))
    assert refused(waits, poll, "Alba") == ["vote_closed"]
    assert cast(poll, ana).outcome is Outcome.COUNTED
    late = Waiting(**vars(bas) | {"received": clock()})
    assert refused(cast, poll, late) == ["vote_closed"]
    poll.move(opens=-48 * HOUR, closes=-31 * MINUTE)
    assert refused(cast, poll, bas) == ["vote_confirm_too_late"]
    poll.move(opens=-48 * HOUR, closes=-MINUTE)
    poll.freeze()
    assert refused(cast, poll, cem) == ["vote_confirm_too_late"]


def test_a_daily_vote_belongs_to_the_day_on_which_it_was_received():
    poll = make_poll("Alba", eligibility="sign_on", per_day=True)
    poll.move(opens=-48 * HOUR, closes=48 * HOUR)
    yesterday = clock() - 24 * HOUR
    assert cast(poll, waits(poll, "Alba", "ana")).outcome is Outcome.COUNTED
    assert cast(poll, waits(poll, "Alba", "ana", received=yesterday)).outcome is Outcome.COUNTED
    days = reading().scalars(select(Ballot.bucket)).all()
    assert len(set(days)) == len(days) == 2


def set_up(poll: Poll, wanted: ProviderSettings, secret: str = "", *, strict: bool = True) -> None:
    acts.set_up(poll.campaign, wanted, secret=secret, strict=strict, by=poll.staff, now=clock())


def test_a_provider_is_set_once_told_sealed_and_stays_while_people_vote_with_it():
    poll = make_poll("Alba")
    assert refused(acts.client_of, poll.campaign, callback="", strict=True) == ["sign_on_misset"]
    assert refused(set_up, poll, HERE) == ["answer_missing"]
    poll.move(opens=HOUR, closes=48 * HOUR)
    choose = {"who": Who.SIGN_ON, "reason": "Why", "by": poll.staff, "now": clock()}
    assert refused(schedules.say_who, poll.campaign, poll.phase, **choose) == ["sign_on_unset"]
    set_up(poll, HERE, "secret")
    set_up(poll, HERE)
    schedules.say_who(poll.campaign, poll.phase, **choose)
    row = reading().get_one(SignOn, poll.campaign)
    assert b"secret" not in row.secret_sealed
    client = acts.client_of(poll.campaign, callback="back", strict=True)
    assert (client.issuer, client.client_id, client.secret) == (HERE.issuer, "contest", "secret")
    assert "secret" not in repr(client)
    assert not queries.begun(poll.campaign)
    set_up(poll, ProviderSettings("Itsme", HERE.issuer, "contest", ("example.org",)))
    poll.move(opens=-HOUR, closes=48 * HOUR)
    assert queries.begun(poll.campaign)
    assert refused(set_up, poll, HERE) == ["sign_on_begun"]
    set_up(poll, ProviderSettings("Another", HERE.issuer, "contest", ("example.org",)), "renewed")
    assert acts.client_of(poll.campaign, callback="", strict=True).secret == "renewed"
    told = [row.details for row in reading().scalars(select(Audit).where(Audit.verb == "sign_on.changed"))]
    assert [one.get("secret") for one in told] == ["renewed", None, "renewed"]
    assert refused(set_up, poll, ProviderSettings("a", "http://a.be", "x")) == ["sign_on_issuer_open", "sign_on_begun"]
    with pytest.raises(LookupError):
        acts.set_up(new_id(), HERE, secret="x", strict=True, by=poll.staff, now=clock())
