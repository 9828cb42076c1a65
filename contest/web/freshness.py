"""Until when an answer may be kept: never past the moment at which it would be another one."""

from datetime import datetime

from flask import g


def until(moment: datetime | None, now: datetime) -> None:
    """This answer is another one from `moment` on (None: nobody knows of one); the earliest that is said counts."""
    if moment is not None:
        seconds = max(0, int((moment - now).total_seconds()))
        g.fresh_for = min(seconds, g.get("fresh_for", seconds))
