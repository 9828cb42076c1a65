"""What share links brought: visits, ideas and votes by network and label, and a campaign's labels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.db import reading
from contest.models import Ballot, BallotTrace, Entry, ShareLabel, ShareVisit
from contest.rules import shares
from contest.rules.ballots import BallotState
from contest.rules.entries import EntryState
from contest.rules.shares import LabelKind

# Codes that say nothing we know: of another campaign, or of a label that is not there.
UNKNOWN = 0


@dataclass(frozen=True)
class Label:
    """A channel of a campaign's own."""

    number: int
    name: str
    kind: LabelKind

    @property
    def channel(self) -> int:
        """Its number among the channels of share codes."""
        return shares.FIRST_LABEL + self.number - 1


@dataclass(frozen=True)
class Brought:
    """What links through one channel brought."""

    channel: int
    visits: int
    ideas: int
    votes: int


@dataclass(frozen=True)
class Figures:
    """Every channel that brought something, most visits first; visits by day; what came without a link."""

    lines: tuple[Brought, ...]
    days: dict[str, int]
    ideas_without: int
    votes_without: int

    @property
    def total(self) -> Brought:
        """All of them."""
        return Brought(UNKNOWN, *(sum(getattr(line, name) for line in self.lines) for name in _NAMES))


_NAMES = ("visits", "ideas", "votes")


def labels(campaign_id: UUID) -> list[Label]:
    """The labels of a campaign, in the order in which they were made."""
    rows = reading().execute(
        select(ShareLabel.number, ShareLabel.name, ShareLabel.kind)
        .where(ShareLabel.campaign_id == campaign_id)
        .order_by(ShareLabel.number)
    )
    return [Label(row.number, row.name, LabelKind(row.kind)) for row in rows]


def has_label(campaign_id: UUID, number: int) -> bool:
    """Whether a campaign has this label."""
    return reading().get(ShareLabel, (campaign_id, number)) is not None


def figures(campaign_id: UUID, *, since: datetime | None, day: str) -> Figures:
    """What came from `since` on (None: ever), which is the midnight of `day` ("2026-11-24") in the campaign's zone.

    Ideas are those whose author confirmed them, votes those that count now.
    Six statements: visits by channel and by day, ideas and votes with a link and in all.
    """
    visits, days = _visits(campaign_id, day)
    ideas, all_ideas = _ideas(campaign_id, since)
    votes, all_votes = _votes(campaign_id, since)
    found = [
        Brought(channel, visits[channel], ideas[channel], votes[channel])
        for channel in visits.keys() | ideas.keys() | votes.keys()
    ]
    found.sort(key=lambda line: (-line.visits, -line.votes, -line.ideas, line.channel))
    return Figures(tuple(found), days, all_ideas - ideas.total(), all_votes - votes.total())


def _visits(campaign_id: UUID, day: str) -> tuple[Counter[int], dict[str, int]]:
    of = ShareVisit.campaign_id == campaign_id, ShareVisit.day >= day
    count = func.sum(ShareVisit.visits)
    by_channel = reading().execute(select(ShareVisit.channel, count).where(*of).group_by(ShareVisit.channel))
    by_day = reading().execute(select(ShareVisit.day, count).where(*of).group_by(ShareVisit.day))
    found: Counter[int] = Counter()
    for channel, visits in by_channel:
        found[channel] = int(visits)
    return found, {at: int(visits) for at, visits in by_day}


def _ideas(campaign_id: UUID, since: datetime | None) -> tuple[Counter[int], int]:
    of = [Entry.campaign_id == campaign_id, Entry.state != EntryState.UNCONFIRMED]
    if since is not None:
        of.append(Entry.received_at >= since)
    total = reading().scalar(select(func.count()).select_from(Entry).where(*of)) or 0
    coded = select(Entry.share_code, func.count()).where(*of, Entry.share_code.is_not(None))
    return _by_channel(reading().execute(coded.group_by(Entry.share_code)).all()), total


def _votes(campaign_id: UUID, since: datetime | None) -> tuple[Counter[int], int]:
    of = [Ballot.campaign_id == campaign_id, Ballot.state == BallotState.COUNTED]
    if since is not None:
        of.append(Ballot.accepted_at >= since)
    total = reading().scalar(select(func.count()).select_from(Ballot).where(*of)) or 0
    trace_of = (BallotTrace.campaign_id == Ballot.campaign_id) & (BallotTrace.ballot_id == Ballot.id)
    coded = select(BallotTrace.share_code, func.count()).join(Ballot, trace_of)
    coded = coded.where(*of, BallotTrace.campaign_id == campaign_id, BallotTrace.share_code != "")
    return _by_channel(reading().execute(coded.group_by(BallotTrace.share_code)).all()), total


def _by_channel(rows: Sequence[Any]) -> Counter[int]:
    found: Counter[int] = Counter()
    for code, count in rows:
        share = shares.read(code or "")
        found[share.channel if share else UNKNOWN] += count
    return found
