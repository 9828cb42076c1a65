"""The record at the desk: the latest first, page by page, each campaign its own."""

import re

import pytest
from sqlalchemy import func, select

from contest import clock
from contest.db import reading
from contest.models import Audit
from contest.rules.roles import VERBS, Role
from contest.services import audit
from contest.words import deeds, reasons
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def write(house: House, number: int, slug: str | None = RUNNING, verb: str = "entry.claimed") -> None:
    """So many acts at one moment, the hardest to page."""
    campaign, now = house.campaign(slug) if slug else None, clock.now()
    with house.app.app_context():
        for _ in range(number):
            audit.record(verb, by=audit.SYSTEM, now=now, campaign=campaign)


def walked(client, path: str) -> tuple[list[str], int]:
    """The moments of every act on the pages from here on, and how many pages there are."""
    seen: list[str] = []
    pages, address = 0, path
    while address:
        page = client.get(address)
        rows = re.findall(r'<td><time datetime="([^"]+)"', visits.text(page))
        assert 0 < len(rows) <= 50
        seen, pages = seen + rows, pages + 1
        older = rooms.link(page, "Older")
        address = f"{path}{older}" if older else ""
    assert pages == 1 or rooms.link(page, "Latest") == path
    return seen, pages


def count(house: House, *where) -> int:
    with house.app.app_context():
        return reading().execute(select(func.count()).select_from(Audit).where(*where)).scalar_one()


def test_the_record_of_a_campaign_holds_its_own_acts_each_once(house: House):
    client = house.staff(Role.OWNER, "en")
    write(house, 120)
    write(house, 3, FINISHED)
    write(house, 3, None)
    seen, pages = walked(client, rooms.room("audit"))
    assert len(seen) == count(house, Audit.campaign_id == house.campaign()) > 120
    assert pages == -(-len(seen) // 50)
    assert seen == sorted(seen, reverse=True)


def test_the_record_of_the_house_holds_every_act_and_names_the_campaign(house: House):
    client = house.staff(Role.OWNER, "en")
    write(house, 60, FINISHED)
    seen, _ = walked(client, "/desk/audit")
    assert len(seen) == count(house)
    page = visits.text(client.get("/desk/audit"))
    assert page.count(f"<td>{FINISHED}</td>") == 50
    assert f"<td>{FINISHED}</td>" not in visits.text(client.get(rooms.room("audit", FINISHED)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verb_is_read_as_words(house: House, lang: str):
    client = house.staff(Role.OWNER, lang)
    page, verbs = "", list(VERBS)
    for some in (verbs[begins : begins + 25] for begins in range(0, len(verbs), 25)):
        for verb in some:
            write(house, 1, verb=verb)
        page += rooms.words(client.get(rooms.room("audit")))
    assert [verb for verb in VERBS if rooms.even(deeds.deed(lang, verb)) not in page] == []
    assert [verb for verb in VERBS if verb in page] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reason_is_read_in_words_and_none_where_there_is_none(house: House, lang: str):
    client, (first, second, *_) = house.staff(Role.OWNER, lang), rooms.waiting(house)
    queue = rooms.room("queue")
    visits.form(client.get(f"{queue}/{first}"), "/publish").send(client)
    visits.form(client.get(f"{queue}/{second}/refuse"), "/refuse").send(client, reason="danger")
    page = client.get(rooms.room("audit"))
    quoted = [rooms.even(one) for one in re.findall(r"<q>(.*?)</q>", visits.text(page), re.DOTALL)]
    assert rooms.even(reasons.reason(lang, "danger").label) in quoted
    assert ("danger" in quoted, "" in quoted) == (False, False)


def test_a_manager_of_one_campaign_reads_that_record_only(house: House):
    client = rooms.colleague(house, "Els", FINISHED, Role.MANAGER)
    paths = (rooms.room("audit", FINISHED), rooms.room("audit"), "/desk/audit")
    assert [client.get(path).status_code for path in paths] == [200, 403, 403]


def test_a_moderator_reads_no_record(house: House):
    client = house.staff(Role.MODERATOR)
    assert [client.get(path).status_code for path in (rooms.room("audit"), "/desk/audit")] == [403, 403]


def test_the_statements_of_the_page_do_not_grow_with_the_record(house: House):
    client, sent = house.staff(Role.OWNER), []
    for more in (0, 45):
        write(house, more)
        with visits.statements(house) as statements:
            client.get(rooms.room("audit"))
        sent.append(len(statements))
    assert sent[0] == sent[1] < 20
