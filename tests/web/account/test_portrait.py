"""A portrait on one's own account's page, and beside what its person signs."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import new_id, reading, transaction
from contest.models import Staff
from contest.rules.addresses import path as address_of
from contest.rules.entries import DecisionKind
from contest.rules.objections import Objection
from contest.rules.roles import Role
from contest.services import messages, moderation
from contest.services.accounts import rehearsal
from contest.words import phrases
from tests import pictures
from tests.inspector import InspectingClient
from tests.living import House
from tests.web.proposals import fetched, photo
from tests.web.visits import forms, path, sent_idea, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def put(client: InspectingClient, data: bytes | None = None, **typed: object) -> TestResponse:
    (page,) = [one for one in forms(client.get("/account/")) if one.action.endswith("/account/portrait")]
    return page.send(client, **{"picture": photo(data or pictures.jpeg((500, 400)))} | typed)


def portrait_of(house: House, role: Role) -> UUID | None:
    with house.app.app_context():
        someone = rehearsal.person(role, lang="fr", now=clock.now())
        return reading().scalar(select(Staff.portrait_id).where(Staff.id == someone))


def faces(page: TestResponse) -> list[tuple[str, str]]:
    return re.findall(r'<img class="signed__face" src="([^"]+)" alt="([^"]+)"', text(page))


def signed_twice(house: House, client: InspectingClient) -> UUID:
    """An idea whose author a moderator asked for a change, and wrote a letter to."""
    idea = sent_idea(house, client)
    campaign = house.campaign()
    with house.app.app_context():
        now = clock.now()
        by = rehearsal.person(Role.MODERATOR, lang="fr", now=now)
        kind = DecisionKind.REQUEST_CHANGES
        moderation.decide(
            campaign, idea, version=1, kind=kind, words="Sans le magasin, s’il vous plaît.", by=by, now=now
        )
        messages.write_to_author(campaign, idea, text="Bonjour !", submit_key=new_id().hex, by=by, now=now)
    return idea


def test_who_wants_to_be_seen_is_seen_beside_what_they_signed_and_nobody_else(house: House):
    author = house.visitor()
    address = path("my_entry", entry=signed_twice(house, author).hex)
    assert faces(author.get(address)) == []
    assert text(author.get(address)).count('<span class="signed__face" aria-hidden="true">') == 2
    nadia = house.staff(Role.MODERATOR)
    assert put(nadia).status_code == 303
    portrait = portrait_of(house, Role.MODERATOR)
    assert portrait is not None
    public = address_of("portrait", picture=portrait.hex, width=128)
    assert faces(author.get(address)) == []
    assert house.visitor().get(public).status_code == 404
    assert fetched(nadia, "/account/portrait.webp").status_code == 200
    assert put(nadia, picture=None, seen="1").status_code == 303
    assert faces(author.get(address)) == [(public, "Nadia")] * 2
    shown = fetched(house.visitor(), public)
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert "Set-Cookie" not in shown.headers
    assert house.visitor().get(address_of("portrait", picture=portrait.hex, width=129)).status_code == 404
    with house.app.app_context(), transaction() as session:
        session.execute(update(Staff).where(Staff.portrait_id == portrait).values(left_at=clock.now()))
    assert house.visitor().get(public).status_code == 404
    assert faces(author.get(address)) == []


@SQLITE
def test_a_portrait_is_taken_down_and_what_is_none_is_refused_with_words(house: House):
    nadia = house.staff(Role.MODERATOR, "nl")
    answer = put(nadia, pictures.truncated_jpeg(), seen="1")
    assert answer.status_code == 422
    assert phrases.objection("nl", Objection("picture_broken")) in text(answer)
    assert portrait_of(house, Role.MODERATOR) is None
    assert put(nadia, seen="1").status_code == 303
    assert "checked" in text(nadia.get("/account/"))
    (page,) = [one for one in forms(nadia.get("/account/")) if one.action.endswith("/account/portrait")]
    page.action += "/remove"
    assert page.send(nadia).status_code == 303
    assert portrait_of(house, Role.MODERATOR) is None
    assert nadia.get("/account/portrait.webp").status_code == 404


@SQLITE
def test_my_own_portrait_is_behind_the_sign_in(house: House):
    assert house.visitor().get("/account/portrait.webp").status_code in (303, 401)
