"""Letters between the people behind the contest and the author of an entry."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import insert_into, new_id, transaction
from contest.models import Entry, Message, Participant, Side, Staff
from contest.rules import forms
from contest.rules.objections import Objection, Refused
from contest.services import audit, outbox
from contest.services.audit import Actor

LONGEST = 4000


def write_to_author(campaign_id: UUID, entry_id: UUID, *, text: str, submit_key: str, by: UUID, now: datetime) -> UUID:
    """Write to the author of an entry, signed with a first name and a role; mailed. One `submit_key`, one letter.

    Errors: Refused with text_missing, answer_too_long, entry_gone, author_gone.
    """
    text = _checked(text)
    with transaction() as session:
        entry = _entry(session, campaign_id, entry_id)
        lang = session.scalar(
            select(Participant.lang).where(
                Participant.campaign_id == campaign_id,
                Participant.id == entry.participant_id,
                Participant.erased_at.is_(None),
                Participant.address_sealed.is_not(None),
            )
        )
        if lang is None:
            raise Refused([Objection("author_gone")])
        person = session.get_one(Staff, by)
        signed = ", ".join(part for part in (person.first_name, person.title) if part)
        message_id, is_new = _write(session, entry, Side.STAFF, submit_key, signed, text, now, by)
        if is_new:
            _record(audit.staff(by), entry, Side.STAFF, now)
            outbox.queue(
                "mail.message",
                dedupe_key=f"message:{message_id.hex}",
                now=now,
                ids={"message": message_id.hex, "entry": entry_id.hex},
                lang=lang,
                campaign=campaign_id,
            )
        return message_id


def answer(campaign_id: UUID, entry_id: UUID, *, text: str, submit_key: str, by: UUID, now: datetime) -> UUID:
    """The author (`by`, a participant) writes back. One `submit_key`, one letter.

    Errors: Refused with text_missing, answer_too_long, entry_not_yours.
    """
    text = _checked(text)
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), populate_existing=True)
        if entry is None or entry.participant_id != by:
            raise Refused([Objection("entry_not_yours")])
        person = session.get_one(Participant, (campaign_id, by))
        message_id, is_new = _write(session, entry, Side.PARTICIPANT, submit_key, person.first_name, text, now)
        if is_new:
            _record(audit.participant(by), entry, Side.PARTICIPANT, now)
        return message_id


def _checked(text: str) -> str:
    text = forms.clean_lines(text)
    if not text:
        raise Refused([Objection("text_missing", "text")])
    if len(text) > LONGEST:
        raise Refused([Objection("answer_too_long", "text", {"most": LONGEST, "length": len(text)})])
    return text


def _entry(session: Session, campaign_id: UUID, entry_id: UUID) -> Entry:
    entry = session.get(Entry, (campaign_id, entry_id), populate_existing=True)
    if entry is None:
        raise Refused([Objection("entry_gone")])
    return entry


def _write(
    session: Session,
    entry: Entry,
    side: Side,
    submit_key: str,
    signed: str,
    text: str,
    now: datetime,
    staff_id: UUID | None = None,
) -> tuple[UUID, bool]:
    """The letter's id, and whether it is a new one."""
    written: UUID | None = session.scalar(
        insert_into(session, Message)
        .values(
            campaign_id=entry.campaign_id,
            id=new_id(),
            entry_id=entry.id,
            side=side,
            submit_key=submit_key,
            signed=signed,
            staff_id=staff_id,
            text=text,
            at=now,
        )
        .on_conflict_do_nothing()
        .returning(Message.id)
    )
    if written is not None:
        return written, True
    before = select(Message.id).where(Message.campaign_id == entry.campaign_id, Message.submit_key == submit_key)
    return session.scalars(before).one(), False


def _record(by: Actor, entry: Entry, side: Side, now: datetime) -> None:
    audit.record(
        "message.written",
        by=by,
        now=now,
        campaign=entry.campaign_id,
        ref=entry.id,
        details={"side": side.value},
    )
