"""Counting against short oracles, another library, the program in the archive, and what must hold for any election."""

import random
from collections import Counter
from fractions import Fraction
from uuid import UUID

import pyrankvote
import pytest
import votelib.evaluate.condorcet
from pyrankvote import Ballot, Candidate

from contest.rules.counting import Count, count
from contest.rules.papers import Method

IDS = [UUID(int=number) for number in range(1, 9)]
A, B, C, D = IDS[:4]
WEIGHED = (Method.ONE, Method.SEVERAL, Method.STARS)
ELECTIONS = 10_000


def election(seed: int, *, entries: int = 0, most: int = 40) -> tuple[list[UUID], dict[tuple[str, ...], int]]:
    """Some entries, and rankings of some or all of them; with few voters, so that ties are common."""
    chance = random.Random(seed)
    standing = IDS[: entries or chance.randint(1, 7)]
    papers: Counter[tuple[str, ...]] = Counter()
    for _ in range(chance.randint(0, most)):
        papers[tuple(map(str, chance.sample(standing, chance.randint(1, len(standing)))))] += chance.choice((1, 1, 2))
    return standing, dict(papers)


def ranks(found: Count) -> dict[UUID, int]:
    return {place.entry_id: place.rank for place in found.standings}


def runoff_oracle(standing: list[UUID], papers: dict[tuple[str, ...], int]) -> list[set[UUID]]:
    """Who leaves in each round, and who is left."""
    left, history, out = list(standing), [], []
    while len(left) > 2:
        firsts = Counter(dict.fromkeys(left, 0))
        for paper, number in papers.items():
            for entry in map(UUID, paper):
                if entry in left:
                    firsts[entry] += number
                    break
        history.append(firsts)
        without = {entry for entry in left if not firsts[entry]}
        if without == set(left):
            break
        # Fewest now, then fewest in the round before, and so on; then published last.
        order = sorted(left, key=lambda entry: ([one[entry] for one in reversed(history)], -left.index(entry)))
        out.append(without or {order[0]})
        left = [entry for entry in left if entry not in out[-1]]
    return [*out, set(left)]


def schulze_oracle(standing: list[UUID], papers: dict[tuple[str, ...], int]) -> dict[UUID, int]:
    """How many stand before each: strengths of paths by widening them until nothing changes."""
    prefer = {
        (a, b): sum(n for paper, n in papers.items() if str(a) in paper and str(b) not in paper[: paper.index(str(a))])
        for a in standing
        for b in standing
        if a != b
    }
    path = {pair: number if number > prefer[pair[::-1]] else 0 for pair, number in prefer.items()}
    changed = True
    while changed:
        changed = False
        for (a, b), known in list(path.items()):
            wider = max([known, *(min(path[a, via], path[via, b]) for via in standing if via not in (a, b))])
            changed, path[a, b] = changed or wider > known, wider
    return {a: 1 + sum(path[b, a] > path[a, b] for b in standing if b != a) for a in standing}


def test_ten_thousand_random_runoffs_are_as_a_short_oracle_says():
    for seed in range(ELECTIONS):
        standing, papers = election(seed)
        found = count(Method.RUNOFF, papers, standing)
        *out, left = runoff_oracle(standing, papers)
        assert [set(one.leaving) for one in found.rounds[:-1]] == out, seed
        assert set(found.rounds[-1].votes) == left, seed
        for one in found.rounds:
            assert sum(one.votes.values()) + one.exhausted == found.papers - found.unread, seed


