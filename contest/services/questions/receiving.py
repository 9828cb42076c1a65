"""Mails that people write to us, taken as questions: answers to any mail of ours, and mails to a campaign's address."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contest import vault
from contest.queries import replies as queries
from contest.queries.replies import Origin
from contest.rules import mailboxes, replies
from contest.rules.objections import Refused
from contest.rules.replies import Reply
from contest.services import keys
from contest.services.limits import Limited
from contest.services.questions.asking import Asked, ask, ask_again
from contest.services.questions.writing import LONGEST, Words


class Taken(StrEnum):
    """What became of a mail."""

    QUESTION = "question"
    # A machine's, or without words.
    NOTHING = "nothing"
    # To no mail and no campaign of ours.
    UNKNOWN = "unknown"
    # More than anybody can read: to be tried again later.
    LATER = "later"
    # Broken, so that no program makes anything of it: for a person to look at.
    UNREADABLE = "unreadable"


def take(raw: bytes, *, reply_address: str, mail_from: str, now: datetime) -> Taken:
    """Read a mail, and note what it asks; the same mail read again is the same question.

    `reply_address` is the address whose tagged forms stand in our mails (empty: none), `mail_from` the one they come
    from.
    """
    reply = replies.read(raw, ours=[address for address in (reply_address, mail_from) if address])
    if reply is None:
        return Taken.NOTHING
    answered = _answered(reply, reply_address)
    origin = answered or queries.origin_by_address(reply.recipients)
    if origin is None:
        return Taken.UNKNOWN
    # Of an answer the subject is ours.
    subject = "" if answered else reply.subject
    try:
        return _noted(reply, subject, origin, now)
    except Limited:
        return Taken.LATER
    except Refused:
        return Taken.NOTHING


def _noted(reply: Reply, subject: str, origin: Origin, now: datetime) -> Taken:
    text = "\n\n".join(part for part in (subject, reply.text) if part)[:LONGEST]
    words = Words(text, reply.key, by_mail=True, dropped=reply.dropped, shortened=reply.shortened)
    if origin.question_id is not None:
        words = replace(words, elsewhere=not _same(reply, origin))
        ask_again(origin.campaign_id, origin.question_id, words, now=now)
        return Taken.QUESTION
    asked = Asked(
        words=words,
        address=reply.sender,
        lang=origin.lang,
        topic=origin.topic,
        entry_id=origin.entry_id,
        first_name=reply.first_name,
    )
    ask(origin.campaign_id, asked, now=now)
    return Taken.QUESTION


def _answered(reply: Reply, reply_address: str) -> Origin | None:
    """What a mail is an answer to, by the mail of ours that its address or its headers name."""
    for mail_id in (*_tagged(reply, reply_address), *reply.answers):
        found = queries.origin(mail_id)
        if found is not None:
            return found
    return None


def _tagged(reply: Reply, reply_address: str) -> list[UUID]:
    local, _, domain = reply_address.lower().partition("@")
    tags = [
        address.partition("@")[0].removeprefix(f"{local}+")
        for address in reply.recipients
        if local and address.startswith(f"{local}+") and address.endswith(f"@{domain}")
    ]
    return [mail_id for tag in tags if (mail_id := keys.mail_of(tag)) is not None]


def _same(reply: Reply, origin: Origin) -> bool:
    """Whether it comes from the address we write to: what a mail says of its sender proves nothing."""
    try:
        known = keys.open_address(origin.campaign_id, origin.address_sealed) if origin.address_sealed else ""
        return bool(known) and mailboxes.canonical(known) == mailboxes.canonical(reply.sender)
    except (KeyError, ValueError, vault.Broken):
        return False
