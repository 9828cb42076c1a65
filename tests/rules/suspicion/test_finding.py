"""What is a cluster and what is not: cases one can read, then an honest public with attacks in it."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from contest.demo.rehearsal import attacks
from contest.demo.rehearsal.planned import Planned, seen_by_rules
from contest.demo.rehearsal.public import HONEST, Public
from contest.rules import suspicion
from contest.rules.suspicion import Rule, Sign, Signal

NOON = datetime(2027, 2, 8, 12, tzinfo=UTC)
ENTRY, OTHER = UUID(int=1), UUID(int=2)


def crowd(**said) -> list[Signal]:
    """So many votes within some minutes, by chance or `every` so many seconds; like people's unless said otherwise."""
    given = {"count": 30, "minutes": 10, "every": 0, "entry": ENTRY, "network": "n", "agents": 3, "domain": "gmail"}
    given |= {"seconds": (6, 90), "disposable": False, "seed": 1, "start": 0} | said
    chance = Random(given["seed"])
    return [
        Signal(
            ballot_id=UUID(int=given["seed"] << 32 | number),
            entry_id=given["entry"],
            at=NOON.timestamp()
            + 60 * given["start"]
            + (number * given["every"] if given["every"] else chance.random() * given["minutes"] * 60),
            network=given["network"] or f"home {given['seed']} {number}",
            agent=f"agent {number % given['agents']}",
            domain=given["domain"] or f"own {number}",
            disposable=given["disposable"],
            seconds=chance.randint(*given["seconds"]),
        )
        for number in range(given["count"])
    ]


# Votes for other ideas in the same hours, by which one tells what is usual.
OTHERS = crowd(count=400, minutes=600, start=-300, entry=OTHER, network="", agents=40, seed=2)
QUICK = (1, 3)

HONEST_CASES = {
    "a school of thirty behind one network": crowd(),
    "five classes, each behind the same network": [vote for seed in range(3, 8) for vote in crowd(seed=seed)],
    "an office of two hundred, one network, one domain, half an hour": crowd(count=200, minutes=30, domain="company"),
    "a family of five": crowd(count=5, minutes=2),
    "a mobile carrier with nine hundred of its customers": crowd(count=900, minutes=600, start=-300, agents=40),
    "an evening on television, each from home": crowd(count=500, minutes=20, network="", agents=40),
    "fifteen quick ones at home": crowd(count=15, network="", seconds=QUICK),
    "nineteen quick ones of one network": crowd(count=19, seconds=QUICK),
    "remembered voters, quick as everybody is": crowd(count=60, seconds=QUICK)
    + crowd(count=1200, entry=OTHER, network="", seconds=QUICK, seed=9),
    "a network that votes for many ideas": crowd(minutes=600, start=-300, seconds=QUICK)
    + crowd(count=40, minutes=600, start=-300, entry=OTHER, seconds=QUICK, seed=9),
    "a domain everybody has": crowd(count=40, network="", seconds=(4, 90), domain="gmail"),
    "a few throw-away addresses": crowd(count=9, network="", disposable=True),
}
CLUSTERS = {
    "one network, quick": (crowd(seconds=QUICK), Rule.NETWORK, {Sign.QUICK}),
    "one network, by a timer": (crowd(every=20), Rule.NETWORK, {Sign.EVEN}),
    "one network, another browser each": (crowd(every=20, agents=30), Rule.HEADERS, {Sign.EVEN}),
    "one domain from everywhere, quick": (crowd(network="", domain="new", seconds=QUICK), Rule.DOMAIN, {Sign.QUICK}),
    "throw-away addresses, by hand": (
        crowd(count=30, minutes=300, network="", domain="", disposable=True),
        Rule.DISPOSABLE,
        {Sign.DISPOSABLE},
    ),
    "a burst of quick ones from everywhere": (
        crowd(count=120, minutes=9, network="", seconds=QUICK),
        Rule.BURST,
        {Sign.QUICK},
    ),
    "a drip from everywhere": (
        crowd(count=60, every=360, network="", seconds=QUICK, start=-180),
        Rule.DRIP,
        {Sign.QUICK, Sign.EVEN},
    ),
    "a machine among a carrier's customers": (
        crowd(count=100, minutes=40, seconds=QUICK)
        + crowd(count=400, minutes=600, start=-300, entry=OTHER, seed=8)
        + crowd(count=60, minutes=600, start=-300, seed=7),
        Rule.NETWORK,
        {Sign.QUICK},
    ),
}


