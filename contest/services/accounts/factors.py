"""The second factor: codes of an authenticator app (RFC 6238) and ten recovery codes, each good for once."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from contest import vault
from contest.db import reading, transaction
from contest.models import RecoveryCode, Staff
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, limits

RECOVERY_CODES = 10
# No vowels and no look-alikes: no words by accident, nothing to mistake when typed from paper; 57 bits.
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
GROUPS, GROUP = 3, 4
TRIES, STRETCH = 5, 300
DIGITS = 6


def begin(staff_id: UUID) -> None:
    """Give a person a new secret, in force once a code of it is confirmed; what was before stops working."""
    with transaction() as session:
        sealed = vault.seal(keys.ring.master, _purpose(staff_id), vault.new_second_factor())
        session.execute(
            update(Staff)
            .where(Staff.id == staff_id)
            .values(factor_sealed=sealed, factor_confirmed_at=None, factor_step=0)
        )
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def waiting_secret(staff_id: UUID) -> str | None:
    """The secret a person still has to confirm; None when there is none, or when it is in force already."""
    sealed = reading().scalar(
        select(Staff.factor_sealed).where(Staff.id == staff_id, Staff.factor_confirmed_at.is_(None))
    )
    return vault.unseal(keys.ring.master, _purpose(staff_id), sealed) if sealed else None


def confirm(staff_id: UUID, code: str, *, now: datetime) -> list[str]:
    """Put the waiting secret in force and return ten recovery codes, which nobody sees again.

    Errors: Refused (code_wrong; factor_set when it was in force already), limits.Limited.
    """
    _count(staff_id, now=now)
    with transaction() as session:
        secret = waiting_secret(staff_id)
        if secret is None:
            raise Refused([Objection("factor_set")])
        step = vault.second_factor_step(secret, plain(code), now.timestamp())
        if step is None:
            raise Refused([Objection("code_wrong", "code")])
        set_now = session.scalar(
            update(Staff)
            .where(Staff.id == staff_id, Staff.factor_confirmed_at.is_(None))
            .values(factor_confirmed_at=now, factor_step=step)
            .returning(Staff.id)
        )
        if set_now is None:
            raise Refused([Objection("factor_set")])
        audit.record("staff.factor_set", by=audit.staff(staff_id), now=now, ref=staff_id)
        return _make_recovery_codes(staff_id)


def spend(staff_id: UUID, code: str, *, now: datetime) -> None:
    """Accept one code of a person's factor, or one recovery code, and make it worthless.

    Errors: Refused (code_wrong, code_used), limits.Limited after 5 tries in 5 minutes.
    """
    _count(staff_id, now=now)
    code = plain(code)
    if len(code) == DIGITS and code.isdigit():
        _spend_step(staff_id, code, now=now)
    else:
        _spend_recovery_code(staff_id, code, now=now)


def renew_recovery_codes(staff_id: UUID, code: str, *, now: datetime) -> list[str]:
    """Ten new recovery codes in place of the former, against a code. Errors: those of `spend`."""
    spend(staff_id, code, now=now)
    with transaction():
        audit.record("staff.recovery_codes_made", by=audit.staff(staff_id), now=now, ref=staff_id)
        return _make_recovery_codes(staff_id)


def renew(staff_id: UUID, code: str, *, now: datetime) -> None:
    """Begin with another authenticator, against a code. Errors: those of `spend`."""
    spend(staff_id, code, now=now)
    with transaction():
        begin(staff_id)
        audit.record("staff.factor_renewed", by=audit.staff(staff_id), now=now, ref=staff_id)


def current_code(address: str, *, now: datetime) -> str | None:
    """The six digits a person's authenticator shows now; for development, behind `flask staff code`."""
    row = reading().execute(select(Staff.id, Staff.factor_sealed).where(Staff.address == address)).one_or_none()
    if row is None or row.factor_sealed is None:
        return None
    secret = vault.unseal(keys.ring.master, _purpose(row.id), row.factor_sealed)
    return vault.second_factor_code(secret, now.timestamp())


def plain(code: str) -> str:
    """A code without the spaces and hyphens that people type into it."""
    return "".join(code.split()).replace("-", "").lower()


def _count(staff_id: UUID, *, now: datetime) -> None:
    limits.require(["sign-in code", staff_id.hex], limit=TRIES, seconds=STRETCH, now=now)


def _spend_step(staff_id: UUID, code: str, *, now: datetime) -> None:
    sealed = reading().scalar(
        select(Staff.factor_sealed).where(Staff.id == staff_id, Staff.factor_confirmed_at.is_not(None))
    )
    secret = vault.unseal(keys.ring.master, _purpose(staff_id), sealed) if sealed else None
    step = vault.second_factor_step(secret, code, now.timestamp()) if secret else None
    if step is None:
        raise Refused([Objection("code_wrong", "code")])
    with transaction() as session:
        spent = session.scalar(
            update(Staff)
            .where(Staff.id == staff_id, Staff.factor_step < step)
            .values(factor_step=step)
            .returning(Staff.id)
        )
    if spent is None:
        raise Refused([Objection("code_used", "code")])


def _spend_recovery_code(staff_id: UUID, code: str, *, now: datetime) -> None:
    with transaction() as session:
        spent = session.scalar(
            update(RecoveryCode)
            .where(
                RecoveryCode.staff_id == staff_id,
                RecoveryCode.code_hash == _hash(staff_id, code),
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=now)
            .returning(RecoveryCode.staff_id)
        )
        if spent is not None:
            audit.record("staff.recovery_used", by=audit.staff(staff_id), now=now, ref=staff_id)
    if spent is None:
        raise Refused([Objection("code_wrong", "code")])


def _make_recovery_codes(staff_id: UUID) -> list[str]:
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    with transaction() as session:
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
        session.add_all(RecoveryCode(staff_id=staff_id, code_hash=_hash(staff_id, plain(code))) for code in codes)
    return codes


def _new_code() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _hash(staff_id: UUID, code: str) -> str:
    # Keyed: 57 bits alone could be tried through by whoever reads the table.
    return vault.mac(keys.ring.master, "recovery code", staff_id.hex, code)


def _purpose(staff_id: UUID) -> str:
    return f"second factor {staff_id}"
