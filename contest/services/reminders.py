"""Reminders: somebody wishes to be told once that a phase has opened. One purpose, one mail, one click to stop."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update

from contest.db import new_id, reading, transaction
from contest.models import ConfirmationPurpose, Phase, Reminder
from contest.queries import announcements, phases
from contest.rules import mailboxes
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit, confirmations, keys, outbox, wishes

AT_ONCE = 200
# How long a wish that was fulfilled, or never confirmed, is kept: as long as its mail may still be under way. A pause
# that mail waits for does not count.
FULFILLED, UNCONFIRMED = timedelta(days=2), timedelta(days=7)


def ask(campaign_id: UUID, phase_id: UUID, *, address: str, lang: str, now: datetime) -> UUID:
    """Note the wish and ask the address to confirm it; the confirmation's id.

    Asked again it is the same wish, the same confirmation and code; a double click is one mail.

    Errors: LookupError (no such phase); Refused with address_malformed and the like; else with reminder_too_late.
    """
    if wrong := mailboxes.objections(address):
        raise Refused(list(wrong))
    voter_key = keys.voter_key(campaign_id, mailboxes.canonical(address))
    with transaction() as session:
        phase = session.get(Phase, (campaign_id, phase_id), with_for_update={"key_share": True})
        if phase is None:
            raise LookupError(phase_id)
        if is_late(phase, now):
            raise Refused([Objection("reminder_too_late")])
        sealed = keys.seal_address(campaign_id, mailboxes.tidy(address))
        reminder_id = _noted(campaign_id, phase_id, voter_key) or new_id()
        if session.get(Reminder, (campaign_id, reminder_id)) is None:
            session.add(
                Reminder(
                    campaign_id=campaign_id,
                    id=reminder_id,
                    phase_id=phase_id,
                    voter_key=voter_key,
                    address_sealed=sealed,
                    lang=lang,
                    asked_at=now,
                )
            )
            audit.record("reminder.asked", by=audit.VISITOR, now=now, campaign=campaign_id, ref=reminder_id)
            session.flush()
        asked = confirmations.unanswered(campaign_id, reminder_id)
        if asked is not None:
            return confirmations.resend(campaign_id, asked, now=now)
        return confirmations.ask(
            campaign_id,
            purpose=ConfirmationPurpose.REMINDER,
            subject_id=reminder_id,
            address_sealed=sealed,
            voter_key=voter_key,
            lang=lang,
            now=now,
        )


def confirm(campaign_id: UUID, reminder_id: UUID, *, now: datetime) -> None:
    """The address really wants to be told; again changes nothing. Errors: Refused with reminder_gone.

    Of a phase of announcing it is a wish for what is announced, which has no hour of its own (`services.wishes`).
    """
    with transaction() as session:
        wish = session.get(Reminder, (campaign_id, reminder_id), with_for_update=True, populate_existing=True)
        if wish is None:
            raise Refused([Objection("reminder_gone")])
        if wish.confirmed_at is None and _is_announcing(campaign_id, wish.phase_id):
            wish.queued_at = now
            wishes.note(
                campaign_id, voter_key=wish.voter_key, address_sealed=wish.address_sealed, lang=wish.lang, now=now
            )
        wish.confirmed_at = wish.confirmed_at or now


def stop(campaign_id: UUID, reminder_id: UUID, *, now: datetime) -> None:
    """The address does not want to be told any more; twice is once."""
    with transaction() as session:
        gone = session.execute(
            delete(Reminder)
            .where(Reminder.campaign_id == campaign_id, Reminder.id == reminder_id)
            .returning(Reminder.phase_id, Reminder.voter_key)
        ).one_or_none()
        if gone is not None:
            if _is_announcing(campaign_id, gone.phase_id):
                wishes.forget(campaign_id, gone.voter_key)
            audit.record("reminder.stopped", by=audit.VISITOR, now=now, campaign=campaign_id, ref=reminder_id)


def queue_due(now: datetime) -> bool:
    """Queue the mail of everybody whose phase has opened, behind all other mail; whether there may be more."""
    with transaction() as session:
        due = session.execute(
            select(Reminder.campaign_id, Reminder.id, Reminder.lang)
            .join(Phase, and_(Phase.campaign_id == Reminder.campaign_id, Phase.id == Reminder.phase_id))
            .where(
                Reminder.confirmed_at.is_not(None),
                Reminder.queued_at.is_(None),
                Phase.opens <= now,
                now < Phase.closes,
            )
            .limit(AT_ONCE)
            .with_for_update(of=Reminder, skip_locked=True)
        ).all()
        for row in due:
            outbox.queue(
                "mail.phase_opens",
                dedupe_key=f"reminder:{row.id.hex}",
                now=now,
                ids={"reminder": row.id.hex},
                lang=row.lang,
                campaign=row.campaign_id,
                lane=outbox.Lane.REST,
            )
            session.execute(
                update(Reminder)
                .where(Reminder.campaign_id == row.campaign_id, Reminder.id == row.id)
                .values(queued_at=now)
            )
        return len(due) == AT_ONCE


def forget(campaign_id: UUID, voter_key: str) -> None:
    """Delete every wish of an address; in the caller's transaction."""
    with transaction() as session:
        session.execute(delete(Reminder).where(Reminder.campaign_id == campaign_id, Reminder.voter_key == voter_key))


def sweep(*, now: datetime) -> None:
    """Delete wishes that were fulfilled, never confirmed, or whose phase is over."""
    over = select(Phase.id).where(Phase.campaign_id == Reminder.campaign_id, Phase.closes <= now)
    with transaction() as session:
        held_up = [
            phase.id
            for phase in session.scalars(select(Phase).where(Phase.opens <= now, now < Phase.closes))
            # Mail waits while a phase is paused.
            if any(pause.ends is None or pause.ends > now - FULFILLED for pause in phases.pauses(phase))
        ]
        session.execute(
            delete(Reminder).where(
                or_(
                    and_(Reminder.queued_at < now - FULFILLED, Reminder.phase_id.not_in(held_up)),
                    and_(Reminder.confirmed_at.is_(None), Reminder.asked_at < now - UNCONFIRMED),
                    Reminder.phase_id.in_(over),
                )
            )
        )


def is_late(phase: Phase, now: datetime) -> bool:
    """Whether there is nothing to wait for: the phase has opened; of one of announcing, the winner is public."""
    if phase.kind is PhaseKind.ANNOUNCEMENT:
        return announcements.latest(phase.campaign_id, now) is not None
    return phase.opens <= now


def _is_announcing(campaign_id: UUID, phase_id: UUID) -> bool:
    return reading().get_one(Phase, (campaign_id, phase_id)).kind is PhaseKind.ANNOUNCEMENT


def _noted(campaign_id: UUID, phase_id: UUID, voter_key: str) -> UUID | None:
    """The wish there is already."""
    return reading().scalar(
        select(Reminder.id).where(
            Reminder.campaign_id == campaign_id, Reminder.phase_id == phase_id, Reminder.voter_key == voter_key
        )
    )
