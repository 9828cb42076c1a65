"""Membership: which role a person has, in which language they are spoken to, and its end."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from contest.db import reading, transaction
from contest.models import RecoveryCode, Staff, StaffRole
from contest.queries import staff as staff_queries
from contest.rules.objections import Objection, Refused
from contest.rules.roles import HOUSE_ROLES, Role
from contest.services import audit
from contest.services.accounts import portraits, sessions


def change_role(staff_id: UUID, role: Role, *, campaign: UUID | None, by: UUID, now: datetime) -> None:
    """Give a person this one role, in one campaign or (None) in the whole house, in place of those held.

    Errors: Refused (member_gone, last_owner).
    """
    campaign = None if role in HOUSE_ROLES else campaign
    with transaction() as session:
        _lock(staff_id)
        if role is not Role.OWNER:
            _keep_an_owner(staff_id)
        session.execute(delete(StaffRole).where(StaffRole.staff_id == staff_id))
        session.add(StaffRole(staff_id=staff_id, role=role, campaign_id=campaign))
        audit.record(
            "staff.role_changed",
            by=audit.staff(by),
            now=now,
            campaign=campaign,
            ref=staff_id,
            details={"role": role.value},
        )


def end(staff_id: UUID, *, by: UUID, now: datetime) -> None:
    """End a membership: roles, sessions, password, factor and portrait go; name and acts stay in the record.

    Errors: Refused (member_gone, last_owner).
    """
    with transaction() as session:
        _lock(staff_id)
        _keep_an_owner(staff_id)
        session.execute(delete(StaffRole).where(StaffRole.staff_id == staff_id))
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
        session.execute(
            update(Staff)
            .where(Staff.id == staff_id)
            .values(left_at=now, password=None, factor_sealed=None, factor_confirmed_at=None, is_seen=False)
        )
        portraits.forget(staff_id, now=now)
        sessions.revoke_all(staff_id, now=now)
        audit.record("staff.left", by=audit.staff(by), now=now, ref=staff_id)


def speak(staff_id: UUID, lang: str, *, now: datetime) -> None:
    """Speak to this person in this language from now on."""
    with transaction() as session:
        session.execute(update(Staff).where(Staff.id == staff_id).values(lang=lang))
        details = {"lang": lang}
        audit.record("staff.language_changed", by=audit.staff(staff_id), now=now, ref=staff_id, details=details)


def read_in(staff_id: UUID, langs: Collection[str], *, now: datetime) -> None:
    """Which languages this person reads: ideas in these come to their queue unless they ask for others (none: all)."""
    with transaction() as session:
        session.execute(update(Staff).where(Staff.id == staff_id).values(reads=sorted(langs)))
        details = {"langs": sorted(langs)}
        audit.record("staff.reading_changed", by=audit.staff(staff_id), now=now, ref=staff_id, details=details)


def _lock(staff_id: UUID) -> None:
    working = select(Staff.id).where(Staff.id == staff_id, Staff.left_at.is_(None)).with_for_update()
    if reading().scalar(working) is None:
        raise Refused([Objection("member_gone")])


def _keep_an_owner(staff_id: UUID) -> None:
    """Two owners who dismiss each other at once wait for each other here; the second is the last."""
    owners = reading().scalars(
        select(StaffRole.staff_id)
        .join(Staff, Staff.id == StaffRole.staff_id)
        .where(*staff_queries.working_owner())
        .order_by(StaffRole.staff_id)
        .with_for_update(of=StaffRole)
    )
    if list(owners) == [staff_id]:
        raise Refused([Objection("last_owner")])
