"""Letters between the desk and an author."""

import pytest
from sqlalchemy import select

from contest import clock, worker
from contest.db import reading
from contest.models import Entry, LocalMail, Message, Side
from contest.rules.roles import Role
from contest.services import participants
from contest.services.messages import LONGEST
from tests.living import FINISHED, LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

TEXT = "Bonjour,\n\nEst-ce que <votre> tante fait encore le marché ?"
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def published(house: House, lang: str = "fr") -> Entry:
    return visits.published(house, rooms.RUNNING, Entry.lang == lang)[0]


def thread(entry: Entry, slug: str = rooms.RUNNING) -> str:
    return rooms.room(f"letters/{entry.id}", slug)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_letter_leaves_in_the_authors_language_signed_and_stands_in_the_thread(house: House, lang: str):
    client, entry = house.staff(Role.MANAGER, "en"), published(house, lang)
    form = visits.forms(client.get(thread(entry)))[0]
    assert form.send(client, text=TEXT).status_code == 303
    page = client.get(thread(entry))
    assert rooms.notices(page) == ["Your letter is on its way."]
    assert "Joris, communications" in rooms.words(page)
    assert rooms.even(TEXT) in rooms.words(page)
    worker.run_once(house.app, clock.now())
    with house.app.app_context():
        (mail,) = reading().scalars(select(LocalMail))
    assert rooms.even(TEXT) in rooms.even(mail.plain)
    assert ("Joris" in mail.plain, f'lang="{lang}"' in mail.html, mail.sender.startswith("Joris")) == (True, True, True)


def test_pressed_twice_it_is_one_letter(house: House):
    client, entry = house.staff(Role.MANAGER), published(house)
    form = visits.forms(client.get(thread(entry)))[0]
    assert [form.send(client, text=TEXT).status_code for _ in range(2)] == [303, 303]
    assert visits.rows(house, Message) == len(rooms.outbox(house, "mail.message")) == 1


def test_the_next_letter_is_another_one(house: House):
    client, entry = house.staff(Role.MANAGER), published(house)
    for _ in range(2):
        visits.forms(client.get(thread(entry)))[0].send(client, text=TEXT)
    assert visits.rows(house, Message, Message.side == Side.STAFF) == 2


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST + 1)])
def test_an_empty_or_endless_letter_is_refused_and_kept(house: House, text: str):
    client, entry = house.staff(Role.MANAGER), published(house)
    answer = visits.forms(client.get(thread(entry)))[0].send(client, text=text)
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, ["text"])
    assert visits.forms(answer)[0].fields["text"] == text
    assert visits.rows(house, Message) == 0


def test_nobody_is_written_to_who_erased_their_data(house: House):
    client, entry = house.staff(Role.MANAGER, "en"), published(house)
    form = visits.forms(client.get(thread(entry)))[0]
    with house.app.app_context():
        assert entry.participant_id is not None
        participants.erase(entry.campaign_id, entry.participant_id, now=clock.now())
    answer = form.send(client, text=TEXT)
    assert answer.status_code == 422
    assert "The author has erased their data: nobody can be written to." in rooms.words(answer)
    assert rooms.even(TEXT) in rooms.words(answer)
    assert visits.rows(house, Message) == 0


def test_an_idea_of_another_campaign_has_no_thread_here(house: House):
    client = house.staff(Role.OWNER)
    assert client.get(thread(published(house), FINISHED)).status_code == 404
    answer = rooms.send(client, thread(published(house), FINISHED), text=TEXT, key="a" * 32)
    assert answer.status_code == 404
    for key in ("", "a" * 65):
        assert rooms.send(client, thread(published(house)), text=TEXT, key=key).status_code == 400
    assert visits.rows(house, Message) == 0


def test_a_moderator_does_not_write_to_authors(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), published(house)
    assert client.get(thread(entry)).status_code == 403
    assert rooms.send(client, thread(entry), text=TEXT, key="a" * 32).status_code == 403
    page = client.get(rooms.room(f"queue/{entry.id}"))
    assert rooms.link(page, "Write to the author") == ""
    assert rooms.link(house.staff(Role.MANAGER, "en").get(rooms.room(f"queue/{entry.id}")), "Write to the author")
