"""What a message that came back says, and what only looks like one."""

from uuid import UUID

import pytest

from contest.rules import bounces
from contest.rules.bounces import Bounce

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
OURS = f"<{ID.hex}@contest.example.org>"


def report(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    names: str = OURS,
    part: str = "message/rfc822",
    kind: str = 'multipart/report; report-type=delivery-status; boundary="b"',
    header: str = "",
) -> bytes:
    """A delivery status notification (RFC 3464) as Postfix writes it."""
    body = f"""\
From: MAILER-DAEMON@mx.example
To: contest@example.org
Subject: Undelivered Mail Returned to Sender
{header}MIME-Version: 1.0
Content-Type: {kind}

--b
Content-Type: text/plain

<nobody@skynet.example>: user unknown, said <1234567890abcdef1234567890abcdef@x>
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; nobody@skynet.example
Action: {action}
Status: {status}

--b
Content-Type: {part}

From: contest@example.org
To: nobody@skynet.example
Message-ID: {names}
Subject: 048213

--b--
"""
    return body.lstrip("\n").encode()


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (report(), Bounce(ID, "5.1.1")),
        (report(part="text/rfc822-headers"), Bounce(ID, "5.1.1")),
        (report(status="5.2.2 (mailbox full)"), Bounce(ID, "5.2.2")),
        (report(status=""), Bounce(ID, "5.0.0")),
        (report(names="<other@x>", header=f"In-Reply-To: {OURS}\n"), Bounce(ID, "5.1.1")),
        (report().replace(b"\n", b"\r\n"), Bounce(ID, "5.1.1")),
        # Only late, delivered, given up for the moment: no bounce.
        (report(action="delayed", status="4.4.1"), None),
        (report(action="delivered", status="2.0.0"), None),
        (report(action="failed", status="4.4.7"), None),
        # Not a mail of ours, no report, an answer by a person, nothing at all.
        (report(names="<other@x>"), None),
        (report(kind='multipart/mixed; boundary="b"'), None),
        (f"From: a@b.example\nIn-Reply-To: {OURS}\n\nWhy did I get this?\n".encode(), None),
        (b"", None),
        (b"\xff\xfe\x00" * 50, None),
        (report()[:300], None),
    ],
)
def test_what_comes_back_is_read(raw: bytes, found: Bounce | None):
    assert bounces.read(raw) == found
