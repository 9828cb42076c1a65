"""Development's mail page: what would have left, with its links."""

import re

import pytest

from contest import clock, worker
from contest.rules.roles import Role
from tests.inspector import Page
from tests.living import LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def test_when_nothing_was_sent_that_is_said(house: House):
    for lang in LANGUAGES:
        page = house.visitor().get("/dev/mail/", headers={"Accept-Language": lang})
        assert (page.status_code, f'<html lang="{lang}">' in visits.text(page)) == (200, True)


def test_a_kept_mail_is_listed_and_shown_with_its_links(house: House):
    client = house.staff(Role.MODERATOR)
    entry = rooms.waiting(house)[0]
    visits.form(client.get(rooms.room(f"queue/{entry}")), "/publish").send(client)
    rooms.goes_by(house, visits.SECOND * 61)
    worker.run_once(house.app, clock.now())
    visitor = house.visitor()
    inbox = visitor.get("/dev/mail/")
    (address,) = re.findall(r'<a href="(/dev/mail/[^"]+)">', visits.text(inbox))
    page = visitor.get(address)
    row = visits.entry(house, entry)
    assert row.name in rooms.words(page)
    shown = visits.path("entry", lang=row.lang, number=row.number or 0)
    (link,) = [one for one in re.findall(r'<li><a href="([^"]+)">', visits.text(page)) if one.endswith(shown)]
    assert visitor.get(link).status_code == 200
    letter = visitor.get(f"{address}/letter")
    policy = letter.headers["Content-Security-Policy"]
    assert ("script-src 'none'" in policy, "img-src 'none'" in policy, "sandbox" in policy) == (True, True, True)
    assert Page(visits.text(letter)).lang == row.lang


def test_the_list_is_narrowed_to_one_recipient(house: House):
    for role in (Role.MANAGER, Role.OWNER):
        client = house.staff(role)
        visits.forms(client.get("/desk/mail"))[0].send(client)
    worker.run_once(house.app, clock.now())
    visitor = house.visitor()
    found = {
        to: len(re.findall(r'<a href="/dev/mail/', visits.text(visitor.get("/dev/mail/", query_string={"to": to}))))
        for to in ("", "owner@desk.invalid", "nobody@desk.invalid")
    }
    assert found == {"": 2, "owner@desk.invalid": 1, "nobody@desk.invalid": 0}


def test_a_mail_that_is_not_there_is_not_found(house: House):
    for path in ("/dev/mail/nothing", "/dev/mail/nothing/letter"):
        assert house.visitor().get(path).status_code == 404
