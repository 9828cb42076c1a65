"""Signing in, in two steps: address and password give a short signed token, that and a code a session.

Whoever tries learns nothing from a refusal: an unknown address, a wrong password and a former member cost the
same time and get the same answer (OWASP Authentication Cheat Sheet).
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from contest import vault
from contest.db import reading
from contest.models import Staff
from contest.rules import passwords
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, limits
from contest.services.accounts import factors, invitations, sessions

TRIES, STRETCH = 10, 300
BETWEEN_STEPS = timedelta(minutes=10)


def check_password(address: str, password: str, *, network: str, now: datetime) -> str:
    """The first step: a token that stands for the right password, for 10 minutes; it is not a session.

    `network` is the network address the try came from. Errors: Refused (sign_in_wrong),
    limits.Limited after 10 tries in 5 minutes at an address or from a network.
    """
    address = invitations.canonical(address)
    limits.require(["sign-in network", network], limit=TRIES, seconds=STRETCH, now=now)
    limits.require(["sign-in address", address], limit=TRIES, seconds=STRETCH, now=now)
    person = reading().scalar(select(Staff).where(Staff.address == address, Staff.left_at.is_(None)))
    if not vault.password_matches(person.password if person else None, passwords.normal(password)):
        audit.record("staff.sign_in_failed", by=audit.VISITOR, now=now, ref=person.id if person else None)
        raise Refused([Objection("sign_in_wrong")])
    if person is None:
        raise Refused([Objection("sign_in_wrong")])
    return pending(person.id, now=now)


def check_code(token: str, code: str, *, agent: str, former: str = "", now: datetime) -> str:
    """The second step: the token of a new session. `former`: the session this browser had before.

    Errors: Refused (sign_in_expired, code_wrong, code_used), limits.Limited.
    """
    staff_id = who(token, now=now)
    if staff_id is None:
        raise Refused([Objection("sign_in_expired")])
    try:
        factors.spend(staff_id, code, now=now)
    except Refused:
        audit.record("staff.sign_in_failed", by=audit.VISITOR, now=now, ref=staff_id)
        raise
    return sessions.open_session(staff_id, agent=agent, former=former, now=now)


def pending(staff_id: UUID, *, now: datetime) -> str:
    """The signed answer of the first step: who, until when; worthless once the password has changed."""
    until = str(int((now + BETWEEN_STEPS).timestamp()))
    return f"{staff_id.hex}.{until}.{_signature(staff_id, until)}"


def who(token: str, *, now: datetime) -> UUID | None:
    """Whose right password this token stands for; None when it was not made by us, or is too old."""
    try:
        staff_hex, until, signature = token.split(".")
        staff_id, seconds = UUID(hex=staff_hex), int(until)
    except ValueError:
        return None
    if seconds < now.timestamp() or not vault.same(_signature(staff_id, until), signature):
        return None
    return staff_id


def _signature(staff_id: UUID, until: str) -> str:
    password = reading().scalar(select(Staff.password).where(Staff.id == staff_id, Staff.left_at.is_(None)))
    return vault.mac(keys.ring.master, "sign-in first step", staff_id.hex, until, password or "")
