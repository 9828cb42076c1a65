"""Joining, signing in, second factors, sessions and membership, on both databases."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from contest import vault
from contest.db import database as db
from contest.db import reading, transaction
from contest.models import (
    Audit,
    LimitHit,
    Outbox,
    RecoveryCode,
    Staff,
    StaffInvitation,
    StaffRole,
)
from contest.queries import staff
from contest.rules.objections import Refused
from contest.rules.roles import Act, Role
from contest.services import limits
from contest.services.accounts import factors, invitations, joining, members, sessions, sign_in
from contest.services.accounts.joining import Newcomer

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
PASSWORD = "trois huîtres et un parapluie"
AT_ONCE = 100


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


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
    assert statements(app, lambda: sessions.person_of(token, now=NOW)) == 2
    with transaction() as session:
        session.add_all(StaffRole(staff_id=by, role=role) for role in (Role.MANAGER, Role.MODERATOR))
    for name in ("Ann", "Bob", "Cis"):
        moderator(by, name)
    assert statements(app, lambda: sessions.person_of(token, now=NOW)) == 2
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
