"""What is still to leave the house: is anything due, what waits, what will not leave without somebody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, bindparam, case, func, or_, select, union_all

from contest.db import UtcDateTime, reading
from contest.models import LocalMail, Outbox


@dataclass(frozen=True)
class Waiting:
    """Mails that wait at a moment: how many, since when the oldest does, how many failed at least once.

    `paced` of them have their turn at a later moment, as their recipient's domain takes so many a minute.
    """

    rows: int
    oldest: datetime | None
    failing: int
    paced: int = 0


@dataclass(frozen=True)
class Dead:
    """Something that will not leave unless somebody acts; `error` names no address."""

    id: UUID
    campaign_id: UUID | None
    kind: str
    attempts: int
    error: str
    dead_at: datetime | None


def due(kinds: Collection[str], lane: int, now: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    """What makes a row of these kinds and this lane one to deliver now."""
    return (
        Outbox.done_at.is_(None),
        Outbox.dead_at.is_(None),
        Outbox.lane == lane,
        Outbox.not_before <= now,
        or_(Outbox.leased_until.is_(None), Outbox.leased_until <= now),
        Outbox.kind.in_(sorted(kinds)),
    )


def lanes_due(kinds: Collection[str], lanes: Iterable[int], now: datetime) -> list[int]:
    """Those of the lanes, in their order, in which there is anything of these kinds to deliver now.

    Asked many times a second by a worker that has nothing to do, so in one statement, which is made once.
    """
    return sorted(reading().scalars(_lanes_due(tuple(kinds), tuple(lanes)), {"now": now}))


@cache
def _lanes_due(kinds: tuple[str, ...], lanes: tuple[int, ...]) -> CompoundSelect[tuple[int]]:
    now = bindparam("now", type_=UtcDateTime)
    # In the order of the index: else SQLite looks through all that was ever delivered.
    order, one = (Outbox.not_before, Outbox.id), Outbox.lane
    first = [select(one).where(*due(kinds, lane, now)).order_by(*order).limit(1).subquery() for lane in lanes]
    return union_all(*(select(each.c.lane) for each in first))


def waiting(now: datetime) -> Waiting:
    """The mails that should have left by `now`, in one statement; cards and pictures take their time."""
    put_back = or_(Outbox.error != "", Outbox.postponed > 0)
    row = (
        reading()
        .execute(
            select(
                func.count(),
                func.min(case((put_back, Outbox.created_at), else_=Outbox.not_before)),
                func.count().filter(Outbox.error != ""),
                func.count().filter(Outbox.postponed > 0, Outbox.not_before > now),
            ).where(
                Outbox.kind.startswith("mail."),
                Outbox.done_at.is_(None),
                Outbox.dead_at.is_(None),
                or_(Outbox.not_before <= now, put_back),
            )
        )
        .one()
    )
    return Waiting(*row)


def taken_by(mails: int = 200) -> list[tuple[str, int]]:
    """Which mail servers took the latest mails, and how many each, the most first."""
    latest = (
        select(Outbox.relay)
        .where(Outbox.kind.startswith("mail."), Outbox.done_at.is_not(None), Outbox.relay != "")
        .order_by(Outbox.id.desc())
        .limit(mails)
        .subquery()
    )
    number = func.count()
    rows = reading().execute(
        select(latest.c.relay, number).group_by(latest.c.relay).order_by(number.desc(), latest.c.relay)
    )
    return [(relay, count) for relay, count in rows]


@dataclass(frozen=True)
class Told:
    """The mails about an announcement: all that were queued, those that left, wait, were needless or given up.

    `twice`: at most so many left more than once, for a worker ended in their midst.
    """

    queued: int
    left: int
    waiting: int
    needless: int
    given_up: int
    twice: int


def told(campaign_id: UUID, kind: str, phase_id: UUID) -> Told:
    """How far the mails about an announcement have come. It reads all of them: for the operator's command."""
    done, note = Outbox.done_at.is_not(None), Outbox.error != ""
    row = (
        reading()
        .execute(
            select(
                func.count(),
                func.count().filter(done, ~note),
                func.count().filter(~done, Outbox.dead_at.is_(None)),
                func.count().filter(done, note),
                func.count().filter(~done, Outbox.dead_at.is_not(None)),
                func.count().filter(Outbox.interrupted > 0),
            ).where(
                Outbox.campaign_id == campaign_id,
                Outbox.kind == kind,
                Outbox.dedupe_key.startswith(f"{kind}:{phase_id.hex}:"),
            )
        )
        .one()
    )
    return Told(*row)


def dead(limit: int = 50) -> list[Dead]:
    """What died, latest first."""
    rows = reading().execute(
        select(Outbox.id, Outbox.campaign_id, Outbox.kind, Outbox.attempts, Outbox.error, Outbox.dead_at)
        .where(Outbox.dead_at.is_not(None), Outbox.done_at.is_(None))
        .order_by(Outbox.dead_at.desc(), Outbox.id)
        .limit(limit)
    )
    return [Dead(*row) for row in rows]


def given_up(since: datetime) -> int:
    """How many deliveries were given up since a moment after several tries; what was refused at once is left out."""
    died = Outbox.dead_at > since, Outbox.dead_at.is_not(None), Outbox.done_at.is_(None), Outbox.attempts > 1
    return reading().scalar(select(func.count()).where(*died)) or 0


def kept(limit: int = 200) -> list[LocalMail]:
    """Mails kept instead of sent, latest first; for development."""
    newest = select(LocalMail).order_by(LocalMail.at.desc(), LocalMail.message_id).limit(limit)
    return list(reading().scalars(newest))


def kept_one(message_id: str) -> LocalMail | None:
    """One mail that was kept."""
    return reading().get(LocalMail, message_id)
