"""A vote as it is planned: who, for which idea, when, from where; and as the rules of suspicion see it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contest.rules import mailboxes, suspicion
from contest.rules.suspicion import Signal
from contest.rules.suspicion.disposable import is_disposable
from contest.services.traces import network_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """One vote; `who` says which part of the public, or which attack, it belongs to."""

    who: str
    entry: int
    at: datetime
    address: str
    agent: str
    mailbox: str
    seconds: int
    shared: bool = False


@dataclass(frozen=True)
class Seen:
    """Of one part of the public, or one attack: how many votes, and how many of them are in a cluster."""

    who: str
    votes: int
    clustered: int

    @property
    def part(self) -> float:
        """The part in clusters, 0 to 1."""
        return self.clustered / self.votes if self.votes else 0.0


def signals(planned: Sequence[Planned]) -> list[Signal]:
    """The votes as the rules see them. As in the database, hashes of two days have nothing in common."""
    found = []
    for index, vote in enumerate(planned):
        day = vote.at.date().isoformat()
        domain = mailboxes.domain_of(vote.mailbox)
        found.append(
            Signal(
                ballot_id=UUID(int=index),
                entry_id=UUID(int=vote.entry),
                at=vote.at.timestamp(),
                network=f"{day} {network_of(vote.address)}",
                agent=f"{day} {vote.agent}",
                domain=f"{day} {domain}",
                disposable=is_disposable(domain),
                seconds=vote.seconds,
            )
        )
    return found


def seen_by_rules(planned: Sequence[Planned]) -> dict[str, Seen]:
    """What the rules alone put into clusters, looking back a day, every six hours."""
    given = signals(planned)
    clustered: set[int] = set()
    moment, last = min(vote.at for vote in planned), max(vote.at for vote in planned)
    while moment < last:
        moment += DAY / 4
        stretch = ((moment - DAY).timestamp(), moment.timestamp())
        within = [signal for signal in given if stretch[0] < signal.at <= stretch[1]]
        for finding in suspicion.find(within):
            described = suspicion.describe(finding)
            clustered |= {ballot.int for ballot in described.ballots} if described else set()
    return counted(planned, clustered)


def counted(planned: Sequence[Planned], clustered: Iterable[int]) -> dict[str, Seen]:
    """By part of the public and by attack; `clustered` are places in `planned`."""
    votes = Counter(vote.who for vote in planned)
    among = Counter(planned[index].who for index in clustered)
    return {who: Seen(who, number, among[who]) for who, number in votes.items()}
