"""The tally as it stands, what is not in it yet, and what it should be."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    Subquery,
    Uuid,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from contest.db import Json, reading
from contest.models import Ballot, BallotEvent, BallotLog, Joining, Phase, Tally, Turnout
from contest.queries import joinings
from contest.queries.joinings import JOINED
from contest.rules import joining
from contest.rules.ballots import IN_PLACE, BallotState, EventKind, change_of_count, vote_rules
from contest.rules.papers import Method, marks, points
from contest.rules.phases import PhaseKind

# What a line of the log is about.
BALLOT, EVENT, CLOSE = "ballot", "event", "close"
# What the sequencer appends: the table, and by what a line names its row.
KINDS: dict[str, tuple[type[Ballot | BallotEvent | Joining], Any]] = {
    BALLOT: (Ballot, Ballot.id),
    EVENT: (BallotEvent, BallotEvent.id),
    JOINED: (Joining, Joining.gone_id),
}
# PostgreSQL types a column of a union by its first two parts.
NO_ENTRY = cast(null(), Uuid())


class AllEndedBelow(FunctionElement[int]):
    """Every transaction with a lower number has ended. SQLite has one writer, which asks: all that were given have.

    A cluster numbers the transactions of all its databases together. Those known to run in another are left
    out: they cannot hold a ballot, and a long one, a backup's say, would hold the count back.
    """

    type = BigInteger()
    inherit_cache = True


class NoneBegunFrom(FunctionElement[int]):
    """No transaction with this number or a higher one has begun."""

    type = BigInteger()
    inherit_cache = True


@compiles(AllEndedBelow, "postgresql")
def _ended_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return (
        "coalesce("
        "(SELECT min(CAST(CAST(running AS text) AS bigint))"
        " FROM pg_snapshot_xip(pg_current_snapshot()) AS running"
        " WHERE NOT EXISTS (SELECT 1 FROM pg_stat_activity AS elsewhere"
        " WHERE elsewhere.backend_xid = CAST(running AS xid) AND elsewhere.datname <> current_database())), "
        "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint))"
    )


@compiles(NoneBegunFrom, "postgresql")
def _begun_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"


@compiles(AllEndedBelow, "sqlite")
@compiles(NoneBegunFrom, "sqlite")
def _given_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return (
        "max("
        "(SELECT 1 + coalesce(max(transaction_number), 0) FROM ballot), "
        "(SELECT 1 + coalesce(max(transaction_number), 0) FROM ballot_event), "
        "(SELECT coalesce(max(read_to), 0) FROM sequencer))"
    )


class Arrival(NamedTuple):
    """A ballot or an event that is not in the log yet (or a join); the last three are an event's."""

    order: int
    kind: str
    campaign_id: UUID
    phase_id: UUID
    ref: UUID
    event: EventKind | None
    before: BallotState | None
    choices: list[str] | None


class Horizon(NamedTuple):
    """Which transaction numbers belong to ended transactions, and from where on nobody has one."""

    ended_below: int
    none_from: int


def votes(campaign_id: UUID, phase_id: UUID) -> dict[UUID, int]:
    """Votes per entry, those without one left out. Not for the public, who asks queries.results."""
    rows = reading().execute(
        select(Tally.entry_id, Tally.votes).where(
            Tally.campaign_id == campaign_id, Tally.phase_id == phase_id, Tally.votes > 0
        )
    )
    return {row.entry_id: row.votes for row in rows}


def ballots(campaign_id: UUID, phase_id: UUID) -> int:
    """How many ballots of a vote are counted. Not for the public, as above."""
    row = reading().get(Turnout, (campaign_id, phase_id))
    return row.ballots if row else 0


