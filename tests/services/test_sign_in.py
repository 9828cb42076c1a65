"""Signing in and sessions, on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from contest.db import database as db
from contest.db import transaction
from contest.models import (
    StaffRole,
)
from contest.queries import staff
from contest.rules.objections import Refused
from contest.rules.roles import Role
from contest.services import limits
from contest.services.accounts import invitations, joining, members, sessions, sign_in
from tests.services.colleagues import (
    NOW,
    PASSWORD,
    code_of,
    keys_of,
    moderator,
    owner,
    verbs,
    with_factor,
)

pytestmark = pytest.mark.usefixtures("inside")


# Signing in


def test_password_and_code_give_a_session():
    staff_id = owner()
    with_factor(staff_id, now=NOW - timedelta(hours=1))
    pending = sign_in.check_password("Camille@Brand.Example ", PASSWORD, network="n", now=NOW)
    assert sessions.person_of(pending, now=NOW) is None
    token = sign_in.check_code(pending, code_of(staff_id), agent="Mozilla/5.0 (X11; Linux) Firefox/140", now=NOW)
    person = sessions.person_of(token, now=NOW)
    assert person is not None
    assert (person.id, person.full_name, person.lang) == (staff_id, "Camille Benali", "fr")
    assert verbs()[-1] == "staff.signed_in"
    here = staff.open_sessions(staff_id, idle_since=NOW - sessions.IDLE, now=NOW)
    assert [row.agent for row in here] == ["Firefox, Linux"]


@pytest.mark.parametrize("address", ["camille@brand.example", "nobody@brand.example", "gone@brand.example"])
def test_known_unknown_and_former_people_get_the_same_answer(address: str):
    by = owner()
    members.end(moderator(by, "Gone"), by=by, now=NOW)
    with pytest.raises(Refused) as refusal:
        sign_in.check_password(address, "not the password at all", network="n", now=NOW)
    assert keys_of(refusal) == [("sign_in_wrong", "")]
    assert verbs()[-1] == "staff.sign_in_failed"


def test_the_eleventh_try_from_one_network_and_at_one_address_is_refused():
    owner()
    for place in range(sign_in.TRIES):
        with pytest.raises(Refused) as refusal:
            sign_in.check_password(f"a{place}@brand.example", "x", network="one", now=NOW)
        assert keys_of(refusal) == [("sign_in_wrong", "")]
        with pytest.raises(Refused) as refusal:
            sign_in.check_password("camille@brand.example", "x", network=f"n{place}", now=NOW)
        assert keys_of(refusal) == [("sign_in_wrong", "")]
    for address, network in (("other@brand.example", "one"), ("camille@brand.example", "other")):
        with pytest.raises(limits.Limited) as limited:
            sign_in.check_password(address, PASSWORD, network=network, now=NOW)
        assert limited.value.retry_after == sign_in.STRETCH
    later = NOW + timedelta(seconds=sign_in.STRETCH)
    assert sign_in.check_password("camille@brand.example", PASSWORD, network="one", now=later)


@pytest.mark.parametrize("change", ["", "x", "00000000000000000000000000000000.9999999999.x"])
def test_a_first_step_not_made_by_us_stands_for_nobody(change: str):
    assert sign_in.who(change, now=NOW) is None


def test_a_first_step_is_over_after_ten_minutes_and_when_the_password_changes():
    staff_id = owner()
    pending = sign_in.pending(staff_id, now=NOW)
    assert sign_in.who(pending, now=NOW + sign_in.BETWEEN_STEPS) == staff_id
    assert sign_in.who(pending, now=NOW + sign_in.BETWEEN_STEPS + timedelta(seconds=1)) is None
    token = invitations.reset_link("camille@brand.example", now=NOW)
    joining.set_password(token, "une autre phrase assez longue", now=NOW)
    assert sign_in.who(pending, now=NOW) is None


# Sessions


def test_a_session_ends_after_twelve_idle_hours_and_after_seven_days():
    staff_id = owner()
    token = sessions.open_session(staff_id, agent="", now=NOW)
    assert sessions.person_of(token, now=NOW + sessions.IDLE - timedelta(microseconds=1)) is not None
    token = sessions.open_session(staff_id, agent="", now=NOW)
    assert sessions.person_of(token, now=NOW + sessions.IDLE) is None
    token, now = sessions.open_session(staff_id, agent="", now=NOW), NOW
    while now < NOW + sessions.LONGEST - timedelta(hours=6):
        now += timedelta(hours=6)
        assert sessions.person_of(token, now=now) is not None
    assert sessions.person_of(token, now=NOW + sessions.LONGEST) is None


def test_signing_in_again_ends_the_session_this_browser_had():
    staff_id = owner()
    former = sessions.open_session(staff_id, agent="", now=NOW)
    token = sessions.open_session(staff_id, agent="", former=former, now=NOW)
    assert sessions.person_of(former, now=NOW) is None
    assert sessions.person_of(token, now=NOW) is not None


def test_a_session_is_signed_out_or_revoked_once_and_only_for_its_own_person():
    by = owner()
    other = moderator(by)
    token = sessions.open_session(other, agent="", now=NOW)
    session_id = sessions.person_of(token, now=NOW).session_id
    assert sessions.revoke(session_id, of=by, by=by, now=NOW) is False
    assert [sessions.revoke(session_id, of=other, by=by, now=NOW) for _ in range(2)] == [True, False]
    assert sessions.person_of(token, now=NOW) is None
    before = verbs()
    sessions.sign_out(token, now=NOW)
    assert verbs() == before


def test_who_is_signed_in_costs_the_same_statements_with_one_role_and_with_three(app: Flask):
    by = owner()
    token = sessions.open_session(by, agent="", now=NOW)
    assert statements(app, lambda: sessions.person_of(token, now=NOW)) == 1
    with transaction() as session:
        session.add_all(StaffRole(staff_id=by, role=role) for role in (Role.MANAGER, Role.MODERATOR))
    for name in ("Ann", "Bob", "Cis"):
        moderator(by, name)
    assert statements(app, lambda: sessions.person_of(token, now=NOW)) == 1
    assert statements(app, staff.members) == 2


def statements(app: Flask, ask: Callable[[], object]) -> int:
    counted: list[str] = []

    def note(connection, cursor, statement, *rest):
        if statement != "BEGIN":
            counted.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(counted)
