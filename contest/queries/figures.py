"""The figures of the desk's start page: what came in by the hour, today and on a usual day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from contest.db import EPOCH, reading
from contest.models import Decision, Entry
from contest.queries import ballots
from contest.queries.ballots import HourNumber
from contest.rules.entries import EntryState

DAYS = 7


@dataclass(frozen=True)
class Day:
    """24 counts by hour of the campaign's clock: today's, and the mean of the seven days before."""

    today: tuple[int, ...]
    usual: tuple[float, ...]

    @property
    def so_far(self) -> int:
        """All of today."""
        return sum(self.today)

    def usual_until(self, hour: int, share: float) -> int:
        """What a usual day has by this hour, `share` (0 to 1) of it being over."""
        return round(sum(self.usual[:hour]) + self.usual[hour] * share)


def ideas(campaign_id: UUID, zone: str, now: datetime) -> Day:
    """Ideas received, the unconfirmed ones left out."""
    hour = HourNumber(Entry.received_at).label("hour")
    since, until = _span(zone, now)
    rows = reading().execute(
        select(hour, func.count())
        .where(
            Entry.campaign_id == campaign_id,
            Entry.state != EntryState.UNCONFIRMED,
            Entry.received_at >= since,
            Entry.received_at < until,
        )
        .group_by(hour)
    )
    return _day([(EPOCH + timedelta(hours=number), count) for number, count in rows], zone, now)


def votes(campaign_id: UUID, phase_id: UUID, zone: str, now: datetime) -> Day:
    """Ballots received in a vote."""
    since, until = _span(zone, now)
    return _day(ballots.per_hour(campaign_id, phase_id, since=since, until=until), zone, now)


def median_wait(campaign_id: UUID, zone: str, now: datetime) -> timedelta | None:
    """How long today's decided ideas had waited, the one in the middle; None when none was decided."""
    rows = reading().execute(
        select(Decision.at, Entry.waiting_since)
        .join(Entry, (Entry.campaign_id == Decision.campaign_id) & (Entry.id == Decision.entry_id))
        .where(
            Decision.campaign_id == campaign_id,
            Decision.at >= _midnight(zone, now),
            Decision.undone_at.is_(None),
            Entry.waiting_since.is_not(None),
        )
    )
    lengths = sorted(at - since for at, since in rows if since is not None)
    return lengths[len(lengths) // 2] if lengths else None


def _midnight(zone: str, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _span(zone: str, now: datetime) -> tuple[datetime, datetime]:
    return _midnight(zone, now) - timedelta(days=DAYS), now


def _day(rows: list[tuple[datetime, int]], zone: str, now: datetime) -> Day:
    today, before = [0] * 24, [0] * 24
    midnight = _midnight(zone, now)
    for begins, count in rows:
        local = begins.astimezone(ZoneInfo(zone))
        (today if begins >= midnight else before)[local.hour] += count
    return Day(tuple(today), tuple(count / DAYS for count in before))