def papers(campaign_id: UUID, phase_id: UUID) -> dict[tuple[str, ...], int]:
    """What the counted ballots say, as they are read now, and how many say so: the database groups equal ones."""
    rows = reading().execute(
        select(Ballot.choices, func.count())
        .where(
            Ballot.campaign_id == campaign_id,
            Ballot.phase_id == phase_id,
            Ballot.state == BallotState.COUNTED,
        )
        .group_by(Ballot.choices)
    )
    said = {tuple(choices): number for choices, number in rows}
    return joining.read_all(said, joinings.of_vote(campaign_id, phase_id))


def recount(campaign_id: UUID, phase_id: UUID) -> dict[UUID, int]:
    """The tally as it should be, counted from the ballots themselves."""
    method = methods([(campaign_id, phase_id)])[campaign_id, phase_id]
    found: Counter[UUID] = Counter()
    for choices, number in papers(campaign_id, phase_id).items():
        for entry, more in points(method, choices):
            found[entry] += more * number
    return dict(found)


def methods(votes: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Method]:
    """How people vote in these votes, by (campaign, phase)."""
    rows = reading().execute(
        select(Phase.campaign_id, Phase.id, Phase.settings).where(tuple_(Phase.campaign_id, Phase.id).in_(votes))
    )
    return {(row.campaign_id, row.id): vote_rules(row.settings).method for row in rows}


def set_aside(campaign_id: UUID, phase_id: UUID) -> dict[UUID, dict[str, int]]:
    """For each entry on a ballot that was set aside: how many with it were received, held, excluded and counted."""
    how, found = joinings.of_vote(campaign_id, phase_id), dict[UUID, dict[str, int]]()
    for choices, state, number in in_place(campaign_id, phase_id):
        for entry, _ in marks(how.read(choices)):
            numbers = found.setdefault(entry, {"received": 0, "held": 0, "excluded": 0, "counted": 0})
            numbers[state.value] += number
            numbers["received"] += number
    return {entry: numbers for entry, numbers in found.items() if numbers["received"] != numbers["counted"]}


def in_place(campaign_id: UUID, phase_id: UUID) -> Sequence[Any]:
    """What the ballots in their places say, as they were cast, in which state, and how many of each."""
    return (
        reading()
        .execute(
            select(Ballot.choices, Ballot.state, func.count())
            .where(Ballot.campaign_id == campaign_id, Ballot.phase_id == phase_id, Ballot.state.in_(IN_PLACE))
            .group_by(Ballot.choices, Ballot.state)
        )
        .all()
    )


def exclusions(campaign_id: UUID, phase_id: UUID) -> list[tuple[str, str, int]]:
    """Of which entry how many ballots are excluded for which reason, most first; as (entry, reason, number)."""
    rows = reading().execute(
        select(Ballot.id, Ballot.choices, BallotEvent.reason)
        .join(BallotEvent, and_(BallotEvent.campaign_id == Ballot.campaign_id, BallotEvent.ballot_id == Ballot.id))
        .where(
            Ballot.campaign_id == campaign_id,
            Ballot.phase_id == phase_id,
            Ballot.state == BallotState.EXCLUDED,
            BallotEvent.kind == EventKind.EXCLUDED,
        )
        .order_by(BallotEvent.transaction_number)
    )
    # Excluded, released and excluded again: the last reason is the one in force.
    how = joinings.of_vote(campaign_id, phase_id)
    latest = {row.id: (how.read(row.choices), row.reason) for row in rows}
    numbers = Counter((str(entry), why) for choices, why in latest.values() for entry, _ in marks(choices))
    return [(entry, why, number) for (entry, why), number in sorted(numbers.items(), key=lambda one: (-one[1], one[0]))]


def unsequenced(campaign_id: UUID, phase_id: UUID) -> int:
    """Ballots, events and joins of a phase that are not in the log yet."""
    counted = (
        select(func.count())
        .where(table.campaign_id == campaign_id, table.phase_id == phase_id, _unlogged(kind))
        .scalar_subquery()
        for kind, (table, _) in KINDS.items()
    )
    return sum(reading().execute(select(*counted)).one())


