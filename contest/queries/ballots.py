"""Reads about ballots: what a receipt says, what a remembered voter has cast, when ballots came in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, func, select
from sqlalchemy.exc import MultipleResultsFound
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from contest.db import EPOCH, reading
from contest.models import Ballot, Entry, Phase
from contest.queries import joinings
from contest.rules import joining, papers
from contest.rules.ballots import IN_PLACE, BallotState
from contest.rules.receipts import rounded_down


class HourNumber(FunctionElement[int]):
    """Which hour since 1970 (UTC) a moment lies in."""

    type = BigInteger()
    inherit_cache = True


@compiles(HourNumber, "sqlite")
def _hour_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)} / 3600000000)"


@compiles(HourNumber, "postgresql")
def _hour_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **kw)}) / 3600) AS bigint)"


@dataclass(frozen=True)
class Chosen:
    """One entry on a ballot; `stars` mean something where stars are given."""

    entry_id: UUID
    number: int
    name: str
    lang: str
    stars: int


@dataclass(frozen=True)
class ReceiptFacts:
    """What a receipt's page may say, and what only the voter's own may: `chosen`, a ranking in its order.

    It is what the ballot counts for; `gone` are the ideas it named that were joined with one of these since. The moment
    is rounded down to ten minutes.
    """

    ballot_id: UUID
    receipt: str
    state: BallotState
    phase_id: UUID
    phase_position: int
    chosen: tuple[Chosen, ...]
    commitment: str
    received_about: datetime
    gone: tuple[Chosen, ...] = ()

    @property
    def entry_number(self) -> int:
        """The number of the one choice, or of the first."""
        return self.chosen[0].number

    @property
    def names(self) -> str:
        """What is on it, by name."""
        return ", ".join(one.name for one in self.chosen)


@dataclass(frozen=True)
class Counts:
    """A phase's ballots by state; `received` is all of them."""

    received: int
    pending: int
    counted: int
    held: int
    excluded: int
    superseded: int
    withdrawn: int


def receipt(campaign_id: UUID, code: str) -> ReceiptFacts | None:
    """What became of the ballot with this receipt (as `rules.receipts.read_receipt` writes it)."""
    return _facts(campaign_id, Ballot.receipt == code)


def ballot(campaign_id: UUID, ballot_id: UUID) -> ReceiptFacts | None:
    """The same by the ballot's id: for the page that waits for a confirmation, and the one after it."""
    return _facts(campaign_id, Ballot.id == ballot_id)


def in_place(campaign_id: UUID, phase_id: UUID, voter_key: str, bucket: str) -> ReceiptFacts | None:
    """The ballot that holds a voter's place; `bucket` from `rules.phases.bucket_at`."""
    return _facts(
        campaign_id,
        Ballot.phase_id == phase_id,
        Ballot.voter_key == voter_key,
        Ballot.bucket == bucket,
        Ballot.slot == 1,
        Ballot.state.in_(IN_PLACE),
    )


def of_voter(campaign_id: UUID, voter_key: str) -> list[ReceiptFacts]:
    """Every ballot that holds a place of this voter's, the latest first."""
    return _every(campaign_id, Ballot.voter_key == voter_key, Ballot.slot == 1, Ballot.state.in_(IN_PLACE))


def counts(campaign_id: UUID, phase_id: UUID) -> Counts:
    """How many ballots are in each state."""
    rows = reading().execute(
        select(Ballot.state, func.count())
        .where(Ballot.campaign_id == campaign_id, Ballot.phase_id == phase_id)
        .group_by(Ballot.state)
    )
    by_state = dict.fromkeys(BallotState, 0) | dict(rows.all())
    return Counts(received=sum(by_state.values()), **{state.value: number for state, number in by_state.items()})


def per_hour(campaign_id: UUID, phase_id: UUID, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """Ballots received in each hour (UTC, those with none left out), for the desk's charts."""
    hour = HourNumber(Ballot.accepted_at).label("hour")
    rows = reading().execute(
        select(hour, func.count())
        .where(
            Ballot.campaign_id == campaign_id,
            Ballot.phase_id == phase_id,
            Ballot.accepted_at >= since,
            Ballot.accepted_at < until,
        )
        .group_by(hour)
        .order_by(hour)
    )
    return [(EPOCH + timedelta(hours=number), ballots) for number, ballots in rows]


def _facts(campaign_id: UUID, *conditions: ColumnElement[bool]) -> ReceiptFacts | None:
    found = _every(campaign_id, *conditions)
    if len(found) > 1:
        raise MultipleResultsFound
    return found[0] if found else None


def _every(campaign_id: UUID, *conditions: ColumnElement[bool]) -> list[ReceiptFacts]:
    """What receipts may say of these ballots, the latest vote first: three statements, however many there are."""
    rows = (
        reading()
        .execute(
            select(
                Ballot.id,
                Ballot.receipt,
                Ballot.state,
                Ballot.phase_id,
                Ballot.choices,
                Ballot.nonce_commitment,
                Ballot.accepted_at,
                Phase.position,
            )
            .join(Phase, (Phase.campaign_id == Ballot.campaign_id) & (Phase.id == Ballot.phase_id))
            .where(Ballot.campaign_id == campaign_id, *conditions)
            .order_by(Ballot.accepted_at.desc(), Ballot.id)
        )
        .all()
    )
    if not rows:
        return []
    joins = joinings.of_campaign(campaign_id)
    cast = [papers.marks(row.choices) for row in rows]
    marked = [papers.marks(joins.get(row.phase_id, joining.NONE).read(row.choices)) for row in rows]
    named = {entry for marks in (*cast, *marked) for entry, _ in marks}
    known = {
        entry.id: entry
        for entry in reading().execute(
            select(Entry.id, Entry.number, Entry.name, Entry.lang).where(
                Entry.campaign_id == campaign_id, Entry.id.in_(named)
            )
        )
    }
    return [
        ReceiptFacts(
            ballot_id=row.id,
            receipt=row.receipt,
            state=row.state,
            phase_id=row.phase_id,
            phase_position=row.position,
            chosen=tuple(_chosen(known[entry], stars) for entry, stars in marks if entry in known),
            commitment=row.nonce_commitment,
            received_about=rounded_down(row.accepted_at),
            gone=_gone(known, was, marks),
        )
        for row, marks, was in zip(rows, marked, cast, strict=True)
        if any(entry in known for entry, _ in marks)
    ]


def _gone(known: dict[UUID, Any], cast: list[tuple[UUID, int]], marks: list[tuple[UUID, int]]) -> tuple[Chosen, ...]:
    """What was named and counts for another one now."""
    stand = {entry for entry, _ in marks}
    return tuple(_chosen(known[entry], stars) for entry, stars in cast if entry in known and entry not in stand)


def _chosen(entry: Row[UUID, int | None, str, str], stars: int) -> Chosen:
    return Chosen(entry.id, entry.number or 0, entry.name, entry.lang, stars)
