"""What a cluster shows to somebody who decides: what is out of the ordinary, and what may explain it, as figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from contest.rules.suspicion import measures
from contest.rules.suspicion.finding import Finding
from contest.rules.suspicion.measures import Sign
from contest.rules.suspicion.signals import VERSION, Rule

# With so many known voters in it, it is people.
MOSTLY_KNOWN = 0.5


@dataclass(frozen=True)
class Fact:
    """One figure: its kind (words/fairplay.py says it) and its numbers."""

    kind: str
    numbers: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """As it is stored."""
        return {"kind": self.kind, **self.numbers}


@dataclass(frozen=True)
class Cluster:
    """A finding with its evidence, ready to be stored; `score` orders what needs somebody."""

    rule: Rule
    version: str
    entry_id: UUID
    begins: datetime
    ends: datetime
    ballots: tuple[UUID, ...]
    unusual: tuple[Fact, ...]
    explains: tuple[Fact, ...]
    score: int


def describe(finding: Finding, *, known: Collection[UUID] = (), shared: Collection[UUID] = ()) -> Cluster | None:
    """The cluster of a finding; None when its voters are known people for the most part.

    `known` are ballots whose voters did something else here (voted before, sent an idea); `shared` are ballots that
    came by a share link.
    """
    votes = finding.votes
    of_known = sum(vote.ballot_id in known for vote in votes)
    if of_known >= MOSTLY_KNOWN * len(votes):
        return None
    moments = [datetime.fromtimestamp(vote.at, UTC) for vote in (votes[0], votes[-1])]
    return Cluster(
        rule=finding.rule,
        version=VERSION,
        entry_id=finding.entry_id,
        begins=moments[0],
        ends=moments[1],
        ballots=tuple(vote.ballot_id for vote in votes),
        unusual=tuple(_unusual(finding, of_known)),
        explains=tuple(_explains(finding, of_known, sum(vote.ballot_id in shared for vote in votes))),
        score=finding.weight - of_known,
    )


def _unusual(finding: Finding, known: int) -> list[Fact]:
    votes, number = finding.votes, len(finding.votes)
    found = []
    if finding.expected or finding.rule is Rule.BURST:
        found.append(Fact("beyond", {"count": number, "expected": round(finding.expected)}))
    if Sign.QUICK in finding.signs or finding.rule is Rule.DRIP:
        quick = sum(map(measures.is_quick, votes))
        seconds = measures.median_seconds(votes)
        usual = finding.usual.seconds if finding.usual.is_known else 0
        found.append(Fact("quick", {"count": quick, "of": number, "seconds": seconds, "usual": usual}))
    if Sign.EVEN in finding.signs:
        gaps = sorted(measures.gaps(votes))
        part = round(100 * measures.even_part(votes))
        found.append(Fact("even", {"every": round(gaps[len(gaps) // 2]), "percent": part}))
    for kind, values in (("network", [v.network for v in votes]), ("domain", [v.domain for v in votes])):
        _, most = measures.commonest(values)
        if most >= 0.5 * number:
            found.append(Fact(kind, {"count": most, "of": number}))
    if thrown := sum(vote.disposable for vote in votes):
        found.append(Fact("disposable", {"count": thrown, "of": number}))
    agents = len({vote.agent for vote in votes if vote.agent})
    if finding.rule is Rule.HEADERS:
        found.append(Fact("agents", {"count": agents, "of": number}))
    elif agents == 1:
        found.append(Fact("one_agent", {"of": number}))
    found.append(Fact("once", {"count": number - known, "of": number}))
    return found


def _explains(finding: Finding, known: int, shared: int) -> list[Fact]:
    networks = len({vote.network for vote in finding.votes if vote.network})
    found = [Fact("known", {"count": known}), Fact("shared", {"count": shared})]
    slow = sum(vote.seconds is not None and not measures.is_quick(vote) for vote in finding.votes)
    if slow:
        found.append(Fact("slow", {"count": slow, "of": len(finding.votes)}))
    if networks > 1:
        found.append(Fact("networks", {"count": networks}))
    return found
