"""Unusual votes from the look to the result: one cluster grows, ballots follow decisions, two people exclude many."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select, update

from contest.db import new_id, reading, transaction
from contest.models import Audit, Ballot, BallotEvent, ClusterBallot, Outbox, Participant
from contest.queries import clusters, tally
from contest.rules.ballots import ConfirmedVoter, EventKind, Trace
from contest.rules.objections import Refused
from contest.rules.suspicion.deciding import ClusterState, looks
from contest.services import fairplay, keys, results, sequencer
from contest.services.fairplay import Done, settling
from contest.services.mails import House, Needless, Wanted, write
from tests.services.polls import Poll, clock, lift_guards, make_poll, make_staff

WHY = "Un robot, une nuit : une voix toutes les deux secondes."


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar", excluded_by_one=25)


def voter(poll: Poll, name: str) -> ConfirmedVoter:
    """Somebody of whom an address is known."""
    address = f"{name}@example.org"
    key = keys.voter_key(poll.campaign, address)
    with transaction() as session:
        row = Participant(
            campaign_id=poll.campaign,
            id=new_id(),
            voter_key=key,
            address_sealed=keys.seal_address(poll.campaign, address),
            lang="fr",
            confirmed_at=clock(),
        )
        session.add(row)
    return ConfirmedVoter(key, row.id)


def robots(poll: Poll, first: int, count: int) -> None:
    """A machine behind one network."""
    for number in range(first, first + count):
        poll.cast(voter(poll, f"robot{number}"), "salt", trace=Trace("a", "net", "agent", 1, "", "mail"), lang="fr")


def people(poll: Poll, count: int = 4) -> None:
    """People come as they come: a test casts as evenly as a machine does."""
    chance, now = Random(1), clock()
    lift_guards()
    for number in range(count):
        trace = Trace(f"a{number}", f"n{number}", "agent", 20 + number % 30, "", "gmail")
        cast = poll.cast(poll.participant(), "vinegar", trace=trace)
        came = now - timedelta(hours=20 * chance.random())
        with transaction() as session:
            session.execute(update(Ballot).where(Ballot.id == cast.ballot_id).values(accepted_at=came))


def look() -> None:
    sequencer.run(clock())
    while fairplay.look(clock()):
        pass


def states(poll: Poll) -> dict[str, int]:
    counted = clusters.one(poll.campaign, 1)
    assert counted is not None
    return {state.value: number for state, number in counted.ballots.items() if number}


def votes(poll: Poll) -> int:
    sequencer.run(clock())
    assert sequencer.verify() == []
    return tally.votes(poll.campaign, poll.phase).get(poll.entries["salt"], 0)


def another(poll: Poll) -> UUID:
    someone = new_id()
    with transaction() as session:
        session.add(make_staff(someone, clock()))
    return someone


def refusal(act, *arguments, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [objection.key for objection in refused.value.objections]


def test_the_same_cluster_grows_and_what_comes_after_a_decision_is_another(poll):
    people(poll)
    robots(poll, 0, 24)
    look()
    (found,) = clusters.waiting(poll.campaign)
    assert (found.cluster.size, found.cluster.entry_id) == (24, poll.entries["salt"])
    robots(poll, 24, 6)
    look()
    look()
    (found,) = clusters.waiting(poll.campaign)
    assert (found.cluster.number, found.cluster.size) == (1, 30)
    assert states(poll) == {"counted": 30}
    fairplay.hold(poll.campaign, 1, by=poll.staff, now=clock())
    robots(poll, 30, 21)
    look()
    (later,) = clusters.waiting(poll.campaign)
    assert (later.cluster.number, later.cluster.size) == (2, 21)
    assert votes(poll) == 21


def test_hold_ask_release_and_exclude_each_once_and_all_reversible(poll, monkeypatch):
    monkeypatch.setattr(settling, "PORTION", 7)
    people(poll)
    robots(poll, 0, 24)
    look()
    at = {"by": poll.staff, "now": clock()}
    for _ in range(2):
        assert fairplay.hold(poll.campaign, 1, **at) is Done.DONE
    assert (states(poll), votes(poll)) == ({"held": 24}, 0)
    asked = list(reading().scalars(select(Outbox).where(Outbox.kind == "mail.vote_asked")))
    assert len(asked) == 24
    ballot = UUID(asked[0].ids["ballot"])
    house = House("https://contest.example", "Poll <poll@example.org>")
    letter = write(house, Wanted(asked[0].kind, poll.campaign, asked[0].ids, "fr"), now=clock())
    assert letter.address.startswith("robot")
    assert keys.vote_token(poll.campaign, ballot) in letter.letter.plain
    assert fairplay.answer(poll.campaign, ballot, is_theirs=True, now=clock())
    assert not fairplay.answer(poll.campaign, new_id(), is_theirs=True, now=clock())
    opened = clusters.one(poll.campaign, 1)
    assert (opened.listed.answers.asked, opened.listed.answers.theirs) == (24, 1)
    assert states(poll) == {"held": 24}, "an answer decides nothing"
    assert fairplay.exclude(poll.campaign, 1, reason=WHY, lang="fr", **at) is Done.DONE
    assert (states(poll), votes(poll)) == ({"excluded": 24}, 0)
    fairplay.release(poll.campaign, 1, **at)
    fairplay.hold(poll.campaign, 1, **at)
    fairplay.release(poll.campaign, 1, **at)
    assert (states(poll), votes(poll)) == ({"counted": 24}, 24)
    with pytest.raises(Needless):
        write(house, Wanted(asked[1].kind, poll.campaign, asked[1].ids, "fr"), now=clock())
    events = list(
        reading().scalars(select(BallotEvent).where(BallotEvent.ballot_id == ballot).order_by(BallotEvent.at))
    )
    kinds = ["confirmed", "held", "excluded", "released", "held", "released"]
    assert [event.kind.value for event in events] == kinds
    assert {event.reason for event in events if event.kind is not EventKind.EXCLUDED} == {""}
    assert [event.reason for event in events if event.kind is EventKind.EXCLUDED] == [WHY]
    assert events[1].rule == "suspicion/1 network"
    told = list(reading().scalars(select(Audit.verb).where(Audit.verb.startswith("cluster.")).order_by(Audit.id)))
    assert told == [f"cluster.{deed}" for deed in ("held", "excluded", "released", "held", "released")]


def test_many_are_excluded_by_two_and_nothing_changes_after_the_result(poll):
    people(poll)
    robots(poll, 0, 26)
    look()
    bo = another(poll)
    mine, theirs = {"by": poll.staff, "now": clock()}, {"by": bo, "now": clock()}
    assert refusal(fairplay.exclude, poll.campaign, 1, reason=" ", lang="fr", **mine) == ["exclusion_needs_reason"]
    for _ in range(2):
        assert fairplay.exclude(poll.campaign, 1, reason=WHY, lang="fr", **mine) is Done.PROPOSED
    assert states(poll) == {"counted": 26}
    assert fairplay.exclude(poll.campaign, 1, reason="", lang="nl", **theirs) is Done.DONE
    cluster = clusters.one(poll.campaign, 1).listed.cluster
    assert (cluster.decided_by, cluster.second_by, cluster.reason, cluster.lang) == (poll.staff, bo, WHY, "fr")
    assert refusal(fairplay.hold, poll.campaign, 1, **mine) == ["fairplay_not_possible"]
    with pytest.raises(LookupError):
        fairplay.hold(poll.campaign, 2, **mine)


def seen(poll: Poll, number: int = 1) -> str:
    """How a cluster looks to whoever opens its page now."""
    cluster = clusters.one(poll.campaign, number).listed.cluster
    return looks(cluster.state, cluster.size, cluster.proposed_at)


def test_of_two_at_once_the_second_is_told_and_the_first_decision_stands(poll):
    people(poll)
    robots(poll, 0, 24)
    look()
    before, why = seen(poll), {"reason": WHY, "lang": "fr"}
    mine, theirs = {"by": poll.staff, "now": clock()}, {"by": another(poll), "now": clock()}
    for _ in range(2):
        assert fairplay.exclude(poll.campaign, 1, **why, **mine, seen=before) is Done.DONE
    assert refusal(fairplay.release, poll.campaign, 1, **theirs, seen=before) == ["fairplay_changed"]
    assert refusal(fairplay.hold, poll.campaign, 1, **theirs, seen=before) == ["fairplay_not_possible"]
    assert states(poll) == {"excluded": 24}
    assert fairplay.release(poll.campaign, 1, **theirs, seen=seen(poll)) is Done.DONE


def test_what_grew_or_is_proposed_since_it_was_seen_is_looked_at_again(poll):
    people(poll)
    robots(poll, 0, 24)
    look()
    before, mine, theirs = seen(poll), {"by": poll.staff, "now": clock()}, {"by": another(poll), "now": clock()}
    robots(poll, 24, 6)
    look()
    assert refusal(fairplay.exclude, poll.campaign, 1, reason=" ", lang="fr", **mine, seen=before) == [
        "fairplay_changed"
    ]
    now = seen(poll)
    for _ in range(2):
        assert fairplay.exclude(poll.campaign, 1, reason=WHY, lang="fr", **mine, seen=now) is Done.PROPOSED
    assert refusal(fairplay.exclude, poll.campaign, 1, reason="Of my own", lang="nl", **theirs, seen=now) == [
        "fairplay_changed"
    ]
    assert fairplay.exclude(poll.campaign, 1, reason="", lang="nl", **theirs, seen=seen(poll)) is Done.DONE


def test_what_is_proposed_does_not_grow(poll):
    people(poll)
    robots(poll, 0, 26)
    look()
    why = {"reason": WHY, "lang": "fr", "now": clock()}
    assert fairplay.exclude(poll.campaign, 1, by=poll.staff, **why) is Done.PROPOSED
    robots(poll, 26, 60)
    look()
    assert fairplay.exclude(poll.campaign, 1, by=another(poll), **why) is Done.DONE
    assert states(poll) == {"excluded": 26}
    (later,) = clusters.waiting(poll.campaign)
    assert (later.cluster.number, later.cluster.size) == (2, 60)


def test_what_was_begun_is_brought_to_its_end_by_the_worker(poll, monkeypatch):
    monkeypatch.setattr(settling, "PORTION", 10)
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    people(poll)
    robots(poll, 0, 24)
    look()
    fairplay.hold(poll.campaign, 1, by=poll.staff, now=clock())
    assert states(poll) == {"counted": 14, "held": 10}
    while fairplay.settle(clock()):
        pass
    assert (states(poll), votes(poll)) == ({"held": 24}, 0)


def test_the_result_tells_numbers_and_reasons_and_is_the_end(poll, monkeypatch):
    monkeypatch.setattr(settling, "PORTION", 10)
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    people(poll)
    robots(poll, 0, 24)
    look()
    fairplay.exclude(poll.campaign, 1, reason=WHY, lang="fr", by=poll.staff, now=clock())
    assert states(poll) == {"counted": 14, "excluded": 10}, "closing brings it to the rest"
    poll.over()
    figures = results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    salt = str(poll.entries["salt"])
    assert figures["set_aside"] == [{"entry": salt, "received": 24, "held": 0, "excluded": 24, "counted": 0}]
    assert figures["exclusions"] == [{"entry": salt, "ballots": 24, "reason": WHY}]
    assert (figures["counted"], figures["excluded"]) == (4, 24)
    assert refusal(fairplay.release, poll.campaign, 1, by=poll.staff, now=clock()) == ["fairplay_closed"]
    assert clusters.one(poll.campaign, 1).listed.cluster.state is ClusterState.EXCLUDED
    assert not fairplay.look(clock() + timedelta(hours=1))


def test_nobody_excludes_many_of_one_idea_in_slices(poll):
    people(poll)
    robots(poll, 0, 24)
    look()
    why, second = {"reason": WHY, "lang": "fr", "now": clock()}, another(poll)
    assert fairplay.exclude(poll.campaign, 1, by=poll.staff, **why) is Done.DONE
    robots(poll, 24, 24)
    look()
    assert fairplay.exclude(poll.campaign, 2, by=poll.staff, **why) is Done.PROPOSED
    assert votes(poll) == 24
    assert fairplay.exclude(poll.campaign, 2, by=second, **why) is Done.DONE
    assert votes(poll) == 0
    fairplay.release(poll.campaign, 1, by=second, now=clock())
    assert fairplay.exclude(poll.campaign, 1, by=second, **why) is Done.DONE, "what two excluded is no slice"


def test_what_two_excluded_is_let_count_by_two(poll):
    people(poll)
    robots(poll, 0, 26)
    look()
    now, bo = clock(), another(poll)
    for by in (poll.staff, bo):
        fairplay.exclude(poll.campaign, 1, reason=WHY, lang="fr", by=by, now=now)
    for _ in range(2):
        assert fairplay.release(poll.campaign, 1, by=bo, now=now) is Done.PROPOSED
    assert (states(poll), votes(poll)) == ({"excluded": 26}, 0)
    assert fairplay.release(poll.campaign, 1, by=poll.staff, now=now) is Done.DONE
    assert (states(poll), votes(poll)) == ({"counted": 26}, 26)
    cluster = clusters.one(poll.campaign, 1).listed.cluster
    assert (cluster.decided_by, cluster.second_by, cluster.proposed_by) == (bo, poll.staff, None)
    told = reading().scalars(select(Audit.verb).where(Audit.verb.startswith("cluster.")).order_by(Audit.id)).all()
    assert told == [f"cluster.{deed}" for deed in ("proposed", "excluded", "release_proposed", "released")]


def test_a_result_is_not_closed_over_held_votes_that_one_person_may_not_exclude(poll):
    people(poll)
    robots(poll, 0, 26)
    look()
    now = clock()
    fairplay.hold(poll.campaign, 1, by=poll.staff, now=now)
    poll.over(timedelta(hours=2))
    close = {"by": poll.staff, "now": now}
    assert refusal(results.close, poll.campaign, poll.phase, **close) == ["result_many_held"]
    fairplay.release(poll.campaign, 1, **close)
    assert results.close(poll.campaign, poll.phase, **close)["held"] == 0


def receipt_in(poll: Poll) -> str:
    """What a voter of the cluster shows."""
    here = select(Ballot.receipt).join(ClusterBallot, ClusterBallot.ballot_id == Ballot.id).order_by(Ballot.id).limit(1)
    return reading().scalars(here.where(ClusterBallot.campaign_id == poll.campaign)).one()


def test_a_single_vote_is_let_out_of_an_exclusion_by_two_and_counts_for_good(poll):
    people(poll)
    robots(poll, 0, 30)
    look()
    second, now = another(poll), clock()
    for by in (poll.staff, second):
        fairplay.exclude(poll.campaign, 1, reason=WHY, lang="fr", by=by, now=now)
    receipt, why = receipt_in(poll), "Elle a montré son ticket de caisse."
    spare = {"reason": why, "by": poll.staff, "now": now}
    assert refusal(fairplay.spare, poll.campaign, 1, "0000-0000", **spare | {"reason": " "}) == [
        "spare_unknown",
        "spare_needs_reason",
    ]
    for _ in range(2):
        assert fairplay.spare(poll.campaign, 1, receipt, **spare) is Done.PROPOSED
    assert states(poll) == {"excluded": 30}
    for _ in range(2):
        assert fairplay.spare(poll.campaign, 1, receipt, reason="", by=second, now=now) is Done.DONE
    assert (states(poll), votes(poll)) == ({"counted": 1, "excluded": 29}, 1)
    (one,) = clusters.spared(clusters.one(poll.campaign, 1).listed.cluster)
    assert (one.receipt, one.reason, one.at) == (receipt, why, now)
    for by in (poll.staff, second):
        fairplay.release(poll.campaign, 1, by=by, now=now)
    fairplay.hold(poll.campaign, 1, by=poll.staff, now=now)
    assert (states(poll), votes(poll)) == ({"counted": 1, "held": 29}, 1)
    fairplay.release(poll.campaign, 1, by=poll.staff, now=now)
    rules = reading().scalars(select(BallotEvent.rule).where(BallotEvent.rule.like("one-vote/1%"))).all()
    assert rules == ["one-vote/1 person"]
    verbs = reading().scalars(select(Audit.verb).where(Audit.verb.like("ballot.%")).order_by(Audit.id)).all()
    assert verbs == ["ballot.spare_proposed", "ballot.spared"]
    poll.over(timedelta(hours=2))
    results.close(poll.campaign, poll.phase, by=poll.staff, now=now)
    assert refusal(fairplay.spare, poll.campaign, 1, receipt, **spare) == ["fairplay_closed"]
