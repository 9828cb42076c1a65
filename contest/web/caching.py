"""Whole public answers, kept by one process for one second at most and never past a change of the schedule."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request

from contest.web import access, shares
from contest.web.access import Door

KEPT_FOR = 1.0
# More than the pages that many ask for at once.
MOST, MOST_BYTES = 128, 4 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """One answer, and until when (monotonic seconds) it may be given again."""

    until: float
    response: bytes
    headers: tuple[tuple[str, str], ...]


class Shelf:
    """What is kept, for all threads of the process: no more than its measure, and nothing that nobody is given."""

    def __init__(self) -> None:
        # The oldest first.
        self._kept = OrderedDict[str, Kept]()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        """What is kept under a key, however old."""
        return self._kept.get(key)

    def put(self, key: str, answer: Kept, now: float) -> None:
        """Keep an answer, in the place of the one before it; what is past at `now` goes, and the oldest if need be."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._bytes += len(answer.response) - (len(before.response) if before else 0)
            self._kept[key] = answer
            while self._kept and self._is_too_much(now):
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone.response)

    def _is_too_much(self, now: float) -> bool:
        oldest = next(iter(self._kept.values()))
        return oldest.until < now or len(self._kept) > MOST or self._bytes > MOST_BYTES


def init_app(app: Flask) -> None:
    """Answer reading pages from what was just answered."""
    kept = Shelf()

    @app.before_request
    def give_again() -> Response | None:
        found = kept.get(_key()) if _may_keep() else None
        if found is None or found.until < time.monotonic():
            return None
        g.given_again = True
        response = Response(found.response, headers=list(found.headers))
        response.make_conditional(request)
        return response

    @app.after_request
    def keep(response: Response) -> Response:
        if (
            g.get("given_again")
            or g.get("uncached")
            or not _may_keep()
            or response.status_code != 200
            or response.is_streamed
        ):
            return response
        now = time.monotonic()
        until = now + min(KEPT_FOR, g.get("fresh_for", KEPT_FOR))
        kept.put(_key(), Kept(until, response.get_data(), _aged(response)), now)
        return response


def _key() -> str:
    """The address without the share code: by which link somebody came changes no byte."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != shares.PARAMETER]
    return f"{request.path}?{urlencode(asked)}"


def _aged(response: Response) -> tuple[tuple[str, str], ...]:
    """The headers for when it is given again, by then up to a second old: it counts that much less long."""
    headers = response.headers.copy()
    said = response.cache_control
    shared = f", s-maxage={max(0, said.s_maxage - int(KEPT_FOR))}" if said.s_maxage is not None else ""
    headers["Cache-Control"] = f"public, max-age={max(0, (said.max_age or 0) - int(KEPT_FOR))}{shared}"
    return tuple(headers.items())


def _may_keep() -> bool:
    if current_app.testing or request.method != "GET" or request.endpoint is None:
        return False
    stated = access.stated(current_app, request.endpoint)
    return stated is not None and stated.door is Door.READING
