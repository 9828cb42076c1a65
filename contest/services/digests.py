"""The morning's mail: every moderator is told what waits, once a day, unless nothing does or they do not want it."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from contest.db import transaction
from contest.models import Staff
from contest.queries import moderation, staff
from contest.queries.moderation import Show
from contest.rules import roles
from contest.rules.roles import Act
from contest.services import audit, outbox, recurring

# The house's own morning; a day is claimed a little short, so that it does not wander.
ZONE, HOURS = ZoneInfo("Europe/Brussels"), range(7, 10)
EVERY = timedelta(hours=20)
TOLD = (Show.WAITING, Show.LATE, Show.FLAGGED, Show.REPORTED, Show.SECOND, Show.ALONE)


def queue_due(now: datetime) -> None:
    """In the morning, queue the mail of everybody who moderates; what it says is counted when it is written."""
    local = now.astimezone(ZONE)
    if local.hour not in HOURS or not recurring.claim("digest", EVERY, now):
        return
    with transaction() as session:
        people = session.execute(select(Staff.id, Staff.lang).where(Staff.left_at.is_(None), Staff.digest.is_(True)))
        for person in people.all():
            if _moderates(person.id):
                outbox.queue(
                    "mail.digest",
                    dedupe_key=f"digest:{person.id.hex}:{local.date().isoformat()}",
                    now=now,
                    ids={"staff": person.id.hex},
                    lang=person.lang,
                    lane=outbox.Lane.REST,
                )


def waits(staff_id: UUID, department: UUID | None, now: datetime) -> list[tuple[str, int]]:
    """What waits for a person, by name of the filter that shows it."""
    held = staff.roles_of(staff_id)
    some = [campaign for campaign in held if campaign and roles.may_in(held, Act.MODERATE, campaign)]
    where = None if roles.may(held.get(None, frozenset()), Act.MODERATE) else some
    counts = moderation.counts(where, me=staff_id, now=now)
    theirs = moderation.counts(where, me=staff_id, now=now, department=department) if department else {}
    found = [(show.value, counts[show]) for show in TOLD]
    return [*found[:4], ("escalated", theirs.get(Show.ESCALATED, 0)), *found[4:]]


def choose(staff_id: UUID, *, wanted: bool, now: datetime) -> None:
    """Whether this person wants the morning's mail. Twice is once."""
    with transaction() as session:
        person = session.get_one(Staff, staff_id, with_for_update=True)
        if person.digest is not wanted:
            person.digest = wanted
            details = {"wanted": wanted}
            audit.record("staff.digest_changed", by=audit.staff(staff_id), now=now, ref=staff_id, details=details)


def _moderates(staff_id: UUID) -> bool:
    held = staff.roles_of(staff_id)
    return any(roles.may(own, Act.MODERATE) for own in held.values())
