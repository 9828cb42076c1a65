"""Mail: handed to a mail server or, in development, kept.

A mail that has become pointless (confirmed meanwhile, erased, undone) is settled with a note, and stays. One whose
recipient's domain has had enough for the moment is put back; others go on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from contest.db import transaction
from contest.models import LocalMail
from contest.outside.mail import Mail, NotSent, inlined
from contest.outside.relays import Relays
from contest.rules import mailboxes, retries
from contest.services import mail_figures, mails
from contest.services.deliveries import paces
from contest.services.deliveries.leases import Done, Failed, Handler, Later, Leased, let_go
from contest.services.mails import Addressed, House, Wanted

# Sends a mail, or keeps it; which mail server took it. Errors: Failed.
Hand = Callable[[Mail, Leased, datetime], str]
HERE = "here"


@dataclass(frozen=True)
class Counter:
    """Where mails are handed over: whose they are, how, and how many a minute to one domain."""

    house: House
    hand: Hand
    per_minute: int


def handlers(counter: Counter) -> dict[str, Handler]:
    """A handler for each kind of mail."""
    return dict.fromkeys(mails.WRITERS, partial(deliver, counter))


def deliver(counter: Counter, row: Leased, now: datetime) -> str | Done:
    """Write the letter of a row and hand it over; a note when there was nothing to send. Errors: Failed, Later."""
    wanted = Wanted(row.kind, row.campaign_id, row.ids, row.lang)
    try:
        # Known before the letter is written, where that is cheap: what is put back is then not written twice.
        early = _domain_of(mails.address_of(wanted))
        _require_turn(counter, row, early, now)
        addressed = mails.write(counter.house, wanted, now=now)
    except mails.Needless as why:
        return str(why)
    except mails.NotYet as wait:
        raise Later(wait.until) from None
    domain = _domain_of(addressed.address)
    if not early:
        _require_turn(counter, row, domain, now)
    let_go()
    try:
        relay = counter.hand(_mail(counter.house, row, addressed), row, now)
    except Failed as failure:
        if failure.final:
            failure.also = _told(mail_figures.bounced, row, domain, now)
        raise
    return Done(relay, _told(mail_figures.handed, row, domain, now))


def keep(mail: Mail, row: Leased, now: datetime) -> str:
    """Keep a mail instead of sending it; the same one again replaces itself."""
    with transaction() as session:
        session.merge(
            LocalMail(
                message_id=mail.message_id,
                at=now,
                recipient=mail.recipient,
                sender=f"{mail.sender_name} <{mail.sender}>",
                subject=mail.subject,
                plain=mail.plain,
                html=mail.html,
            )
        )
    return HERE


def send(relays: Relays, mail: Mail, row: Leased, now: datetime) -> str:
    """Hand a mail to the mail server that takes it. Errors: Failed."""
    try:
        return relays.send(mail, now, late=row.attempts >= retries.IS_LATE)
    except NotSent as error:
        raise Failed(error.reason, final=error.final, stays=error.stays) from None


def _domain_of(address: str) -> str:
    """The domain a mail goes to. Errors: Failed."""
    try:
        return mailboxes.domain_of(address)
    except UnicodeError:
        raise Failed("the address has no such domain", final=True) from None


def _require_turn(counter: Counter, row: Leased, domain: str, now: datetime) -> None:
    if row.in_turn or not domain:
        return
    until = paces.turn(domain, per_minute=counter.per_minute, urgent=row.urgent, now=now)
    if until is not None:
        raise Later(until, in_turn=True)


def _told(count: Callable[..., None], row: Leased, domain: str, now: datetime) -> Callable[[], None]:
    """What is counted of a code mail; of others nothing is."""
    confirmation, campaign = row.ids.get("confirmation"), row.campaign_id
    if confirmation is None or campaign is None:
        return lambda: None
    return partial(count, campaign, UUID(hex=confirmation), domain=domain, since=row.created_at, now=now)


def _mail(house: House, row: Leased, addressed: Addressed) -> Mail:
    letter = addressed.letter
    return Mail(
        message_id=f"<{row.id.hex}@{house.host}>",
        date=row.created_at,
        sender_name=letter.from_name,
        sender=house.sender,
        recipient=_on_the_wire(addressed.address),
        reply_to=house.reply_to(letter.reply_to, row.id),
        subject=letter.subject,
        plain=letter.plain,
        html=inlined(letter.html),
    )


def _on_the_wire(address: str) -> str:
    """The address with its domain as mail servers know it (RFC 5890)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"
