"""The staff's way in, as a browser walks it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from contest import clock
from contest.db import reading
from contest.models import Audit, Staff
from contest.services.accounts import factors, invitations

PASSWORD = "trois huîtres et un parapluie"
ADDRESS = "camille@brand.example"
CAMILLE = {
    "first_name": "Camille",
    "last_name": "Maes",
    "title": "marketing",
    "address": ADDRESS,
    "lang": "en",
    "password": PASSWORD,
}


def owner_link(app: Flask) -> str:
    with app.app_context():
        return f"/account/join/{invitations.owner_invitation(now=clock.now())}"


def code_now(app: Flask, *, steps: int = 0) -> str:
    """The authenticator's digits, `steps` of thirty seconds from now."""
    with app.app_context():
        code = factors.current_code(ADDRESS, now=clock.now() + timedelta(seconds=30 * steps))
        assert code is not None
        return code


def send(client: FlaskClient, path: str, *, form_on: str = "", **typed: str) -> TestResponse:
    """Fill in and send a form, with the token of the page it stands on."""
    page = client.get(form_on or path).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None, page
    return client.post(path, data={"csrf_token": token[1], **typed})


def join(app: Flask, client: FlaskClient) -> list[str]:
    """Become the owner and set up the authenticator; the recovery codes."""
    assert send(client, owner_link(app), **CAMILLE).status_code == 303
    answer = send(client, "/account/authenticator", code=code_now(app))
    assert answer.status_code == 200
    return re.findall(r"<li><code>([^<]+)</code></li>", answer.get_data(as_text=True))


def wrong_fields(answer: TestResponse) -> list[str]:
    return re.findall(r'id="(\w+)-wrong"', answer.get_data(as_text=True))


def test_an_owner_joins_confirms_a_code_and_is_in(app: Flask, client: FlaskClient):
    codes = join(app, client)
    assert len(codes) == 10
    assert client.get("/account/").status_code == 200
    assert client.get("/desk/members/").status_code == 200


