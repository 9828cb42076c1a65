"""Side prizes drawn among voters: said before the vote, joined by a tick, frozen, drawn by a public value, told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from contest.db import database_clock, insert_into, reading, transaction
from contest.models import Ballot, Campaign, Draw, DrawList, DrawPlace, DrawWish, Result, Visibility
from contest.queries import draws
from contest.rules import draws as rules
from contest.rules.draws import Terms
from contest.rules.eligibility import who_may
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, outbox
from contest.services.confirmations import Asked
from contest.services.schedule import windows


def set_terms(campaign_id: UUID, phase_id: UUID, wanted: Terms | None, *, by: UUID, now: datetime) -> None:
    """Say what is drawn among the voters of a vote, before it begins; None for nothing. The same changes nothing.

    Errors: LookupError; Refused as `rules.draws.setting_objections`.
    """
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        row = _held(session, campaign_id, phase_id)
        if wanted == (None if row is None else Terms(row.number, row.prizes, tuple(row.countries), row.source)):
            return
        told = session.get_one(Campaign, campaign_id).visibility is not Visibility.DRAFT
        begun = told and phase.opens <= session.execute(select(database_clock())).scalar_one()
        if reasons := rules.setting_objections(wanted, by_mail=who_may(phase.settings).asks_address, begun=begun):
            raise Refused(reasons)
        if wanted is None:
            session.delete(row)
        else:
            if row is None:
                row = Draw(campaign_id=campaign_id, phase_id=phase_id, version=0)
                session.add(row)
            row.version += 1
            row.number, row.prizes = wanted.number, dict(wanted.prizes)
            row.countries, row.source = list(wanted.countries), wanted.source
            row.set_by, row.set_at = by, now
        details = {"number": wanted.number, "source": wanted.source} if wanted else {}
        _record("draw.set" if wanted else "draw.dropped", campaign_id, phase_id, by, now, details)


def wish(
    campaign_id: UUID, phase_id: UUID, *, voter_key: str, address_sealed: bytes, lang: str, version: int, now: datetime
) -> None:
    """A voter wants to take part, by these terms; twice is once. Errors: Refused with draw_none, draw_over."""
    with transaction() as session:
        if reasons := _against_wish(session, campaign_id, phase_id, version):
            raise Refused(reasons)
        given = {"address_sealed": address_sealed, "lang": lang, "version": version, "at": now}
        key = {"campaign_id": campaign_id, "phase_id": phase_id, "voter_key": voter_key}
        session.execute(insert_into(session, DrawWish).values(**key, **given).on_conflict_do_nothing())


def wish_with(campaign_id: UUID, ballot_id: UUID, asked: Asked, *, version: int, now: datetime) -> None:
    """The same with the confirmation of a ballot; nothing where it is too late, for the vote itself goes on."""
    with transaction() as session:
        ballot = session.execute(
            select(Ballot.phase_id).where(
                Ballot.campaign_id == campaign_id, Ballot.id == ballot_id, Ballot.voter_key == asked.voter_key
            )
        ).first()
        if ballot is None or _against_wish(session, campaign_id, ballot.phase_id, version):
            return
        wish(
            campaign_id,
            ballot.phase_id,
            voter_key=asked.voter_key,
            address_sealed=asked.address_sealed,
            lang=asked.lang,
            version=version,
            now=now,
        )


def leave(campaign_id: UUID, phase_id: UUID, *, voter_key: str) -> None:
    """A voter takes part no more; twice is once. Errors: Refused with draw_none, draw_over."""
    with transaction() as session:
        if reasons := _against_wish(session, campaign_id, phase_id, None):
            raise Refused(reasons)
        session.execute(
            delete(DrawWish).where(
                DrawWish.campaign_id == campaign_id, DrawWish.phase_id == phase_id, DrawWish.voter_key == voter_key
            )
        )


def forget(campaign_id: UUID, voter_key: str) -> None:
    """Of somebody who is erased only the ticket stays, where the list is frozen; in the caller's transaction."""
    with transaction() as session:
        session.execute(delete(DrawWish).where(DrawWish.campaign_id == campaign_id, DrawWish.voter_key == voter_key))


def freeze(campaign_id: UUID, phase_id: UUID, *, by: UUID, now: datetime) -> None:
    """Freeze the list of tickets, once the result is closed, and publish its digest; twice is once.

    Errors: LookupError; Refused with draw_none, result_not_closed.
    """
    with transaction() as session:
        row = _held(session, campaign_id, phase_id)
        closed = session.get(Result, (campaign_id, phase_id), populate_existing=True) is not None
        reasons = rules.freezing_objections(set_up=row is not None, closed=closed)
        if reasons or row is None:
            raise Refused(reasons)
        if row.frozen_at is not None:
            return
        tickets = [keys.draw_ticket(campaign_id, phase_id, voter) for voter in draws.entitled(campaign_id, phase_id)]
        file = rules.listed(tickets)
        session.add(DrawList(campaign_id=campaign_id, phase_id=phase_id, file=file))
        row.digest, row.tickets = rules.digest(file), len(tickets)
        row.frozen_by, row.frozen_at = by, now
        _record("draw.frozen", campaign_id, phase_id, by, now, {"digest": row.digest})


