"""Witnesses at the desk: named, told in public, taken off the list."""

import pytest

from contest.rules.roles import Role
from tests.living import LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("witnesses")
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def test_a_witness_is_named_read_in_public_and_taken_off_again(house: House):
    client = house.staff(Role.MANAGER)
    wrong = visits.form(client.get(ROOM), "/witnesses").send(client, name="", address="nobody")
    assert (wrong.status_code, list(rooms.wrong(wrong))) == (422, ["name", "address"])
    assert visits.form(wrong, "/witnesses").fields["address"] == "nobody"
    done = visits.form(wrong, "/witnesses").send(client, name="L’Avenir", address="redaction@example.org")
    assert (done.status_code, done.location) == (303, ROOM)
    page = client.get(ROOM)
    assert "redaction@example.org" not in visits.text(page)
    for lang in LANGUAGES:
        assert "L’Avenir" in rooms.words(house.visitor().get(visits.path("log", lang, position=2)))
        assert "L’Avenir" in rooms.words(house.visitor().get(visits.path("history", lang=lang)))
    gone = visits.form(page, "/remove").send(client)
    assert (gone.status_code, gone.location) == (303, ROOM)
    assert "L’Avenir" not in rooms.words(client.get(ROOM))
    assert house.staff(Role.MODERATOR).get(ROOM).status_code == 403
