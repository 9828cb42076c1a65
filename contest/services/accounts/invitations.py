"""One-time links of the house: to own it, to join it, to set a new password. Hashed, single use."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from contest import vault
from contest.db import new_id, reading, transaction
from contest.models import InvitationKind, Staff, StaffInvitation
from contest.queries import staff as staff_queries
from contest.rules.objections import Objection, Refused
from contest.rules.roles import HOUSE_ROLES, Role
from contest.services import audit, keys, outbox
from contest.services.accounts import factors, sessions

TO_JOIN = timedelta(days=7)
TO_RESET = timedelta(minutes=30)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
# The owner's invitation is one row, so that there is never a second one that is valid.
OWNERS = UUID(int=0x7000_8000_0000_0000_0001)


@dataclass(frozen=True)
class Invitation:
    """What a valid link stands for."""

    id: UUID
    kind: InvitationKind
    staff_id: UUID | None
    address: str
    role: Role | None
    campaign_id: UUID | None
    lang: str


def owner_invitation(*, now: datetime) -> str | None:
    """The token that makes the first owner, in place of the one before; None once there is an owner.

    It is valid until it is accepted, or until the next one is made.
    """
    if staff_queries.owner_exists():
        return None
    token = vault.new_token()
    with transaction() as session:
        session.execute(delete(StaffInvitation).where(StaffInvitation.id == OWNERS))
        session.add(
            StaffInvitation(
                id=OWNERS,
                kind=InvitationKind.JOIN,
                token_hash=vault.token_hash(token),
                role=Role.OWNER,
                lang="",
                created_at=now,
                expires_at=NEVER,
            )
        )
        audit.record("staff.invited", by=audit.OPERATOR, now=now, details={"role": Role.OWNER.value})
    return token


def invite(address: str, role: Role, *, campaign: UUID | None, lang: str, by: UUID, now: datetime) -> tuple[UUID, str]:
    """Invite somebody for 7 days: the invitation's id and its token, shown once and mailed.

    An invitation of the same address that is still open ends. Errors: Refused (member_already).
    """
    address = canonical(address)
    campaign = None if role in HOUSE_ROLES else campaign
    if reading().scalar(select(Staff.id).where(Staff.address == address, Staff.left_at.is_(None))):
        raise Refused([Objection("member_already", "address")])
    invitation = new_id()
    with transaction() as session:
        session.execute(
            delete(StaffInvitation).where(StaffInvitation.address == address, StaffInvitation.used_at.is_(None))
        )
        session.add(
            StaffInvitation(
                id=invitation,
                kind=InvitationKind.JOIN,
                token_hash=vault.token_hash(token_of(invitation)),
                address=address,
                role=role,
                campaign_id=campaign,
                lang=lang,
                invited_by=by,
                created_at=now,
                expires_at=now + TO_JOIN,
            )
        )
        audit.record("staff.invited", by=audit.staff(by), now=now, campaign=campaign, details={"role": role.value})
        outbox.queue(
            "mail.staff_invitation",
            dedupe_key=f"mail.staff_invitation:{invitation}",
            now=now,
            ids={"invitation": str(invitation)},
            lang=lang,
        )
    return invitation, token_of(invitation)


def token_of(invitation: UUID) -> str:
    """The token of an invitation to join: derived, so that the mail job can write it and nobody stores it."""
    return vault.mac(keys.ring.master, "invitation", str(invitation))


def withdraw(invitation: UUID, *, by: UUID, now: datetime) -> bool:
    """End an invitation that was not accepted; False when it was, or had ended."""
    with transaction() as session:
        role = session.scalar(
            update(StaffInvitation)
            .where(
                StaffInvitation.id == invitation,
                StaffInvitation.invited_by.is_not(None),
                StaffInvitation.used_at.is_(None),
                StaffInvitation.expires_at > now,
            )
            .values(expires_at=now)
            .returning(StaffInvitation.role)
        )
        if role is None:
            return False
        audit.record("staff.invitation_withdrawn", by=audit.staff(by), now=now, details={"role": Role(role).value})
        return True


def reset_link(address: str, *, forget_factor: bool = False, now: datetime) -> str | None:
    """The token with which a person sets a new password within 30 minutes; None for an unknown address.

    With `forget_factor`, for somebody who lost telephone and recovery codes, whatever opened the account
    stops doing so at once, and an authenticator is set up anew after the password.
    """
    person = reading().scalar(select(Staff).where(Staff.address == canonical(address), Staff.left_at.is_(None)))
    if person is None:
        return None
    token = vault.new_token()
    nobodys = vault.password_hash(vault.new_token())
    with transaction() as session:
        _end_resets(person.id)
        session.add(
            StaffInvitation(
                kind=InvitationKind.RESET,
                token_hash=vault.token_hash(token),
                staff_id=person.id,
                lang=person.lang,
                created_at=now,
                expires_at=now + TO_RESET,
            )
        )
        if forget_factor:
            session.execute(update(Staff).where(Staff.id == person.id).values(password=nobodys))
            factors.begin(person.id)
            sessions.revoke_all(person.id, now=now)
        details = {"factor": forget_factor}
        audit.record("staff.reset_link_made", by=audit.OPERATOR, now=now, ref=person.id, details=details)
    return token


def find(token: str, kind: InvitationKind, *, now: datetime) -> Invitation | None:
    """What this link stands for; None when it is unknown, used or too old."""
    row = reading().scalar(
        select(StaffInvitation).where(
            StaffInvitation.token_hash == vault.token_hash(token),
            StaffInvitation.kind == kind,
            StaffInvitation.used_at.is_(None),
            StaffInvitation.expires_at > now,
        )
    )
    if row is None:
        return None
    return Invitation(row.id, row.kind, row.staff_id, row.address, row.role, row.campaign_id, row.lang)


def use(invitation: UUID, *, now: datetime) -> None:
    """Spend a link, first thing in the transaction it allows. Errors: Refused (link_used)."""
    with transaction() as session:
        used = session.scalar(
            update(StaffInvitation)
            .where(StaffInvitation.id == invitation, StaffInvitation.used_at.is_(None))
            .values(used_at=now)
            .returning(StaffInvitation.id)
        )
    if used is None:
        raise Refused([Objection("link_used")])


def canonical(address: str) -> str:
    """A staff address as it is stored and looked up."""
    return address.strip().casefold()


def _end_resets(staff_id: UUID) -> None:
    with transaction() as session:
        session.execute(
            delete(StaffInvitation).where(
                StaffInvitation.staff_id == staff_id,
                StaffInvitation.kind == InvitationKind.RESET,
                StaffInvitation.used_at.is_(None),
            )
        )
