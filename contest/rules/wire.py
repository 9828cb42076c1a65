"""A mail from its bytes (RFC 5322), so far that no mail takes more than a moment to read, however it is made."""

import io
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from itertools import islice

# Of one header; Python looks through all of it for each of its pieces.
LONGEST_HEADER = 4000
# Of a whole mail, which is 3.8 MB of attachments: whoever attaches more has written above it.
LONGEST_MAIL, MOST_LINES = 5_000_000, 50_000


class _Short(Compat32):
    """Headers of a bounded length, in a mail and each of its parts."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


def parse(raw: bytes) -> Message:
    """The mail; what is longer than the bounds is cut."""
    lines = io.BytesIO(raw[:LONGEST_MAIL])
    return message_from_bytes(b"".join(islice(lines, MOST_LINES)), policy=_Short())
