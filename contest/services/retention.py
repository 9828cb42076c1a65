"""What the privacy notice promises to forget: addresses 90 days after the result, people a year after the contest."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select, true, update
from sqlalchemy.sql import ColumnElement

from contest.db import reading, transaction
from contest.models import Draw, DrawPlace, DrawWish, Entry, Participant, Phase, Result, Selection
from contest.rules.phases import PhaseKind
from contest.services import participants

# trust.md, "Privacy": who won is kept apart, for the prize.
CONTACT = timedelta(days=90)
PEOPLE = timedelta(days=365)
AT_ONCE = 50
_SEALED = DrawWish.address_sealed.is_not(None)


def sweep(*, now: datetime) -> int:
    """Forget a few of those whose time has come; how many. Repeatable."""
    return _forget_contacts(now) + _forget_wishes(now) + _forget_people(now)


def _forget_contacts(now: datetime) -> int:
    """Addresses, once every vote of the campaign has had its result for so long."""
    results = and_(Result.campaign_id == Phase.campaign_id, Result.phase_id == Phase.id)
    old = exists().where(results, Result.closed_at < now - CONTACT)
    votes = and_(Phase.campaign_id == Participant.campaign_id, Phase.kind == PhaseKind.VOTE)
    known = or_(Participant.address_sealed.is_not(None), Participant.guardian_sealed.is_not(None))
    over = and_(exists().where(votes), ~exists().where(votes, ~old))
    # Looked for without the writer's lock: among a million people that takes its time.
    found = select(Participant.id).where(known, over, _won_nothing()).order_by(Participant.id).limit(AT_ONCE)
    some = reading().scalars(found).all()
    if not some:
        return 0
    with transaction() as session:
        session.execute(
            update(Participant)
            .where(Participant.id.in_(some))
            .values(address_sealed=None, guardian_sealed=None)
            .execution_options(synchronize_session=False)
        )
    return len(some)


def _forget_wishes(now: datetime) -> int:
    """Addresses for a draw of side prizes: at once of whoever has no place in it, of the others as above.

    Where nothing was ever drawn they go a year after the vote.
    """
    voted = and_(Phase.campaign_id == Draw.campaign_id, Phase.id == Draw.phase_id)
    sealed = and_(DrawWish.campaign_id == Draw.campaign_id, DrawWish.phase_id == Draw.phase_id, _SEALED)
    # Draws are few, wishes many: those of a vote that still runs are not looked at.
    settled = (
        select(Draw.campaign_id, Draw.phase_id, Draw.drawn_at)
        .join(Phase, voted)
        .where(or_(Draw.drawn_at.is_not(None), Phase.closes < now - PEOPLE), exists().where(sealed))
    )
    for draw in reading().execute(settled).all():
        all_of_them = draw.drawn_at is None or draw.drawn_at < now - CONTACT
        if number := _forget_wishes_of(draw.campaign_id, draw.phase_id, all_of_them=all_of_them):
            return number
    return 0


def _forget_wishes_of(campaign_id: UUID, phase_id: UUID, *, all_of_them: bool) -> int:
    here = (DrawWish.campaign_id == campaign_id, DrawWish.phase_id == phase_id)
    placed = exists().where(
        DrawPlace.campaign_id == campaign_id,
        DrawPlace.phase_id == phase_id,
        DrawPlace.voter_key == DrawWish.voter_key,
    )
    some = select(DrawWish.voter_key).where(*here, _SEALED, true() if all_of_them else ~placed).limit(AT_ONCE)
    found = reading().scalars(some).all()
    if found:
        with transaction() as session:
            session.execute(
                update(DrawWish)
                .where(*here, DrawWish.voter_key.in_(found))
                .values(address_sealed=None)
                .execution_options(synchronize_session=False)
            )
    return len(found)


def _forget_people(now: datetime) -> int:
    """Everything of a person, as if they had asked for it."""
    ends = (
        select(func.max(Phase.closes))
        .where(Phase.campaign_id == Participant.campaign_id)
        .correlate(Participant)
        .scalar_subquery()
    )
    some = (
        reading()
        .execute(
            select(Participant.campaign_id, Participant.id)
            .where(Participant.erased_at.is_(None), ends < now - PEOPLE, _won_nothing())
            .order_by(Participant.id)
            .limit(AT_ONCE)
        )
        .all()
    )
    for campaign_id, participant_id in some:
        participants.erase(campaign_id, participant_id, now=now)
    return len(some)


def _won_nothing() -> ColumnElement[bool]:
    own = and_(Entry.campaign_id == Participant.campaign_id, Entry.participant_id == Participant.id)
    picked = and_(Selection.campaign_id == Entry.campaign_id, Selection.entry_id == Entry.id)
    return ~exists().where(own, exists().where(picked))
