"""Setting up the single sign-on of voters at the desk, and trying whether the provider answers."""

from datetime import timedelta

import pytest

from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.sign_on import provider as providers
from tests.living import LANGUAGES, RUNNING, House
from tests.provider import CLIENT, SECRET, running
from tests.web import visits
from tests.web.desk import rooms

DATES, ROOM = rooms.room("dates"), rooms.room("sign-on")
DAY = timedelta(days=1)
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_provider_is_set_tried_and_chosen(house: House, lang: str):
    visits.move(house, PhaseKind.VOTE, opens=DAY, closes=3 * DAY)
    client = house.staff(Role.MANAGER, lang)
    first = visits.form(client.get(f"{DATES}?phase=2"), "/2/who").send(client, who="sign_on", who_why="Why")
    assert (first.status_code, len(rooms.notices(first))) == (409, 1)
    page = client.get(ROOM)
    assert f"/c/{RUNNING}/sign-on" in rooms.words(page)
    asked = visits.form(page, "/sign-on")
    wrong = asked.send(client, name="", issuer="login", client_id="x", domains="a b")
    assert list(rooms.wrong(wrong)) == ["name", "issuer", "secret", "domains"]
    assert visits.form(wrong, "/sign-on").fields["issuer"] == "login"
    with running() as provider:
        providers._known.clear()
        typed = {"name": "Ma Boîte", "issuer": provider.issuer, "client_id": CLIENT}
        assert asked.send(client, **typed, secret="another").status_code == 303
        answer = visits.form(client.get(ROOM), "/try").send(client)
        assert (answer.status_code, "invalid_client" in rooms.notices(answer)[0]) == (409, True)
        assert visits.form(client.get(ROOM), "/sign-on").send(client, secret=SECRET).status_code == 303
        page = client.get(ROOM)
        assert SECRET not in visits.text(page)
        tried = visits.form(page, "/try").send(client)
        assert tried.status_code == 303
        assert any(provider.issuer.removeprefix("http://") in one for one in rooms.notices(client.get(ROOM)))
    providers._known.clear()
    answer = visits.form(client.get(ROOM), "/try").send(client)
    assert answer.status_code == 409
    chosen = visits.form(client.get(f"{DATES}?phase=2"), "/2/who").send(client, who="sign_on", who_why="Why")
    assert chosen.status_code == 303
    assert "Ma Boîte" in rooms.words(client.get(f"{DATES}?phase=2"))
    assert "Ma Boîte" in rooms.words(house.visitor().get(visits.path("history", lang=lang)))
    # While people vote with it, it stays.
    visits.move(house, PhaseKind.VOTE, opens=-DAY, closes=3 * DAY)
    refused = visits.form(client.get(ROOM), "/sign-on").send(client, issuer="https://other.example.org")
    assert (refused.status_code, len(rooms.notices(refused))) == (422, 1)
    assert house.staff(Role.MODERATOR).get(ROOM).status_code == 403
