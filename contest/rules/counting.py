"""Counting: what the counted papers of a vote make of the entries that stand in it. Whole numbers only.

Equal papers come together, as a number of them. `standing` is in the order in which the entries were published, which
is also what decides where nothing else does: who was there first goes on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID

from contest.rules.papers import MOST_STARS, RANKED, Method, marks
from contest.rules.results import Standing, ranking

Papers = Mapping[tuple[str, ...], int]
# A ranking, by places in `standing`.
Places = tuple[int, ...]


@dataclass(frozen=True)
class Round:
    """One round of a runoff: the papers each entry has, who leaves after it, papers that name nobody left."""

    votes: Mapping[UUID, int]
    leaving: tuple[UUID, ...]
    exhausted: int


@dataclass(frozen=True)
class Count:
    """Every entry's place.

    `papers`: how many were counted; `unread`: those of them that name nothing that stands. `of`: the most that an entry
    could have had. `rounds` are a runoff's; `duels`, of Schulze's method, say how many prefer the first to the second.
    """

    standings: tuple[Standing, ...]
    papers: int
    unread: int
    of: int
    rounds: tuple[Round, ...] = ()
    duels: Mapping[tuple[UUID, UUID], int] = field(default_factory=dict)


def count(method: Method, papers: Papers, standing: Sequence[UUID]) -> Count:
    """The result of a vote. Papers are as `rules.papers.Paper` has them; entries that do not stand are passed over."""
    known = {entry: place for place, entry in enumerate(standing)}
    read: Counter[Places] = Counter()
    weights: Counter[UUID] = Counter()
    for choices, number in papers.items():
        named = [(entry, stars) for entry, stars in marks(choices) if entry in known]
        if method in RANKED or not named:
            read[tuple(known[entry] for entry, _ in named)] += number
        else:
            for entry, stars in named:
                weights[entry] += stars * number
    total, unread = sum(papers.values()), read.pop((), 0)
    if method is Method.RUNOFF:
        return _runoff(read, standing, total, unread)
    if method is Method.SCHULZE:
        return _schulze(read, standing, total, unread)
    of = total * (MOST_STARS if method is Method.STARS else 1)
    return Count(tuple(ranking([(entry, weights[entry]) for entry in standing], of)), total, unread, of)


def _runoff(papers: Mapping[Places, int], standing: Sequence[UUID], total: int, unread: int) -> Count:
    """Instant-runoff: in each round every paper is with the best of its entries that is left, and the last one leaves.

    Until two are left. Entries that have no paper leave together. Of equal ones that leaves which had fewer in the
    round before (or the one before that); then the one that was published later. Equal at the end, they share it.
    """
    piles: list[list[tuple[Places, int, int]]] = [[] for _ in standing]
    held = [0] * len(standing)
    left = set(range(len(standing)))
    for paper, number in papers.items():
        piles[paper[0]].append((paper, 0, number))
        held[paper[0]] += number
    rounds: list[dict[int, int]] = []
    leaving: list[list[int]] = []
    while True:
        rounds.append({place: held[place] for place in sorted(left)})
        out = _last(rounds) if len(left) > 2 else []
        leaving.append(out)
        if not out:
            break
        left.difference_update(out)
        for place in out:
            for paper, at, number in piles[place]:
                following = next((i for i in range(at + 1, len(paper)) if paper[i] in left), None)
                if following is not None:
                    piles[paper[following]].append((paper, following, number))
                    held[paper[following]] += number
            piles[place] = []
    read = total - unread
    told = tuple(
        Round(
            {standing[place]: votes for place, votes in one.items()},
            tuple(standing[place] for place in out),
            read - sum(one.values()),
        )
        for one, out in zip(rounds, leaving, strict=True)
    )
    return Count(_places(told, total), total, unread, total, rounds=told)


def _last(rounds: Sequence[Mapping[int, int]]) -> list[int]:
    """Who leaves: all that have nothing, else the last one; nobody when nobody has anything."""
    now = rounds[-1]
    fewest = min(now.values())
    out = [place for place, votes in now.items() if votes == fewest]
    if fewest == 0:
        return out if len(out) < len(now) else []
    for earlier in reversed(rounds[:-1]):
        fewest = min(earlier[place] for place in out)
        out = [place for place in out if earlier[place] == fewest]
    return out[-1:]


def _places(rounds: Sequence[Round], total: int) -> tuple[Standing, ...]:
    """Whoever is left at the end by votes, then whoever left last, and so on; together means a shared place."""
    found = list(ranking(rounds[-1].votes.items(), total))
    for one in reversed(rounds[:-1]):
        rank, tied = len(found) + 1, len(one.leaving) > 1
        for entry in one.leaving:
            votes = one.votes[entry]
            found.append(Standing(entry, votes, rank, tied=tied, share=votes / (total or 1)))
    return tuple(found)


def _schulze(papers: Mapping[Places, int], standing: Sequence[UUID], total: int, unread: int) -> Count:
    """Schulze's method (Social Choice and Welfare 36, 2011), paths by winning votes.

    A paper prefers what it names to what it names later or not at all. An entry's place follows from how many others
    have a stronger path to it than it has to them; its votes are the duels that it wins.
    """
    size = len(standing)
    prefer = _preferences(papers, size)
    path = [[prefer[a][b] if prefer[a][b] > prefer[b][a] else 0 for b in range(size)] for a in range(size)]
    for via in range(size):
        for a in range(size):
            if a != via and (first := path[a][via]):
                path[a] = [max(known, min(first, on)) for known, on in zip(path[a], path[via], strict=True)]
    beaten = [sum(path[b][a] > path[a][b] for b in range(size)) for a in range(size)]
    won = [sum(prefer[a][b] > prefer[b][a] for b in range(size)) for a in range(size)]
    shared, of = Counter(beaten), size - 1
    standings = tuple(
        Standing(standing[a], won[a], beaten[a] + 1, tied=shared[beaten[a]] > 1, share=won[a] / (of or 1))
        for a in sorted(range(size), key=beaten.__getitem__)
    )
    duels = {(standing[a], standing[b]): prefer[a][b] for a in range(size) for b in range(size) if a != b}
    return Count(standings, total, unread, of, duels=duels)


def _preferences(papers: Mapping[Places, int], size: int) -> list[list[int]]:
    """How many prefer one place to another: all that name it, less those that name the other before it."""
    named, ahead = [0] * size, [[0] * size for _ in range(size)]
    for paper, number in papers.items():
        for place in paper:
            named[place] += number
        for better, worse in combinations(paper, 2):
            ahead[better][worse] += number
    return [[named[a] - ahead[b][a] if a != b else 0 for b in range(size)] for a in range(size)]
