"""How code mails fare, counted by the recipient's domain and the day they were asked for; no address is stored.

Counted are those of ideas and votes, each once however often its mail is sent.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from contest import vault
from contest.db import insert_into, reading, transaction
from contest.models import Confirmation, ConfirmationPurpose, MailDomainDay
from contest.rules import mailboxes, spans
from contest.rules.spans import Figure
from contest.services import keys
from contest.services.confirmations import Asked

COUNTED = (ConfirmationPurpose.ENTRY, ConfirmationPurpose.BALLOT)
# Under which name the domains of few people go together, and after how many days.
OTHERS, TOGETHER_AFTER = "", timedelta(days=2)
AT_ONCE = 200
_ROW = (Confirmation.id, Confirmation.purpose, Confirmation.voter_key, Confirmation.created_at, Confirmation.handed_at)


def handed(campaign_id: UUID, confirmation_id: UUID, *, domain: str, since: datetime, now: datetime) -> None:
    """A mail server has taken its mail, queued at `since`; in the caller's transaction. Only the first mail counts.

    An address that took no mail before, and was tried again, is a good one from now on.
    """
    with transaction() as session:
        mended = session.execute(
            update(Confirmation)
            .where(
                Confirmation.campaign_id == campaign_id,
                Confirmation.id == confirmation_id,
                Confirmation.bounced_at.is_not(None),
            )
            .values(bounced_at=None)
            .returning(Confirmation.id)
        ).first()
        first = session.execute(
            update(Confirmation)
            .where(
                Confirmation.campaign_id == campaign_id,
                Confirmation.id == confirmation_id,
                Confirmation.handed_at.is_(None),
            )
            .values(handed_at=now)
            .returning(*_ROW)
        ).first()
        if first is None or first.purpose not in COUNTED:
            return
        if mended is None:
            _asked(session, campaign_id, first, domain)
        _count(session, campaign_id, first.created_at, domain, Figure.HANDED, now - since)


def bounced(campaign_id: UUID, confirmation_id: UUID, *, domain: str, since: datetime, now: datetime) -> None:
    """The address takes no mail, which the page that waits for the code tells; in the caller's transaction."""
    with transaction() as session:
        first = session.execute(
            update(Confirmation)
            .where(
                Confirmation.campaign_id == campaign_id,
                Confirmation.id == confirmation_id,
                Confirmation.bounced_at.is_(None),
                Confirmation.used_at.is_(None),
            )
            .values(bounced_at=now)
            .returning(*_ROW)
        ).first()
        if first is None or first.purpose not in COUNTED:
            return
        if first.handed_at is None:
            _asked(session, campaign_id, first, domain)
        _count(session, campaign_id, first.created_at, domain, Figure.BOUNCED)


def confirmed(asked: Asked, *, now: datetime) -> None:
    """The address has answered for the first time; in the caller's transaction, as its last act."""
    domain = domain_of(asked.campaign_id, asked.address_sealed)
    if domain and asked.purpose in COUNTED:
        with transaction() as session:
            length = now - asked.created_at
            _count(session, asked.campaign_id, asked.created_at, domain, Figure.CONFIRMED, length)


def domain_of(campaign_id: UUID, address_sealed: bytes) -> str:
    """The domain of a sealed address, as mail servers know it; empty once it cannot be read any more."""
    try:
        return mailboxes.domain_of(keys.open_address(campaign_id, address_sealed))
    except (KeyError, vault.Broken, UnicodeError):
        return ""


def put_together(*, now: datetime) -> int:
    """Let the domains of few people go together under no name, after two days; how many did (at most 200)."""
    of_domain = (MailDomainDay.campaign_id, MailDomainDay.domain)
    people = func.coalesce(func.sum(MailDomainDay.number).filter(MailDomainDay.what == Figure.PEOPLE), 0)
    few = (
        select(*of_domain)
        .where(MailDomainDay.domain != OTHERS)
        .group_by(*of_domain)
        .having(people < spans.FEWEST, func.max(MailDomainDay.day) < _day(now - TOGETHER_AFTER))
        .limit(AT_ONCE)
    )
    domains = reading().execute(few).all()
    for campaign_id, domain in domains:
        with transaction() as session:
            gone = delete(MailDomainDay).where(MailDomainDay.campaign_id == campaign_id, MailDomainDay.domain == domain)
            columns = (MailDomainDay.day, MailDomainDay.what, MailDomainDay.seconds, MailDomainDay.number)
            for row in session.execute(gone.returning(*columns)).all():
                _add(session, campaign_id, row.day, OTHERS, row.what, row.seconds, row.number)
    return len(domains)


def _asked(session: Session, campaign_id: UUID, row: Any, domain: str) -> None:
    """One more was asked; and one person more, if nobody of this address was before."""
    _count(session, campaign_id, row.created_at, domain, Figure.ASKED)
    before = session.scalar(
        select(Confirmation.id)
        .where(
            Confirmation.campaign_id == campaign_id,
            Confirmation.voter_key == row.voter_key,
            Confirmation.id != row.id,
            Confirmation.purpose.in_(COUNTED),
            func.coalesce(Confirmation.handed_at, Confirmation.bounced_at).is_not(None),
        )
        .limit(1)
    )
    if before is None:
        _count(session, campaign_id, row.created_at, domain, Figure.PEOPLE)


def _count(
    session: Session, campaign_id: UUID, asked_at: datetime, domain: str, what: Figure, length: timedelta | None = None
) -> None:
    seconds = 0 if length is None else spans.span_of(length)
    _add(session, campaign_id, _day(asked_at), domain, what, seconds, 1)


def _add(session: Session, campaign_id: UUID, day: str, domain: str, what: str, seconds: int, number: int) -> None:
    place = {"campaign_id": campaign_id, "day": day, "domain": domain, "what": str(what), "seconds": seconds}
    adding = insert_into(session, MailDomainDay).values(**place, number=number)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=[getattr(MailDomainDay, name) for name in place],
            set_={"number": MailDomainDay.number + adding.excluded.number},
        )
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