def horizon() -> Horizon:
    """Where the transactions stand at this moment."""
    return Horizon._make(reading().execute(select(AllEndedBelow(), NoneBegunFrom())).one())


def arrivals(*, since: int, horizon: Horizon, anew: bool, limit: int) -> list[Arrival]:
    """Ballots and events that are not in the log yet, in commit order, a ballot before its events.

    `horizon` was read by an earlier statement, so that this one sees all that had ended by then. `anew` also takes
    the numbers of another cluster's life, which nobody here has had.
    """
    ballots, events = (_arriving(kind, since, horizon, anew=anew, limit=limit) for kind in (BALLOT, EVENT))
    of_ballots = select(*ballots.c, null(), null(), type_coerce(null(), Json))
    of_events = select(*list(events.c)[: len(ballots.c)], events.c.event, events.c.before, Ballot.choices).join(
        Ballot, and_(Ballot.campaign_id == events.c.campaign_id, Ballot.id == events.c.ballot_id)
    )
    every = union_all(of_events, of_ballots)
    columns = every.selected_columns
    rows = reading().execute(every.order_by(columns.order, columns.arrived, columns.ref).limit(limit))
    return [Arrival._make(row) for row in rows]


def vote_phases() -> list[tuple[UUID, UUID]]:
    """Every vote of the house, as (campaign, phase)."""
    rows = reading().execute(select(Phase.campaign_id, Phase.id).where(Phase.kind == PhaseKind.VOTE))
    return [(row.campaign_id, row.id) for row in rows]


def balance(campaign_id: UUID, phase_id: UUID) -> dict[UUID, tuple[int, int]]:
    """For each entry what is in the tally, and what should be by the ballots and events in the log.

    The vote itself, by its phase, stands for how many ballots are counted. One statement reads all of it, so that it
    is one moment even while ballots come in.
    """
    kept = select(literal("tally"), null(), null(), null(), Tally.entry_id, NO_ENTRY, Tally.votes).where(
        Tally.campaign_id == campaign_id, Tally.phase_id == phase_id
    )
    whole = select(literal("tally"), null(), null(), null(), Turnout.phase_id, NO_ENTRY, Turnout.ballots).where(
        Turnout.campaign_id == campaign_id, Turnout.phase_id == phase_id
    )
    joined = select(literal("joined"), null(), null(), null(), Joining.gone_id, Joining.kept_id, literal(0)).where(
        Joining.campaign_id == campaign_id, Joining.phase_id == phase_id, joinings.is_logged()
    )
    every = union_all(*_by_log(campaign_id, phase_id), kept, whole, joined)
    rows: Sequence[Any] = reading().execute(every).all()
    method = methods([(campaign_id, phase_id)])[campaign_id, phase_id]
    how = joining.joins(method, [(row[4], row[5]) for row in rows if row[0] == "joined"])
    in_tally: Counter[UUID] = Counter()
    for row in rows:
        if row[0] == "tally":
            in_tally[row[4]] += row[6]
    by_ballots: Counter[UUID] = Counter()
    for choices, number in _folded(rows).items():
        by_ballots[phase_id] += number
        for entry, more in points(method, how.read(choices)):
            by_ballots[entry] += more * number
    return {entry: (in_tally[entry], by_ballots[entry]) for entry in in_tally.keys() | by_ballots.keys()}


def logged_papers(campaign_id: UUID, phase_id: UUID, named: Collection[UUID]) -> dict[tuple[str, ...], int]:
    """What the ballots say, as they were cast, that name one of these and are counted by the log; one statement."""
    return dict(_folded(reading().execute(union_all(*_by_log(campaign_id, phase_id, names(named)))).all()))


def names(entries: Collection[UUID]) -> ColumnElement[bool]:
    """Ballots that name one of these ideas, at whatever place."""
    said = cast(Ballot.choices, String)
    return or_(*(said.contains(str(entry)) for entry in entries))


