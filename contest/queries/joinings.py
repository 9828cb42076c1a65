"""Ideas that were joined while a vote ran: what its ballots count for, and what is told of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import BallotLog, Entry, Joining, Phase
from contest.rules.ballots import vote_rules
from contest.rules.entries import EntryState
from contest.rules.joining import NONE, Joins, joins

# What a line of the log calls it.
JOINED = "joined"


@dataclass(frozen=True)
class Told:
    """One join as the public reads it; an idea that is not shown has no name, and no number where it never had one."""

    gone: int
    gone_name: str
    gone_lang: str
    kept: int
    kept_name: str
    kept_lang: str
    at: datetime
    reason: str
    lang: str


@dataclass(frozen=True)
class Due:
    """A join that is not a line of its log yet."""

    campaign_id: UUID
    phase_id: UUID
    gone_id: UUID


def due() -> list[Due]:
    """What was joined since, in the order in which it was: a handful in the life of a house."""
    asked = select(Joining.campaign_id, Joining.phase_id, Joining.gone_id).where(~is_logged())
    rows = reading().execute(asked.order_by(Joining.transaction_number, Joining.gone_id))
    return [Due(*row) for row in rows]


def of_vote(campaign_id: UUID, phase_id: UUID) -> Joins:
    """What its papers are read with."""
    return of_votes([(campaign_id, phase_id)]).get((campaign_id, phase_id), NONE)


def of_campaign(campaign_id: UUID) -> dict[UUID, Joins]:
    """The same by vote, of those of a campaign in which something was joined."""
    here = Joining.campaign_id == campaign_id
    return {phase: how for (_, phase), how in _read(_asked().where(here)).items()}


def of_votes(votes: Collection[tuple[UUID, UUID]], *, logged: bool = False) -> dict[tuple[UUID, UUID], Joins]:
    """The same by (campaign, phase), of those in which something was joined; `logged`: by what is in the log so far."""
    asked = _asked().where(
        Joining.campaign_id.in_([campaign for campaign, _ in votes]),
        Joining.phase_id.in_([phase for _, phase in votes]),
    )
    return _read(asked.where(is_logged()) if logged else asked)


def _asked() -> Select[Any]:
    return select(Joining.campaign_id, Joining.phase_id, Joining.gone_id, Joining.kept_id, Phase.settings).join(
        Phase, and_(Phase.campaign_id == Joining.campaign_id, Phase.id == Joining.phase_id)
    )


def _read(asked: Select[Any]) -> dict[tuple[UUID, UUID], Joins]:
    found: dict[tuple[UUID, UUID], list[Any]] = {}
    for row in reading().execute(asked):
        found.setdefault((row.campaign_id, row.phase_id), []).append(row)
    return {
        vote: joins(vote_rules(rows[0].settings).method, [(row.gone_id, row.kept_id) for row in rows])
        for vote, rows in found.items()
    }


def is_logged() -> Any:
    """Whether a join is a line of its log, as SQL."""
    return exists().where(
        BallotLog.campaign_id == Joining.campaign_id,
        BallotLog.phase_id == Joining.phase_id,
        BallotLog.kind == JOINED,
        BallotLog.ref == Joining.gone_id,
    )


def is_for_good(campaign_id: UUID, entry_id: UUID) -> bool:
    """Whether an entry was joined with another one in a vote: the log says so, and keeps saying so."""
    here = (Joining.campaign_id == campaign_id, Joining.gone_id == entry_id)
    return bool(reading().scalar(select(exists().where(*here))))


def as_result(campaign_id: UUID, phase_id: UUID) -> list[dict[str, str]]:
    """What a result that is closed says of them."""
    rows = reading().execute(
        select(Joining.gone_id, Joining.kept_id, Joining.reason).where(
            Joining.campaign_id == campaign_id, Joining.phase_id == phase_id
        )
    )
    said = [{"gone": str(row.gone_id), "kept": str(row.kept_id), "reason": row.reason} for row in rows]
    return sorted(said, key=lambda one: one["gone"])


def told(campaign_id: UUID, phase_id: UUID) -> list[Told]:
    """Every join of a vote, the first one first."""
    gone, kept = aliased(Entry), aliased(Entry)
    rows = reading().execute(
        select(Joining, gone.number, gone.name, gone.lang, gone.state, kept.number, kept.name, kept.lang, kept.state)
        .outerjoin(gone, and_(gone.campaign_id == Joining.campaign_id, gone.id == Joining.gone_id))
        .outerjoin(kept, and_(kept.campaign_id == Joining.campaign_id, kept.id == Joining.kept_id))
        .where(Joining.campaign_id == campaign_id, Joining.phase_id == phase_id)
    )
    found = [Told(*_named(row[1:5]), *_named(row[5:9]), row[0].at, row[0].reason, row[0].lang) for row in rows]
    # A handful, sorted here: there is no index for so few.
    return sorted(found, key=lambda one: (one.at, one.gone))


def numbers(campaign_id: UUID, phase_id: UUID) -> dict[int, UUID]:
    """The ideas that are gone, by their numbers: a page may still be open on which one stands."""
    rows = reading().execute(
        select(Entry.number, Entry.id)
        .join(Joining, and_(Joining.campaign_id == Entry.campaign_id, Joining.gone_id == Entry.id))
        .where(Joining.campaign_id == campaign_id, Joining.phase_id == phase_id, Entry.number.is_not(None))
    )
    return {number: entry for number, entry in rows if number is not None}


def _named(row: Any) -> tuple[int, str, str]:
    """Number, name and language; the name only of what is online, or was until it was joined."""
    number, name, lang, state = row
    return number or 0, name if state in (EntryState.PUBLISHED, EntryState.MERGED) else "", lang or ""
