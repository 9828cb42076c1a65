"""Pack codes: made, brought in, tried; a vote with one, and with one beside an address."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from contest.db import new_id, reading, transaction
from contest.models import Audit, Ballot, BallotEvent, CodeBatch, CodeUse, PackCode
from contest.queries import codes as asked
from contest.rules import codes as rules
from contest.rules.ballots import BallotState, BrowserVoter, CodeVoter, ConfirmedVoter, Outcome, UnconfirmedVoter
from contest.rules.objections import Refused
from contest.services import audit, ballots, codes, keys
from contest.services.codes import Paced, Try, making
from tests.services.polls import Poll, clock, lift_guards, make_poll, stranger

SCHOOL = "192.0.2.7"


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar", eligibility="code")


@pytest.fixture
def both(app):
    with app.app_context():
        yield make_poll("salt", "vinegar", eligibility="code_email")


def made(poll: Poll, number: int, **more) -> list[str]:
    """So many codes, as the printer gets them."""
    out: list[str] = []
    given = {"label": "", "by": audit.OPERATOR, "now": clock(), "hand_out": out.extend} | more
    codes.make(poll.campaign, number, **given)
    return out


def key(poll: Poll, code: str) -> str:
    return keys.code_keys(poll.campaign, [code])[0]


def refusal(act, *arguments, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [objection.key for objection in refused.value.objections]


def admit(poll: Poll, code: str, *, page: str = "", open_for: int = 0, **more) -> None:
    tried = Try(SCHOOL, page or new_id().hex, open_for)
    codes.admit(poll.campaign, poll.phase, key(poll, code), tried=tried, now=clock(), **more)


def rows(table, *where) -> int:
    return reading().execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def confirm(poll: Poll, cast, voter):
    return ballots.confirm(poll.campaign, cast.ballot_id, voter_key=voter.voter_key, now=clock())


def test_codes_are_handed_out_once_and_kept_only_as_digests(poll, monkeypatch):
    monkeypatch.setattr(making, "PORTION", 7)
    monkeypatch.setattr(making, "HEAP", 20)
    some = made(poll, 50, label="Spring")
    assert len(set(some)) == 50
    assert all(map(rules.is_ours, some))
    (batch,) = asked.batches(poll.campaign, [poll.phase])
    assert (batch.number, batch.label, batch.codes, batch.used, batch.ready) == (1, "Spring", 50, 0, True)
    assert set(reading().scalars(select(PackCode.code_key))) == {key(poll, code) for code in some}
    told = reading().scalars(select(Audit).where(Audit.verb == "codes.made")).one()
    assert told.details == {"batch": 1, "codes": 50}
    kept = repr(reading().execute(text("SELECT * FROM pack_code")).all())
    assert [code for code in some if code in kept] == []
    # Another campaign's key makes other digests of them.
    assert refusal(admit, make_poll("a", eligibility="code"), some[0]) == ["pack_code_unknown"]


def test_one_form_makes_one_batch_and_numbers_have_bounds(poll):
    made(poll, 1, form_key="k")
    assert refusal(made, poll, 1, form_key="k") == ["codes_made_already"]
    assert refusal(made, poll, 0) == refusal(made, poll, 11, most=10) == ["number_out_of_bounds"]
    assert refusal(made, poll, 1, label="x" * 61) == ["field_too_long"]
    assert rows(CodeBatch) == 1


def test_a_code_that_happens_to_be_there_is_made_anew(poll, monkeypatch):
    first, second = making._fresh(2)
    come_out = iter([[first], [first], [second]])
    monkeypatch.setattr(making, "_fresh", lambda number: next(come_out))
    assert [made(poll, 1), made(poll, 1)] == [[first], [second]]


def test_a_brands_own_codes_come_in_once_and_a_file_broken_off_is_finished_by_itself(poll, monkeypatch):
    own = [f"BRAND{number:06}" for number in range(30)]

    def broken():
        yield from own[:10]
        raise RuntimeError

    monkeypatch.setattr(making, "HEAP", 5)
    with pytest.raises(RuntimeError):
        codes.bring_in(poll.campaign, broken(), label="", by=audit.OPERATOR, now=clock())
    # What was kept so far does not count.
    assert rows(PackCode) == 10
    assert refusal(admit, poll, own[0]) == ["pack_code_unknown"]
    brought = codes.bring_in(poll.campaign, [*own, own[3]], label="", by=audit.OPERATOR, now=clock())
    assert (brought.batch, brought.new, brought.known) == (2, 30, 1)
    again = codes.bring_in(poll.campaign, own, label="", by=audit.OPERATOR, now=clock())
    assert (again.new, again.known, rows(PackCode), asked.total(poll.campaign)) == (0, 30, 30, 30)
    admit(poll, own[0])
    assert [(one.number, one.codes, one.ready) for one in asked.batches(poll.campaign, [])] == [
        (3, 0, True),
        (2, 30, True),
        (1, 0, False),
    ]


def test_no_batch_counts_whose_codes_an_import_beside_it_has_taken_over(poll, monkeypatch):
    own, others = ([f"{brand}{number:06}" for number in range(10)] for brand in ("BRAND", "OTHER"))
    given = {"label": "", "by": audit.OPERATOR}
    monkeypatch.setattr(making, "HEAP", 5)

    def read_while(*beside):
        """A file of whose codes all are kept when another is begun, and broken off before its own end."""
        yield from own
        with pytest.raises(RuntimeError):
            codes.bring_in(poll.campaign, broken(*beside), now=clock(), **given)

    def broken(*some):
        yield from some
        raise RuntimeError

    assert refusal(codes.bring_in, poll.campaign, read_while(*own), now=clock(), **given) == ["codes_taken_over"]
    assert [(one.number, one.codes, one.ready) for one in asked.batches(poll.campaign, [])] == [
        (2, 0, False),
        (1, 0, False),
    ]
    assert rows(Audit, Audit.verb == "codes.imported") == 0
    # Other codes do it no harm, and the same file again is whole.
    brought = codes.bring_in(poll.campaign, read_while(*others), now=clock(), **given)
    assert (brought.batch, brought.new, brought.known) == (3, 10, 0)
    for code in own:
        admit(poll, code)


def test_a_code_is_one_ballot_whose_choice_may_change(poll):
    code, other = made(poll, 2)
    voter = CodeVoter(key(poll, code))
    first = poll.cast(voter, "salt")
    assert (first.outcome, first.repeated) == (Outcome.COUNTED, False)
    assert poll.cast(voter, "salt").receipt == first.receipt
    assert poll.cast(voter, "vinegar").outcome is Outcome.ALREADY
    assert poll.cast(voter, "vinegar", change=True).outcome is Outcome.COUNTED
    assert rows(Ballot, Ballot.state == BallotState.COUNTED) == 1
    assert poll.cast(CodeVoter(key(poll, other)), "salt").outcome is Outcome.COUNTED
    (batch,) = asked.batches(poll.campaign, [poll.phase])
    assert batch.used == 2


def test_a_vote_takes_only_what_it_asks_for(app):
    with app.app_context():
        given = {
            "email": (stranger(), ConfirmedVoter("1" * 64, new_id())),
            "code": (CodeVoter("2" * 32),),
            "code_email": (UnconfirmedVoter("3" * 64, b"", "4" * 32), ConfirmedVoter("5" * 64, new_id(), "6" * 32)),
            "browser": (BrowserVoter("7" * 64),),
        }
        for asks in given:
            poll = make_poll("salt", eligibility=asks)
            for shown, voters in given.items():
                for voter in voters:
                    if shown == asks:
                        assert poll.cast(voter, "salt").outcome in {Outcome.COUNTED, Outcome.PENDING}
                    else:
                        assert refusal(poll.cast, voter, "salt") == ["vote_who_changed"], (asks, shown)


def test_beside_an_address_a_code_is_taken_when_its_vote_counts_and_not_before(both):
    code, second = made(both, 2)
    first, late = (UnconfirmedVoter(keys.voter_key(both.campaign, name), b"", key(both, code)) for name in ("a", "b"))
    waits = both.cast(first, "salt")
    # Never confirmed, it uses up nothing.
    assert (waits.outcome, rows(CodeUse)) == (Outcome.PENDING, 0)
    admit(both, code, voter_key=late.voter_key)
    assert confirm(both, both.cast(late, "salt"), late).outcome is Outcome.COUNTED
    assert refusal(admit, both, code, voter_key=first.voter_key) == ["pack_code_taken"]
    admit(both, code, voter_key=late.voter_key)
    assert refusal(confirm, both, waits, first) == ["pack_code_taken"]
    assert rows(Ballot, Ballot.state == BallotState.COUNTED) == rows(BallotEvent) == 1
    # With another code the same ballot, and the same mail, go through.
    again = both.cast(UnconfirmedVoter(first.voter_key, b"", key(both, second)), "salt")
    assert (again.outcome, again.receipt, again.confirmation_id) == (
        Outcome.PENDING,
        waits.receipt,
        waits.confirmation_id,
    )
    assert confirm(both, again, first).outcome is Outcome.COUNTED
    assert {(row.code_key, row.voter_key) for row in reading().scalars(select(CodeUse))} == {
        (key(both, code), late.voter_key),
        (key(both, second), first.voter_key),
    }
    assert asked.batches(both.campaign, [])[0].used == 2


def test_a_remembered_voters_code_is_theirs_and_a_change_uses_up_no_second_one(both):
    code, second, third = made(both, 3)
    known, other = both.participant(), both.participant()
    with_code = ConfirmedVoter(known.voter_key, known.participant_id, key(both, code))
    assert both.cast(with_code, "salt").outcome is Outcome.COUNTED
    assert refusal(both.cast, ConfirmedVoter(other.voter_key, other.participant_id, key(both, code)), "salt") == [
        "pack_code_taken"
    ]
    assert rows(Ballot) == 1
    changed = ConfirmedVoter(known.voter_key, known.participant_id, key(both, second))
    assert both.cast(changed, "vinegar", change=True).outcome is Outcome.COUNTED
    assert [row.code_key for row in reading().scalars(select(CodeUse))] == [key(both, code)]
    # The second code is still anybody's: also of somebody who had an address waiting.
    typed = UnconfirmedVoter(other.voter_key, b"", key(both, second))
    assert confirm(both, both.cast(typed, "salt"), typed).outcome is Outcome.COUNTED
    # And who withdrew votes again with the code that is theirs, not with somebody's.
    ballots.withdraw(both.campaign, voter_key=known.voter_key, now=clock())
    assert refusal(both.cast, changed, "salt") == ["pack_code_taken"]
    assert both.cast(with_code, "salt").outcome is Outcome.COUNTED
    assert refusal(both.cast, ConfirmedVoter(new_id().hex, new_id(), key(both, second)), "salt") == ["pack_code_taken"]
    assert both.cast(ConfirmedVoter(new_id().hex, new_id(), key(both, third)), "salt").outcome is Outcome.COUNTED


def test_a_change_to_a_ballot_whose_code_is_somebody_elses_changes_nothing(both):
    code, second = made(both, 2)
    voter = UnconfirmedVoter("a" * 64, b"", key(both, code))
    confirm(both, both.cast(voter, "salt"), voter)
    thief = UnconfirmedVoter("b" * 64, b"", key(both, second))
    wants = both.cast(UnconfirmedVoter("a" * 64, b"", key(both, second)), "vinegar")
    confirm(both, both.cast(thief, "salt"), thief)
    before = rows(BallotEvent)
    act = {"voter_key": voter.voter_key, "now": clock()}
    assert refusal(ballots.change_to, both.campaign, wants.ballot_id, **act) == ["pack_code_taken"]
    assert (rows(BallotEvent), rows(Ballot, Ballot.state == BallotState.COUNTED)) == (before, 2)


def test_many_wrong_codes_raise_the_wait_and_never_refuse_for_good(poll):
    (code,) = made(poll, 1)
    for _ in range(rules.FREE_TRIES):
        assert refusal(admit, poll, "000000000001") == ["pack_code_unknown"]
    with pytest.raises(Paced) as paced:
        admit(poll, code, open_for=1)
    assert (paced.value.retry_after, [one.key for one in paced.value.objections]) == (2, ["pack_code_wait"])
    admit(poll, code, open_for=2)
    # One page is no place for many guesses; another one is not touched by that.
    for _ in range(rules.TRIES_A_PAGE):
        assert refusal(admit, poll, "000000000001", page="p", open_for=60) == ["pack_code_unknown"]
    assert refusal(admit, poll, code, page="p", open_for=60) == ["form_expired"]
    admit(poll, code, page="q", open_for=60)


def test_two_hundred_behind_one_address_all_vote_at_their_first_try(poll):
    some = made(poll, 200)
    for number, code in enumerate(some):
        if number % 10 == 0:
            assert refusal(admit, poll, "000000000001", open_for=10) == ["pack_code_unknown"]
        admit(poll, code, open_for=10)
        assert poll.cast(CodeVoter(key(poll, code)), "salt").outcome is Outcome.COUNTED
    assert rows(Ballot, Ballot.state == BallotState.COUNTED) == 200


def test_in_a_vote_of_every_day_a_code_votes_once_a_day(app):
    with app.app_context():
        poll = make_poll("salt", eligibility="code", per_day=True)
        voter = CodeVoter(key(poll, made(poll, 1)[0]))
        assert [poll.cast(voter, "salt").repeated for _ in range(2)] == [False, True]
        lift_guards()
        with transaction() as session:
            yesterday = (clock() - timedelta(days=1)).date().isoformat()
            session.execute(update(Ballot).values(bucket=yesterday))
        assert poll.cast(voter, "salt").repeated is False
