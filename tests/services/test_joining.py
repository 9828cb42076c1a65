"""Joining the team and the second factor, on both databases."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from contest import vault
from contest.db import reading
from contest.models import (
    Outbox,
    RecoveryCode,
    Staff,
    StaffInvitation,
    StaffRole,
)
from contest.queries import staff
from contest.rules.objections import Refused
from contest.rules.roles import Role
from contest.services import limits
from contest.services.accounts import factors, invitations, joining
from contest.services.accounts.joining import Newcomer
from tests.services.colleagues import (
    AT_ONCE,
    NOW,
    PASSWORD,
    at_once,
    code_of,
    count,
    keys_of,
    newcomer,
    owner,
    verbs,
    with_factor,
)

pytestmark = pytest.mark.usefixtures("inside")


# The owner's invitation


def test_the_first_owner_joins_by_the_printed_invitation_and_there_is_none_afterwards():
    staff_id = owner()
    assert staff.roles_of(staff_id) == {None: frozenset({Role.OWNER})}
    assert invitations.owner_invitation(now=NOW) is None
    assert verbs() == ["staff.invited", "staff.joined"]


def test_a_new_owner_invitation_replaces_the_one_before():
    first = invitations.owner_invitation(now=NOW)
    second = invitations.owner_invitation(now=NOW)
    with pytest.raises(Refused) as refusal:
        joining.accept(first, newcomer(), now=NOW)
    assert keys_of(refusal) == [("link_invalid", "")]
    assert joining.accept(second, newcomer(), now=NOW + timedelta(days=4000))


def test_no_token_is_stored():
    token = invitations.owner_invitation(now=NOW)
    assert reading().scalars(select(StaffInvitation.token_hash)).all() == [vault.token_hash(token)]


def test_a_hundred_who_accept_the_owner_invitation_at_once_make_one_owner(app: Flask):
    token = invitations.owner_invitation(now=NOW)
    results = at_once(
        app,
        lambda place: joining.accept(token, newcomer("Camille", address=f"c{place}@brand.example"), now=NOW),
    )
    assert [type(result) for result in results].count(UUID) == 1
    assert results.count(Refused) == AT_ONCE - 1
    assert count(Staff) == count(StaffRole) == 1


def test_everything_wrong_with_a_newcomer_is_said_at_once():
    token = invitations.owner_invitation(now=NOW)
    wrong = Newcomer(first_name=" ", last_name="x" * 81, address="nobody", title="", lang="fr", password="short")
    with pytest.raises(Refused) as refusal:
        joining.accept(token, wrong, now=NOW)
    assert keys_of(refusal) == [
        ("field_missing", "first_name"),
        ("field_too_long", "last_name"),
        ("field_missing", "title"),
        ("address_invalid", "address"),
        ("password_too_short", "password"),
    ]
    assert count(Staff) == 0


# Inviting others


def test_an_invitation_is_written_recorded_and_queued_together():
    by = owner()
    invitation, token = invitations.invite(
        " Nadia@Brand.example", Role.MODERATOR, campaign=None, lang="nl", by=by, now=NOW
    )
    queued = reading().scalars(select(Outbox)).one()
    assert (queued.kind, queued.ids, queued.lang) == (
        "mail.staff_invitation",
        {"invitation": str(invitation)},
        "nl",
    )
    assert token == invitations.token_of(invitation)
    assert verbs() == ["staff.invited", "staff.joined", "staff.invited"]
    assert [found.address for found in staff.open_invitations(now=NOW)] == ["nadia@brand.example"]


def test_an_invitation_is_over_after_seven_days_to_the_microsecond():
    by = owner()
    _, token = invitations.invite("n@brand.example", Role.MODERATOR, campaign=None, lang="nl", by=by, now=NOW)
    over = NOW + invitations.TO_JOIN
    kind = invitations.InvitationKind.JOIN
    assert invitations.find(token, kind, now=over - timedelta(microseconds=1)) is not None
    assert invitations.find(token, kind, now=over) is None


def test_an_invitation_taken_back_no_longer_works_and_is_taken_back_once():
    by = owner()
    invitation, token = invitations.invite("n@brand.example", Role.MODERATOR, campaign=None, lang="nl", by=by, now=NOW)
    assert [invitations.withdraw(invitation, by=by, now=NOW) for _ in range(2)] == [True, False]
    assert invitations.find(token, invitations.InvitationKind.JOIN, now=NOW) is None
    assert verbs()[2:] == ["staff.invited", "staff.invitation_withdrawn"]


def test_a_member_cannot_be_invited_again():
    by = owner()
    with pytest.raises(Refused) as refusal:
        invitations.invite("CAMILLE@brand.example", Role.MANAGER, campaign=None, lang="fr", by=by, now=NOW)
    assert keys_of(refusal) == [("member_already", "address")]


def test_a_link_to_join_does_not_set_a_password_nor_the_other_way_round():
    by = owner()
    join = invitations.invite("n@brand.example", Role.MODERATOR, campaign=None, lang="nl", by=by, now=NOW)
    reset = invitations.reset_link("camille@brand.example", now=NOW)
    for act in (
        lambda: joining.set_password(join[1], PASSWORD, now=NOW),
        lambda: joining.accept(reset, newcomer(), now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert keys_of(refusal) == [("link_invalid", "")]


# The second factor


def test_confirming_the_authenticator_gives_ten_recovery_codes_that_are_stored_as_hashes():
    staff_id = owner()
    codes = with_factor(staff_id)
    assert len(set(codes)) == factors.RECOVERY_CODES
    assert staff.recovery_codes_left(staff_id) == 10
    stored = set(reading().scalars(select(RecoveryCode.code_hash)))
    assert stored.isdisjoint(codes)
    with pytest.raises(Refused) as refusal:
        factors.confirm(staff_id, code_of(staff_id), now=NOW)
    assert keys_of(refusal) == [("factor_set", "")]


@pytest.mark.parametrize(("seconds", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_one_step_before_and_after_its_own(seconds: int, accepted: bool):
    staff_id = owner()
    with_factor(staff_id, now=NOW - timedelta(hours=1))
    code = code_of(staff_id, NOW + timedelta(seconds=seconds))
    if accepted:
        assert factors.spend(staff_id, code, now=NOW) is None
        return
    with pytest.raises(Refused) as refusal:
        factors.spend(staff_id, code, now=NOW)
    assert keys_of(refusal) == [("code_wrong", "code")]


def test_a_code_replayed_is_refused_and_so_is_an_older_one():
    staff_id = owner()
    with_factor(staff_id, now=NOW - timedelta(hours=1))
    factors.spend(staff_id, code_of(staff_id), now=NOW)
    for code in (code_of(staff_id), code_of(staff_id, NOW - timedelta(seconds=30))):
        with pytest.raises(Refused) as refusal:
            factors.spend(staff_id, code, now=NOW)
        assert keys_of(refusal) == [("code_used", "code")]


def test_a_recovery_code_works_once_however_it_is_typed():
    staff_id = owner()
    code = with_factor(staff_id)[3]
    factors.spend(staff_id, f" {code.upper().replace('-', ' ')} ", now=NOW)
    with pytest.raises(Refused) as refusal:
        factors.spend(staff_id, code, now=NOW)
    assert keys_of(refusal) == [("code_wrong", "code")]
    assert staff.recovery_codes_left(staff_id) == 9


def test_a_code_sent_many_times_at_once_lets_one_in(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(factors, "TRIES", 100)
    staff_id = owner()
    with_factor(staff_id, now=NOW - timedelta(hours=1))
    code = code_of(staff_id)
    results = at_once(app, lambda _: factors.spend(staff_id, code, now=NOW), 20)
    assert (results.count(None), results.count(Refused)) == (1, 19)


def test_the_sixth_code_in_five_minutes_is_not_even_looked_at():
    staff_id = owner()
    with_factor(staff_id, now=NOW - timedelta(hours=1))
    for _ in range(factors.TRIES):
        with pytest.raises(Refused):
            factors.spend(staff_id, "000000", now=NOW)
    with pytest.raises(limits.Limited) as refusal:
        factors.spend(staff_id, code_of(staff_id), now=NOW + timedelta(seconds=200))
    assert refusal.value.retry_after == 100
    later = NOW + timedelta(seconds=300)
    assert factors.spend(staff_id, code_of(staff_id, later), now=later) is None
