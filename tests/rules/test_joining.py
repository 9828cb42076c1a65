"""Ideas joined while people vote: how each paper reads, whoever counts, in whatever order; what speaks against it."""

import importlib.util
import random
from collections import Counter
from itertools import permutations
from pathlib import Path
from uuid import UUID

import pytest

from contest.rules import joining
from contest.rules.counting import count
from contest.rules.joining import LONGEST_REASON, Stand
from contest.rules.papers import RANKED, Method, Paper, points

spec = importlib.util.spec_from_file_location("verify", Path(__file__).resolve().parents[2] / "static" / "verify.py")
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))
IDEAS = [A, B, C, D, E]


def paper(text: str) -> tuple[str, ...]:
    """`"abc"`: these ids, in this order; `"a5b2"`: with their stars."""
    found: list[str] = []
    for letter in text:
        if letter.isdigit():
            found[-1] += f":{letter}"
        else:
            found.append(str(IDEAS["abcde".index(letter)]))
    return tuple(found)


def ideas(*pairs: str) -> list[tuple[UUID, UUID]]:
    return [(IDEAS["abcde".index(gone)], IDEAS["abcde".index(kept)]) for gone, kept in pairs]


@pytest.mark.parametrize(
    ("method", "cast", "pairs", "reads"),
    [
        (Method.ONE, "a", ["ab"], "b"),
        (Method.ONE, "b", ["ab"], "b"),
        (Method.ONE, "c", ["ab"], "c"),
        (Method.ONE, "a", ["ab", "bc"], "c"),
        (Method.ONE, "a", ["bc", "ab"], "c"),
        (Method.SEVERAL, "abc", ["ab"], "bc"),
        (Method.SEVERAL, "bcd", ["dc"], "bc"),
        (Method.SEVERAL, "be", ["ea"], "ab"),
        (Method.RUNOFF, "cadb", ["ab"], "cbd"),
        (Method.RUNOFF, "cbda", ["ab"], "cbd"),
        (Method.SCHULZE, "abc", ["ab", "cb"], "b"),
        (Method.STARS, "a5b2c1", ["ab"], "b5c1"),
        (Method.STARS, "a1b4", ["ab"], "b4"),
        (Method.STARS, "a3c2", ["ab"], "b3c2"),
    ],
)
def test_a_choice_for_what_is_gone_is_one_for_what_was_kept_and_counts_once(method, cast, pairs, reads):
    how = joining.joins(method, ideas(*pairs))
    assert how.read(paper(cast)) == paper(reads)
    assert how.paper(Paper(paper(cast))) == Paper(paper(reads))


def test_what_counts_for_what_is_known_by_each_of_them():
    how = joining.joins(Method.ONE, ideas("ab", "bc"))
    assert [how.entry(idea) for idea in (A, B, C, D)] == [C, C, C, D]
    assert (how.same(A), how.same(C), how.same(D)) == ([C, A, B], [C, A, B], [D])
    assert joining.NONE.read(paper("ba")) == paper("ba")


@pytest.mark.parametrize("pairs", [["ab", "ac"], ["aa"], ["ab", "ba"], ["ab", "bc", "ca"]])
def test_nothing_is_joined_twice_or_in_a_circle(pairs):
    with pytest.raises(ValueError, match="joined"):
        joining.joins(Method.ONE, ideas(*pairs))


def oracle(ranked: bool, choices: list[tuple[UUID, int]], pairs: list[tuple[UUID, UUID]]) -> list[tuple[UUID, int]]:
    """By hand: one join after the other, until nothing that is gone is left."""
    while gone := [(old, new) for old, new in pairs if old in dict(choices)]:
        (old, new), renamed = gone[0], list[tuple[UUID, int]]()
        for entry, stars in choices:
            name = new if entry == old else entry
            again = dict(renamed).get(name)
            if again is None:
                renamed.append((name, stars))
            elif stars > again:
                renamed[renamed.index((name, again))] = (name, stars)
        choices = renamed
    return choices if ranked else sorted(choices)


def election(chance: random.Random, method: Method) -> tuple[list[list[tuple[UUID, int]]], list[tuple[UUID, UUID]]]:
    """Some ballots, and joins of which none is twice or in a circle."""
    most = {Method.ONE: 1, Method.SEVERAL: 3}.get(method, 5)
    cast = [chance.sample(IDEAS, chance.randint(1, most)) for _ in range(chance.randint(0, 30))]
    stars = (1, 5) if method is Method.STARS else (1, 1)
    order = chance.sample(IDEAS, 5)
    gone = order[: chance.randint(0, 4)]
    pairs = [(idea, chance.choice(order[order.index(idea) + 1 :])) for idea in gone]
    return [[(idea, chance.randint(*stars)) for idea in ballot] for ballot in cast], pairs


