"""Confirmations: an address is asked whether an act is really its owner's; a code or a link answers.

Code and link are derived from the confirmation's id, so what is stored confirms nothing. An answer comes in
through `services.confirm.finish`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from contest import vault
from contest.db import new_id, reading, transaction
from contest.models import Confirmation, ConfirmationPurpose, Outbox
from contest.rules.objections import Objection, Refused
from contest.services import keys, limits, outbox
from contest.services.outbox import Lane

LINK_VALID = timedelta(days=7)
CODE_VALID = timedelta(hours=24)
TRIES = 5
# Mails to one address, and the seconds they are counted in.
MAILS, STRETCH = 3, 6 * 3600
# So many mails ask for one confirmation at most: as many as an address gets while its code counts.
MOST = MAILS * (CODE_VALID // timedelta(seconds=STRETCH) + 1)
# A second click within this time is the same request for a mail.
DOUBLE_CLICK = timedelta(minutes=1)
KINDS = {
    ConfirmationPurpose.ENTRY: "mail.confirm_entry",
    ConfirmationPurpose.BALLOT: "mail.confirm_ballot",
    ConfirmationPurpose.SIGN_IN: "mail.sign_in",
    ConfirmationPurpose.GUARDIAN: "mail.confirm_guardian",
    ConfirmationPurpose.REMINDER: "mail.confirm_reminder",
}


@dataclass(frozen=True)
class Asked:
    """A confirmation as it stands: what for, whose address (sealed), until when, whether answered."""

    campaign_id: UUID
    id: UUID
    purpose: ConfirmationPurpose
    subject_id: UUID | None
    voter_key: str
    address_sealed: bytes
    guardian_sealed: bytes | None
    lang: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    handed_at: datetime | None
    bounced_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether it was ended before its time, another address having been asked."""
        return self.expires_at < self.created_at + LINK_VALID

    def code_valid(self, now: datetime) -> bool:
        """Whether its six digits still count at `now`."""
        return now < min(self.created_at + CODE_VALID, self.expires_at)

    def link_valid(self, now: datetime) -> bool:
        """Whether its link still counts at `now`."""
        return now < self.expires_at


def ask(
    campaign_id: UUID,
    *,
    purpose: ConfirmationPurpose,
    subject_id: UUID | None,
    address_sealed: bytes,
    voter_key: str,
    lang: str,
    now: datetime,
    guardian_sealed: bytes | None = None,
    mailed: bool = True,
) -> UUID:
    """Ask an address to confirm an act, in the caller's transaction; the confirmation's id.

    Its link counts for 7 days, its code for 24 hours. After 3 mails to one address in 6 hours the answer is
    the same and no mail leaves; with `mailed` false none leaves at all, so that an unknown address is answered
    like a known one.
    """
    with transaction() as session:
        row = Confirmation(
            campaign_id=campaign_id,
            id=new_id(),
            purpose=purpose,
            subject_id=subject_id,
            voter_key=voter_key,
            address_sealed=address_sealed,
            guardian_sealed=guardian_sealed,
            lang=lang,
            attempts=0,
            created_at=now,
            expires_at=now + LINK_VALID,
            used_at=None,
            handed_at=None,
            bounced_at=None,
            reminded_at=None,
        )
        session.add(row)
        session.flush()
        if mailed:
            _mail(campaign_id, row.id, purpose, voter_key, lang, now=now)
        return row.id


def resend(campaign_id: UUID, confirmation_id: UUID, *, now: datetime) -> UUID:
    """Send the mail again; the id that counts from now on, a fresh one when the code was no longer valid.

    One that was answered sends nothing. Where another address was asked instead, nothing goes to this one, and the
    other's counts. Errors: LookupError (no such confirmation); Refused with address_settled (it has answered).
    """
    with transaction():
        asked = get(campaign_id, confirmation_id)
        if asked is None:
            raise LookupError(confirmation_id)
        if asked.used_at is not None:
            return asked.id
        if asked.ended:
            instead = unanswered(campaign_id, asked.subject_id) if asked.subject_id is not None else None
            if instead is None or instead == asked.id:
                raise Refused([Objection("address_settled")])
            return instead
        if not asked.code_valid(now):
            return ask(
                campaign_id,
                purpose=asked.purpose,
                subject_id=asked.subject_id,
                address_sealed=asked.address_sealed,
                voter_key=asked.voter_key,
                lang=asked.lang,
                now=now,
                guardian_sealed=asked.guardian_sealed,
                mailed=_was_mailed(asked),
            )
        if _was_mailed(asked):
            _mail(campaign_id, asked.id, asked.purpose, asked.voter_key, asked.lang, now=now)
        return asked.id


def end(campaign_id: UUID, subject_id: UUID, purpose: ConfirmationPurpose, *, now: datetime) -> None:
    """Let neither code nor link of an act count any more that were not answered; in the caller's transaction."""
    with transaction() as session:
        session.execute(
            update(Confirmation)
            .where(
                Confirmation.campaign_id == campaign_id,
                Confirmation.subject_id == subject_id,
                Confirmation.purpose == purpose,
                Confirmation.used_at.is_(None),
                Confirmation.expires_at > now,
            )
            .values(expires_at=now)
        )


