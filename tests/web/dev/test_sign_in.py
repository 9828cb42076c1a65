"""Development's way in: one click as any role."""

import pytest
from flask import Flask

from contest.db import reading
from contest.models import Staff
from contest.rules.roles import Role
from tests.living import LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

PAGE = "/dev/sign-in/"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def empty(app: Flask) -> House:
    """A site in which nothing was made yet."""
    return House(app)


@pytest.mark.parametrize("role", Role)
def test_one_click_signs_in_as_that_role(empty: House, role: Role):
    client = empty.visitor()
    assert client.get("/desk/").status_code == 303
    answer = visits.forms(client.get(PAGE))[0].send(client, role=role.value)
    assert (answer.status_code, answer.location) == (303, "/desk/")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("staff="))
    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie) == (True, True)
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/members/").status_code == (200 if role is Role.OWNER else 403)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_new_person_speak_the_browsers_language(empty: House, lang: str):
    client, header = empty.visitor(), {"Accept-Language": lang}
    page = client.get(PAGE, headers=header)
    assert f'<html lang="{lang}">' in visits.text(page)
    form = visits.forms(page)[0]
    client.post(form.action, data=form.fields | {"role": "owner"}, headers=header)
    assert f'<html lang="{lang}">' in visits.text(client.get("/desk/"))


def test_who_comes_back_in_another_language_is_spoken_to_in_it(empty: House):
    client = empty.visitor()
    for lang in LANGUAGES:
        visits.forms(client.get(PAGE, headers={"Accept-Language": lang}))
        form = visits.forms(client.get(PAGE))[0]
        client.post(form.action, data=form.fields | {"role": "owner"}, headers={"Accept-Language": lang})
        assert f'<html lang="{lang}">' in visits.text(client.get("/desk/"))


def test_a_role_there_is_none_of_is_refused_and_makes_nobody(empty: House):
    client = empty.visitor()
    for role in ("king", ""):
        assert visits.forms(client.get(PAGE))[0].send(client, role=role).status_code == 400
    with empty.app.app_context():
        assert reading().query(Staff).count() == 0


def test_without_the_forms_token_nobody_is_signed_in(empty: House):
    client = empty.visitor()
    assert client.post(PAGE, data={"role": "owner"}).status_code == 400
    assert client.get("/desk/").status_code == 303


def test_twice_it_is_the_same_person_in_a_new_session(empty: House):
    client = empty.visitor()
    for _ in range(2):
        visits.forms(client.get(PAGE))[0].send(client, role="manager")
    with empty.app.app_context():
        assert reading().query(Staff).count() == 1
    assert len(rooms.records(empty, "staff.joined")) == 1
