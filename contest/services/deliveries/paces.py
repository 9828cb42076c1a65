"""The one pacer that the threads of this process share."""

import threading
from datetime import datetime
from uuid import UUID

from contest.rules.pacing import Pacer


class SharedPacer:
    """`rules.pacing.Pacer` for several threads."""

    def __init__(self, per_minute: int) -> None:
        self._pacer = Pacer(per_minute)
        self._lock = threading.Lock()

    def turn(self, domain: str, row: UUID, now: datetime, *, urgent: bool) -> datetime | None:
        """None: it may go now; else the moment kept for this row."""
        with self._lock:
            return self._pacer.turn(domain, row, now, urgent=urgent)
