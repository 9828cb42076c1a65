"""Who works here: the person behind a session, the members, their sessions, the invitations still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from contest.db import reading
from contest.models import (
    Campaign,
    InvitationKind,
    RecoveryCode,
    Staff,
    StaffInvitation,
    StaffRole,
    StaffSession,
)
from contest.rules import roles as rules
from contest.rules.roles import Act, Role


@dataclass(frozen=True)
class StaffPerson:
    """Who is signed in; `roles` by campaign, None being the whole house."""

    id: UUID
    first_name: str
    title: str
    lang: str
    roles: Mapping[UUID | None, frozenset[Role]]
    last_name: str = ""
    session_id: UUID | None = None
    department_id: UUID | None = None
    reads: tuple[str, ...] = ()

    def may(self, act: Act, campaign_id: UUID | None = None) -> bool:
        """Whether this act is allowed in this campaign; without one, in the whole house."""
        return rules.may_in(self.roles, act, campaign_id)

    def campaigns(self, act: Act) -> frozenset[UUID] | None:
        """The campaigns in which this act is allowed; None: all of them."""
        if rules.may(self.roles.get(None, frozenset()), act):
            return None
        return frozenset(where for where in self.roles if where is not None and self.may(act, where))

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        """The first letters of both names."""
        return (self.first_name[:1] + self.last_name[:1]).upper()


@dataclass(frozen=True)
class Member:
    """A line of the members' page."""

    id: UUID
    first_name: str
    last_name: str
    title: str
    address: str
    lang: str
    created_at: datetime
    seen_at: datetime | None
    has_factor: bool
    department_id: UUID | None
    roles: Sequence[tuple[Role, UUID | None, str]]

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


def others_may(act: Act, campaign_id: UUID, staff_id: UUID) -> bool:
    """Whether somebody else who works here may do this in a campaign."""
    able = [role for role in Role if rules.may(frozenset({role}), act)]
    other = exists().where(
        Staff.id == StaffRole.staff_id,
        Staff.id != staff_id,
        Staff.left_at.is_(None),
        StaffRole.role.in_(able),
        or_(StaffRole.campaign_id.is_(None), StaffRole.campaign_id == campaign_id),
    )
    return reading().scalar(select(other)) or False


def roles_of(staff_id: UUID) -> dict[UUID | None, frozenset[Role]]:
    """A person's roles by campaign, None being the whole house."""
    rows = reading().execute(select(StaffRole.campaign_id, StaffRole.role).where(StaffRole.staff_id == staff_id))
    return held((row.campaign_id, row.role) for row in rows)


def held(rows: Iterable[tuple[UUID | None, Role]]) -> dict[UUID | None, frozenset[Role]]:
    """Roles by campaign, None being the whole house."""
    found: dict[UUID | None, frozenset[Role]] = {}
    for campaign_id, role in rows:
        found[campaign_id] = found.get(campaign_id, frozenset()) | {role}
    return found


def by_address(address: str) -> StaffPerson | None:
    """The member of the team who has this address, as `invitations.canonical` writes it."""
    person = reading().scalar(select(Staff).where(Staff.address == address, Staff.left_at.is_(None)))
    if person is None:
        return None
    return StaffPerson(person.id, person.first_name, person.title, person.lang, roles_of(person.id), person.last_name)


def owner_exists() -> bool:
    """Whether somebody who can sign in owns the house."""
    owner = exists().where(Staff.id == StaffRole.staff_id, *working_owner())
    return bool(reading().scalar(select(owner)))


def working_owner() -> tuple[ColumnElement[bool], ...]:
    """What makes a row of staff joined with its role an owner who can sign in."""
    return (StaffRole.role == Role.OWNER, Staff.left_at.is_(None), Staff.password.is_not(None))


def members() -> list[Member]:
    """Everybody who works here, by first name; two statements."""
    seen = select(func.max(StaffSession.seen_at)).where(StaffSession.staff_id == Staff.id).scalar_subquery()
    people = reading().execute(
        select(Staff, seen).where(Staff.left_at.is_(None)).order_by(func.lower(Staff.first_name), Staff.id)
    )
    held = _roles_by_person()
    return [_member(person, seen_at, held.get(person.id, [])) for person, seen_at in people]


def member(staff_id: UUID) -> Member | None:
    """One of them."""
    return next((found for found in members() if found.id == staff_id), None)


