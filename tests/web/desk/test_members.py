"""The team's pages: changing a role, signing a browser out, ending a membership."""

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest import clock
from contest.queries import departments, staff
from contest.rules.roles import Role
from contest.services.accounts import invitations, joining, sessions
from contest.services.accounts.joining import Newcomer

PASSWORD = "trois huîtres et un parapluie"


@pytest.fixture
def team(app: Flask) -> dict[str, UUID]:
    """An owner and a moderator."""
    with app.app_context():
        token = invitations.owner_invitation(now=clock.now())
        owner = _join(token, "Camille")
        _, token = invitations.invite(
            "nadia@brand.example", Role.MODERATOR, campaign=None, lang="fr", by=owner, now=clock.now()
        )
        return {"owner": owner, "moderator": _join(token, "Nadia")}


def _join(token: str | None, first_name: str) -> UUID:
    assert token is not None
    address = f"{first_name.lower()}@brand.example"
    return joining.accept(token, Newcomer(first_name, "Maes", address, "marketing", "en", PASSWORD), now=clock.now())


def signed_in(app: Flask, staff_id: UUID) -> FlaskClient:
    with app.app_context():
        token = sessions.open_session(staff_id, agent="Firefox Linux", now=clock.now())
    client = app.test_client()
    client.set_cookie("staff", token)
    return client


def send(client: FlaskClient, form_on: str, path: str, **typed: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(form_on).get_data(as_text=True))
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **typed})


def test_an_owner_changes_a_role(app: Flask, team: dict[str, UUID]):
    page = f"/desk/members/{team['moderator']}"
    answer = send(signed_in(app, team["owner"]), page, f"{page}/role", role="manager", where="")
    assert answer.status_code == 303
    with app.app_context():
        assert staff.roles_of(team["moderator"]) == {None: frozenset({Role.MANAGER})}


def test_an_owner_says_who_works_in_which_department(app: Flask, team: dict[str, UUID]):
    owner, page = signed_in(app, team["owner"]), f"/desk/members/{team['moderator']}"
    new = [send(owner, "/desk/members/", "/desk/members/departments", name=name) for name in ("Legal", " legal ", "")]
    assert [answer.status_code for answer in new] == [303, 422, 422]
    with app.app_context():
        [legal] = departments.every()
    assert send(owner, page, f"{page}/department", department=legal.id.hex).status_code == 303
    with app.app_context():
        assert staff.member(team["moderator"]).department_id == legal.id
    assert send(owner, page, f"/desk/members/departments/{legal.id}", retired="yes").status_code == 303
    # A closed one stays with who is in it, and takes nobody new.
    assert send(owner, page, f"{page}/department", department="").status_code == 303
    assert send(owner, page, f"{page}/department", department=legal.id.hex).status_code == 422
    assert send(owner, page, f"{page}/department", department="x").status_code == 400
    with app.app_context():
        assert (staff.member(team["moderator"]).department_id, departments.working()) == (None, [])


def test_an_owner_signs_a_browser_of_a_member_out(app: Flask, team: dict[str, UUID]):
    owner, theirs = signed_in(app, team["owner"]), signed_in(app, team["moderator"])
    page = f"/desk/members/{team['moderator']}"
    path = re.search(rf'action="({page}/sessions/[^"]+)"', owner.get(page).get_data(as_text=True))
    assert path is not None
    assert theirs.get("/account/").status_code == 200
    assert send(owner, page, path[1]).status_code == 303
    assert theirs.get("/account/").status_code == 303


def test_ending_a_membership_signs_out_and_the_last_owner_is_kept(app: Flask, team: dict[str, UUID]):
    owner, theirs = signed_in(app, team["owner"]), signed_in(app, team["moderator"])
    for who, status in (("moderator", 303), ("owner", 422)):
        page = f"/desk/members/{team[who]}"
        assert send(owner, page, f"{page}/end").status_code == status
    assert theirs.get("/account/").status_code == 303
    assert owner.get("/account/").status_code == 200


@pytest.mark.parametrize("typed", [{"role": "king", "where": ""}, {"role": "manager", "where": "nowhere"}, {}])
def test_a_role_that_no_form_offers_is_refused(app: Flask, team: dict[str, UUID], typed: dict[str, str]):
    page = f"/desk/members/{team['moderator']}"
    assert send(signed_in(app, team["owner"]), page, f"{page}/role", **typed).status_code == 400


def test_a_moderator_changes_nobody(app: Flask, team: dict[str, UUID]):
    client = signed_in(app, team["moderator"])
    path = f"/desk/members/{team['moderator']}/role"
    assert send(client, "/account/", path, role="owner", where="").status_code == 403
    with app.app_context():
        assert staff.roles_of(team["moderator"]) == {None: frozenset({Role.MODERATOR})}


def test_somebody_who_is_not_there_is_not_found(app: Flask, team: dict[str, UUID]):
    assert signed_in(app, team["owner"]).get(f"/desk/members/{UUID(int=7)}").status_code == 404


def test_an_address_that_is_none_is_told_beside_its_field(app: Flask, team: dict[str, UUID]):
    client = signed_in(app, team["owner"])
    typed = {"address": "nobody", "role": "moderator", "where": "", "lang": "fr"}
    answer = send(client, "/desk/members/invite", "/desk/members/invite", **typed)
    assert answer.status_code == 422
    assert re.findall(r'id="(\w+)-wrong"', answer.get_data(as_text=True)) == ["address"]