def _by_log(campaign_id: UUID, phase_id: UUID, *which: ColumnElement[bool]) -> tuple[Any, Any]:
    """The events that are not in the log yet, and the ballots that are counted: these less those are by the log."""
    here = (Ballot.campaign_id == campaign_id, Ballot.phase_id == phase_id, *which)
    no_entries = (NO_ENTRY, NO_ENTRY)
    waiting = (
        select(literal("waiting"), Ballot.choices, BallotEvent.kind, BallotEvent.before, *no_entries, func.count())
        .join(Ballot, and_(Ballot.campaign_id == BallotEvent.campaign_id, Ballot.id == BallotEvent.ballot_id))
        .where(*here, _unlogged(EVENT))
        .group_by(Ballot.choices, BallotEvent.kind, BallotEvent.before)
    )
    counted = (
        select(literal("ballots"), Ballot.choices, null(), null(), *no_entries, func.count())
        .where(*here, Ballot.state == BallotState.COUNTED)
        .group_by(Ballot.choices)
    )
    return waiting, counted


def _folded(rows: Sequence[Any]) -> Counter[tuple[str, ...]]:
    """Papers from such rows."""
    found: Counter[tuple[str, ...]] = Counter()
    for source, choices, kind, before, _, _, number in rows:
        if source == "ballots":
            found[tuple(choices)] += number
        elif source == "waiting":
            found[tuple(choices)] -= number * change_of_count(before, kind)
    return found


def log_extent(campaign_id: UUID, phase_id: UUID) -> tuple[int, int]:
    """How many rows the log of a phase has, and the highest number among them; equal when none is missing."""
    rows, highest = (
        reading()
        .execute(
            select(func.count(), func.coalesce(func.max(BallotLog.seq), 0)).where(
                BallotLog.campaign_id == campaign_id, BallotLog.phase_id == phase_id
            )
        )
        .one()
    )
    return rows, highest


def crowded_places(campaign_id: UUID, phase_id: UUID) -> int:
    """Voters with more than one counted ballot in one place: always 0."""
    places = (
        select(Ballot.voter_key)
        .where(
            Ballot.campaign_id == campaign_id,
            Ballot.phase_id == phase_id,
            Ballot.state == BallotState.COUNTED,
        )
        .group_by(Ballot.voter_key, Ballot.bucket, Ballot.slot)
        .having(func.count() > 1)
        .subquery()
    )
    return reading().execute(select(func.count()).select_from(places)).scalar_one()


def _unlogged(kind: str) -> ColumnElement[bool]:
    return ~exists().where(*_in_log(kind))


def _in_log(kind: str) -> tuple[ColumnElement[bool], ...]:
    table, ref = KINDS[kind]
    return (
        BallotLog.campaign_id == table.campaign_id,
        BallotLog.phase_id == table.phase_id,
        BallotLog.kind == kind,
        BallotLog.ref == ref,
    )


def _arriving(kind: str, since: int, horizon: Horizon, *, anew: bool, limit: int) -> Subquery:
    """The first of one kind, found in the order of the index, so that what waits behind them costs nothing.

    Whether a row is in the log is asked of each alone: a join would be made of all that wait, for every batch.
    """
    table, ref = KINDS[kind]
    number = table.transaction_number
    ended: ColumnElement[bool] = number < horizon.ended_below
    if anew:
        ended = or_(ended, number >= horizon.none_from)
    logged = select(BallotLog.seq).where(*_in_log(kind)).scalar_subquery()
    named = (number.label("order"), literal(kind).label("arrived"), table.campaign_id, table.phase_id, ref.label("ref"))
    more = (BallotEvent.kind.label("event"), BallotEvent.before, BallotEvent.ballot_id) if kind == EVENT else ()
    first = select(*named, *more).where(number >= since, ended, logged.is_(None))
    return first.order_by(number, ref).limit(limit).subquery()
