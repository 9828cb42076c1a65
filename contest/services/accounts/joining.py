"""Accepting a one-time link: becoming a member, or setting a new password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from contest import vault
from contest.db import new_id, reading, transaction
from contest.models import InvitationKind, Staff, StaffRole
from contest.queries import staff as staff_queries
from contest.rules import passwords
from contest.rules.objections import Objection, Refused
from contest.rules.roles import Role
from contest.services import audit
from contest.services.accounts import factors, invitations, sessions
from contest.services.accounts.invitations import Invitation

LONGEST = {"first_name": 60, "last_name": 80, "title": 120, "address": 254}


@dataclass(frozen=True)
class Newcomer:
    """What somebody says when joining; `title` is shown to the public beside the first name."""

    first_name: str
    last_name: str
    address: str
    title: str
    lang: str
    password: str


def accept(token: str, newcomer: Newcomer, *, now: datetime) -> UUID:
    """Join by an invitation; the person then has an authenticator to set up. Returns the person's id.

    An invited person's address is the invitation's. A former member comes back as the same person.
    Errors: Refused (link_invalid, link_used, field_missing, field_too_long, address_invalid, member_already,
    and those of rules.passwords).
    """
    invitation = invitations.find(token, InvitationKind.JOIN, now=now)
    if invitation is None:
        raise Refused([Objection("link_invalid")])
    newcomer = _tidy(newcomer, invitation)
    found = _objections(newcomer, asks_address=not invitation.address)
    if found:
        raise Refused(found)
    hashed = vault.password_hash(passwords.normal(newcomer.password))
    try:
        return _join(invitation, newcomer, hashed, now=now)
    except IntegrityError as error:
        raise Refused([Objection("member_already", "address")]) from error


def set_password(token: str, password: str, *, now: datetime) -> UUID:
    """Set a new password by a reset link, and end every session. Returns the person's id.

    Errors: Refused (link_invalid, link_used, password_*).
    """
    invitation = invitations.find(token, InvitationKind.RESET, now=now)
    person = reading().get(Staff, invitation.staff_id) if invitation and invitation.staff_id else None
    if invitation is None or person is None or person.left_at is not None:
        raise Refused([Objection("link_invalid")])
    known = _guessable(person.first_name, person.last_name, person.address)
    found = passwords.objections(password, known)
    if found:
        raise Refused(found)
    hashed = vault.password_hash(passwords.normal(password))
    with transaction() as session:
        invitations.use(invitation.id, now=now)
        session.execute(update(Staff).where(Staff.id == person.id).values(password=hashed))
        sessions.revoke_all(person.id, now=now)
        audit.record("staff.reset", by=audit.staff(person.id), now=now, ref=person.id)
    return person.id


def _tidy(newcomer: Newcomer, invitation: Invitation) -> Newcomer:
    return Newcomer(
        first_name=" ".join(newcomer.first_name.split()),
        last_name=" ".join(newcomer.last_name.split()),
        address=invitation.address or invitations.canonical(newcomer.address),
        title=" ".join(newcomer.title.split()),
        lang=newcomer.lang,
        password=newcomer.password,
    )


def _objections(newcomer: Newcomer, *, asks_address: bool) -> list[Objection]:
    found = []
    for field, longest in LONGEST.items():
        text = getattr(newcomer, field)
        if not text:
            found.append(Objection("field_missing", field))
        elif len(text) > longest:
            found.append(Objection("field_too_long", field, {"longest": longest}))
        elif field == "address" and asks_address and not _looks_like_an_address(text):
            found.append(Objection("address_invalid", field))
    known = _guessable(newcomer.first_name, newcomer.last_name, newcomer.address)
    return found + passwords.objections(newcomer.password, known)


def _looks_like_an_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name) and "." in host.strip(".") and not any(letter.isspace() for letter in text)


def _guessable(first_name: str, last_name: str, address: str) -> list[str]:
    return [first_name, last_name, address.partition("@")[0], *staff_queries.brands()]


def _join(invitation: Invitation, newcomer: Newcomer, hashed: str, *, now: datetime) -> UUID:
    with transaction() as session:
        invitations.use(invitation.id, now=now)
        former = session.scalar(select(Staff).where(Staff.address == newcomer.address).with_for_update())
        if former is not None and former.left_at is None:
            raise Refused([Objection("member_already", "address")])
        person = former or Staff(id=new_id(), address=newcomer.address, created_at=now)
        person.first_name, person.last_name = newcomer.first_name, newcomer.last_name
        person.title, person.lang = newcomer.title, newcomer.lang
        person.password, person.left_at = hashed, None
        session.add(person)
        session.flush()
        session.execute(delete(StaffRole).where(StaffRole.staff_id == person.id))
        role = invitation.role or Role.MODERATOR
        session.add(StaffRole(staff_id=person.id, campaign_id=invitation.campaign_id, role=role))
        factors.begin(person.id)
        audit.record("staff.joined", by=audit.staff(person.id), now=now, ref=person.id, details={"role": role.value})
        return person.id