def draw(campaign_id: UUID, phase_id: UUID, value: str, again: str, *, by: UUID, now: datetime) -> None:
    """Draw by the value of the public source, typed twice, and tell the winners; the same again changes nothing.

    Errors: LookupError; Refused with draw_none and as `rules.draws.drawing_objections`.
    """
    with transaction() as session:
        row = _held(session, campaign_id, phase_id)
        if row is None:
            raise Refused([Objection("draw_none")])
        value, again = rules.tidy(value), rules.tidy(again)
        frozen = row.frozen_at is not None
        reasons = rules.drawing_objections(value, again, frozen=frozen, tickets=row.tickets or 0, drawn_by=row.value)
        if reasons:
            raise Refused(reasons)
        if row.value is not None:
            return
        tickets = (draws.file(campaign_id, phase_id) or "").split()
        first = rules.order(rules.seed(row.digest or "", row.source, value), tickets)[: 2 * row.number]
        wished = draws.entitled(campaign_id, phase_id)
        owners = {keys.draw_ticket(campaign_id, phase_id, voter): voter for voter in wished}
        here = {"campaign_id": campaign_id, "phase_id": phase_id}
        rows = [
            {**here, "place": place, "ticket": ticket, "voter_key": owners.get(ticket)}
            for place, ticket in enumerate(first, 1)
        ]
        session.execute(insert(DrawPlace), rows)
        row.value, row.drawn_by, row.drawn_at = value, by, now
        session.flush()
        for place in range(1, min(row.number, len(first)) + 1):
            _tell(campaign_id, phase_id, place, now)
        _record("draw.drawn", campaign_id, phase_id, by, now, {"value": value})


def pass_on(campaign_id: UUID, phase_id: UUID, place: int, *, by: UUID, now: datetime) -> None:
    """A winner does not want the prize, or cannot be reached: the next who stands ready wins it; twice is once.

    Errors: LookupError (no such place, or it wins nothing).
    """
    with transaction() as session:
        _held(session, campaign_id, phase_id)
        before = draws.places(campaign_id, phase_id)
        found = next((one for one in before if one.place == place), None)
        if found is None or not (found.wins or found.passed):
            raise LookupError(place)
        if found.passed:
            return
        row = session.get_one(DrawPlace, (campaign_id, phase_id, place))
        row.passed_at, row.passed_by = now, by
        session.flush()
        won = {one.place for one in before if one.wins}
        for one in draws.places(campaign_id, phase_id):
            if one.wins and one.place not in won:
                _tell(campaign_id, phase_id, one.place, now)
        _record("draw.passed", campaign_id, phase_id, by, now, {"place": place})


def _tell(campaign_id: UUID, phase_id: UUID, place: int, now: datetime) -> None:
    won = draws.won(campaign_id, phase_id, place)
    if won is None:  # erased since: the desk says so, and it can be passed on
        return
    outbox.queue(
        "mail.draw_won",
        dedupe_key=f"mail.draw_won:{campaign_id.hex}:{phase_id.hex}:{place}",
        now=now,
        ids={"phase": phase_id.hex, "place": place},
        lang=won.lang,
        campaign=campaign_id,
    )


def _held(session: Session, campaign_id: UUID, phase_id: UUID) -> Draw | None:
    return session.get(Draw, (campaign_id, phase_id), with_for_update=True, populate_existing=True)


def _against_wish(session: Session, campaign_id: UUID, phase_id: UUID, version: int | None) -> tuple[Objection, ...]:
    """Why nobody joins or leaves; the lock makes freezing wait for this transaction, or this one for the freezing."""
    found = session.execute(
        select(Draw.version, Draw.frozen_at)
        .where(Draw.campaign_id == campaign_id, Draw.phase_id == phase_id)
        .with_for_update(read=True)
    ).first()
    closed = reading().scalar(select(exists().where(Result.campaign_id == campaign_id, Result.phase_id == phase_id)))
    set_up = found is not None and version in (None, found.version)
    frozen = found is not None and found.frozen_at is not None
    return rules.wish_objections(set_up=set_up, over=bool(closed) or frozen)


def _record(verb: str, campaign_id: UUID, phase_id: UUID, by: UUID, now: datetime, details: dict[str, object]) -> None:
    audit.record(verb, by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details)