def _member(person: Staff, seen_at: datetime | None, held: Sequence[tuple[Role, UUID | None, str]]) -> Member:
    return Member(
        id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        title=person.title,
        address=person.address,
        lang=person.lang,
        created_at=person.created_at,
        seen_at=seen_at,
        has_factor=person.factor_confirmed_at is not None,
        department_id=person.department_id,
        roles=held,
    )


def _roles_by_person() -> dict[UUID, list[tuple[Role, UUID | None, str]]]:
    rows = reading().execute(
        select(StaffRole.staff_id, StaffRole.role, StaffRole.campaign_id, Campaign.slug)
        .outerjoin(Campaign, Campaign.id == StaffRole.campaign_id)
        .order_by(StaffRole.staff_id, Campaign.slug, StaffRole.role)
    )
    held: dict[UUID, list[tuple[Role, UUID | None, str]]] = {}
    for staff_id, role, campaign_id, slug in rows:
        held.setdefault(staff_id, []).append((role, campaign_id, slug or ""))
    return held


@dataclass(frozen=True)
class OpenSession:
    """A browser in which a person is signed in."""

    id: UUID
    agent: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class OpenInvitation:
    """Somebody invited who has not answered; `campaign` is its slug, None for the whole house."""

    id: UUID
    address: str
    role: Role | None
    campaign: str | None
    created_at: datetime
    expires_at: datetime


def open_sessions(staff_id: UUID, *, idle_since: datetime, now: datetime) -> list[OpenSession]:
    """The browsers in which a person is signed in, the latest seen first."""
    rows = reading().execute(
        select(StaffSession.id, StaffSession.agent, StaffSession.created_at, StaffSession.seen_at)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now,
            StaffSession.seen_at > idle_since,
        )
        .order_by(StaffSession.seen_at.desc(), StaffSession.id)
    )
    return [OpenSession(*row) for row in rows]


def open_invitations(*, now: datetime) -> list[OpenInvitation]:
    """Who was invited and has not answered, the latest first."""
    rows = reading().execute(
        select(
            StaffInvitation.id,
            StaffInvitation.address,
            StaffInvitation.role,
            Campaign.slug,
            StaffInvitation.created_at,
            StaffInvitation.expires_at,
        )
        .outerjoin(Campaign, Campaign.id == StaffInvitation.campaign_id)
        .where(
            StaffInvitation.kind == InvitationKind.JOIN,
            StaffInvitation.invited_by.is_not(None),
            StaffInvitation.used_at.is_(None),
            StaffInvitation.expires_at > now,
        )
        .order_by(StaffInvitation.created_at.desc(), StaffInvitation.id)
    )
    return [OpenInvitation(*row) for row in rows]


def recovery_codes_left(staff_id: UUID) -> int:
    """How many recovery codes a person has not used."""
    return (
        reading().scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def seen() -> tuple[ColumnElement[bool], ...]:
    """What makes a row of staff one whose portrait the public may see."""
    return (Staff.is_seen.is_(True), Staff.left_at.is_(None), Staff.portrait_id.is_not(None))


def is_seen(portrait_id: UUID) -> bool:
    """Whether the public may see this portrait now."""
    return bool(reading().scalar(select(exists().where(Staff.portrait_id == portrait_id, *seen()))))


def portrait(staff_id: UUID) -> tuple[UUID | None, bool]:
    """A person's portrait, and whether they want it seen beside what they sign."""
    row = reading().execute(select(Staff.portrait_id, Staff.is_seen).where(Staff.id == staff_id)).first()
    return (None, False) if row is None else (row.portrait_id, row.is_seen)


def titles(staff_id: UUID) -> dict[str, str]:
    """The role somebody signs with, by language."""
    return dict(reading().scalar(select(Staff.titles).where(Staff.id == staff_id)) or {})


def wants_digest(staff_id: UUID) -> bool:
    """Whether a person is mailed every morning what waits."""
    return bool(reading().scalar(select(Staff.digest).where(Staff.id == staff_id)))


def brands() -> list[str]:
    """The names of the brands of all campaigns."""
    return list(reading().scalars(select(Campaign.brand).distinct().order_by(Campaign.brand)))


def campaign_choices() -> list[tuple[UUID, str]]:
    """Where a role may be given: id and slug of every campaign."""
    rows = reading().execute(select(Campaign.id, Campaign.slug).order_by(Campaign.slug))
    return [(row.id, row.slug) for row in rows]
