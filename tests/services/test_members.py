"""New passwords, membership and the limits on tries, on both databases."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from contest.models import (
    LimitHit,
)
from contest.queries import staff
from contest.rules.objections import Refused
from contest.rules.roles import Act, Role
from contest.services import limits
from contest.services.accounts import factors, invitations, joining, members, sessions, sign_in
from tests.services.colleagues import (
    AT_ONCE,
    NOW,
    PASSWORD,
    at_once,
    count,
    keys_of,
    moderator,
    owner,
    verbs,
    with_factor,
)

pytestmark = pytest.mark.usefixtures("inside")


# A new password


def test_a_reset_link_sets_the_password_once_and_ends_every_session():
    staff_id = owner()
    session_token = sessions.open_session(staff_id, agent="", now=NOW)
    token = invitations.reset_link("camille@brand.example", now=NOW)
    joining.set_password(token, "une autre phrase assez longue", now=NOW)
    assert sessions.person_of(session_token, now=NOW) is None
    with pytest.raises(Refused) as refusal:
        joining.set_password(token, "encore une autre phrase longue", now=NOW)
    assert keys_of(refusal) == [("link_invalid", "")]
    assert sign_in.check_password("camille@brand.example", "une autre phrase assez longue", network="n", now=NOW)


def test_a_reset_link_is_over_after_thirty_minutes_and_when_another_is_made():
    owner()
    first = invitations.reset_link("camille@brand.example", now=NOW)
    kind = invitations.InvitationKind.RESET
    assert invitations.find(first, kind, now=NOW + timedelta(minutes=30)) is None
    second = invitations.reset_link("camille@brand.example", now=NOW)
    assert invitations.find(first, kind, now=NOW) is None
    assert invitations.find(second, kind, now=NOW) is not None
    assert invitations.reset_link("nobody@brand.example", now=NOW) is None


def test_a_reset_used_a_hundred_times_at_once_sets_one_password(app: Flask):
    owner()
    token = invitations.reset_link("camille@brand.example", now=NOW)
    results = at_once(app, lambda place: joining.set_password(token, f"une phrase assez longue {place}", now=NOW))
    assert [type(result) for result in results].count(UUID) == 1
    assert results.count(Refused) == AT_ONCE - 1


def test_forgetting_the_factor_ends_what_opened_the_account_and_keeps_the_owner():
    staff_id = owner()
    codes = with_factor(staff_id)
    session_token = sessions.open_session(staff_id, agent="", now=NOW)
    token = invitations.reset_link("camille@brand.example", forget_factor=True, now=NOW)
    assert sessions.person_of(session_token, now=NOW) is None
    with pytest.raises(Refused):
        sign_in.check_password("camille@brand.example", PASSWORD, network="n", now=NOW)
    with pytest.raises(Refused):
        factors.spend(staff_id, codes[0], now=NOW)
    assert invitations.owner_invitation(now=NOW) is None
    joining.set_password(token, "une autre phrase assez longue", now=NOW)
    assert factors.waiting_secret(staff_id) is not None


# Membership


def test_a_changed_role_replaces_the_one_before():
    by = owner()
    staff_id = moderator(by)
    members.change_role(staff_id, Role.MANAGER, campaign=None, by=by, now=NOW)
    assert staff.roles_of(staff_id) == {None: frozenset({Role.MANAGER})}
    assert verbs()[-1] == "staff.role_changed"


def test_the_last_owner_stays_owner():
    by = owner()
    for act in (
        lambda: members.end(by, by=by, now=NOW),
        lambda: members.change_role(by, Role.MANAGER, campaign=None, by=by, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert keys_of(refusal) == [("last_owner", "")]
    assert staff.roles_of(by) == {None: frozenset({Role.OWNER})}


def test_two_owners_who_end_each_other_at_once_leave_one(app: Flask):
    one = owner()
    other = moderator(one)
    members.change_role(other, Role.OWNER, campaign=None, by=one, now=NOW)
    pair = [one, other]
    results = at_once(app, lambda place: members.end(pair[place], by=pair[1 - place], now=NOW), 2)
    assert sorted(map(str, results)) == sorted(map(str, [None, Refused]))
    assert staff.owner_exists()


def test_who_left_cannot_come_in_and_can_be_invited_again_as_the_same_person():
    by = owner()
    staff_id = moderator(by)
    token = sessions.open_session(staff_id, agent="", now=NOW)
    members.end(staff_id, by=by, now=NOW)
    assert sessions.person_of(token, now=NOW) is None
    assert [member.id for member in staff.members()] == [by]
    with pytest.raises(Refused) as refusal:
        members.end(staff_id, by=by, now=NOW)
    assert keys_of(refusal) == [("member_gone", "")]
    assert moderator(by) == staff_id
    assert staff.roles_of(staff_id) == {None: frozenset({Role.MODERATOR})}


def test_a_role_in_one_campaign_opens_the_desk_but_not_the_house():
    one, other = UUID(int=1), UUID(int=2)
    person = staff.StaffPerson(UUID(int=9), "Nadia", "", "fr", {one: frozenset({Role.MANAGER})})
    assert person.may(Act.SEE_DESK)
    assert person.may(Act.ANNOUNCE, one)
    assert not person.may(Act.ANNOUNCE, other)
    assert not person.may(Act.SEE_AUDIT)
    assert person.campaigns(Act.ANNOUNCE) == frozenset({one})


# Limits


def test_a_stretch_begins_with_the_first_try_and_is_swept_when_over():
    def hit(seconds: float) -> tuple[bool, int]:
        return tuple(limits.hit(["x", "y"], limit=2, seconds=60, now=NOW + timedelta(seconds=seconds)))

    assert [hit(0), hit(1), hit(2), hit(59.5), hit(60)] == [
        (True, 0),
        (True, 0),
        (False, 58),
        (False, 1),
        (True, 0),
    ]
    assert limits.hit(["x", "z"], limit=2, seconds=600, now=NOW) == (True, 0)
    limits.sweep(now=NOW + timedelta(seconds=120))
    assert count(LimitHit) == 1


def test_tries_at_once_are_all_counted(app: Flask):
    results = at_once(app, lambda _: limits.hit(["x"], limit=7, seconds=60, now=NOW).allowed, 40)
    assert (results.count(True), results.count(False)) == (7, 33)
