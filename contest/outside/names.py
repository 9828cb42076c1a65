"""Asking the domain name system for texts (RFC 1035)."""

from dataclasses import dataclass

import dns.exception
import dns.resolver

PATIENCE = 5.0


class NoAnswer(Exception):  # noqa: N818 - what happened
    """No name server answered; it says nothing about the name."""


@dataclass(frozen=True)
class NameServer:
    """One to ask instead of those of the machine."""

    host: str
    port: int = 53


def texts(name: str, server: NameServer | None = None) -> list[str]:
    """The TXT records of a name, each in one piece; none when there are none. Errors: NoAnswer."""
    try:
        resolver = dns.resolver.Resolver(configure=server is None)
        if server is not None:
            resolver.nameservers, resolver.port = [server.host], server.port
        answer = resolver.resolve(name, "TXT", lifetime=PATIENCE, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise NoAnswer(type(error).__name__) from error
    return [b"".join(record.strings).decode(errors="replace") for record in answer]
