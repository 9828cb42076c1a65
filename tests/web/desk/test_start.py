"""The first page of the desk: what waits, today by the hour, what comes next."""

import re

import pytest

from contest import clock
from contest.queries import figures
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

LATE = {
    "fr": "3 idées ont dépassé le délai promis.",
    "nl": "3 ideeën wachten langer dan beloofd.",
    "en": "3 ideas are past the promised time.",
}
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_waits_is_counted_and_the_longest_waiting_come_first(house: House, lang: str):
    page = house.staff(Role.MODERATOR, lang).get("/desk/")
    assert LATE[lang] in rooms.words(page), re.findall(r'<h1 class="finding">(.*?)</h1>', visits.text(page), re.DOTALL)
    heaps = re.findall(r'<h2 id="heap-\d">.*?</a> (\d+)', visits.text(page))
    assert heaps == ["23"]
    shown = re.findall(r'href="/desk/[^/]+/queue/([^"]+)" lang', visits.text(page))
    assert shown == [str(entry) for entry in rooms.waiting(house)[:6]]
    assert len(re.findall(r'class="heap__time late"', visits.text(page))) == 3


def test_nothing_waits_and_that_is_said(house: House):
    rooms.only(house, 0)
    page = rooms.words(house.staff(Role.MODERATOR, "en").get("/desk/"))
    assert "Nothing waits for you." in page
    assert "Every idea has its answer." in page


def test_in_time_nothing_is_called_late(house: House):
    visits.entry(house, rooms.waiting(house)[0])
    rooms.only(house, 0)
    visits.sent_idea(house, house.visitor())
    page = house.staff(Role.MODERATOR, "en").get("/desk/")
    assert "1 idea waits, none is late." in rooms.words(page)
    assert 'class="late"' not in visits.text(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_today_is_drawn_and_its_table_says_the_same(house: House, lang: str):
    page = visits.text(house.staff(Role.MODERATOR, lang).get("/desk/"))
    now, phase = clock.now(), visits.phase(house, PhaseKind.VOTE)
    with house.app.app_context():
        day = figures.votes(phase.campaign_id, phase.id, "Europe/Brussels", now)
    (table,) = re.findall(r'<details class="chart__table">(.*?)</details>', page, re.DOTALL)
    rows = re.findall(r'<th scope="row">(\d+)[^<]*</th><td>(\d*)[^<]*</td><td>([\d.]+)</td>', table)
    assert [int(hour) for hour, _, _ in rows] == list(range(24))
    assert [int(count or 0) for _, count, _ in rows] == list(day.today)
    assert [float(usual) for _, _, usual in rows] == [round(one, 1) for one in day.usual]
    assert page.count('<figure class="chart">') == 1


def test_the_statements_of_the_page_do_not_grow_with_what_waits(house: House):
    client = house.staff(Role.MODERATOR)
    counts = []
    for few in (False, True):
        if few:
            rooms.only(house, 1)
        with visits.statements(house) as sent:
            client.get("/desk/")
        counts.append(len(sent))
    assert counts[0] == counts[1] < 40


def test_somebody_of_one_campaign_sees_only_that_one(house: House):
    page = rooms.colleague(house, "Els", FINISHED).get("/desk/")
    assert f"/desk/{FINISHED}/queue" in visits.text(page)
    assert RUNNING not in visits.text(page)
    assert "Nothing waits for you." in rooms.words(page)


@pytest.mark.parametrize("part", ["queue", "dates", "results/2", "announcements/2", "campaign", "look", "audit"])
def test_somebody_of_one_campaign_opens_no_room_of_another(house: House, part: str):
    client = rooms.colleague(house, "Els", FINISHED, Role.MANAGER)
    assert client.get(rooms.room(part, FINISHED)).status_code == 200
    assert client.get(rooms.room(part)).status_code == 403


def test_somebody_of_one_campaign_opens_no_room_of_the_house(house: House):
    client = rooms.colleague(house, "Els", FINISHED, Role.MANAGER)
    assert [client.get(f"/desk/{part}").status_code for part in ("audit", "mail", "members/")] == [403] * 3
