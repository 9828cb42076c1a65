"""Who asked to be told what is announced: noted with a confirmed address, told by mail, stopped by one click."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select

from contest.db import insert_into, new_id, reading, transaction
from contest.models import Announcement, AnnouncementWish, Outbox, Phase, Telling
from contest.queries import announcements, crises
from contest.rules.phases import PhaseKind
from contest.services import audit
from contest.services.outbox import Lane

KIND = "mail.announced"
# Rows queued in one transaction: on SQLite it must end within 20 ms, for others write too.
AT_ONCE = 200
# What is published again so late is not news any more.
NEWS = timedelta(days=14)
# A wish that was fulfilled is kept as long as its mail may be under way; one that never was, a year after the contest.
FULFILLED, FORGOTTEN = timedelta(days=14), timedelta(days=365)


def note(campaign_id: UUID, *, voter_key: str, address_sealed: bytes, lang: str, now: datetime) -> None:
    """Somebody whose address is confirmed wants to be told; twice is once. In the caller's transaction."""
    with transaction() as session:
        given = {"address_sealed": address_sealed, "lang": lang, "at": now}
        key = {"campaign_id": campaign_id, "voter_key": voter_key}
        session.execute(
            insert_into(session, AnnouncementWish).values(id=new_id(), **key, **given).on_conflict_do_nothing()
        )


def stop(campaign_id: UUID, wish_id: UUID, *, now: datetime) -> None:
    """They do not want to be told any more; twice is once."""
    with transaction() as session:
        gone = session.scalar(
            delete(AnnouncementWish)
            .where(AnnouncementWish.campaign_id == campaign_id, AnnouncementWish.id == wish_id)
            .returning(AnnouncementWish.id)
        )
        if gone is not None:
            audit.record("wish.stopped", by=audit.VISITOR, now=now, campaign=campaign_id, ref=wish_id)


def forget(campaign_id: UUID, voter_key: str) -> None:
    """Delete the wish of an address; in the caller's transaction."""
    of_address = (AnnouncementWish.campaign_id == campaign_id, AnnouncementWish.voter_key == voter_key)
    with transaction() as session:
        session.execute(delete(AnnouncementWish).where(*of_address))


def queue_due(now: datetime) -> bool:
    """Queue some of the mails about an announcement that is public, behind all other mail; whether there may be more.

    How far it came is committed with the mails: a worker that dies in between goes on there, and queues none twice.
    """
    due = _due(now)
    if due is None:
        return False
    campaign_id, phase_id = due
    with transaction() as session:
        begun = {"campaign_id": campaign_id, "phase_id": phase_id, "began_at": now, "queued": 0}
        session.execute(insert_into(session, Telling).values(**begun).on_conflict_do_nothing())
        telling = session.get_one(Telling, (campaign_id, phase_id), with_for_update=True, populate_existing=True)
        some = _next(campaign_id, telling.after)
        if some:
            session.execute(insert(Outbox), [_mail(telling, row.id, row.lang, now) for row in some])
            telling.after, telling.queued = some[-1].id, telling.queued + len(some)
        if len(some) < AT_ONCE:
            telling.done_at = telling.done_at or now
    return True


def one(campaign_id: UUID, wish_id: UUID) -> AnnouncementWish | None:
    """A wish, as long as it stands."""
    return reading().get(AnnouncementWish, (campaign_id, wish_id), populate_existing=True)


def count(campaign_id: UUID) -> int:
    """How many want to be told."""
    return reading().scalar(select(func.count()).where(AnnouncementWish.campaign_id == campaign_id)) or 0


def telling(campaign_id: UUID, phase_id: UUID) -> Telling | None:
    """How far the mails about an announcement are queued."""
    return reading().get(Telling, (campaign_id, phase_id), populate_existing=True)


def sweep(*, now: datetime) -> int:
    """Forget a few wishes of campaigns whose last vote was told of, or that are long over; how many."""
    last_vote = (
        select(Phase.id)
        .where(Phase.campaign_id == AnnouncementWish.campaign_id, Phase.kind == PhaseKind.VOTE)
        .order_by(Phase.opens.desc(), Phase.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    told = exists().where(
        Telling.campaign_id == AnnouncementWish.campaign_id,
        Telling.phase_id == last_vote,
        Telling.done_at < now - FULFILLED,
    )
    running = exists().where(Phase.campaign_id == AnnouncementWish.campaign_id, Phase.closes >= now - FORGOTTEN)
    some = reading().scalars(select(AnnouncementWish.id).where(or_(told, ~running)).limit(AT_ONCE)).all()
    if some:
        with transaction() as session:
            session.execute(
                delete(AnnouncementWish)
                .where(AnnouncementWish.id.in_(some))
                .execution_options(synchronize_session=False)
            )
    return len(some)


def _due(now: datetime) -> tuple[UUID, UUID] | None:
    """An announcement that is public and not told to everybody yet; what a crisis hides waits."""
    of = and_(Telling.campaign_id == Announcement.campaign_id, Telling.phase_id == Announcement.phase_id)
    rows = reading().execute(
        select(Announcement.campaign_id, Announcement.phase_id)
        .outerjoin(Telling, of)
        .where(*announcements.are_shown(now), Announcement.opens > now - NEWS, Telling.done_at.is_(None))
        .order_by(Announcement.opens, Announcement.phase_id)
    )
    return next((row.tuple() for row in rows if not crises.of(row.campaign_id).results), None)


def _next(campaign_id: UUID, after: UUID | None) -> Sequence[Row[tuple[UUID, str]]]:
    """The next who are to be told, along the key."""
    following = () if after is None else (AnnouncementWish.id > after,)
    return (
        reading()
        .execute(
            select(AnnouncementWish.id, AnnouncementWish.lang)
            .where(AnnouncementWish.campaign_id == campaign_id, *following)
            .order_by(AnnouncementWish.id)
            .limit(AT_ONCE)
        )
        .all()
    )


def _mail(telling: Telling, wish_id: UUID, lang: str, now: datetime) -> dict[str, Any]:
    """A row of the outbox: nobody else writes one of this kind, so many go in at once."""
    return {
        "id": new_id(),
        "campaign_id": telling.campaign_id,
        "kind": KIND,
        "dedupe_key": f"{KIND}:{telling.phase_id.hex}:{wish_id.hex}",
        "ids": {"phase": telling.phase_id.hex, "wish": wish_id.hex},
        "lang": lang,
        "lane": int(Lane.REST),
        "not_before": now,
        "created_at": now,
        "attempts": 0,
        "cancelled": False,
        "error": "",
    }