def test_what_was_typed_stays_when_something_is_wrong_and_a_password_never_comes_back(app: Flask, client: FlaskClient):
    answer = send(client, owner_link(app), **(CAMILLE | {"title": "", "password": "camille est ici"}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert wrong_fields(answer) == ["title", "password"]
    assert 'value="Maes"' in page
    assert "camille est ici" not in page
    assert page.count(" autofocus") == 1


def test_between_password_and_code_nobody_is_in(app: Flask, client: FlaskClient):
    send(client, owner_link(app), **CAMILLE)
    for path in ("/account/", "/desk/members/", "/desk/audit"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, f"/account/sign-in?next={path}")


def test_password_and_code_lead_back_to_the_page_that_was_asked_for(app: Flask, client: FlaskClient):
    join(app, client)
    browser = app.test_client()
    asked = browser.get("/desk/members/").location
    first = send(browser, "/account/sign-in", form_on=asked, address=ADDRESS, password=PASSWORD, next="/desk/members/")
    assert (first.status_code, first.location) == (303, "/account/sign-in/code")
    second = send(browser, "/account/sign-in/code", code=code_now(app, steps=1))
    assert (second.status_code, second.location) == (303, "/desk/members/")
    assert browser.get("/desk/members/").status_code == 200


def test_the_session_cookie_is_for_this_site_alone(app: Flask, client: FlaskClient):
    send(client, owner_link(app), **CAMILLE)
    answer = send(client, "/account/authenticator", code=code_now(app))
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("staff="))
    assert re.sub(r"staff=[\w-]+; Expires=[^;]+; ", "", cookie) == "Max-Age=604800; HttpOnly; Path=/; SameSite=Lax"


def test_a_recovery_code_lets_in_once(app: Flask, client: FlaskClient):
    code = join(app, client)[0]
    seen = []
    for _ in range(2):
        browser = app.test_client()
        send(browser, "/account/sign-in", address=ADDRESS, password=PASSWORD, next="")
        seen.append(send(browser, "/account/sign-in/code", code=code).status_code)
    assert seen == [303, 422]


def test_signing_out_ends_the_session_itself(app: Flask, client: FlaskClient):
    join(app, client)
    cookie = client.get_cookie("staff")
    assert send(client, "/account/sign-out", form_on="/account/").status_code == 303
    thief = app.test_client()
    thief.set_cookie("staff", cookie.value)
    assert thief.get("/account/").status_code == 303


def test_a_language_chosen_on_the_page_stays_for_the_next_one(client: FlaskClient):
    assert '<html lang="nl">' in client.get("/account/sign-in?lang=nl").get_data(as_text=True)
    assert '<html lang="nl">' in client.get("/account/sign-in").get_data(as_text=True)


def test_the_desk_speaks_the_language_its_person_chose(app: Flask, client: FlaskClient):
    join(app, client)
    send(client, "/account/language", form_on="/account/", lang="fr")
    assert '<html lang="fr">' in client.get("/account/").get_data(as_text=True)


def test_recovery_codes_are_renewed_against_a_code_and_the_former_stop_working(app: Flask, client: FlaskClient):
    former = join(app, client)
    answer = send(client, "/account/recovery-codes", form_on="/account/", code=former[0])
    renewed = re.findall(r"<li><code>([^<]+)</code></li>", answer.get_data(as_text=True))
    assert len(renewed) == 10
    answer = send(client, "/account/recovery-codes", form_on="/account/", code=former[1])
    assert (answer.status_code, wrong_fields(answer)) == (422, ["code"])


def test_a_reset_link_shows_a_form_once_and_then_that_it_is_over(app: Flask, client: FlaskClient):
    join(app, client)
    with app.app_context():
        path = f"/account/reset/{invitations.reset_link(ADDRESS, now=clock.now())}"
    browser = app.test_client()
    assert send(browser, path, password="une autre phrase assez longue").status_code == 303
    assert browser.get(path).status_code == 410
    assert client.get("/account/").status_code == 303


@pytest.mark.parametrize("path", ["/account/join/nothing", "/account/reset/nothing"])
def test_a_link_of_nobody_is_over(client: FlaskClient, path: str):
    assert client.get(path).status_code == 410


def test_an_invited_moderator_joins_with_the_address_invited_and_sees_no_team_page(app: Flask, client: FlaskClient):
    join(app, client)
    answer = send(client, "/desk/members/invite", address="nadia@brand.example", role="moderator", where="", lang="en")
    link = re.search(r"(/account/join/[0-9a-f]{64})", answer.get_data(as_text=True))
    assert link is not None
    nadia = app.test_client()
    sent = CAMILLE | {"first_name": "Nadia", "address": "other@brand.example"}
    assert send(nadia, link[1], **sent).status_code == 303
    with app.app_context():
        assert reading().scalars(select(Staff.address).order_by(Staff.address)).all() == [
            ADDRESS,
            "nadia@brand.example",
        ]
        code = factors.current_code("nadia@brand.example", now=clock.now())
    send(nadia, "/account/authenticator", code=code)
    assert nadia.get("/account/").status_code == 200
    assert nadia.get("/desk/members/").status_code == 403
    assert nadia.get("/desk/audit").status_code == 403


def test_the_record_is_read_page_by_page_with_each_act_once(app: Flask, client: FlaskClient):
    join(app, client)
    for place in range(60):
        lang = ("fr", "nl", "en")[place % 3]
        send(client, "/account/language", form_on="/account/", lang=lang)
    seen, path = [], "/desk/audit"
    while path:
        page = client.get(path).get_data(as_text=True)
        seen += re.findall(r'<time datetime="([^"]+)"', page)
        older = re.search(r'href="(\?before=[^"]+)"', page)
        path = f"/desk/audit{older[1]}" if older else ""
    with app.app_context():
        written = [at.isoformat() for at in reading().scalars(select(Audit.at).order_by(Audit.at.desc()))]
    assert len(written) == 64
    assert seen == written
    assert client.get("/desk/audit?before=nonsense").status_code == 404
