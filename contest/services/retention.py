"""What the privacy notice promises to forget: addresses 90 days after the result, people a year after the contest."""

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select, tuple_, update
from sqlalchemy.sql import ColumnElement

from contest.db import reading, transaction
from contest.models import Draw, DrawPlace, DrawWish, Entry, Participant, Phase, Result, Selection
from contest.rules.phases import PhaseKind
from contest.services import participants

# trust.md, "Privacy": who won is kept apart, for the prize.
CONTACT = timedelta(days=90)
PEOPLE = timedelta(days=365)
AT_ONCE = 50


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
    here = and_(Draw.campaign_id == DrawWish.campaign_id, Draw.phase_id == DrawWish.phase_id)
    placed = and_(
        DrawPlace.campaign_id == DrawWish.campaign_id,
        DrawPlace.phase_id == DrawWish.phase_id,
        DrawPlace.voter_key == DrawWish.voter_key,
    )
    settled = or_(and_(Draw.drawn_at.is_not(None), ~exists().where(placed)), Draw.drawn_at < now - CONTACT)
    voted = and_(Phase.campaign_id == DrawWish.campaign_id, Phase.id == DrawWish.phase_id)
    over = or_(exists().where(here, settled), exists().where(voted, Phase.closes < now - PEOPLE))
    key = (DrawWish.campaign_id, DrawWish.phase_id, DrawWish.voter_key)
    some = reading().execute(select(*key).where(DrawWish.address_sealed.is_not(None), over).limit(AT_ONCE)).all()
    if not some:
        return 0
    with transaction() as session:
        session.execute(
            update(DrawWish)
            .where(tuple_(*key).in_([tuple(row) for row in some]))
            .values(address_sealed=None)
            .execution_options(synchronize_session=False)
        )
    return len(some)


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