def written(method: Method, ballot: list[tuple[UUID, int]]) -> tuple[str, ...]:
    said = [f"{idea}:{stars}" if method is Method.STARS else str(idea) for idea, stars in ballot]
    return tuple(said if method in RANKED else sorted(said))


@pytest.mark.parametrize("method", list(Method))
def test_in_any_election_it_is_what_one_does_by_hand_in_any_order_once_and_again(method):
    chance = random.Random(f"joined {method}")
    for _ in range(120):
        cast, pairs = election(chance, method)
        ballots, ranked = [written(method, ballot) for ballot in cast], method in RANKED
        by_hand = [written(method, oracle(ranked, ballot, pairs)) for ballot in cast]
        how = joining.joins(method, chance.sample(pairs, len(pairs)))
        read = [how.read(ballot) for ballot in ballots]
        assert read == by_hand
        assert [how.read(ballot) for ballot in read] == read
        # Nobody weighs more than before.
        weights = [[sum(more for _, more in points(method, one)) for one in some] for some in (ballots, read)]
        assert all(after <= before for before, after in zip(*weights, strict=True))
        standing = [idea for idea in IDEAS if idea not in dict(pairs)]
        papers = joining.read_all(Counter(ballots), how)
        assert count(method, papers, standing) == count(method, Counter(by_hand), standing)
        # The running count, moved join by join as the log has them, is the count of what was read at the end.
        running = Counter[UUID]()
        for ballot in ballots:
            running.update(dict(points(method, ballot)))
        steps, before = Counter(running), joining.NONE
        for upto in range(1, len(pairs) + 1):
            after = joining.joins(method, pairs[:upto])
            steps.update(joining.moved(method, Counter(ballots), before, after))
            before = after
        wanted = Counter[UUID]()
        for ballot in read:
            wanted.update(dict(points(method, ballot)))
        assert {idea: votes for idea, votes in steps.items() if votes} == dict(+wanted)


def test_the_program_reads_papers_as_the_house_does():
    chance = random.Random("joined by others")
    for method in Method:
        for _ in range(40):
            cast, pairs = election(chance, method)
            vote = verify.Vote.__new__(verify.Vote)
            vote.joins = {str(gone): {"kept": str(kept)} for gone, kept in pairs}
            how = joining.joins(method, pairs)
            for ballot in (written(method, one) for one in cast):
                read = vote.as_joined(ballot)
                assert (read if method in RANKED else tuple(sorted(read))) == how.read(ballot)


def test_all_orders_of_a_chain_lead_to_its_end():
    for pairs in permutations(ideas("ab", "bc", "cd", "ed")):
        assert joining.joins(Method.ONE, pairs).kept == {str(idea): str(D) for idea in (A, B, C, E)}


def test_the_effect_is_the_count_with_and_without_and_who_named_both():
    papers = {paper("a"): 4, paper("b"): 3, paper("c"): 5, paper("ab"): 2}
    found = joining.effect(Method.SEVERAL, papers, [A, B, C], A, B)
    assert [(row.entry_id, row.votes) for row in found.without.standings] == [(A, 6), (B, 5), (C, 5)]
    assert [(row.entry_id, row.votes) for row in found.joined.standings] == [(B, 9), (C, 5)]
    assert (found.ballots, found.both, found.changes_first) == (6, 2, True)
    lines = [(before.entry_id, after and after.rank) for before, after in found.lines(A, B, most=3)]
    assert lines == [(B, 1), (C, 2), (A, None)]
    assert not joining.effect(Method.SEVERAL, papers, [A, B, C], C, A).changes_first


RUNNING = Stand(begun=True, over=False, picked=False, kept_stands=True)


@pytest.mark.parametrize(
    ("stands", "reason", "against"),
    [
        ([], "", []),
        ([RUNNING], "The same.", []),
        ([RUNNING], "", [("merge_needs_reason", "told")]),
        ([RUNNING], "x" * (LONGEST_REASON + 1), [("field_too_long", "told")]),
        ([Stand(begun=True, over=True, picked=False, kept_stands=True)], "Why", [("merge_in_vote", "")]),
        ([Stand(begun=False, over=False, picked=True, kept_stands=True)], "Why", [("merge_in_vote", "")]),
        ([Stand(begun=True, over=False, picked=True, kept_stands=False)], "Why", [("merge_other_vote", "")]),
    ],
)
def test_what_speaks_against_joining_during_a_vote(stands, reason, against):
    assert [(one.key, one.field) for one in joining.objections(stands, reason)] == against
