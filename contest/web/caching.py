"""Whole public answers, kept by one process for one second at most and never past a change of the schedule."""

import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request

from contest.web import access, shares
from contest.web.access import Door

KEPT_FOR = 1.0
# More than a process makes in that time.
MOST, MOST_BYTES = 128, 8 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """One answer, and until when (monotonic seconds) it may be given again."""

    until: float
    response: bytes
    headers: tuple[tuple[str, str], ...]


class Shelf:
    """What is kept, for all threads of the process; all of it goes when it is too much."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        """What is kept under a key, however old."""
        return self._kept.get(key)

    def put(self, key: str, answer: Kept) -> None:
        """Keep an answer, in the place of the one before it."""
        with self._lock:
            if len(self._kept) >= MOST or self._bytes > MOST_BYTES:
                self._kept.clear()
                self._bytes = 0
            before = self._kept.get(key)
            self._bytes += len(answer.response) - (len(before.response) if before else 0)
            self._kept[key] = answer


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
        until = time.monotonic() + min(KEPT_FOR, g.get("fresh_for", KEPT_FOR))
        kept.put(_key(), Kept(until, response.get_data(), _aged(response)))
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