def test_thousands_of_random_duels_are_as_a_short_oracle_says():
    for seed in range(ELECTIONS // 4):
        standing, papers = election(seed)
        assert ranks(count(Method.SCHULZE, papers, standing)) == schulze_oracle(standing, papers), seed


def test_random_votes_and_stars_are_as_adding_them_up_says():
    for seed in range(ELECTIONS // 5):
        chance, total = random.Random(seed), Counter[UUID]()
        method = chance.choice(WEIGHED)
        papers: Counter[tuple[str, ...]] = Counter()
        for _ in range(chance.randint(0, 30)):
            named = sorted(chance.sample(IDS, 1 if method is Method.ONE else chance.randint(1, 5)))
            stars = [chance.randint(1, 5) if method is Method.STARS else 1 for _ in named]
            total.update(dict(zip(named, stars, strict=True)))
            mark = ":" if method is Method.STARS else ""
            papers[tuple(f"{entry}{mark}{star if mark else ''}" for entry, star in zip(named, stars, strict=True))] += 1
        found = count(method, papers, IDS)
        assert {place.entry_id: place.votes for place in found.standings} == {entry: total[entry] for entry in IDS}
        assert ranks(found) == {entry: 1 + sum(total[other] > total[entry] for other in IDS) for entry in IDS}


def test_winners_of_runoffs_are_those_another_library_finds():
    """Where no tie decides: libraries break them each in its own way."""
    compared = 0
    for seed in range(400):
        standing, papers = election(seed, entries=5, most=200)
        found = count(Method.RUNOFF, papers, standing)
        lowest = [sorted(one.votes.values())[:2] for one in found.rounds]
        if not found.papers or any(len(two) == 2 and two[0] == two[1] for two in lowest):
            continue
        people = {str(entry): Candidate(str(entry)) for entry in standing}
        cast = [
            Ballot(ranked_candidates=[people[entry] for entry in paper])
            for paper, number in papers.items()
            for _ in range(number)
        ]
        theirs = pyrankvote.instant_runoff_voting(list(people.values()), cast).get_winners()
        assert [str(found.standings[0].entry_id)] == [winner.name for winner in theirs], seed
        compared += 1
    assert compared > 100


def test_winners_of_duels_are_those_another_library_finds():
    theirs = votelib.evaluate.condorcet.Schulze()
    for seed in range(1000):
        standing, papers = election(seed, entries=5)
        found = count(Method.SCHULZE, papers, standing)
        duels = {pair: number for pair, number in found.duels.items() if number}
        first = {place.entry_id for place in found.standings if place.rank == 1}
        if len(first) == 1 and duels:
            assert theirs.evaluate(duels, 1) == list(first), seed


@pytest.mark.parametrize("method", [Method.RUNOFF, Method.SCHULZE])
def test_names_do_not_matter_nor_do_voters(method):
    """Neutrality and anonymity: with other ids, and ballots in another order, the places are the same ones."""
    for seed in range(500):
        standing, papers = election(seed)
        others = {entry: UUID(int=entry.int + 100) for entry in standing}
        renamed = {tuple(str(others[UUID(entry)]) for entry in paper): n for paper, n in reversed(papers.items())}
        here, there = count(method, papers, standing), count(method, renamed, [others[entry] for entry in standing])
        assert [(others[p.entry_id], p.votes, p.rank) for p in here.standings] == [
            (p.entry_id, p.votes, p.rank) for p in there.standings
        ]


@pytest.mark.parametrize(
    ("method", "best"),
    [(Method.RUNOFF, lambda first, rest: (first, *rest)), (Method.SCHULZE, lambda first, _: (first,))],
    ids=["a ranking with the winner on top", "a ballot for the winner alone"],
)
def test_one_more_ballot_for_the_winner_does_not_take_the_win_away(method, best):
    """Mono-add-top for runoffs, mono-add-plump for Schulze's method (Woodall 1996)."""
    for seed in range(1000):
        standing, papers = election(seed)
        first, *others = count(method, papers, standing).standings
        if others and others[0].rank == 1:
            continue
        rest = [str(place.entry_id) for place in others]
        random.Random(seed).shuffle(rest)
        more = Counter(papers) + Counter({best(str(first.entry_id), rest): 1})
        assert count(method, more, standing).standings[0].entry_id == first.entry_id, seed


def test_who_wins_every_duel_is_first_and_a_circle_is_cut_at_its_weakest():
    papers = {(str(A), str(B), str(C)): 9, (str(B), str(C), str(A)): 8, (str(C), str(A), str(B)): 3}
    found = count(Method.SCHULZE, papers, [A, B, C])
    # A beats B by 12, B beats C by 17, C beats A by 11: the last is the weakest.
    assert (found.duels[A, B], found.duels[B, C], found.duels[C, A]) == (12, 17, 11)
    assert [place.entry_id for place in found.standings] == [A, B, C]


def test_the_nine_people_of_the_example_at_the_desk():
    pickle, cheese, paprika = map(str, (A, B, C))
    papers = {(pickle, cheese, paprika): 4, (cheese, paprika, pickle): 3, (paprika, cheese, pickle): 2}
    rounds = count(Method.RUNOFF, papers, [A, B, C])
    assert [dict(one.votes) for one in rounds.rounds] == [{A: 4, B: 3, C: 2}, {A: 4, B: 5}]
    assert [(place.entry_id, place.votes, place.rank) for place in rounds.standings] == [
        (B, 5, 1),
        (A, 4, 2),
        (C, 2, 3),
    ]
    duels = count(Method.SCHULZE, papers, [A, B, C])
    assert [(place.entry_id, place.votes) for place in duels.standings] == [(B, 2), (C, 1), (A, 0)]
    stars = {(f"{A}:5", f"{B}:4"): 2, (f"{B}:4",): 1}
    assert [(p.entry_id, p.votes, Fraction(p.votes, 15)) for p in count(Method.STARS, stars, [A, B]).standings] == [
        (B, 12, Fraction(12, 15)),
        (A, 10, Fraction(10, 15)),
    ]


def test_equal_ones_at_the_end_share_the_first_place_and_a_person_decides():
    found = count(
        Method.RUNOFF, {(str(A),): 2, (str(B),): 2, (str(C), str(B), str(A)): 1, (str(D), str(A)): 1}, IDS[:4]
    )
    assert [(place.entry_id, place.votes, place.rank, place.tied) for place in found.standings[:2]] == [
        (A, 3, 1, True),
        (B, 3, 1, True),
    ]
    # C and D were equal in the only round before: D was published later, and left first.
    assert [place.entry_id for place in found.standings[2:]] == [C, D]


def test_what_no_longer_stands_is_passed_over():
    papers = {(str(D), str(A)): 3, (str(B),): 2, (str(D),): 1}
    found = count(Method.RUNOFF, papers, [A, B, C])
    assert (found.papers, found.unread, [place.entry_id for place in found.standings]) == (6, 1, [A, B, C])
    assert count(Method.SEVERAL, papers, [A, B, C]).unread == 1
    nobody = count(Method.RUNOFF, {}, [A, B, C])
    assert [(place.rank, place.tied) for place in nobody.standings] == [(1, True)] * 3
    assert count(Method.SCHULZE, {}, []).standings == ()
