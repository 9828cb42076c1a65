"""What people write to us, from a Maildir that a mail server fills (https://cr.yp.to/proto/maildir.html)."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from contest.services import bounces
from contest.services.questions.receiving import Taken, take

# What a mail that somebody has read is marked with, behind its name; a name begins with no dot.
INFO, READ = ":2,", "S"


def read(raw: bytes, *, reply_address: str, mail_from: str, now: datetime) -> Taken:
    """Read a mail: one that came back is noted, any other may be a question."""
    if bounces.take(raw, now=now):
        return Taken.NOTHING
    return take(raw, reply_address=reply_address, mail_from=mail_from, now=now)


def empty(folder: Path, reads: Callable[[bytes], Taken]) -> Counter[Taken]:
    """Read what nobody has read in a Maildir, and mark it read; what is too much stays as it is.

    By the names alone, so that thousands that were read cost nothing. Two at once read each mail once or twice, which
    is once. Errors: OSError where there is no Maildir.
    """
    found: Counter[Taken] = Counter()
    for file in list(_unread(folder)):
        with contextlib.suppress(FileNotFoundError):
            taken = reads(file.read_bytes())
            found[taken] += 1
            if taken is not Taken.LATER:
                name, _, flags = file.name.partition(INFO)
                file.rename(folder / "cur" / f"{name}{INFO}{''.join(sorted({*flags, READ}))}")
    return found


def _unread(folder: Path) -> Iterator[Path]:
    for place in ("cur", "new"):
        for file in sorted((folder / place).iterdir()):
            if not file.name.startswith(".") and READ not in file.name.partition(INFO)[2]:
                yield file
