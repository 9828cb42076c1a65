"""Handing a mail to a mail server: one connection, kept while there is something to send (RFC 5321)."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Protocol

import css_inline

# Seconds for each answer, and for the answer to a whole mail; together they fit in the lease of a delivery.
TALK, ACCEPT = 10.0, 45.0
ENHANCED = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
# What is said about who sends, not about who is written to (RFC 3463): an address must not be taken for a wrong one
# because a mail server was set up wrongly.
POLICY = "5.7."


class Relay(Protocol):
    """Where mail is handed over; `tls` from the first byte, else `starttls` or, on this machine, neither."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def tls(self) -> bool: ...
    @property
    def starttls(self) -> bool: ...


@dataclass(frozen=True)
class Mail:
    """A mail as it leaves; addresses are bare, `message_id` and `date` stay the same when it is repeated."""

    message_id: str
    date: datetime
    sender_name: str
    sender: str
    recipient: str
    reply_to: str
    subject: str
    plain: str
    html: str


class NotSent(Exception):  # noqa: N818 - the name says what happened
    """The mail was not accepted; `reason` names no address, `final`: the server will never take it.

    `ours`: it refuses us, not this mail, so that another server may well take it, `stays`: until somebody mends that;
    `unreachable`: it was not even asked.
    """

    def __init__(self, reason: str, *, final: bool, ours: bool = False, stays: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.ours = ours
        self.stays = stays
        self.unreachable = False


class Post:
    """A connection to one mail server, opened when needed. Not for several threads."""

    def __init__(self, relay: Relay, own_name: str) -> None:
        self._relay = relay
        self._own_name = own_name
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Hand it over; returns once the server has taken it. Errors: NotSent."""
        smtp = self._reached()
        with self._reasons():
            _talk(smtp, mail)

    def greet(self) -> None:
        """Connect, encrypt and sign in as for a mail, and send none. Errors: NotSent."""
        self._reached()

    def close(self) -> None:
        """Say goodbye, if a connection is open."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None

    def _begin_anew(self) -> None:
        """Keep the connection after a refusal, where the server does: of many mails it may refuse each."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self._smtp is not None and self._smtp.rset()[0] == 250:
                return
        self.close()

    def _reached(self) -> smtplib.SMTP:
        """The connection. Errors: NotSent, of a server that is unreachable."""
        try:
            with self._reasons():
                return self._connected()
        except NotSent as error:
            error.ours = error.unreachable = True
            raise

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            self.close()
        relay = self._relay
        context = ssl.create_default_context() if relay.tls or relay.starttls else None
        if relay.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, self._own_name, timeout=TALK, context=context)
        else:
            smtp = smtplib.SMTP(relay.host, relay.port, self._own_name, timeout=TALK)
        self._smtp = smtp
        if relay.starttls:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if relay.user:
            smtp.login(relay.user, relay.password)
        return smtp

    @contextlib.contextmanager
    def _reasons(self) -> Iterator[None]:
        """Whatever goes wrong, in words without addresses; the connection is closed then."""
        try:
            yield
        except NotSent:
            self._begin_anew()
            raise
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise NotSent(f"the mail server refused the password ({error.smtp_code})", final=False) from None
        except smtplib.SMTPNotSupportedError:
            self.close()
            raise NotSent("the mail server lacks what is needed (STARTTLS or sign-in)", final=False) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            code = getattr(error, "smtp_code", "")
            reason = f"no mail server there, or it broke off ({type(error).__name__} {code}".rstrip()
            raise NotSent(f"{reason})", final=False) from None


def as_bytes(mail: Mail) -> bytes:
    """The mail as it is transmitted (RFC 5322): both forms, and that a machine wrote it (RFC 3834)."""
    message = EmailMessage(policy=SMTP.clone(utf8=not mail.recipient.isascii()))
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = mail.recipient
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.date)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.plain, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # A boundary of its own each time would make a repeated mail another one.
    message.set_boundary(f"=_{mail.message_id.strip('<>').partition('@')[0]}")
    return message.as_bytes()


def inlined(html: str) -> str:
    """The same page with its styles on the elements; what depends on the screen stays in one element."""
    return _inliner().inline(html)


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _talk(smtp: smtplib.SMTP, mail: Mail) -> None:
    options = []
    if not mail.recipient.isascii():
        if not smtp.has_extn("smtputf8"):
            raise NotSent("the mail server cannot write to such an address (SMTPUTF8)", final=True)
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    # A refused sender is our own fault and can be mended; a refused recipient or mail cannot.
    _require("the sender", smtp.mail(mail.sender, options), ours=True)
    _require("the recipient", smtp.rcpt(mail.recipient))
    if smtp.sock is not None:
        smtp.sock.settimeout(ACCEPT)
    try:
        answer = smtp.data(as_bytes(mail))
    except smtplib.SMTPDataError as error:
        said = error.smtp_error.encode() if isinstance(error.smtp_error, str) else error.smtp_error
        answer = (error.smtp_code, said)
    finally:
        if smtp.sock is not None:
            smtp.sock.settimeout(TALK)
    _require("the mail", answer)


def _require(what: str, answer: tuple[int, bytes], *, ours: bool = False) -> None:
    code, said = answer
    if 200 <= code < 300:
        return
    # Of what the server says only the status is kept: the text often repeats the address.
    status = b" ".join(ENHANCED.findall(said)[:1]).decode()
    reason = f"the mail server refused {what} ({code} {status}".rstrip() + ")"
    ours = ours or status.startswith(POLICY)
    raise NotSent(reason, final=code >= 500 and not ours, ours=ours, stays=code >= 500 and ours)
