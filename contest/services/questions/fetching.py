"""What people write to us, from a Maildir that a mail server fills (https://cr.yp.to/proto/maildir.html)."""

import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from contest.db import is_away, reading
from contest.services import bounces
from contest.services.questions.receiving import Taken, take

log = logging.getLogger(__name__)

# What a mail that somebody has read is marked with, behind its name, and one for a person to look at; a name begins
# with no dot.
INFO, READ, FLAGGED = ":2,", "S", "F"


def read(raw: bytes, *, reply_address: str, mail_from: str, now: datetime) -> Taken:
    """Read a mail: one that came back is noted, any other may be a question."""
    if bounces.take(raw, now=now):
        return Taken.NOTHING
    return take(raw, reply_address=reply_address, mail_from=mail_from, now=now)


def empty(folder: Path, reads: Callable[[bytes], Taken]) -> Counter[Taken]:
    """Read what nobody has read in a Maildir, and mark it read; what is too much stays as it is.

    A mail that cannot be read is marked read and flagged, and the next one is read. By the names alone, so that
    thousands that were read cost nothing. Two at once read each mail once or twice, which is once. Errors: OSError
    where there is no Maildir; what `is_away` knows, and the mail stays as it is.
    """
    found: Counter[Taken] = Counter()
    for file in list(_unread(folder)):
        with contextlib.suppress(FileNotFoundError):
            taken = _taken(file, reads)
            found[taken] += 1
            if taken is not Taken.LATER:
                name, _, flags = file.name.partition(INFO)
                marks = {*flags, READ, FLAGGED} if taken is Taken.UNREADABLE else {*flags, READ}
                file.rename(folder / "cur" / f"{name}{INFO}{''.join(sorted(marks))}")
    return found


def _taken(file: Path, reads: Callable[[bytes], Taken]) -> Taken:
    """What became of the mail in a file. Errors: FileNotFoundError; what `is_away` knows."""
    try:
        return reads(file.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as error:
        log.error("the mail %s cannot be opened (%s)", file.name, type(error).__name__)
        return Taken.LATER
    except Exception as error:
        # What the database refused is over, for the next mail asks it too.
        reading().rollback()
        if is_away(error):
            raise
        # Neither its text nor its trace: both may hold what somebody wrote.
        log.error("the mail %s cannot be read (%s)", file.name, type(error).__name__)
        return Taken.UNREADABLE


def _unread(folder: Path) -> Iterator[Path]:
    for place in ("cur", "new"):
        for file in sorted((folder / place).iterdir()):
            if not file.name.startswith(".") and READ not in file.name.partition(INFO)[2]:
                yield file
