"""Asking a time server how wrong this machine's clock is (SNTP, RFC 4330)."""

import secrets
import socket
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

PORT, PATIENCE = 123, 3.0
EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
# Version 4, client; then everything zero but our own number, which the server repeats.
REQUEST = struct.Struct("!B39x8s")
ANSWER = struct.Struct("!BB22x8sQQ")


class NoTime(Exception):  # noqa: N818 - what happened
    """No usable answer came."""


def offset(host: str, now: Callable[[], datetime], port: int = PORT) -> timedelta:
    """How far the server's clock is before ours (behind: negative). Errors: NoTime."""
    number = secrets.token_bytes(8)
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(*address[:2]) as line:
            line.settimeout(PATIENCE)
            line.connect(address[4])
            sent = now()
            line.send(REQUEST.pack(0x23, number))
            answer = line.recv(512)
            came = now()
        mode, stratum, repeated, received, left = ANSWER.unpack(answer[: ANSWER.size])
    except (OSError, struct.error) as error:
        raise NoTime(type(error).__name__) from error
    if mode & 7 != 4 or not 0 < stratum < 16 or repeated != number:
        raise NoTime("an answer that is none")
    return ((_moment(received) - sent) + (_moment(left) - came)) / 2


def _moment(stamp: int) -> datetime:
    """Seconds since 1900 in 32 bits, and their parts in 32 more; those that have begun again at 0 in 2036."""
    seconds = stamp / 2**32
    return EPOCH + timedelta(seconds=seconds if stamp >> 63 else seconds + 2**32)
