"""Mails that people write to us: who, in their own words, to which mail of ours; read from their bytes (RFC 5322).

What a machine answers is no question (RFC 3834), nor is what we wrote ourselves. Quoted text and signatures are left
out, attachments counted and dropped.
"""

import codecs
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from uuid import UUID

from contest.rules import markup, wire
from contest.rules.bounces import OURS
from contest.rules.forms import clean_lines

LONGEST, LONGEST_NAME = 4000, 60
# Parts looked at: a mail made of thousands is somebody's joke.
MOST_PARTS, LONGEST_PART = 50, 200_000
# What is cleaned of a text, of which less is kept: cleaning takes some texts the square of their length.
LONGEST_RAW = 2 * LONGEST
# Encodings of names, no text's: they take the square of its length.
OF_NAMES = frozenset({"idna", "punycode"})
MACHINES = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"})
PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
OF_MACHINES = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Auto-Reply")
ABSENT = re.compile(
    r"(automatic reply|auto(matic)?[- ]?reply|out of office|réponse automatique|absence du bureau"
    r"|automatisch antwoord|automatische reactie|afwezig\b|abwesenheit)",
    re.IGNORECASE,
)
# A line that says who wrote what follows, up to its colon; mail programs break it over up to three.
ATTRIBUTION = re.compile(
    r"\W*(on|le|op|am|el|il)\b.{6,300}\b(wrote|a écrit|schreef.{0,120}|schrieb.{0,120}|escribió|ha scritto)\s*",
    re.IGNORECASE | re.DOTALL,
)
# Longer than these lines are; what is tried against them takes more time than its length.
LONGEST_ATTRIBUTION = 500
ORIGINAL = re.compile(
    r"-{2,}\s*(original message|message d.origine|message transféré|oorspronkelijk bericht|doorgestuurd bericht"
    r"|forwarded message|ursprüngliche nachricht|urspr. nachricht)\s*-*|_{10,}",
    re.IGNORECASE,
)
FROM_LINE = re.compile(r"\*?(from|de|van|von)\s?:\*?\s", re.IGNORECASE)
SENT_LINE = re.compile(r"\*?(sent|date|envoyé|verzonden|datum|gesendet|to|à|aan|an)\s?:\*?\s", re.IGNORECASE)
DEVICE = re.compile(
    r"(sent from|get outlook for|envoyé (de|depuis|à partir de)|télécharger outlook|verzonden (vanaf|vanuit|met)"
    r"|verstuurd (vanaf|vanuit|met)|outlook voor|von meinem .* gesendet|gesendet von)\b.{0,60}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reply:
    """A person's mail; `answers` are the mails of ours it may answer, nearest first."""

    sender: str
    first_name: str
    recipients: tuple[str, ...]
    answers: tuple[UUID, ...]
    subject: str
    text: str
    dropped: int
    shortened: bool
    key: str


def read(raw: bytes, *, ours: Collection[str] = ()) -> Reply | None:
    """A person's mail; None for a machine's, for one without words or sender, and for one from an address of `ours`."""
    message = wire.parse(raw)
    name, sender = parseaddr(_said(message, "From"))
    sender = sender.strip().lower()
    if "@" not in sender or sender in {one.lower() for one in ours} or is_automatic(message, sender):
        return None
    text, dropped = _body(message)
    words = own_words(text)
    answers = tuple(dict.fromkeys(_answered(message)))
    subject = clean_lines(_said(message, "Subject"))[:200]
    if not words and (answers or not subject):
        return None
    own = _said(message, "Message-ID")
    return Reply(
        sender=sender,
        first_name=_first_name(name),
        recipients=tuple(_recipients(message)),
        answers=answers,
        subject=subject,
        text=words[:LONGEST].rstrip(),
        dropped=dropped,
        shortened=len(words) > LONGEST,
        # Without a name of its own, a mail is what it says: else a second one of the same person would be the first.
        key=hashlib.sha256((own + sender).encode("utf-8", "replace") if own else raw).hexdigest(),
    )


def _recipients(message: Message) -> Iterator[str]:
    """To whom it was sent. Header by header: a strict Python gives none at all where one of them is empty or odd.

    No database is asked for what is not printable: some refuse the question.
    """
    for header in ("To", "Cc", "Delivered-To", "X-Original-To"):
        for _, address in getaddresses([_said(message, header)]):
            if "@" in address and address.isprintable():
                yield address.lower()


def is_automatic(message: Message, sender: str) -> bool:
    """Whether a machine wrote it: an absence, a list, a report, a program's notice."""
    return (
        _said(message, "Auto-Submitted").strip().lower() not in {"", "no"}
        or _said(message, "Precedence").strip().lower() in PRECEDENCE
        or any(header in message for header in OF_MACHINES)
        or _said(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or sender.partition("@")[0] in MACHINES
        or ABSENT.match(_said(message, "Subject").strip()) is not None
    )


def own_words(text: str) -> str:
    """What somebody wrote themselves: without what they quote, what follows it, and their signature."""
    lines = [" ".join(line.replace("\xa0", " ").split()) for line in text.replace("\r\n", "\n").split("\n")]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        long = _attribution(lines, at)
        if long and _is_quote(lines, at + long):
            at += long
            continue
        if long or line == "--" or ORIGINAL.fullmatch(line) or _is_header(lines, at):
            break
        if not line.startswith(">") and not DEVICE.fullmatch(line):
            kept.append(line)
        at += 1
    return clean_lines("\n".join(kept).strip()[:LONGEST_RAW])


def _attribution(lines: list[str], at: int) -> int:
    """How many lines say who wrote what follows; 0 where none does."""
    for length in (1, 2, 3):
        said = " ".join(lines[at : at + length])
        if not lines[at] or len(said) > LONGEST_ATTRIBUTION:
            break
        said, colon, behind = said.rpartition(":")
        if colon and not re.search(r"\w", behind) and ATTRIBUTION.fullmatch(said):
            return length
    return 0


def _is_quote(lines: list[str], at: int) -> bool:
    """Whether the next line with words is marked as a quotation."""
    return next((lines[place] for place in range(at, len(lines)) if lines[place]), "").startswith(">")


def _is_header(lines: list[str], at: int) -> bool:
    """Whether the headers of another mail begin here, as some mail programs write them above what they quote."""
    return FROM_LINE.match(lines[at]) is not None and any(SENT_LINE.match(line) for line in lines[at + 1 : at + 4])


def _body(message: Message) -> tuple[str, int]:
    """The text, from the plain form or else from HTML, and how many attachments there are beside it."""
    plain, html, dropped = "", "", 0
    for part in _parts(message):
        kind = part.get_content_type()
        attached = part.get_filename() is not None or part.get_content_disposition() == "attachment"
        if attached or kind not in {"text/plain", "text/html"}:
            dropped += 1
        elif kind == "text/plain":
            plain = f"{plain}\n{_text(part)}" if plain else _text(part)
        else:
            html = html or _text(part)
    return (plain if plain.strip() else markup.words(html)), dropped


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold something; a mail inside it is one."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        inside = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if isinstance(inside, list):
            waiting[:0] = [one for one in inside if isinstance(one, Message)]
        else:
            yield part


def _text(part: Message) -> str:
    """Its text; as UTF-8 where its encoding is none, and empty where its bytes cannot be had."""
    try:
        content = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - what a stranger writes breaks Python's reading in many ways
        return ""
    raw = content[:LONGEST_PART] if isinstance(content, bytes) else b""
    try:
        encoding = codecs.lookup(part.get_content_charset() or "utf-8").name
        return raw.decode("utf-8" if encoding in OF_NAMES else encoding, "replace")
    except Exception:  # noqa: BLE001 - as above
        return raw.decode("utf-8", "replace")


def _said(message: Message, header: str) -> str:
    """A header in words; as it stands where it is broken."""
    value = message.get(header)
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(value)))
    except Exception:  # noqa: BLE001 - as above
        return str(value)


def _answered(message: Message) -> Iterator[UUID]:
    """The mails of ours it names, nearest first."""
    for header in ("In-Reply-To", "References"):
        for found in reversed(list(OURS.finditer(str(message.get(header, ""))))):
            yield UUID(hex=found[1])


def _first_name(name: str) -> str:
    """What to call whoever writes: the first word of a name, none where it is an address."""
    first = name.strip().strip("'\"").split(" ")[0]
    return "" if "@" in name or "," in name or not first.isprintable() else first[:LONGEST_NAME]
