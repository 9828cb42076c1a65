"""Equal ideas joined while people vote: ballots stay, count for the one that is kept, once; on both databases."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from contest.db import new_id, reading, transaction
from contest.models import Ballot, Candidate, Cluster, Decision, Entry, Joining, Tally
from contest.queries import ballots as receipts
from contest.queries import clusters, dossiers, joinings, tally
from contest.queries import moderation as desk
from contest.queries import proof as proofs
from contest.rules.ballots import BallotState, EventKind, Outcome
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.rules.suspicion import Rule
from contest.services import ballots, moderation, sequencer
from contest.services.ballots import places
from migrations import guards
from tests.services.polls import HOUR, Poll, clock, make_poll, make_staff, stranger
from tests.services.test_deciding_with_others import at_once, refused

WHY = "Both are the chicory of our Sundays."


@pytest.fixture
def poll(app: Flask):
    with app.app_context():
        yield make_poll("endive", "chicon", "salt")


def join(poll: Poll, gone: str, kept: str, **more):
    number = reading().scalar(select(Entry.number).where(Entry.id == poll.entries[kept]))
    given = {"into": number, "version": 1, "told": WHY, "by": poll.staff, "now": clock()} | more
    return moderation.merge(poll.campaign, poll.entries[gone], **given)


def votes(poll: Poll) -> dict[str, int]:
    names = {entry: name for name, entry in poll.entries.items()}
    return {names[entry]: number for entry, number in tally.votes(poll.campaign, poll.phase).items()}


def agree(poll: Poll, expected: dict[str, int]) -> None:
    """The fold over the log and the recount from the ballots both say this."""
    sequencer.run(clock())
    recounted = {entry: number for entry, number in sequencer.recount(poll.campaign, poll.phase).items() if number}
    assert (votes(poll), recounted) == (expected, {poll.entries[name]: number for name, number in expected.items()})
    assert sequencer.verify() == []


def colleague() -> UUID:
    other = new_id()
    with transaction() as session:
        session.add(make_staff(other, clock()))
    return other


def test_votes_for_the_one_count_for_the_other_before_and_after_and_the_log_says_so_for_good(poll: Poll):
    early, pending, late = poll.participant(), stranger(), poll.participant()
    poll.cast(early, "chicon")
    waiting = poll.cast(pending, "chicon")
    poll.cast(poll.participant(), "salt")
    agree(poll, {"chicon": 1, "salt": 1})
    assert refused(join, poll, "chicon", "endive", told=" ") == [("merge_needs_reason", "told")]
    done = join(poll, "chicon", "endive")
    assert join(poll, "chicon", "endive").repeated
    agree(poll, {"endive": 1, "salt": 1})
    # Cast before and confirmed after, cast from a page of before, and said once more.
    confirmed = ballots.confirm(poll.campaign, waiting.ballot_id, voter_key=pending.voter_key, now=clock())
    assert confirmed.outcome is Outcome.COUNTED
    key = {"idempotency_key": "page of before"}
    sent = [poll.cast(late, "chicon", **key) for _ in range(2)]
    assert [(one.outcome, one.paper.entries) for one in sent] == [("counted", (poll.entries["endive"],))] * 2
    assert poll.cast(early, "endive").outcome is Outcome.COUNTED
    agree(poll, {"endive": 3, "salt": 1})
    assert poll.cast(early, "salt", change=True).outcome is Outcome.COUNTED
    agree(poll, {"endive": 2, "salt": 2})
    # The ballots themselves are as they were cast; the receipt says for what it counts.
    cast = receipts.ballot(poll.campaign, waiting.ballot_id)
    assert (cast.names, [one.name for one in cast.gone]) == ("endive", ["chicon"])
    assert reading().get(Ballot, (poll.campaign, waiting.ballot_id)).choices == [str(poll.entries["chicon"])]
    (line,) = [one for one in proofs.lines(poll.campaign, poll.phase, after=0) if b'"joined"' in one]
    assert [part in line.decode() for part in (WHY, str(poll.entries["chicon"]))] == [True, True]
    assert [(one.gone, one.kept, one.reason) for one in joinings.told(poll.campaign, poll.phase)] == [(2, 1, WHY)]
    with pytest.raises(Refused, match="undo_joined"):
        moderation.undo(poll.campaign, done.decision_id, by=poll.staff, now=clock())
    with pytest.raises(IntegrityError, match=guards.WORDS), transaction() as session:
        session.execute(update(Joining).values(reason="another"))


def test_it_takes_two_where_an_exclusion_of_so_many_would(app: Flask):
    with app.app_context():
        poll, second = make_poll("endive", "chicon", excluded_by_one=1), colleague()
        for _ in range(2):
            poll.cast(poll.participant(), "chicon")
        assert join(poll, "chicon", "endive").decision_id is None
        agree(poll, {"chicon": 2})
        proposal = desk.proposal(poll.campaign, poll.entries["chicon"])
        assert (proposal.kind, proposal.told, proposal.into_number) == ("merge", WHY, 1)
        given = {"by": second, "now": clock()}
        assert moderation.agree(poll.campaign, proposal.id, **given).state is EntryState.MERGED
        agree(poll, {"endive": 2})
        joining, decision = reading().scalars(select(Joining)).one(), reading().scalars(select(Decision)).one()
        assert (joining.staff_id, joining.second_id, decision.second_id) == (poll.staff, second, second)


def test_only_in_a_running_vote_in_which_both_stand(poll: Poll):
    poll.cast(poll.participant(), "chicon")
    with transaction() as session:
        (vote,) = desk.votes(poll.campaign, poll.entries["chicon"], poll.entries["endive"])
        session.add(Candidate(campaign_id=poll.campaign, phase_id=poll.phase, entry_id=poll.entries["chicon"]))
    assert vote.stand.is_running
    assert refused(join, poll, "chicon", "endive") == [("merge_other_vote", "")]
    # Who was picked for no vote has no votes to lose.
    assert join(poll, "salt", "endive").state is EntryState.MERGED
    poll.over()
    assert refused(join, poll, "chicon", "endive") == [("merge_in_vote", "")]
    poll.move(opens=HOUR, closes=2 * HOUR)
    assert refused(join, poll, "chicon", "endive") == [("merge_in_vote", "")]
    poll.move(opens=-HOUR, closes=HOUR)
    poll.freeze()
    assert refused(join, poll, "chicon", "endive") == [("merge_in_vote", "")]


def test_what_was_set_aside_and_what_is_looked_at_as_one_reads_the_same(app: Flask):
    with app.app_context():
        poll = make_poll("endive", "chicon", "salt", method="several", choices=2)
        for names in (("chicon", "endive"), ("chicon", "salt"), ("endive",), ("salt",)):
            held = poll.fill(poll.participant(), *names)
        aside = poll.fill(poll.participant(), "chicon", "endive")
        with transaction() as session:
            places.move(session, places.held(session, Ballot.id == aside.ballot_id), EventKind.HELD)
        sequencer.run(clock())
        join(poll, "chicon", "endive")
        # Cast while the join waits for the log.
        poll.fill(poll.participant(), "chicon", "salt")
        agree(poll, {"endive": 4, "salt": 3})
        kept = poll.entries["endive"]
        numbers = {"received": 5, "held": 1, "excluded": 0, "counted": 4}
        assert tally.set_aside(poll.campaign, poll.phase)[kept] == numbers
        assert dossiers.by_state(poll.campaign, poll.phase)[kept] == {BallotState.COUNTED: 4, BallotState.HELD: 1}
        cluster = Cluster(
            campaign_id=poll.campaign, phase_id=poll.phase, entry_id=poll.entries["chicon"], rule=Rule.BURST
        )
        assert dict(clusters.standing(cluster, 1))[kept] == 5
        assert held.outcome is Outcome.COUNTED


@pytest.mark.parametrize("known", [True, False])
def test_a_vote_that_arrives_while_two_are_joined_counts_once_for_the_one_that_is_kept(app: Flask, poll: Poll, known):
    voters = [poll.participant() if known else stranger() for _ in range(3)]
    for voter in voters:
        poll.cast(voter, "salt") if known else None
    given = {"change": True} if known else {}
    heard = at_once(
        app,
        lambda: join(poll, "chicon", "endive"),
        *(lambda voter=voter: poll.cast(voter, "chicon", **given) for voter in voters),
    )
    assert heard == ["done"] * 4
    for ballot in reading().scalars(select(Ballot).where(Ballot.state == BallotState.PENDING)).all():
        ballots.confirm(poll.campaign, ballot.id, voter_key=ballot.voter_key, now=clock())
    agree(poll, {"endive": 3})
    assert tally.crowded_places(poll.campaign, poll.phase) == 0


def test_two_joins_at_once_lead_to_one_idea_or_one_is_told(app: Flask, poll: Poll):
    for name in ("endive", "chicon", "salt"):
        poll.cast(poll.participant(), name)
    # A chain, in whichever order they come: either the second finds its idea gone, or both lead to the last.
    heard = at_once(app, lambda: join(poll, "salt", "chicon"), lambda: join(poll, "chicon", "endive"))
    chained = heard == ["done", "done"]
    assert chained or heard == ["done", "merge_into_missing"]
    agree(poll, {"endive": 3} if chained else {"endive": 2, "salt": 1})


def test_the_same_two_joined_by_two_people_at_once_are_joined_once(app: Flask, poll: Poll):
    other = colleague()
    poll.cast(poll.participant(), "chicon")
    heard = at_once(app, lambda: join(poll, "chicon", "endive"), lambda: join(poll, "chicon", "endive", by=other))
    assert heard == ["already_decided", "done"]
    agree(poll, {"endive": 1})
    assert reading().scalars(select(Tally.votes).where(Tally.entry_id == poll.entries["chicon"])).all() in ([], [0])
