"""Trying to come in without being let in."""

import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contest import clock
from contest.db import transaction
from contest.models import Staff
from contest.rules.roles import Role
from contest.services.accounts import invitations, joining, rehearsal, sign_in
from contest.services.accounts.joining import Newcomer
from tests.conftest import settings_for

PASSWORD = "trois huîtres et un parapluie"
ADDRESS = "camille@brand.example"


@pytest.fixture
def owner(app: Flask) -> str:
    """The address of an owner."""
    with app.app_context():
        token = invitations.owner_invitation(now=clock.now())
        newcomer = Newcomer("Camille", "Maes", ADDRESS, "marketing", "en", PASSWORD)
        joining.accept(token, newcomer, now=clock.now())
    return ADDRESS


def token_on(client: FlaskClient, path: str = "/account/sign-in") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found is not None
    return found[1]


def tried(client: FlaskClient, address: str, password: str, *, target: str = "", network: str = "192.0.2.1"):
    return client.post(
        "/account/sign-in",
        data={"csrf_token": token_on(client), "address": address, "password": password, "next": target},
        environ_base={"REMOTE_ADDR": network},
    )


def without_token_and_address(page: str) -> str:
    return re.sub(r'(name="csrf_token" value|type="email" value)="[^"]*"', "", page)


def test_known_and_unknown_addresses_are_answered_with_the_same_bytes(client: FlaskClient, owner: str):
    answers = [tried(client, address, "wrong wrong wrong") for address in (owner, "nobody@brand.example")]
    assert [answer.status_code for answer in answers] == [422, 422]
    known, unknown = (without_token_and_address(answer.get_data(as_text=True)) for answer in answers)
    assert known == unknown


def test_known_and_unknown_addresses_take_the_same_time(app: Flask, owner: str):
    """The dear part, hashing, is done for both: of the processor it takes about as much, whatever else runs here."""
    spent: dict[str, list[float]] = {owner: [], "nobody@brand.example": []}
    with app.app_context():
        for place in range(9):
            for address, times in spent.items():
                began = time.process_time()
                with pytest.raises(Exception, match="sign_in_wrong"):
                    sign_in.check_password(address, "wrong", network=f"{address} {place}", now=clock.now())
                times.append(time.process_time() - began)
    known, unknown = (min(times) for times in spent.values())
    assert 0.5 < known / unknown < 2


def test_the_eleventh_try_is_told_when_to_come_back(client: FlaskClient, owner: str):
    seen = [tried(client, f"a{place}@brand.example", "x") for place in range(11)]
    assert [answer.status_code for answer in seen] == [422] * 10 + [429]
    assert 290 < int(seen[-1].headers["Retry-After"]) <= 300
    assert tried(client, owner, PASSWORD, network="192.0.2.2").status_code == 303


def test_addresses_of_one_ipv6_household_are_one_network(client: FlaskClient, owner: str):
    seen = [
        tried(client, f"a{place}@brand.example", "x", network=f"2001:db8:1:1::{place + 1:x}").status_code
        for place in range(11)
    ]
    assert seen == [422] * 10 + [429]
    assert tried(client, "b@brand.example", "x", network="2001:db8:1:2::1").status_code == 422


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/desk/\\..\\evil",
        "/desk/\r\nX: y",
        "javascript:alert(1)",
        "/desk",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(app: Flask, client: FlaskClient, owner: str, target: str):
    tried(client, owner, PASSWORD, target=target)
    with client.session_transaction() as held:
        assert held["next"] == "/desk/"


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/account/sign-in", {"address": ADDRESS, "password": PASSWORD}),
        ("/account/sign-in/code", {"code": "000000"}),
        ("/account/authenticator", {"code": "000000"}),
        ("/account/sign-out", {}),
        ("/account/reset/x", {"password": PASSWORD}),
    ],
)
def test_a_form_without_its_token_does_nothing(client: FlaskClient, owner: str, path: str, typed: dict[str, str]):
    assert client.post(path, data=typed).status_code == 400


def test_a_form_sent_by_another_site_does_nothing(client: FlaskClient, owner: str):
    data = {"csrf_token": token_on(client), "address": owner, "password": PASSWORD}
    answer = client.post("/account/sign-in", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_password_in_force_before_a_reset_opens_nothing(app: Flask, client: FlaskClient, owner: str):
    with app.app_context():
        token = invitations.reset_link(owner, now=clock.now())
        joining.set_password(token, "une autre phrase assez longue", now=clock.now())
    assert tried(client, owner, PASSWORD).status_code == 422


@pytest.mark.parametrize("cookie", ["", "x", "x" * 4000, "null", "../../etc", "\u00e9"])
def test_a_cookie_not_made_by_us_is_nobody(client: FlaskClient, cookie: str):
    client.set_cookie("staff", cookie)
    assert client.get("/account/").status_code == 303


def test_somebody_without_a_password_cannot_sign_in_with_none(app: Flask, client: FlaskClient):
    with app.app_context():
        staff_id = rehearsal.person(Role.OWNER, lang="en", now=clock.now())
        with transaction() as session:
            session.get(Staff, staff_id).address = ADDRESS
    assert [tried(client, ADDRESS, password).status_code for password in ("", "None", "null")] == [422] * 3


def test_the_one_click_page_lets_in_as_each_role(app: Flask):
    for role, status in ((Role.OWNER, 200), (Role.MANAGER, 403), (Role.MODERATOR, 403)):
        client = app.test_client()
        data = {"csrf_token": token_on(client, "/dev/sign-in/"), "role": role.value}
        assert client.post("/dev/sign-in/", data=data).status_code == 303
        assert client.get("/desk/members/").status_code == status


def test_the_one_click_page_is_not_there_in_production(database: str, tmp_path):
    from contest.app import create_app
    from contest.db import database as db

    settings_for(database, tmp_path / "data")
    settings = settings_for(
        database,
        tmp_path / "data",
        CONTEST_ENV="production",
        CONTEST_SECRET_KEY="kR4mZ8qW1tY7uP3sD9fG2hJ6kL0xC5vB",
        CONTEST_PUBLIC_URL="https://contest.example.org",
        CONTEST_MAIL="smtp://mail.example.org:587",
        CONTEST_MAIL_FROM="contest@example.org",
    )
    app = create_app(settings)
    try:
        client = app.test_client()
        assert client.get("/dev/sign-in/", base_url="https://contest.example.org").status_code == 404
        assert [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/dev")] == []
    finally:
        with app.app_context():
            db.engine.dispose()
