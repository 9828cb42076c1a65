"""The rules: each knows one shape, and finds the votes of that shape that bear a machine's sign."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from uuid import UUID

from contest.rules.suspicion.measures import (
    FEW_OTHERS,
    QUICK_MORE,
    Sign,
    Usual,
    disposable_part,
    gaps,
    is_quick,
    median_seconds,
    quick_part,
    signs,
)
from contest.rules.suspicion.signals import Rule, Signal

# A family, a table at a fair, half a school class are fewer.
FEWEST = 20
# So large a part of what a network or a domain sends must be for the one entry.
ONE_ENTRY = 0.8
# As many browsers as votes: nobody has that behind one network.
MANY_AGENTS, MOST_DISTINCT = 25, 0.8
# A burst: so many times the usual of these ten minutes, and so many standard deviations above it.
TEN_MINUTES = 600
BURST_TIMES, BURST_DEVIATIONS = 3.0, 6.0
DRIP_LASTS, DRIP_FILLS = 2 * 3600, 3.0
DISPOSABLE_FEWEST, DISPOSABLE_TIMES = 10, 5.0


@dataclass(frozen=True)
class Finding:
    """Some votes for one entry that belong together, the rule that saw it, the signs, and what would be usual.

    `expected` is how many votes the entry would have had in the same stretch; 0 where the rule did not ask.
    """

    rule: Rule
    entry_id: UUID
    votes: tuple[Signal, ...]
    signs: frozenset[Sign]
    usual: Usual
    expected: float = 0.0

    @property
    def weight(self) -> int:
        """How much it is worth somebody's time: many votes, many signs."""
        return len(self.votes) * (1 + len(self.signs))


