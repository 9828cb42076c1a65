"""The mail's page at the desk: one test mail to oneself, what waits, what did not leave."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from contest import clock, worker
from contest.db import new_id, reading, transaction
from contest.models import LocalMail, MailDomainDay, Outbox
from contest.rules.roles import Role
from contest.words import catalogues
from tests.living import LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

PAGE = "/desk/mail"
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def queued(house: House, **more: object) -> None:
    """A mail that is due, or that died."""
    now = clock.now()
    given = {
        "id": new_id(),
        "kind": "mail.entry_published",
        "dedupe_key": new_id().hex,
        "ids": {},
        "lang": "fr",
        "lane": 1,
        "not_before": now - timedelta(hours=3),
        "created_at": now,
    }
    with house.app.app_context(), transaction() as session:
        session.add(Outbox(**given | more))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_button_queues_one_mail_to_the_person_who_pressed_it(house: House, lang: str):
    client = house.staff(Role.MANAGER, lang)
    answer = visits.forms(client.get(PAGE))[0].send(client)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert len(rooms.notices(client.get(PAGE))) == 1
    (row,) = rooms.outbox(house, "mail.test")
    assert row.lang == lang
    worker.run_once(house.app, clock.now())
    with house.app.app_context():
        (mail,) = reading().scalars(select(LocalMail))
    assert mail.recipient == "manager@desk.invalid"
    assert "Joris" in mail.plain
    assert f'lang="{lang}"' in mail.html
    assert len(rooms.records(house, "mail.tested")) == 1


def test_when_everything_has_left_that_is_said(house: House):
    page = rooms.words(house.staff(Role.MANAGER, "en").get(PAGE))
    assert "Everything has left" in page
    assert "None. After twelve tries, a code after a day, a mail is given up and listed here." in page
    assert "Shown as soon as five people of one domain were asked for a code." in page


def test_what_waits_is_counted_with_the_oldest(house: House):
    queued(house)
    queued(house, error="451 try later", attempts=2)
    queued(house, not_before=clock.now() + timedelta(minutes=1))
    page = rooms.words(house.staff(Role.MANAGER, "en").get(PAGE))
    assert "2 mails are due and have not left" in page
    assert "The oldest for 3 h 00. 1 failed at least once and is tried again." in page
    # What was put back, for its server or its domain, waits too.
    queued(house, not_before=clock.now() + timedelta(minutes=1), error="451 later", attempts=1)
    queued(house, not_before=clock.now() + timedelta(minutes=1), postponed=1)
    page = rooms.words(house.staff(Role.MANAGER, "en").get(PAGE))
    assert "4 mails are due and have not left" in page
    assert "1 waits for its turn: its domain takes so many a minute." in page


def counted(house: House, domain: str, **numbers: dict[int, int]) -> None:
    """Codes of today to a domain: how many, by what and by seconds."""
    with house.app.app_context(), transaction() as session:
        for what, by_seconds in numbers.items():
            for seconds, number in by_seconds.items():
                place = {"campaign_id": house.campaign(), "day": clock.now().date().isoformat(), "domain": domain}
                session.add(MailDomainDay(**place, what=what, seconds=seconds, number=number))


@pytest.mark.parametrize(
    ("lang", "heading"),
    [
        ("fr", "La moitié de skynet.be confirme en 12 minutes, le plus lent de tous"),
        ("nl", "De helft van skynet.be bevestigt binnen 12 minuten, de traagste van allemaal"),
        ("en", "Half of skynet.be confirm within 12 minutes, the slowest of all"),
    ],
)
def test_the_slowest_mail_domain_is_the_heading_and_nobody_can_be_told_from_a_domain(
    house: House, lang: str, heading: str
):
    counted(house, "proximus.be", people={0: 9}, asked={0: 9}, handed={5: 9}, confirmed={40: 8})
    counted(house, "skynet.be", people={0: 7}, asked={0: 8}, handed={300: 8}, confirmed={15: 1, 720: 5}, bounced={0: 1})
    counted(house, "janssens-peeters.be", people={0: 1}, asked={0: 9}, confirmed={86400: 9})
    queued(house, done_at=clock.now(), relay="smtp.one.example")
    queued(house, done_at=clock.now(), relay="smtp.two.example")
    page = rooms.words(house.staff(Role.MANAGER, lang).get(PAGE))
    assert heading in page
    assert "janssens" not in page
    assert page.index("skynet.be", page.index(heading) + len(heading)) < page.index("proximus.be")
    assert re.search(r"proximus\.be 40 \w+ 5 \w+ 9 88[.,]9 ?% 0", page)
    assert "smtp.one.example 1, smtp.two.example 1." in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_did_not_leave_is_listed_with_what_the_server_said(house: House, lang: str):
    queued(house, dead_at=clock.now(), attempts=12, error="550 5.1.1 <no> such mailbox")
    page = rooms.words(house.staff(Role.MANAGER, lang).get(PAGE))
    assert "550 5.1.1 <no> such mailbox" in page
    assert " 12 " in page
    assert rooms.even(catalogues.gettext(lang, "“Your idea is published”")) in page


def test_a_moderator_and_somebody_of_one_campaign_do_not_open_it(house: House):
    for client in (house.staff(Role.MODERATOR), rooms.colleague(house, "Els", rooms.RUNNING, Role.MANAGER)):
        assert client.get(PAGE).status_code == 403
        assert rooms.send(client, f"{PAGE}/test").status_code == 403
    assert rooms.outbox(house, "mail.test") == []
