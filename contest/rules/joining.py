"""Ideas joined while people vote on them: what speaks against it, and how every paper is read from then on.

Ballots stay as they were cast. Whoever counts reads a choice for the idea that is gone as one for the idea that was
kept, however early or late the ballot came. A paper that names both names one: of a ranking at the better place, with
the more of the stars, for that is what its voter gave this idea; more than before it never weighs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from contest.rules.counting import Count, Papers, count
from contest.rules.objections import Objection
from contest.rules.papers import RANKED, Method, Paper, points
from contest.rules.results import Standing

LONGEST_REASON = 300
# An id as it is written; stars come after it.
ID_LENGTH = 36


@dataclass(frozen=True)
class Joins:
    """What stands for what in one vote: by the id of each idea that is gone, the one that is kept in the end.

    `ranked`: the order of a paper means something; else it is that of the ids.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    ranked: bool = False

    def read(self, choices: Sequence[str]) -> tuple[str, ...]:
        """What a paper says now. Read again it says the same."""
        if not any(choice[:ID_LENGTH] in self.kept for choice in choices):
            return tuple(choices)
        best: dict[str, str] = {}
        for choice in choices:
            entry, stars = choice[:ID_LENGTH], choice[ID_LENGTH:]
            entry = self.kept.get(entry, entry)
            # One digit after a colon: as text they stand in the order of their numbers.
            best[entry] = max(best.get(entry, ""), stars)
        said = [entry + stars for entry, stars in best.items()]
        return tuple(said if self.ranked else sorted(said))

    def paper(self, paper: Paper) -> Paper:
        """The same for a voter's own."""
        return Paper(self.read(paper.choices))

    def entry(self, entry: UUID) -> UUID:
        """The idea that a vote for this one counts for."""
        return UUID(self.kept.get(str(entry), str(entry)))

    def same(self, entry: UUID) -> list[UUID]:
        """All that count for what this one counts for, the kept one first."""
        end = str(self.entry(entry))
        return [UUID(end), *(UUID(gone) for gone, kept in self.kept.items() if kept == end)]


NONE = Joins()


def joins(method: Method, pairs: Iterable[tuple[UUID, UUID]]) -> Joins:
    """From what was joined with what, in any order: who was joined with somebody that is gone goes where that one went.

    Errors: ValueError when one was joined twice, or in a circle.
    """
    into: dict[str, str] = {}
    for gone, kept in pairs:
        if str(gone) in into:
            raise ValueError(f"{gone} was joined twice")
        into[str(gone)] = str(kept)
    return Joins({gone: _end(gone, into) for gone in into}, ranked=method in RANKED)


def _end(gone: str, into: Mapping[str, str]) -> str:
    found, steps = into[gone], 0
    while found in into:
        found, steps = into[found], steps + 1
        if steps > len(into):
            raise ValueError(f"{gone} was joined with itself")
    return found


def read_all(papers: Papers, how: Joins) -> dict[tuple[str, ...], int]:
    """Papers and how many say so, as they read now."""
    if not how.kept:
        return dict(papers)
    found: Counter[tuple[str, ...]] = Counter()
    for choices, number in papers.items():
        found[how.read(choices)] += number
    return dict(found)


def moved(method: Method, papers: Papers, before: Joins, after: Joins) -> Counter[UUID]:
    """What a join changes in the running count of each entry, when so many ballots say this."""
    found: Counter[UUID] = Counter()
    for choices, number in papers.items():
        was, is_now = before.read(choices), after.read(choices)
        if was != is_now:
            for entry, more in points(method, is_now):
                found[entry] += more * number
            for entry, less in points(method, was):
                found[entry] -= less * number
    return found


@dataclass(frozen=True)
class Effect:
    """The count of a vote without a join and with it; how many counted ballots name the idea that goes, and both."""

    without: Count
    joined: Count
    ballots: int
    both: int

    @property
    def changes_first(self) -> bool:
        """Whether others are first with it."""
        before, after = (
            {row.entry_id for row in one.standings if row.rank == 1} for one in (self.without, self.joined)
        )
        return before != after

    def lines(self, *own: UUID, most: int = 6) -> list[tuple[Standing, Standing | None]]:
        """Where the first entries and those two stand without it and with it; the one that goes stands nowhere then."""
        after = {row.entry_id: row for row in self.joined.standings}
        rows = [(row, after.get(row.entry_id)) for row in self.without.standings]
        shown = [pair for pair in rows if pair[0].entry_id in own]
        rest = [pair for pair in rows if pair[0].entry_id not in own][: most - len(shown)]
        return sorted([*shown, *rest], key=lambda pair: (pair[1] is None, (pair[1] or pair[0]).rank))


def effect(method: Method, papers: Papers, standing: Sequence[UUID], gone: UUID, kept: UUID) -> Effect:
    """What joining two ideas would do to a vote; `papers` as they are read now, without it."""
    with_it = joins(method, [(gone, kept)])
    named = [({choice[:ID_LENGTH] for choice in choices}, number) for choices, number in papers.items()]
    ballots = [(entries, number) for entries, number in named if str(gone) in entries]
    return Effect(
        count(method, papers, standing),
        count(method, read_all(papers, with_it), [entry for entry in standing if entry != gone]),
        sum(number for _, number in ballots),
        sum(number for entries, number in ballots if str(kept) in entries),
    )


@dataclass(frozen=True)
class Stand:
    """How two ideas stand in a vote: it has begun or is about to, is over; the first was picked, the second stands."""

    begun: bool
    over: bool
    picked: bool
    kept_stands: bool

    @property
    def is_running(self) -> bool:
        """Whether its ballots would be read otherwise."""
        return self.begun and not self.over


def objections(stands: Iterable[Stand], reason: str) -> list[Objection]:
    """Every reason against joining an idea that can be voted for with another one.

    merge_in_vote: it stands in a vote that is over, or was picked for one to come; merge_other_vote: it stands in a
    running vote and the other one does not. During a vote a reason is owed, which will be public (merge_needs_reason,
    field_too_long, both of `told`).
    """
    stands, found = list(stands), []
    running = [one for one in stands if one.is_running]
    if any(one.over or (one.picked and not one.begun) for one in stands):
        found.append(Objection("merge_in_vote"))
    if not all(one.kept_stands for one in running):
        found.append(Objection("merge_other_vote"))
    if running and not reason:
        found.append(Objection("merge_needs_reason", "told"))
    if len(reason) > LONGEST_REASON:
        found.append(Objection("field_too_long", "told", {"longest": LONGEST_REASON}))
    return found
