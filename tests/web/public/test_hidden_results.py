"""Hidden means hidden: what differs in ballots alone is the same bytes on every public address, until it is shown."""

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from contest import clock
from contest.models import Tally
from contest.rules.phases import Exposure, PhaseKind
from contest.rules.roles import Role
from contest.services import sequencer
from tests.living import LANGUAGES, RUNNING, House
from tests.web import visits, winners
from tests.web.desk import rooms
from tests.web.public.test_reading import PAGES
from tests.web.visits import move, path, published, rows, set_phase, text, vote

HOUR = timedelta(hours=1)
SETTINGS = (
    {"exposure": Exposure.AFTER_CLOSE},
    {"exposure": Exposure.ANNOUNCED},
    {"exposure": Exposure.LIVE, "hidden_hours": 10},
)


def addresses(house: House) -> list[str]:
    numbers = [row.number for row in published(house)[:3]]
    found = [page.format(lang=lang, campaign=RUNNING, id=house.campaign().hex) for page in PAGES for lang in LANGUAGES]
    found += [path(name, number=number) for name in ("entry", "report") for number in numbers]
    found += [path("slip", position=2, number=number) for number in numbers]
    return list(dict.fromkeys(found))


def told(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything an answer says, but the form tokens that are another at each visit and the time that passes."""
    body = re.sub(rb'name="token" value="[^"]+"|<span class="press__moment">[^<]+', b"", answer.data)
    headers = [(name, value) for name, value in answer.headers if name not in {"Date", "Cache-Control", "Set-Cookie"}]
    if b'name="token"' in answer.data or b"press__moment" in answer.data:
        headers = [(name, value) for name, value in headers if name not in {"ETag", "Content-Length"}]
    return answer.status_code, body, sorted(headers)


def everything(house: House) -> dict[str, tuple]:
    client = house.visitor()
    return {address: told(client.get(address, buffered=True)) for address in addresses(house)}


def cast(house: House, votes: int) -> None:
    number = published(house)[0].number
    for voter in range(votes):
        assert vote(house, house.visitor(), number, f"voter{voter}@example.org").status_code == 303
    with house.app.app_context():
        sequencer.run(clock.now())


@pytest.mark.parametrize(
    ("settings", "house"),
    [(SETTINGS[0], "sqlite"), (SETTINGS[1], "postgresql"), (SETTINGS[2], "sqlite"), (SETTINGS[2], "postgresql")],
    ids=["after the close", "with the announcement", "the last stretch", "the last stretch on PostgreSQL"],
    indirect=["house"],
)
def test_ballots_change_no_byte_of_any_public_address_while_they_are_hidden(house: House, settings: dict):
    set_phase(house, PhaseKind.VOTE, **settings)
    move(house, PhaseKind.VOTE, closes=5 * HOUR)
    before, counted = everything(house), rows(house, Tally)
    cast(house, 3)
    after = everything(house)
    assert [address for address in before if before[address] != after[address]] == []
    # The same look at shown figures does find a difference: this test can fail.
    set_phase(house, PhaseKind.VOTE, exposure=Exposure.LIVE, hidden_hours=0)
    shown = everything(house)
    assert path("results", position=2) in [address for address in after if after[address] != shown[address]]
    assert counted > 0


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_last_stretch_is_said_and_no_page_is_kept_into_it(house: House):
    set_phase(house, PhaseKind.VOTE, exposure=Exposure.LIVE, hidden_hours=3)
    move(house, PhaseKind.VOTE, closes=3 * HOUR + timedelta(seconds=20))
    client = house.visitor()
    live = client.get(path("results", "en", position=2))
    assert live.cache_control.max_age <= 10
    assert client.get(path("entry", number=published(house)[0].number)).cache_control.max_age <= 20
    assert "Behind" not in text(live)
    move(house, PhaseKind.VOTE, closes=3 * HOUR - timedelta(seconds=1))
    assert "the last stretch is secret" in text(client.get(path("results", "en", position=2)))


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_manager_says_when_they_are_shown_with_a_reason_that_is_told(house: House):
    client = house.staff(Role.MANAGER, "en")
    form = visits.form(client.get(rooms.room("dates?phase=2")), "/figures")
    assert form.fields["exposure"] == "live"
    silent = form.send(client, exposure="live", hidden_hours="9999", why=" ")
    assert (silent.status_code, list(rooms.wrong(silent))) == (422, ["hidden_hours", "why"])
    assert visits.form(silent, "/figures").fields["hidden_hours"] == "9999"
    done = form.send(client, exposure="live", hidden_hours="24", why="The last day is secret.")
    assert done.status_code == 303
    assert "The last day is secret." in text(house.visitor().get(path("history", "en")))
    assert len(rooms.records(house, "figures.changed")) == 1
    assert form.send(client, exposure="live", hidden_hours="24", why="Again.").status_code == 303
    assert len(rooms.records(house, "figures.changed")) == 1
    moderator = house.staff(Role.MODERATOR, "en")
    assert rooms.send(moderator, rooms.room("dates/2/figures"), exposure="live", why="x").status_code == 403
    assert rooms.send(client, rooms.room("dates/1/figures"), exposure="live", why="x").status_code == 404


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_asking_the_winner_the_answer_and_passing_on_change_no_byte_of_any_public_address(house: House):
    """But a private page and a mail, nothing knows; the list of public addresses is that of every reading page."""
    first, second = house.visitor(), house.visitor()
    won = winners.sent(house, first)
    heir = winners.sent(house, second, name="Waterzooi van zondag", address="greet@example.org")
    winners.picked(house, won)
    manager = house.staff(Role.MANAGER, "en")
    room = rooms.room("acceptances/2")
    visits.form(manager.get(room), "/runner-up").send(manager, entry=heir, why="Nearly as good.")
    before = everything(house)

    def unchanged() -> bool:
        now = everything(house)
        return [address for address in before if before[address] != now[address]] == []

    private = {client: path("acceptance", entry=entry.hex) for client, entry in ((first, won), (second, heir))}
    assert visits.form(manager.get(room), "/ask").send(manager).status_code == 303
    assert visits.form(manager.get(room), "/remind").send(manager).status_code == 303
    assert unchanged()
    assert visits.form(first.get(private[first]), "/decline").send(first).status_code == 303
    assert visits.form(manager.get(room), "/pass").send(manager, reason="They declined.").status_code == 303
    assert unchanged()
    assert visits.form(manager.get(room), "/ask").send(manager).status_code == 303
    agreed = winners.AGREED | {"shown_name": "Greet, the one and only"}
    assert visits.form(second.get(private[second]), "/acceptance").send(second, **agreed).status_code == 303
    assert unchanged()
    for client, address in private.items():
        assert client.get(address).status_code == 200
        assert house.visitor().get(address).status_code == 303
