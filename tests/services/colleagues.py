"""People of the brand, as the tests of accounts make them."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from contest.db import database as db
from contest.db import reading
from contest.models import (
    Audit,
    Staff,
)
from contest.rules.objections import Refused
from contest.rules.roles import Role
from contest.services.accounts import factors, invitations, joining
from contest.services.accounts.joining import Newcomer

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
PASSWORD = "trois huîtres et un parapluie"
AT_ONCE = 100


def newcomer(first_name: str = "Nadia", **more: str) -> Newcomer:
    given = {
        "last_name": "Benali",
        "address": f"{first_name.lower()}@brand.example",
        "title": "community manager",
        "lang": "fr",
        "password": PASSWORD,
    }
    return Newcomer(first_name=first_name, **(given | more))


def owner(*, now: datetime = NOW) -> UUID:
    token = invitations.owner_invitation(now=now)
    assert token is not None
    return joining.accept(token, newcomer("Camille"), now=now)


def moderator(by: UUID, first_name: str = "Nadia", *, now: datetime = NOW) -> UUID:
    _, token = invitations.invite(
        f"{first_name}@brand.example", Role.MODERATOR, campaign=None, lang="nl", by=by, now=now
    )
    return joining.accept(token, newcomer(first_name), now=now)


def code_of(staff_id: UUID, now: datetime = NOW) -> str:
    code = factors.current_code(reading().get(Staff, staff_id).address, now=now)
    assert code is not None
    return code


def with_factor(staff_id: UUID, *, now: datetime = NOW) -> list[str]:
    return factors.confirm(staff_id, code_of(staff_id, now), now=now)


def keys_of(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(objection.key, objection.field) for objection in refusal.value.objections]


def verbs() -> list[str]:
    return list(reading().scalars(select(Audit.verb).order_by(Audit.id)))


def count(model: type) -> int:
    return reading().scalar(select(func.count()).select_from(model)) or 0


def at_once(app: Flask, act: Callable[[int], object], times: int = AT_ONCE) -> list[object]:
    """What each of `times` threads got, an exception's class among it."""
    results: list[object] = [None] * times
    gate = threading.Barrier(times)

    def run(place: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                results[place] = act(place)
            except Refused as error:
                results[place] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
