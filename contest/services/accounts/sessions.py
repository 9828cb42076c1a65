"""Browsers signed in: rows that can be listed and revoked; the cookie holds a token, the row its hash."""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update

from contest import vault
from contest.db import reading, transaction
from contest.models import Staff, StaffRole, StaffSession
from contest.queries import staff as staff_queries
from contest.queries.staff import StaffPerson
from contest.rules.roles import Role
from contest.services import audit

# NIST SP 800-63B, 4.2.3, allows 12 hours of use; a week fits a desk that is used every day.
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# "Last seen" is written this often at most: reading a page should not be writing a row.
SEEN_EVERY = timedelta(minutes=5)
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
NAMES = {"Edg": "Edge", "OPR": "Opera", "Macintosh": "Mac", "CrOS": "ChromeOS"}


def open_session(staff_id: UUID, *, agent: str, former: str = "", now: datetime) -> str:
    """Sign a browser in, end the session whose token it held before, and return the new token."""
    token = vault.new_token()
    with transaction() as session:
        _close(former, now=now)
        session.add(
            StaffSession(
                staff_id=staff_id,
                token_hash=vault.token_hash(token),
                agent=browser_name(agent),
                created_at=now,
                seen_at=now,
                expires_at=now + LONGEST,
            )
        )
        audit.record("staff.signed_in", by=audit.staff(staff_id), now=now, ref=staff_id)
    return token


def person_of(token: str, *, now: datetime) -> StaffPerson | None:
    """Who is signed in by this token, with their roles: one statement, and every five minutes one to note the visit."""
    if not token:
        return None
    given = {"token": vault.token_hash(token), "now": now, "idle": now - IDLE}
    rows = reading().execute(_signed_in(), given).all()
    if not rows:
        return None
    session_id, seen_at, person = rows[0][:3]
    if now - seen_at >= SEEN_EVERY:
        _note_visit(session_id, now=now)
    return StaffPerson(
        id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        title=person.title,
        lang=person.lang,
        roles=staff_queries.held((row.campaign_id, row.role) for row in rows if row.role is not None),
        session_id=session_id,
        department_id=person.department_id,
        reads=tuple(person.reads),
    )


@cache
def _signed_in() -> Select[UUID, datetime, Staff, UUID | None, Role]:
    """Asked by every page of the desk: put together once."""
    return (
        select(StaffSession.id, StaffSession.seen_at, Staff, StaffRole.campaign_id, StaffRole.role)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .outerjoin(StaffRole, StaffRole.staff_id == Staff.id)
        .where(
            StaffSession.token_hash == bindparam("token"),
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > bindparam("now"),
            StaffSession.seen_at > bindparam("idle"),
            Staff.left_at.is_(None),
        )
    )


def sign_out(token: str, *, now: datetime) -> None:
    """End the session of this token; doing it twice is doing it once."""
    with transaction():
        staff_id = _close(token, now=now)
        if staff_id is not None:
            audit.record("staff.signed_out", by=audit.staff(staff_id), now=now, ref=staff_id)


def revoke(session_id: UUID, *, of: UUID, by: UUID, now: datetime) -> bool:
    """End one session `of` a person; False when it had ended already or is another's."""
    with transaction() as session:
        staff_id = session.scalar(
            update(StaffSession)
            .where(StaffSession.id == session_id, StaffSession.staff_id == of, StaffSession.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(StaffSession.staff_id)
        )
        if staff_id is None:
            return False
        audit.record("staff.session_revoked", by=audit.staff(by), now=now, ref=of)
        return True


def revoke_all(staff_id: UUID, *, now: datetime, but: UUID | None = None) -> None:
    """End every session of a person, `but` one; part of an act that is recorded by its own name."""
    with transaction() as session:
        session.execute(
            update(StaffSession)
            .where(StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None), StaffSession.id != but)
            .values(revoked_at=now)
        )


def browser_name(agent: str) -> str:
    """What a person recognises in a User-Agent header: "Firefox, Linux"; no version."""
    found = [next((NAMES.get(name, name) for name in names if name in agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)


def _close(token: str, *, now: datetime) -> UUID | None:
    if not token:
        return None
    with transaction() as session:
        return session.scalar(
            update(StaffSession)
            .where(StaffSession.token_hash == vault.token_hash(token), StaffSession.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(StaffSession.staff_id)
        )


def _note_visit(session_id: UUID, *, now: datetime) -> None:
    with transaction() as session:
        session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now))
