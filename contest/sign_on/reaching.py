"""One request to a provider: to a public address, over an encrypted line, within seconds, for a small answer."""

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from contest.rules.sign_on import is_public

# All of a request, from the connection to the last byte; and what is read of an answer.
SECONDS, MOST_BYTES = 6.0, 512 * 1024
# Requests at one time in this process, of its threads; who comes next waits a little, and is then asked to come back.
AT_ONCE, PATIENCE = 3, 4.0
# A host that kept somebody waiting for so long is not asked again for a while, and then by one at a time until it
# answers: or it would keep every thread of the site.
LONG, REST = 2.0, 5.0
_places = threading.BoundedSemaphore(AT_ONCE)
_resting: dict[str, float] = {}


class Fault(StrEnum):
    """What went wrong. SPENT: the code was used before, or is too old; MISSET: the provider does not know us so."""

    UNREACHABLE = "unreachable"
    PRIVATE = "private"
    UNFIT = "unfit"
    MISSET = "misset"
    SPENT = "spent"
    UNTRUSTED = "untrusted"
    NOT_INVITED = "not_invited"


class Failed(Exception):  # noqa: N818 - what a sign-on has
    """No sign-on came of it: why, and for whoever set it up or keeps the log, in a few words of English."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault, self.detail = fault, detail


def ask(
    url: str, *, strict: bool, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object that an address answers, to a GET or, with a `form`, to a POST.

    `strict`, as in production: only https, and nothing but public addresses (looked at after resolution, and connected
    to as they were looked at). Redirects are not followed. Errors: Failed, UNREACHABLE or PRIVATE.
    """
    body = urlencode(form) if form is not None else None
    sent = {"Accept": "application/json", "User-Agent": "contest"} | dict(headers or {})
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _place(str(parts.hostname)), _connected(url, strict) as connection:
        try:
            connection.request("GET" if body is None else "POST", target, body, sent)
            with connection.getresponse() as answer:
                text = answer.read(MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise Failed(Fault.UNREACHABLE, f"{parts.hostname}: {type(error).__name__} {error}") from error
    return answer.status, _object(text, str(parts.hostname))


def post(url: str, body: bytes, headers: Mapping[str, str], *, strict: bool) -> int:
    """Post a body to an address that a person typed; the status of the answer, of which nothing is read.

    By the same careful line as `ask`. Errors: Failed, UNREACHABLE or PRIVATE.
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connected(url, strict) as connection:
        try:
            connection.request("POST", target, body, {"User-Agent": "contest"} | dict(headers))
            with connection.getresponse() as answer:
                return answer.status
        except (OSError, http.client.HTTPException) as error:
            raise Failed(Fault.UNREACHABLE, f"{parts.hostname}: {type(error).__name__}") from error


def _object(text: bytes, host: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if len(text) > MOST_BYTES or not isinstance(said, dict):
        raise Failed(Fault.UNREACHABLE, f"{host} answers something else")
    return said


@contextlib.contextmanager
def _place(host: str) -> Iterator[None]:
    """One of the few places, for a host that does not rest."""
    if not _places.acquire(timeout=PATIENCE):
        raise Failed(Fault.UNREACHABLE, "too many at once")
    began = time.monotonic()
    try:
        if host in _resting:
            if began < _resting[host]:
                raise Failed(Fault.UNREACHABLE, f"{host} did not answer a moment ago")
            _resting[host] = began + SECONDS + REST
        yield
        _resting.pop(host, None)
    except Failed:
        if time.monotonic() - began > LONG:
            _resting[host] = time.monotonic() + REST
        raise
    finally:
        _places.release()


@lru_cache(maxsize=1)
def _trusting() -> ssl.SSLContext:
    """Whom this machine trusts; not read before somebody is asked, for most sites ask nobody."""
    return ssl.create_default_context()


@contextlib.contextmanager
def _connected(url: str, strict: bool) -> Iterator[http.client.HTTPConnection]:
    """A connection, cut when the time is over, whatever it is busy with."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ({"https"} if strict else {"https", "http"}):
        raise Failed(Fault.PRIVATE, f"{url[:80]} is no address to ask")
    connection = http.client.HTTPConnection(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    line: list[socket.socket] = []
    clock = threading.Timer(SECONDS, _cut, [line])
    clock.daemon = True
    connection.default_port = 443 if parts.scheme == "https" else 80
    try:
        line.append(_line(str(connection.host), connection.port, strict))
        clock.start()
        if parts.scheme == "https":
            wrapped = _trusting().wrap_socket(line[0], server_hostname=parts.hostname, do_handshake_on_connect=False)
            line[0] = wrapped
            wrapped.do_handshake()
        connection.sock = line[0]
        yield connection
    except OSError as error:
        raise Failed(Fault.UNREACHABLE, f"{parts.hostname}: {error}") from error
    finally:
        clock.cancel()
        connection.close()
        for one in line:
            one.close()


def _cut(line: list[socket.socket]) -> None:
    with contextlib.suppress(OSError):
        for one in line:
            one.shutdown(socket.SHUT_RDWR)


def _line(host: str, port: int, strict: bool) -> socket.socket:
    """A line to the first address of a host that answers. One private address among them, and none is asked."""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if strict and not all(map(is_public, found)):
        raise Failed(Fault.PRIVATE, f"{host} leads into a network of one's own")
    wrong = OSError("no address")
    for address in dict.fromkeys(found):
        try:
            return socket.create_connection((address, port), timeout=SECONDS / 2)
        except OSError as error:
            wrong = error
    raise wrong
