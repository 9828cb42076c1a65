"""Duty: who is on, what is alarming in words, the note for the next shift."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from contest import clock, worker
from contest.db import reading
from contest.models import Duty, Hook
from contest.rules.roles import Role
from tests.living import RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

CHATS = "/desk/duty/chats"
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def test_who_is_on_duty_reads_the_note_of_the_last_shift_and_is_mailed_what_is_alarming(house: House):
    manager, owner = house.staff(Role.MANAGER, "nl"), house.staff(Role.OWNER, "en")
    page = owner.get("/desk/duty")
    assert "Nobody is on duty now" in rooms.words(page)
    shift = visits.form(page, "/shifts")
    (person,) = re.findall(r'<option value="([0-9a-f-]+)"[^>]*>Joris', visits.text(page))
    wrong = shift.send(owner, person=person, where="", begins="2030-01-02T10:00", ends="2030-01-01T10:00")
    assert (wrong.status_code, list(rooms.wrong(wrong))) == (422, ["ends"])
    for _ in range(2):
        assert shift.send(owner, person=person, where="").status_code == 303
    assert visits.rows(house, Duty) == 1
    note = visits.form(owner.get("/desk/duty"), "/notes")
    assert note.send(owner, note=" ").status_code == 422
    assert note.send(owner, note="Let op: de pers belt.").status_code == 303

    worker.run_once(house.app, clock.now())
    start = rooms.words(manager.get("/desk/"))
    assert ("Let op: de pers belt." in start, "van wacht" in start) == (True, True)
    told = [mail for mail in visits.mails(house, "manager@desk.invalid") if "Alarm" in mail.subject]
    assert sorted(mail.subject.rpartition(": ")[2] for mail in told) == [
        "1 vraag wacht langer dan beloofd",
        "3 ideeën wachten langer dan beloofd",
    ]
    assert "/desk/duty" in told[0].plain
    listed = rooms.words(manager.get("/desk/duty"))
    assert "wachten langer dan beloofd" in listed

    moderator = rooms.colleague(house, "Mo", RUNNING)
    assert rooms.send(moderator, "/desk/duty/shifts", person=person, where="", begins="x", ends="x").status_code == 403
    gone = visits.form(owner.get("/desk/duty"), str(shift_id(house)))
    assert [gone.send(owner).status_code for _ in range(2)] == [303, 303]
    assert visits.rows(house, Duty) == 0


def test_alarms_are_posted_to_a_chat_too_and_the_page_says_whether_that_arrives(house: House):
    owner, manager = house.staff(Role.OWNER, "en"), rooms.colleague(house, "Mia", RUNNING, Role.MANAGER)
    add = visits.form(owner.get(CHATS), CHATS)
    wrong = add.send(owner, address="chat", where="")
    assert (wrong.status_code, list(rooms.wrong(wrong))) == (422, ["address"])
    # Nobody listens there.
    for _ in range(2):
        assert add.send(owner, address="http://127.0.0.1:9/hooks/abcd", where="").status_code == 303
    page = owner.get(CHATS)
    assert ("127.0.0.1 …abcd" in rooms.words(page), "hooks/abcd" in visits.text(page)) == (True, False)
    (test,) = [one for one in visits.forms(page) if one.action.endswith("/test")]
    for _ in range(2):
        assert test.send(owner).status_code == 303
    worker.run_once(house.app, clock.now())
    assert "Did not arrive" in rooms.words(owner.get(CHATS))
    assert len(rooms.outbox(house, "hook.test")) == 1
    assert "They are posted to 1 chat too" in rooms.words(owner.get("/desk/duty"))
    away = test.action.removesuffix("test") + "remove"
    assert (rooms.send(manager, away).status_code, rooms.send(manager, CHATS, where="").status_code) == (403, 403)
    assert rooms.send(manager, CHATS, address="http://127.0.0.1:9/", where=RUNNING).status_code == 303
    assert len(visits.forms(manager.get(CHATS))) == 2, "one's own alone"
    assert [rooms.send(owner, away).status_code for _ in range(2)] == [303, 303]
    assert visits.rows(house, Hook) == 1


def test_a_worker_that_stands_still_is_said_on_the_page(house: House):
    owner = house.staff(Role.OWNER, "en")
    worker.run_once(house.app, clock.now() - timedelta(minutes=6))
    assert "the worker stands still" in rooms.words(owner.get("/desk/duty"))


def shift_id(house: House) -> UUID:
    with house.app.app_context():
        return reading().scalars(select(Duty.id)).one()
