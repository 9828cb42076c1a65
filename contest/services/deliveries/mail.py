"""Mail: handed to the mail server or, in development, kept.

A mail that has become pointless (confirmed meanwhile, erased, undone) is settled with a note, and stays.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from contest.db import transaction
from contest.models import LocalMail
from contest.outside.mail import Mail, NotSent, Post, inlined
from contest.services import mails
from contest.services.deliveries.leases import Failed, Handler, Leased, let_go
from contest.services.mails import Addressed, House, Wanted

# Sends a mail, or keeps it. Errors: Failed.
Hand = Callable[[Mail, datetime], None]


def handlers(house: House, hand: Hand) -> dict[str, Handler]:
    """A handler for each kind of mail."""
    return dict.fromkeys(mails.WRITERS, partial(deliver, house, hand))


def deliver(house: House, hand: Hand, row: Leased, now: datetime) -> str:
    """Write the letter of a row and hand it over; a note when there was nothing to send. Errors: Failed."""
    try:
        addressed = mails.write(house, Wanted(row.kind, row.campaign_id, row.ids, row.lang), now=now)
    except mails.Needless as why:
        return str(why)
    let_go()
    hand(_mail(house, row, addressed), now)
    return ""


def keep(mail: Mail, now: datetime) -> None:
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


def send(post: Post, mail: Mail, now: datetime) -> None:
    """Hand a mail to the mail server. Errors: Failed."""
    try:
        post.send(mail)
    except NotSent as error:
        raise Failed(error.reason, final=error.final) from None


def _mail(house: House, row: Leased, addressed: Addressed) -> Mail:
    letter = addressed.letter
    return Mail(
        message_id=f"<{row.id.hex}@{house.host}>",
        date=row.created_at,
        sender_name=letter.from_name,
        sender=house.sender,
        recipient=_on_the_wire(addressed.address),
        reply_to=letter.reply_to,
        subject=letter.subject,
        plain=letter.plain,
        html=inlined(letter.html),
    )


def _on_the_wire(address: str) -> str:
    """The address with its domain as mail servers know it (RFC 5890). Errors: Failed."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Failed("the address has no such domain", final=True) from None
