"""How people vote is said before a vote begins; papers are taken, changed, counted and closed by it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from contest.db import reading, transaction
from contest.models import Audit, Campaign, Entry, Phase, PhaseWindow, Visibility
from contest.queries import ballots, candidates, results
from contest.rules.ballots import Outcome, vote_rules
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.rules.papers import Method
from contest.services import ballots as acts
from contest.services import results as closing
from contest.services import schedule, sequencer
from contest.services.schedule import Voting
from tests.services.polls import HOUR, Poll, clock, make_poll, stranger

pytestmark = pytest.mark.usefixtures("inside")
NAMES = ("salt", "vinegar", "pickle", "cheese")
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def sets(poll: Poll, reason: str = "Three is fairer than one.", **voting) -> list[str]:
    """Say how people vote; what speaks against it."""
    try:
        schedule.set_voting(poll.campaign, poll.phase, Voting(**voting), reason=reason, by=poll.staff, now=clock())
    except Refused as refused:
        return [reason.key for reason in refused.objections]
    return []


def test_a_vote_to_come_is_set_and_told_and_one_that_has_begun_stays():
    poll = make_poll(*NAMES)
    poll.move(opens=HOUR, closes=48 * HOUR)
    assert sets(poll, reason=" ", method=Method.SEVERAL, choices=2) == ["schedule_reason_missing"]
    assert sets(poll, method=Method.SEVERAL, choices=0, numbers=[1]) == ["candidates_too_few", "choices_wrong"]
    assert sets(poll, method=Method.STARS, numbers=[1, 99]) == ["candidates_unknown"]
    for _ in range(2):
        assert sets(poll, method=Method.SEVERAL, choices=2, per_day=True, changes=False, numbers=[3, 1, 3]) == []
    phase = reading().get_one(Phase, (poll.campaign, poll.phase))
    rules = vote_rules(phase.settings)
    assert (rules.method, rules.choices, rules.per_day, rules.changes, rules.picked) == (
        *(Method.SEVERAL, 2),
        *(True, False, True),
    )
    assert candidates.picked(poll.campaign, poll.phase) == {1, 3}
    assert candidates.ids(poll.campaign, poll.phase) == [poll.entries["salt"], poll.entries["pickle"]]
    buckets = reading().scalars(select(PhaseWindow.bucket).where(PhaseWindow.phase_id == poll.phase)).all()
    assert len(buckets) in {2, 3}
    told = reading().scalars(select(Audit.details).where(Audit.verb == "vote.changed")).all()
    assert [(one["reason"], one["numbers"]) for one in told] == [("Three is fairer than one.", [1, 3])]
    poll.move(opens=-HOUR, closes=HOUR)
    assert sets(poll, method=Method.ONE) == ["vote_begun"]
    # What nobody has seen yet is set freely.
    with transaction() as session:
        session.execute(update(Campaign).values(visibility=Visibility.DRAFT))
    assert sets(poll, reason="", method=Method.ONE) == []
    assert candidates.picked(poll.campaign, poll.phase) == frozenset()


def test_papers_are_taken_once_changed_confirmed_and_counted():
    poll = make_poll(*NAMES, method="several", choices=3)
    voter = poll.participant()
    first = poll.fill(voter, "salt", "pickle", idempotency_key="k")
    assert (first.outcome, poll.fill(voter, "pickle", "salt", idempotency_key="k").receipt) == (
        Outcome.COUNTED,
        first.receipt,
    )
    other = poll.fill(voter, "salt")
    assert (other.outcome, other.paper, len(other.wanted.choices)) == (Outcome.ALREADY, first.paper, 1)
    assert poll.fill(voter, "vinegar", "cheese", "salt", change=True).outcome is Outcome.COUNTED
    # Typed twice with the same choices it is one pending ballot; with others, two; the first confirmed is in.
    someone = stranger()
    pending = [poll.fill(someone, *names) for names in (("salt", "pickle"), ("pickle", "salt"), ("cheese",))]
    assert pending[0].ballot_id == pending[1].ballot_id != pending[2].ballot_id
    with transaction() as session:
        session.get_one(Entry, (poll.campaign, poll.entries["pickle"])).state = EntryState.REMOVED
    confirmed = acts.confirm(poll.campaign, pending[0].ballot_id, voter_key=someone.voter_key, now=clock())
    assert confirmed.outcome is Outcome.COUNTED, "half of the paper still stands"
    taken = acts.confirm(poll.campaign, pending[2].ballot_id, voter_key=someone.voter_key, now=clock())
    assert (taken.outcome, taken.paper, taken.wanted) == (Outcome.TAKEN, pending[0].paper, pending[2].paper)
    facts = ballots.ballot(poll.campaign, pending[0].ballot_id)
    assert facts is not None
    assert {one.name for one in facts.chosen} == {"salt", "pickle"}
    with pytest.raises(Refused):
        poll.fill(poll.participant(), "pickle", "salt")
    sequencer.run(clock())
    assert sequencer.verify() == []
    figures = results.staff_figures(poll.campaign, poll.phase)
    assert (figures.counted, {line.name: line.votes for line in figures.lines}) == (
        2,
        {"salt": 2, "vinegar": 1, "cheese": 1},
    )
    assert [(line.name, line.share) for line in figures.lines if line.votes == 2] == [("salt", 1.0)]


@pytest.mark.parametrize("method", [Method.RUNOFF, Method.SCHULZE, Method.STARS])
def test_a_closed_ranking_is_shown_as_it_was_frozen(method: Method):
    poll = make_poll(*NAMES[:3], method=method.value)
    said = [("salt", "pickle", "vinegar")] * 4 + [("pickle", "vinegar", "salt")] * 3 + [("vinegar", "pickle")] * 2
    for names in said:
        poll.fill(poll.participant(), *names, stars=[5, 4, 1][: len(names)])
    sequencer.run(clock())
    assert sequencer.verify() == []
    live = results.staff_figures(poll.campaign, poll.phase)
    assert live.lines[0].name == ("pickle" if method is Method.STARS else "salt")
    poll.over()
    frozen = closing.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    final = results.staff_figures(poll.campaign, poll.phase)
    assert final.lines[0].name == "pickle"
    assert [str(line.entry_id) for line in final.lines] == [row["entry"] for row in frozen["ranking"]]
    rounds, duels = results.counting(poll.campaign, poll.phase)
    assert (len(rounds), len(duels)) == {Method.RUNOFF: (2, 0), Method.SCHULZE: (0, 6), Method.STARS: (0, 0)}[method]
    assert sum(rounds[-1].votes.values()) == 9 if rounds else True


@SQLITE
def test_a_vote_for_picked_ideas_takes_no_others_and_once_a_day_is_once_a_day():
    poll = make_poll(*NAMES)
    poll.move(opens=HOUR, closes=48 * HOUR)
    assert sets(poll, per_day=True, numbers=[1, 2]) == []
    now = clock()
    with transaction() as session:
        session.execute(update(Phase).values(opens=now - 48 * HOUR))
        yesterday, today = (now - 24 * HOUR).date().isoformat(), now.date().isoformat()
        window = {"campaign_id": poll.campaign, "phase_id": poll.phase}
        session.execute(PhaseWindow.__table__.delete())
        session.add(PhaseWindow(**window, bucket=yesterday, opens=now - HOUR, closes=now + HOUR))
    voter = poll.participant()
    with pytest.raises(Refused):
        poll.cast(voter, "cheese")
    assert [poll.cast(voter, "salt").outcome for _ in range(2)] == [Outcome.COUNTED] * 2
    with transaction() as session:
        session.execute(update(PhaseWindow).values(bucket=today))
    second = poll.cast(voter, "vinegar")
    assert (second.outcome, second.repeated) == (Outcome.COUNTED, False)
    sequencer.run(clock() + timedelta(seconds=1))
    assert sequencer.verify() == []
    assert results.staff_figures(poll.campaign, poll.phase).counted == 2