class Scene:
    """All votes of a stretch of time, sorted, and what was counted of them once."""

    def __init__(self, signals: Iterable[Signal]) -> None:
        self.votes = sorted(signals, key=lambda signal: signal.at)
        self.by_entry: dict[UUID, list[Signal]] = defaultdict(list)
        for vote in self.votes:
            self.by_entry[vote.entry_id].append(vote)
        self.networks = Counter(vote.network for vote in self.votes)
        self.quick_networks = Counter(vote.network for vote in self.votes if is_quick(vote))
        self.domains = Counter(vote.domain for vote in self.votes)
        self.per_bin = Counter(int(vote.at // TEN_MINUTES) for vote in self.votes)
        self.counts = _counts(self.votes)

    def usual(self, entry_id: UUID) -> Usual:
        """What is usual among votes for the others."""
        own = _counts(self.by_entry[entry_id])
        timed, quick, thrown, votes = (every - mine for every, mine in zip(self.counts, own, strict=True))
        return Usual(quick / timed, thrown / votes, is_known=True) if timed >= FEW_OTHERS else Usual()

    def seconds(self, entry_id: UUID) -> int:
        """For how long the page is open in the middle case, where somebody votes for another."""
        return median_seconds(vote for vote in self.votes if vote.entry_id != entry_id)


def find(signals: Iterable[Signal]) -> tuple[Finding, ...]:
    """Every cluster in these votes (a day of them, say), the heaviest first; no vote is in two.

    What was found is taken out and the rest looked at again: a loud attack must not pass for what is usual.
    """
    left, found = list(signals), list[Finding]()
    while some := _round(left):
        found += some
        taken = {vote.ballot_id for one in some for vote in one.votes}
        left = [vote for vote in left if vote.ballot_id not in taken]
    return tuple(sorted(found, key=_order))


def _round(signals: Sequence[Signal]) -> list[Finding]:
    scene = Scene(signals)
    found: list[Finding] = []
    for entry_id, votes in scene.by_entry.items():
        if len(votes) >= DISPOSABLE_FEWEST:
            wont = scene.usual(entry_id)
            for rule in RULES:
                found += rule(scene, votes, wont)
    return [
        replace(one, usual=replace(one.usual, seconds=scene.seconds(one.entry_id) if one.usual.is_known else 0))
        for one in _apart(sorted(found, key=_order))
    ]


def _order(one: Finding) -> tuple[int, int, str]:
    """The heaviest first; of equal ones the rule that says most."""
    return -one.weight, list(Rule).index(one.rule), str(one.entry_id)


def network(scene: Scene, votes: Sequence[Signal], wont: Usual) -> Iterator[Finding]:
    """Many from one network, nearly all for this entry, and a machine's sign; with a browser each: rotated headers.

    Behind a network of many people a machine shows among the quick ones alone, so these are also looked at apart.
    """
    for name, group in _grouped(votes, lambda vote: vote.network):
        quick = [vote for vote in group if is_quick(vote)]
        apart = len(quick) >= FEWEST and quick_part(group) >= wont.quick + QUICK_MORE
        if len(group) >= ONE_ENTRY * scene.networks[name]:
            members = group
        elif apart and len(quick) >= ONE_ENTRY * scene.quick_networks[name]:
            members = quick
        else:
            continue
        yield from _finding(_of_agents(members), members, wont)


def domain(scene: Scene, votes: Sequence[Signal], wont: Usual) -> Iterator[Finding]:
    """Many addresses of one mail domain that hardly votes for anything else, and a machine's sign."""
    for name, group in _grouped(votes, lambda vote: vote.domain):
        if len(group) >= ONE_ENTRY * scene.domains[name]:
            yield from _finding(Rule.DOMAIN, group, wont)


def disposable(scene: Scene, votes: Sequence[Signal], wont: Usual) -> Iterator[Finding]:
    """Throw-away addresses, far more than elsewhere."""
    thrown = [vote for vote in votes if vote.disposable]
    part = disposable_part(votes)
    if len(thrown) >= DISPOSABLE_FEWEST and part >= max(0.02, DISPOSABLE_TIMES * wont.disposable):
        yield Finding(Rule.DISPOSABLE, votes[0].entry_id, tuple(thrown), signs(thrown, wont), wont)


def burst(scene: Scene, votes: Sequence[Signal], wont: Usual) -> Iterator[Finding]:
    """Far more than usual at this hour, as the votes for others tell it, and a machine's sign."""
    own = Counter(int(vote.at // TEN_MINUTES) for vote in votes)
    for first, last in _stretches(own, scene.per_bin):
        within = [vote for vote in votes if first <= vote.at // TEN_MINUTES <= last]
        bins = range(first, last + 1)
        expected = sum(_expected(own, scene.per_bin, bins, place) for place in bins)
        yield from _finding(Rule.BURST, within, wont, expected)


def drip(scene: Scene, votes: Sequence[Signal], wont: Usual) -> Iterator[Finding]:
    """Quick votes, hours long, one after the other at an even pace."""
    quick = [vote for vote in votes if is_quick(vote)]
    if len(quick) < FEWEST:
        return
    lasts, pace = quick[-1].at - quick[0].at, statistics.median(gaps(quick))
    # An even burst with a few quick ones hours before it is no drip: its pace does not fill the time.
    if DRIP_LASTS <= lasts <= DRIP_FILLS * len(quick) * pace:
        found = signs(quick, wont)
        if Sign.EVEN in found:
            yield Finding(Rule.DRIP, votes[0].entry_id, tuple(quick), found, wont)


RULES: tuple[Callable[[Scene, Sequence[Signal], Usual], Iterator[Finding]], ...] = (
    network,
    domain,
    disposable,
    burst,
    drip,
)


def _finding(rule: Rule, group: Sequence[Signal], wont: Usual, expected: float = 0.0) -> Iterator[Finding]:
    """The group, if it bears a sign; without an even rhythm, which is all of them's, only those who bear it."""
    found = signs(group, wont)
    members = list(group)
    if Sign.EVEN not in found:
        members = [
            vote
            for vote in group
            if (Sign.QUICK in found and is_quick(vote)) or (Sign.DISPOSABLE in found and vote.disposable)
        ]
    if found and len(members) >= FEWEST:
        yield Finding(rule, group[0].entry_id, tuple(members), found, wont, expected)


def _counts(votes: Sequence[Signal]) -> tuple[int, int, int, int]:
    """How many have a known time, were quick, have a throw-away address; and all of them."""
    timed = sum(vote.seconds is not None for vote in votes)
    return timed, sum(map(is_quick, votes)), sum(vote.disposable for vote in votes), len(votes)


def _of_agents(group: Sequence[Signal]) -> Rule:
    agents = len({vote.agent for vote in group if vote.agent})
    return Rule.HEADERS if len(group) >= MANY_AGENTS and agents >= MOST_DISTINCT * len(group) else Rule.NETWORK


def _grouped(votes: Sequence[Signal], of: Callable[[Signal], str]) -> Iterator[tuple[str, list[Signal]]]:
    """Votes that share something known, where they are many."""
    groups: dict[str, list[Signal]] = defaultdict(list)
    for vote in votes:
        if of(vote):
            groups[of(vote)].append(vote)
    for name, group in groups.items():
        if len(group) >= FEWEST:
            yield name, group


def _expected(own: Counter[int], every: Counter[int], without: range, place: int) -> float:
    """How many votes an entry would have had in ten minutes: its part of all votes at other times, of these."""
    outside = [at for at in every if at not in without]
    others = sum(every[at] - own[at] for at in outside)
    part = sum(own[at] for at in outside) / others if others else 1.0
    return part * (every[place] - own[place])


def _stretches(own: Counter[int], every: Counter[int]) -> Iterator[tuple[int, int]]:
    """Ten minutes after ten minutes far above the usual, joined where one at most lies between."""
    total, all_others = sum(own.values()), sum(every.values()) - sum(own.values())
    hot = []
    for place, count in sorted(own.items()):
        others = all_others - (every[place] - own[place])
        part = (total - count) / others if others else 1.0
        expected = part * (every[place] - own[place])
        if count >= BURST_TIMES * expected and count - expected >= BURST_DEVIATIONS * sqrt(expected + 1):
            hot.append(place)
    if not hot:
        return
    first = hot[0]
    for before, after in pairwise([*hot, hot[-1] + 99]):
        if after - before > 2:
            yield first, before
            first = after


def _apart(found: Iterable[Finding]) -> Iterator[Finding]:
    """Each vote in the heaviest cluster it is in; what has too little left is gone, and its signs with it."""
    taken: set[UUID] = set()
    for one in found:
        left = tuple(vote for vote in one.votes if vote.ballot_id not in taken)
        if len(left) < len(one.votes) and (len(left) < FEWEST or not signs(left, one.usual)):
            continue
        taken.update(vote.ballot_id for vote in left)
        yield Finding(one.rule, one.entry_id, left, one.signs, one.usual, one.expected)