@pytest.mark.parametrize("case", HONEST_CASES)
def test_no_shape_is_a_reason_by_itself(case):
    assert suspicion.find(OTHERS + HONEST_CASES[case]) == ()


@pytest.mark.parametrize("case", CLUSTERS)
def test_a_shape_with_a_machines_sign_is_a_cluster(case):
    votes, rule, signs = CLUSTERS[case]
    (found,) = suspicion.find(OTHERS + votes)
    assert (found.entry_id, found.rule, found.signs) == (ENTRY, rule, signs)
    assert len(found.votes) >= 0.9 * sum(vote.seconds <= 3 for vote in votes if vote.entry_id == ENTRY)


def test_no_vote_is_in_two_clusters_and_the_heaviest_comes_first():
    small = crowd(entry=OTHER, network="m", seconds=QUICK, seed=5)
    found = suspicion.find(OTHERS + small + crowd(count=300, minutes=9, seconds=QUICK))
    members = [vote.ballot_id for one in found for vote in one.votes]
    assert len(members) == len(set(members))
    assert [one.entry_id for one in found] == [ENTRY, OTHER]
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)


def test_what_is_shown_are_figures_for_and_against():
    votes = crowd(seconds=QUICK)
    (found,) = suspicion.find(OTHERS + votes)
    ids = [vote.ballot_id for vote in votes]
    cluster = suspicion.describe(found, known=ids[:4], shared=ids[:7])
    assert cluster is not None
    assert set(cluster.ballots) == set(ids)
    assert (cluster.rule, cluster.version) == (Rule.NETWORK, "suspicion/1")
    unusual = {fact.kind: fact.numbers for fact in cluster.unusual}
    assert unusual["quick"]["count"] == unusual["quick"]["of"] == 30
    assert unusual["quick"]["seconds"] <= 3 < 30 < unusual["quick"]["usual"]
    assert unusual["network"] == {"count": 30, "of": 30}
    assert unusual["once"] == {"count": 26, "of": 30}
    explains = {fact.kind: fact.numbers for fact in cluster.explains}
    assert (explains["known"], explains["shared"]) == ({"count": 4}, {"count": 7})
    assert cluster.begins < cluster.ends <= NOON + timedelta(minutes=10)


def test_known_people_are_no_cluster():
    votes = crowd(seconds=QUICK)
    (found,) = suspicion.find(OTHERS + votes)
    assert suspicion.describe(found, known={vote.ballot_id for vote in votes[:15]}) is None


def test_a_rehearsal_finds_the_attacks_and_leaves_the_honest_alone():
    opens = datetime(2027, 2, 5, 6, tzinfo=UTC)
    public = Public(opens, opens + timedelta(days=4), ideas=60, seed=11)
    planned: list[Planned] = public.all(6000) + attacks.plan(opens, seed=11, scale=0.5)
    seen = seen_by_rules(planned)
    found = {who: round(one.part, 2) for who, one in seen.items() if who not in HONEST}
    unseen = found.pop(attacks.UNSEEN)
    assert min(found.values()) >= 0.8, found
    assert unseen <= 0.05, "it imitates people in everything; whatever finds it finds people too"
    honest = [one for who, one in seen.items() if who in HONEST]
    assert sum(one.votes for one in honest) == 6000
    assert sum(one.clustered for one in honest) <= 0.005 * 6000, honest
