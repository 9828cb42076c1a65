"""Departments of the house: adding one, closing and opening it again, saying who works in which."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from contest.db import new_id, reading, transaction
from contest.models import Department, Staff
from contest.rules.objections import Objection, Refused
from contest.services import audit

LONGEST = 60


def add(name: str, *, by: UUID, now: datetime) -> UUID:
    """A department of this name.

    Errors: Refused with field_missing, field_too_long, department_taken (field `name`).
    """
    name = " ".join(name.split())
    if not name:
        raise Refused([Objection("field_missing", "name")])
    if len(name) > LONGEST:
        raise Refused([Objection("field_too_long", "name", {"longest": LONGEST})])
    with transaction() as session:
        taken = {each.casefold() for each in session.scalars(select(Department.name))}
        if name.casefold() in taken:
            raise Refused([Objection("department_taken", "name")])
        department = Department(id=new_id(), name=name, retired=False)
        session.add(department)
        audit.record("department.added", by=audit.staff(by), now=now, ref=department.id, details={"name": name})
        return department.id


def retire(department_id: UUID, *, retired: bool, by: UUID, now: datetime) -> None:
    """Close a department, or open it again: nobody is asked any more, what it was asked stays. Twice is once."""
    with transaction() as session:
        changed = session.scalar(
            update(Department)
            .where(Department.id == department_id, Department.retired.is_not(retired))
            .values(retired=retired)
            .returning(Department.name)
        )
        if changed is not None:
            verb = "department.retired" if retired else "department.revived"
            audit.record(verb, by=audit.staff(by), now=now, ref=department_id, details={"name": changed})


def place(staff_id: UUID, department_id: UUID | None, *, by: UUID, now: datetime) -> None:
    """Say in which department a person works; None: in no particular one. Twice is once.

    Errors: Refused with department_gone, member_gone.
    """
    with transaction() as session:
        if department_id is not None:
            require_working(department_id)
        person = session.scalar(select(Staff).where(Staff.id == staff_id, Staff.left_at.is_(None)).with_for_update())
        if person is None:
            raise Refused([Objection("member_gone")])
        if person.department_id == department_id:
            return
        person.department_id = department_id
        details = {"department": department_id.hex if department_id else ""}
        audit.record("staff.department_changed", by=audit.staff(by), now=now, ref=staff_id, details=details)


def require_working(department_id: UUID) -> None:
    """Errors: Refused with department_gone for one that is closed or was never there."""
    working = select(Department.id).where(Department.id == department_id, Department.retired.is_(False))
    if reading().scalar(working) is None:
        raise Refused([Objection("department_gone")])
