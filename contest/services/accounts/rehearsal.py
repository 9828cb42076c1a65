"""People for trying the desk on one's own machine: one for each role, without a password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import new_id, transaction
from contest.models import Staff, StaffRole
from contest.rules.roles import Role
from contest.services import audit

# Nobody can sign in with these: `.invalid` gets no mail (RFC 2606), and there is no password.
PEOPLE: dict[Role, tuple[str, str, str]] = {
    Role.OWNER: ("Camille", "Maes", "marketing"),
    Role.MANAGER: ("Joris", "Vermeulen", "communications"),
    Role.MODERATOR: ("Nadia", "Benali", "community manager"),
    Role.CONTRIBUTOR: ("Amine", "Bensalem", "R&D"),
}


def person(role: Role, *, lang: str, now: datetime) -> UUID:
    """The id of the person of this role in the whole house, made when not there, speaking `lang`. Development only."""
    address = f"{role.value}@desk.invalid"
    first_name, last_name, title = PEOPLE[role]
    with transaction() as session:
        found = session.scalar(select(Staff).where(Staff.address == address, Staff.left_at.is_(None)))
        if found is not None:
            found.lang = lang
            return found.id
        former = session.scalar(select(Staff).where(Staff.address == address))
        someone = former or Staff(id=new_id(), address=address, created_at=now)
        someone.first_name, someone.last_name, someone.title = first_name, last_name, title
        someone.lang, someone.left_at = lang, None
        session.add(someone)
        session.flush()
        session.add(StaffRole(staff_id=someone.id, campaign_id=None, role=role))
        audit.record("staff.joined", by=audit.SYSTEM, now=now, ref=someone.id, details={"role": role.value})
        return someone.id
