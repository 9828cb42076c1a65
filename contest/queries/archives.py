"""What the archive of a closed vote holds beside its lines."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.db import reading
from contest.models import Entry, LogHead, Phase, Result
from contest.queries import proof, tie_breaks
from contest.queries.ballots import HourNumber
from contest.rules.ballots import VoteRules, vote_rules
from contest.rules.entries import EntryState

# What is online, or was until it was joined with another.
NAMED = (EntryState.PUBLISHED, EntryState.MERGED)


@dataclass(frozen=True)
class Archived:
    """A closed vote whose log is sealed to its end: the log's name, the rules, the result as it was closed.

    `figures` hold what the tie-break question decided too, where it had something to decide.
    """

    origin: str
    position: int
    size: int
    vote: VoteRules
    figures: dict[str, Any]


def archived(campaign_id: UUID, phase_id: UUID) -> Archived | None:
    """The vote; None while it is open, or its last line is under no head yet."""
    here = (campaign_id, phase_id)
    result, log, head = reading().get(Result, here), proof.sealed(*here), proof.head(*here)
    if result is None or log is None or head is None or proof.is_open(*here, size=head.size):
        return None
    phase = reading().get_one(Phase, here)
    rules = vote_rules(phase.settings)
    tie = tie_breaks.decided(*here)
    figures = result.figures | ({"tie_break": tie.frozen} if tie else {})
    return Archived(log.origin, phase.position, head.size, rules, figures)


def candidates(campaign_id: UUID) -> list[tuple[str, int, str, str]]:
    """Whatever was ever shown: id, number, name and language; the name of what is not shown any more is left out."""
    rows = reading().execute(
        select(Entry.id, Entry.number, Entry.name, Entry.lang, Entry.state)
        .where(Entry.campaign_id == campaign_id, Entry.number.is_not(None))
        .order_by(Entry.number)
    )
    return [(str(row.id), row.number, row.name if row.state in NAMED else "", row.lang) for row in rows]


def notes(campaign_id: UUID, phase_id: UUID) -> list[str]:
    """The last signed head of each hour, the first one first."""
    here = (LogHead.campaign_id == campaign_id, LogHead.phase_id == phase_id)
    last = select(func.max(LogHead.size)).where(*here).group_by(HourNumber(LogHead.sealed_at))
    return list(reading().scalars(select(LogHead.note).where(*here, LogHead.size.in_(last)).order_by(LogHead.size)))


def file_of(campaign_id: UUID, position: int) -> PurePosixPath:
    """Where the archive of a vote lies, under the folder of media."""
    return PurePosixPath(campaign_id.hex) / "archives" / f"vote-{position}.zip"
