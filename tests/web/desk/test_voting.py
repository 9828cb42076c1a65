"""How people vote, said at the desk: with examples, before it begins, and what is wrong beside what is wrong."""

from datetime import timedelta

import pytest

from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from tests.living import LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("voting/2")
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_vote_to_come_is_set_and_the_public_reads_it(house: House, lang: str):
    visits.move(house, PhaseKind.VOTE, opens=timedelta(days=1), closes=timedelta(days=3))
    client = house.staff(Role.MANAGER, lang)
    page = client.get(ROOM)
    numbers = [entry.number for entry in visits.published(house)][:4]
    refused = visits.form(page, "/voting/2").send(
        client, method="several", choices="77", numbers="3, 9999", voting_reason="  "
    )
    assert (refused.status_code, list(rooms.wrong(refused))) == (422, ["numbers"]) or refused.status_code == 422
    assert "9999" in rooms.wrong(refused)["numbers"]
    typed = ", ".join(map(str, numbers))
    refused = visits.form(refused, "/voting/2").send(client, numbers=typed)
    assert list(rooms.wrong(refused)) == ["choices", "voting_reason"]
    kept = visits.form(refused, "/voting/2").fields
    assert (kept["method"], kept["numbers"]) == ("several", typed)
    done = visits.form(refused, "/voting/2").send(client, choices="3", voting_reason="Trois, c’est mieux.")
    assert (done.status_code, done.location) == (303, ROOM)
    assert len(rooms.notices(client.get(ROOM))) == 1
    assert "Trois, c’est mieux." in rooms.words(house.visitor().get(visits.path("history", lang=lang)))
    visits.move(house, PhaseKind.VOTE, opens=-timedelta(days=1))
    shelf = visits.text(house.visitor().get(visits.path("ballot", lang, position=2)))
    assert {number for number in range(1, 99) if f'/vote/2/{number}"' in shelf} == set(numbers)
    begun = client.get(ROOM)
    assert "disabled" in visits.text(begun)
    assert visits.form(page, "/voting/2").send(client, method="one").status_code == 422


def test_whoever_may_not_edit_looks_only_and_what_is_no_vote_is_not_there(house: House):
    client = house.staff(Role.MODERATOR)
    page = client.get(ROOM)
    assert page.status_code == 200
    assert 'class="button button--main"' not in visits.text(page)
    assert visits.form(page, "/voting/2").send(client, method="one").status_code == 403
    owner = house.staff(Role.OWNER)
    assert owner.get(rooms.room("voting/1")).status_code == 404
    assert visits.form(owner.get(ROOM), "/voting/2").send(owner, method="dice").status_code == 404
