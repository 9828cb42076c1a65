"""Alarms: once a minute somebody looks; whoever is on duty is told at once, then hourly, then that it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from contest.db import database_clock, new_id, reading, transaction
from contest.models import Alarm
from contest.queries import desk, duties
from contest.queries import outbox as leaving
from contest.rules import alarms as rules
from contest.rules.alarms import Condition, Raised, Standing
from contest.services import hooks, outbox, recurring

EVERY = timedelta(seconds=50)
# What was given up is told for a day.
GIVEN_UP = timedelta(days=1)
GIB = 1024**3


@dataclass(frozen=True)
class Room:
    """The disk with the database: free bytes of so many."""

    free: int
    total: int


def look(room: Room | None, now: datetime) -> bool:
    """Look whether anything is alarming, once a minute in all workers together; tell what is new, and what is over."""
    if not recurring.claim(duties.LOOK, EVERY, now):
        return False
    # Looked at before the writer's lock is taken: it reads from every queue of the house.
    raised = present(room, now)
    standing = [
        Standing(one.id, one.condition, one.campaign_id, one.seen_at, one.told_at, is_over=one.ended_at is not None)
        for one in duties.lately(now)
    ]
    plan = rules.plan(standing, raised, now)
    with transaction():
        for fresh in plan.begin:
            _begin(fresh, now)
        for known, seen, tell in plan.seen:
            _seen(known, seen, now, tell=tell)
        for gone in plan.over:
            _over(gone, now)
    return False


def present(room: Room | None, now: datetime) -> list[Raised]:
    """What is alarming at a moment."""
    found = [one for campaign in desk.campaigns(None, "en", now) for one in _of_campaign(campaign)]
    waiting = leaving.waiting(now)
    if waiting.rows > waiting.paced and waiting.oldest and waiting.oldest < now - rules.MAIL_LATE:
        found.append(Raised(Condition.MAIL_STUCK, facts={"num": waiting.rows}))
    if dead := leaving.given_up(now - GIVEN_UP):
        found.append(Raised(Condition.NOT_DELIVERED, facts={"num": dead}))
    if failed := duties.failed_jobs():
        found.append(Raised(Condition.JOB_FAILED, facts={"num": failed}))
    if room is not None and rules.disk_low(room.free, room.total):
        found.append(Raised(Condition.DISK_LOW, facts={"num": room.free // GIB}))
    apart = abs(reading().execute(select(database_clock())).scalar_one() - now)
    if apart > rules.CLOCK_OFF:
        found.append(Raised(Condition.CLOCK_OFF, facts={"num": int(apart.total_seconds())}))
    return found


def _of_campaign(campaign: desk.DeskCampaign) -> list[Raised]:
    numbers = (
        (Condition.QUEUE_LATE, campaign.late),
        (Condition.QUESTIONS_LATE, campaign.questions_late),
        (Condition.WAVE, campaign.unusual),
    )
    return [Raised(condition, campaign.id, {"num": number}) for condition, number in numbers if number]


def _begin(raised: Raised, now: datetime) -> None:
    alarm = Alarm(
        id=new_id(),
        condition=raised.condition,
        campaign_id=raised.campaign_id,
        facts=raised.facts,
        since=now,
        seen_at=now,
        told_at=now,
    )
    with transaction() as session:
        session.add(alarm)
        session.flush()
        _tell(alarm.id, raised.campaign_id, now, over=False)


def _seen(known: Standing, raised: Raised, now: datetime, *, tell: bool) -> None:
    values = {"facts": raised.facts, "seen_at": now, "ended_at": None}
    with transaction() as session:
        session.execute(update(Alarm).where(Alarm.id == known.id).values(**values | ({"told_at": now} if tell else {})))
        if tell:
            _tell(known.id, known.campaign_id, now, over=False)


def _over(gone: Standing, now: datetime) -> None:
    with transaction() as session:
        session.execute(update(Alarm).where(Alarm.id == gone.id).values(ended_at=now))
        _tell(gone.id, gone.campaign_id, now, over=True)


def _tell(alarm_id: UUID, campaign_id: UUID | None, now: datetime, *, over: bool) -> None:
    """Queue a mail to each of who is told, and a post to each chat; that it is over is told once."""
    moment = "over" if over else str(int(now.timestamp()))
    for person in duties.recipients(campaign_id, now):
        outbox.queue(
            "mail.alarm",
            dedupe_key=f"alarm:{alarm_id.hex}:{person.id.hex}:{moment}",
            now=now,
            ids={"alarm": alarm_id.hex, "staff": person.id.hex, "over": "yes" if over else "no"},
            lang=person.lang,
            lane=outbox.Lane.CODES,
        )
    hooks.queue(alarm_id, campaign_id, moment, now, over=over)
