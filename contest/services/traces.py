"""Traces: keyed hashes of a network, an address and a browser, whose key is a day's salt that is later destroyed."""

import ipaddress
import socket
import weakref
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from contest import vault
from contest.db import reading, this_engine, transaction
from contest.models import TraceSalt
from contest.rules.ballots import Trace
from contest.rules.suspicion.disposable import is_disposable

KEPT = timedelta(days=14)


def trace_of(
    address: str, agent: str, *, seconds_on_page: int | None, share_code: str, now: datetime, domain: str = ""
) -> Trace:
    """What is kept of where a ballot came from: hashes that compare within one day and mean nothing after two weeks.

    The network is the first 24 bits of an IPv4 address, the first 48 of an IPv6 one; `domain` is the typed mail
    address's, empty where none was typed.
    """
    salt = _salt(now.date().isoformat()).encode()
    return Trace(
        address_mac=vault.mac(salt, "address", address),
        network_mac=vault.mac(salt, "network", network_of(address)),
        agent_mac=vault.mac(salt, "agent", agent),
        seconds_on_page=seconds_on_page,
        share_code=share_code[:32],
        domain_mac=vault.mac(salt, "domain", domain) if domain else "",
        disposable=is_disposable(domain),
    )


def source_of(address: str, agent: str, *, now: datetime) -> str:
    """One keyed hash for a connection and browser together: who shares it that day came from one place."""
    return vault.mac(_salt(now.date().isoformat()).encode(), "source", address, agent)


def network_of(address: str) -> str:
    """The network an address belongs to, as far as it says anything about a household or a school."""
    try:
        # Nearly all are of this kind, and read without making an object of each.
        first, second, third, _ = socket.inet_pton(socket.AF_INET, address)
    except OSError:
        return _network_of_six(address)
    return f"{first}.{second}.{third}.0/24"


def _network_of_six(address: str) -> str:
    try:
        return str(ipaddress.IPv6Network((int(ipaddress.IPv6Address(address)), 48), strict=False))
    except ValueError:
        return ""


def sweep(now: datetime) -> int:
    """Destroy the salts of more than fourteen days ago; answers how many."""
    with transaction() as session:
        oldest = (now - KEPT).date().isoformat()
        gone = session.execute(delete(TraceSalt).where(TraceSalt.day < oldest).returning(TraceSalt.day))
        return len(gone.all())


# The salt of the latest day, by database: every vote asks for it.
_latest: "weakref.WeakKeyDictionary[Engine, tuple[str, str]]" = weakref.WeakKeyDictionary()


def _salt(day: str) -> str:
    engine = this_engine()
    known = _latest.get(engine, ("", ""))
    if known[0] == day:
        return known[1]
    salt = _stored(day)
    _latest[engine] = (day, salt)
    return salt


def _stored(day: str) -> str:
    row = reading().get(TraceSalt, day)
    if row is not None:
        return row.salt
    try:
        with transaction() as session:
            session.add(TraceSalt(day=day, salt=vault.new_key().hex()))
    except IntegrityError:
        # Another process made it in the same instant; its salt is the day's.
        pass
    return reading().get_one(TraceSalt, day).salt
