"""A real mail server for tests (aiosmtpd), which does as it is told."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

ACCEPTED = "250 2.0.0 taken"


@dataclass
class PostOffice:
    """What the server answers, and what it has taken (sender, recipient, bytes) in order."""

    port: int = 0
    to_recipient: str = "250 2.1.5 fine"
    to_mail: str = ACCEPTED
    delay: float = 0.0
    # The process to kill once the server has taken a mail (after sparing some), and whether it answers first.
    prey: int = 0
    spared: int = 0
    answer_first: bool = True
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    connections: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, as mails."""
        return [cast(EmailMessage, message_from_bytes(raw, policy=default)) for _, _, raw in self.taken]

    @property
    def ids(self) -> list[str]:
        """The Message-ID of each mail taken."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        if self.to_mail.startswith("2"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.original_content))
            if self.spared:
                self.spared -= 1
            elif self.prey:
                # Stopped first, so that it cannot act on an answer that is already on its way to it: all its threads,
                # which the kernel stops one after the other, some time after it has been told.
                os.kill(self.prey, signal.SIGSTOP)
                os.waitid(os.P_PID, self.prey, os.WSTOPPED | os.WNOWAIT)  # noqa: ASYNC222 - until it is stopped, a moment
                if self.answer_first:
                    await server.push(ACCEPTED)
                os.kill(self.prey, signal.SIGKILL)
                self.prey = 0
        return self.to_mail


class _Server(SMTP):
    def connection_made(self, transport):
        self.event_handler.connections += 1
        super().connection_made(transport)


class _Controller(Controller):
    def factory(self):
        return _Server(self.handler, enable_SMTPUTF8=False, hostname="mail.test")

    def _trigger_server(self):
        # It looks whether the server answers, and does not know that 0 means any free port.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_post_office(host: str = "127.0.0.1") -> Iterator[PostOffice]:
    """A server on a free port, until the end of the block."""
    office = PostOffice()
    controller = _Controller(office, hostname=host, port=0)
    controller.start()
    try:
        office.port, office.connections = controller.port, 0
        yield office
    finally:
        controller.stop()
