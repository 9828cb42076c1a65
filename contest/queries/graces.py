"""Until when a vote may be confirmed after its close: frozen, or as far as mail was measured by now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from contest.db import reading
from contest.models import Outbox, Phase, Result, VoteGrace
from contest.models.outbox import ONLY_CODES
from contest.rules import grace
from contest.rules.ballots import vote_rules
from contest.rules.phases import PhaseKind


@dataclass(frozen=True)
class Grace:
    """`until`: the first moment at which nothing is confirmed any more; None while codes still wait to leave.

    `late` is how late mail was; None while nobody can say.
    """

    usual: timedelta
    until: datetime | None
    late: timedelta | None


@dataclass(frozen=True)
class Vote:
    """A vote of which the grace is asked."""

    campaign_id: UUID
    phase_id: UUID
    closes: datetime
    usual: timedelta


def vote_of(phase: Phase) -> Vote:
    """The vote of this phase."""
    return Vote(phase.campaign_id, phase.id, phase.closes, vote_rules(phase.settings).grace)


def length(vote: Vote, at: datetime) -> timedelta | None:
    """How long after the close may be confirmed, as it is known at `at`; None while codes that wait decide it."""
    if at < vote.closes:
        return vote.usual
    until = of(vote, at).until
    if until is not None:
        return until - vote.closes
    return vote.usual if at < vote.closes + vote.usual else None


def of(vote: Vote, at: datetime) -> Grace:
    """The grace of a vote that is closed at `at`, in two statements."""
    frozen = reading().scalar(
        select(VoteGrace).where(
            VoteGrace.campaign_id == vote.campaign_id,
            VoteGrace.phase_id == vote.phase_id,
            VoteGrace.closes == vote.closes,
        )
    )
    if frozen is not None:
        return Grace(vote.usual, frozen.until, timedelta(seconds=frozen.delay_seconds))
    late = delay(vote.campaign_id, vote.closes)
    return Grace(vote.usual, grace.end(vote.closes, vote.usual, late, at=at), late)


def delay(campaign_id: UUID, closes: datetime) -> timedelta | None:
    """How late the last codes for votes before the close left; None as long as too many of them wait."""
    rows = (
        reading()
        .execute(
            select(Outbox.created_at, Outbox.done_at, Outbox.dead_at)
            .where(
                ONLY_CODES,
                Outbox.campaign_id == campaign_id,
                Outbox.created_at >= closes - grace.WINDOW,
                Outbox.created_at < closes,
            )
            .order_by(Outbox.created_at.desc(), Outbox.id)
            .limit(grace.SAMPLE)
        )
        .all()
    )
    handed = [row.done_at - row.created_at for row in rows if row.done_at is not None]
    waiting = sum(row.done_at is None and row.dead_at is None for row in rows)
    return grace.delay(handed, waiting)


def unfrozen(now: datetime) -> list[Phase]:
    """Votes that closed in the last days, whose grace is not frozen and whose result is open."""
    frozen = (
        select(VoteGrace.closes)
        .where(
            VoteGrace.campaign_id == Phase.campaign_id,
            VoteGrace.phase_id == Phase.id,
            VoteGrace.closes == Phase.closes,
        )
        .exists()
    )
    closed: ColumnElement[bool] = (
        select(Result.phase_id).where(Result.campaign_id == Phase.campaign_id, Result.phase_id == Phase.id).exists()
    )
    return list(
        reading().scalars(
            select(Phase)
            .where(Phase.kind == PhaseKind.VOTE, Phase.closes <= now, Phase.closes > now - 3 * grace.LONGEST)
            .where(~frozen, ~closed)
            .order_by(Phase.closes, Phase.id)
        )
    )
