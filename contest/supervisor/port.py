"""The port: whether it is free, what to type when it is not, and who answers on it."""

import errno
import http.client
import json
import os
import socket

from contest.settings import Settings


class CannotStartError(Exception):
    """Why it cannot start, and what to type."""


def check(settings: Settings) -> None:
    """Raise CannotStartError, with what to type, when nobody could listen where settings say."""
    host, port = settings.bind_host, settings.bind_port
    fault = _fault(host, port)
    if not fault:
        return
    command = "make serve" if settings.is_production else "make run"
    if fault == errno.EADDRINUSE:
        free = next((other for other in range(port + 1, port + 50) if other < 65536 and not _fault(host, other)), 8001)
        address = settings.bind.removesuffix(str(port)) + str(free)
        raise CannotStartError(f"Port {port} is taken by another program. Type:  CONTEST_BIND={address} {command}")
    raise CannotStartError(
        f"CONTEST_BIND={settings.bind} cannot be listened on ({os.strerror(fault)}). "
        f"Type:  CONTEST_BIND=127.0.0.1:8000 {command}"
    )


def _fault(host: str, port: int) -> int:
    """The error number of listening there, or 0."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return 0


def _reachable(settings: Settings) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.bind_host, settings.bind_host)  # noqa: S104


def health(settings: Settings) -> str:
    """The id of the start that answers on our port, or nothing."""
    connection = http.client.HTTPConnection(_reachable(settings), settings.bind_port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": settings.public_host})
        return str(json.loads(connection.getresponse().read()).get("start", ""))
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        return ""
    finally:
        connection.close()
