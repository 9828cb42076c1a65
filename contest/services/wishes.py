"""Who asked to be told what is announced: noted with a confirmed address, told by mail, stopped by one click."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, update

from contest.db import insert_into, new_id, reading, transaction
from contest.models import Announcement, AnnouncementWish, Campaign, Outbox, Phase, Telling
from contest.queries import announcements, crises
from contest.rules.phases import PhaseKind
from contest.services import audit
from contest.services.outbox import Lane

KIND = "mail.announced"
# Rows queued in one transaction: on SQLite it must end within 20 ms, for others write too (`benchmarks.telling`).
AT_ONCE = 50
# Before everybody, along the key.
NOBODY = UUID(int=0)
# What is published again so late is not news any more.
NEWS = timedelta(days=14)
# A wish that was fulfilled is kept as long as its mail may be under way; one that never was, a year after the contest.
FULFILLED, FORGOTTEN = timedelta(days=14), timedelta(days=365)


def note(campaign_id: UUID, *, voter_key: str, address_sealed: bytes, lang: str, now: datetime) -> None:
    """Somebody whose address is confirmed wants to be told; twice is once. In the caller's transaction.

    What is being told already they can read: they are told of what comes after it.
    """
    with transaction() as session:
        begun = select(func.coalesce(func.max(Telling.number), 0)).where(Telling.campaign_id == campaign_id)
        given = {"address_sealed": address_sealed, "lang": lang, "at": now, "told": begun.scalar_subquery()}
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

    Each wish bears the number of the last telling that reached it, committed with its mail: a worker that dies queues
    none twice, and a wish that is committed late, whatever its key, still bears a lower number and is found.
    """
    due = _due(now)
    if due is None:
        return False
    if due.number is None:
        _begin(due.campaign_id, due.phase_id, now)
        return True
    this = (Telling.campaign_id == due.campaign_id, Telling.phase_id == due.phase_id)
    with transaction() as session:
        # One worker at a time, or the second would find what the first is about to mark.
        begun = select(Telling.after, Telling.done_at).where(*this).with_for_update()
        after, done_at = session.execute(begun).one()
        some = _reached(due.campaign_id, due.number, None if done_at else after or NOBODY)
        if some:
            session.execute(insert(Outbox), [_mail(due, row.id, row.lang, now) for row in some])
        come: dict[str, Any] = {"queued": Telling.queued + len(some)}
        if done_at is None:
            come |= {"after": some[-1].id} if len(some) == AT_ONCE else {"done_at": now}
        session.execute(update(Telling).where(*this).values(come), execution_options={"synchronize_session": False})
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
    """Forget a few wishes of a campaign whose last vote was told of, or that is long over; how many."""
    last_vote = (
        select(Phase.id)
        .where(Phase.campaign_id == Campaign.id, Phase.kind == PhaseKind.VOTE)
        .order_by(Phase.opens.desc(), Phase.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    told = exists().where(
        Telling.campaign_id == Campaign.id, Telling.phase_id == last_vote, Telling.done_at < now - FULFILLED
    )
    running = exists().where(Phase.campaign_id == Campaign.id, Phase.closes >= now - FORGOTTEN)
    wanted = exists().where(AnnouncementWish.campaign_id == Campaign.id)
    over = reading().scalar(select(Campaign.id).where(wanted, or_(told, ~running)).limit(1))
    if over is None:
        return 0
    of = AnnouncementWish.campaign_id == over
    some = select(AnnouncementWish.id).where(of).order_by(AnnouncementWish.id).limit(AT_ONCE)
    with transaction() as session:
        gone = delete(AnnouncementWish).where(of, AnnouncementWish.id.in_(some)).returning(AnnouncementWish.id)
        return len(session.scalars(gone, execution_options={"synchronize_session": False}).all())


def _due(now: datetime) -> Row[UUID, UUID, int | None] | None:
    """An announcement that is public and not told to everybody yet; what a crisis hides waits."""
    of = and_(Telling.campaign_id == Announcement.campaign_id, Telling.phase_id == Announcement.phase_id)
    # The first along the index: asked whether any is lower, PostgreSQL would read them all before it says none.
    lowest = (
        select(AnnouncementWish.told)
        .where(AnnouncementWish.campaign_id == Announcement.campaign_id)
        .order_by(AnnouncementWish.told, AnnouncementWish.id)
        .limit(1)
        .scalar_subquery()
    )
    found = reading().execute(
        select(Announcement.campaign_id, Announcement.phase_id, Telling.number)
        .outerjoin(Telling, of)
        .where(
            *announcements.are_shown(now),
            Announcement.opens > now - NEWS,
            or_(Telling.done_at.is_(None), lowest < Telling.number),
        )
        .order_by(Announcement.opens, Announcement.phase_id)
    )
    return next((row for row in found.all() if not crises.of(row.campaign_id).results), None)


def _begin(campaign_id: UUID, phase_id: UUID, now: datetime) -> None:
    """Begin to tell of an announcement, under the campaign's next number; begun by another at this instant: nothing."""
    last = select(func.coalesce(func.max(Telling.number), 0)).where(Telling.campaign_id == campaign_id)
    row = {"campaign_id": campaign_id, "phase_id": phase_id, "began_at": now, "queued": 0}
    with transaction() as session:
        begun = insert_into(session, Telling).values(**row, number=last.scalar_subquery() + 1)
        session.execute(begun.on_conflict_do_nothing())


def _reached(campaign_id: UUID, number: int, after: UUID | None) -> Sequence[Row[UUID, str]]:
    """The next who are to be told, marked as told, in the order of their keys.

    They are found along the key, `after` where the last ones ended; once all are through, whoever came late along the
    marks. By the marks alone PostgreSQL would pass by all that were moved there, for as long as a backup looks at them.
    """
    of = (AnnouncementWish.campaign_id == campaign_id, AnnouncementWish.told < number)
    some = select(AnnouncementWish.id).where(*of).limit(AT_ONCE)
    if after is None:
        some = some.order_by(AnnouncementWish.told, AnnouncementWish.id)
    else:
        some = some.where(AnnouncementWish.id > after).order_by(AnnouncementWish.id)
    marked = (
        update(AnnouncementWish)
        .where(AnnouncementWish.campaign_id == campaign_id, AnnouncementWish.id.in_(some))
        .values(told=number)
        .returning(AnnouncementWish.id, AnnouncementWish.lang)
    )
    return sorted(reading().execute(marked, execution_options={"synchronize_session": False}).all())


def _mail(telling: Row[UUID, UUID, int | None], wish_id: UUID, lang: str, now: datetime) -> dict[str, Any]:
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