def get(campaign_id: UUID, confirmation_id: UUID) -> Asked | None:
    """The confirmation of this id."""
    row = (
        reading()
        .execute(select(*_COLUMNS).where(Confirmation.campaign_id == campaign_id, Confirmation.id == confirmation_id))
        .first()
    )
    return None if row is None else _asked(row)


def unanswered(campaign_id: UUID, subject_id: UUID) -> UUID | None:
    """The latest confirmation of an act that was not answered."""
    return reading().scalar(
        select(Confirmation.id)
        .where(
            Confirmation.campaign_id == campaign_id,
            Confirmation.subject_id == subject_id,
            Confirmation.used_at.is_(None),
        )
        .order_by(Confirmation.created_at.desc(), Confirmation.id.desc())
        .limit(1)
    )


def by_token(campaign_id: UUID, token: str, *, now: datetime) -> Asked | None:
    """The confirmation a link stands for, answered or not; None for a link not made by us, or too old."""
    confirmation_id = keys.confirmation_of(campaign_id, token)
    asked = get(campaign_id, confirmation_id) if confirmation_id is not None else None
    return asked if asked is not None and asked.link_valid(now) else None


def newest_open(campaign_id: UUID, voter_key: str, *, now: datetime) -> list[Asked]:
    """The confirmations an address has not answered yet and still can, newest first (at most 20)."""
    rows = reading().execute(
        select(*_COLUMNS)
        .where(
            Confirmation.campaign_id == campaign_id,
            Confirmation.voter_key == voter_key,
            Confirmation.used_at.is_(None),
            Confirmation.expires_at > now,
        )
        .order_by(Confirmation.created_at.desc(), Confirmation.id.desc())
        .limit(20)
    )
    return [_asked(row) for row in rows]


def check_code(campaign_id: UUID, confirmation_id: UUID, code: str, *, now: datetime) -> Asked:
    """The confirmation, when these are its digits; every try counts, also a right one.

    Call it before the transaction of the act: rolled back with it, the try would not have counted. Errors:
    Refused with mail_code_wrong (also for no such confirmation), mail_code_expired, code_too_many_tries (after 5, and
    after as many for one address as the mails that it gets: whoever asks for ever new codes may not guess for ever).
    """
    asked = get(campaign_id, confirmation_id)
    if asked is None:
        raise Refused([Objection("mail_code_wrong", "code")])
    if not asked.code_valid(now):
        raise Refused([Objection("mail_code_expired", "code")])
    with transaction() as session:
        counted = session.execute(
            update(Confirmation)
            .where(
                Confirmation.campaign_id == campaign_id,
                Confirmation.id == confirmation_id,
                Confirmation.attempts < TRIES,
            )
            .values(attempts=Confirmation.attempts + 1)
            .returning(Confirmation.id)
        ).first()
    tried = ("mail code", str(campaign_id), asked.voter_key)
    if counted is None or not limits.hit(tried, limit=MAILS * TRIES, seconds=STRETCH, now=now).allowed:
        raise Refused([Objection("code_too_many_tries", "code")])
    typed = "".join(character for character in code if character.isdigit())
    if not vault.same(keys.confirmation_code(campaign_id, confirmation_id), typed):
        raise Refused([Objection("mail_code_wrong", "code")])
    return asked


def _mail(
    campaign_id: UUID,
    confirmation_id: UUID,
    purpose: ConfirmationPurpose,
    voter_key: str,
    lang: str,
    *,
    now: datetime,
) -> None:
    """Queue the mail, unless this address had enough of them; a double click is one mail.

    The mails of a confirmation are numbered, so two clicks at once ask for the same one.
    """
    numbered = [_dedupe_key(confirmation_id, number) for number in range(MOST)]
    before = reading().scalars(select(Outbox.created_at).where(Outbox.dedupe_key.in_(numbered))).all()
    if any(now - moment < DOUBLE_CLICK for moment in before):
        return
    if not limits.hit(
        ("confirmation mail", str(campaign_id), voter_key), limit=MAILS, seconds=STRETCH, now=now
    ).allowed:
        return
    outbox.queue(
        KINDS[purpose],
        dedupe_key=_dedupe_key(confirmation_id, len(before)),
        now=now,
        ids={"confirmation": confirmation_id.hex},
        lang=lang,
        campaign=campaign_id,
        lane=Lane.CODES,
    )


def _asked(row: Any) -> Asked:
    return Asked(*row)


def _was_mailed(asked: Asked) -> bool:
    """Whether a mail was ever meant to leave: only an unknown address's request to sign in never has one."""
    if asked.purpose is not ConfirmationPurpose.SIGN_IN:
        return True
    sent = select(Outbox.id).where(Outbox.dedupe_key == _dedupe_key(asked.id, 0))
    return reading().scalar(sent) is not None


def _dedupe_key(confirmation_id: UUID, number: int) -> str:
    return f"confirm:{confirmation_id.hex}:{number}"


_COLUMNS = (
    Confirmation.campaign_id,
    Confirmation.id,
    Confirmation.purpose,
    Confirmation.subject_id,
    Confirmation.voter_key,
    Confirmation.address_sealed,
    Confirmation.guardian_sealed,
    Confirmation.lang,
    Confirmation.created_at,
    Confirmation.expires_at,
    Confirmation.used_at,
    Confirmation.handed_at,
    Confirmation.bounced_at,
)
