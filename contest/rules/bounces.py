"""Messages that come back: what a mail server says about a mail it had taken (RFC 3464), read from its bytes.

Only what names a mail of ours counts: its Message-ID holds the id of its row, which nobody can guess.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from uuid import UUID

from contest.rules import wire

STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
OURS = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>")


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that will not arrive: the id of its row, and the status (RFC 3463), as in 5.1.1."""

    mail_id: UUID
    status: str


def read(raw: bytes) -> Bounce | None:
    """What a message says did not arrive, for good; None for any other message, also one that only says "later"."""
    message = wire.parse(raw)
    if message.get_content_type() != "multipart/report":
        return None
    status = next(_failures(message), "")
    mail_id = next(_ids(message), None)
    return Bounce(mail_id, status) if status and mail_id is not None else None


def _failures(message: Message) -> Iterator[str]:
    """The status of each recipient for whom delivery has failed."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.walk():
            action = str(block.get("Action", "")).strip().lower()
            found = STATUS.search(str(block.get("Status", "")))
            status = found[0] if found else ""
            if action == "failed" and not status.startswith(("2", "4")):
                yield status or "5.0.0"


def _ids(message: Message) -> Iterator[UUID]:
    """The mails of ours it names: in the headers sent back along, else in its own."""
    parts = list(message.walk())
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            headers = wire.parse(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
            yield from _named(headers, "Message-ID")
        else:
            yield from _named(part, "Message-ID")
    yield from _named(parts[0], "In-Reply-To")
    yield from _named(parts[0], "References")


def _named(message: Message, header: str) -> Iterator[UUID]:
    for found in OURS.finditer(str(message.get(header, ""))):
        yield UUID(hex=found[1])
