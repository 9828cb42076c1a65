"""The queue over HTTP: its filters, its pages, who has an idea, and the one that comes next."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from sqlalchemy import select, update

from contest import clock
from contest.db import reading, transaction
from contest.models import Entry, Staff
from contest.rules.entries import EntryState
from contest.rules.roles import Role
from contest.web import cursors
from tests.living import FINISHED, LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

QUEUE = rooms.room("queue")
alone = pytest.mark.parametrize(**rooms.SQLITE)


def counts(page) -> list[int]:
    """What each filter holds, in their order."""
    return [int(one) for one in re.findall(r'class="filters__count[^>]*>(\d+)<', visits.text(page))]


def state(house: House, entry: UUID, state: EntryState) -> None:
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == entry).values(state=state))


def holder(house: House, entry: UUID) -> str:
    """Who has an idea at this moment."""
    with house.app.app_context():
        name = select(Staff.first_name).join(Entry, Entry.claimed_by == Staff.id)
        return reading().scalar(name.where(Entry.id == entry, Entry.claimed_until > clock.now())) or ""


def opens(client, house: House, entry: UUID | str = "", **kept: str):
    """Press a row, or "next"; the page it leads to."""
    answer = rooms.send(client, f"{QUEUE}/open", entry=str(entry), **kept)
    assert answer.status_code == 303
    return client.get(answer.location)


@alone
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_holds_what_waits_the_longest_first(house: House, lang: str):
    page = house.staff(Role.MODERATOR, lang).get(QUEUE)
    assert rooms.listed(page) == rooms.waiting(house)
    assert counts(page)[:3] == [23, 3, 0]


def test_every_page_of_a_long_list_is_reached_and_holds_each_idea_once(house: House):
    client, seen, path = house.staff(Role.MODERATOR, "en"), [], f"{QUEUE}?show=published"
    campaign = house.campaign()
    while path:
        page = client.get(path)
        assert len(rooms.listed(page)) <= 24
        seen += rooms.listed(page)
        path = rooms.link(page, "Further ones")
    with house.app.app_context():
        published = select(Entry.id).where(Entry.campaign_id == campaign, Entry.state == EntryState.PUBLISHED)
        newest = published.order_by(Entry.waiting_since.desc(), Entry.id.desc())
        assert seen == list(reading().scalars(newest))
    assert len(seen) > 48


def test_pages_lose_and_double_none_of_those_that_came_at_one_moment(house: House):
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).values(waiting_since=clock.now() - timedelta(hours=2)))
        campaign = house.campaign()
        session.execute(
            update(Entry)
            .where(Entry.campaign_id == campaign, Entry.state == EntryState.PUBLISHED)
            .values(state=EntryState.PENDING)
        )
    client, seen, path = house.staff(Role.MODERATOR, "en"), [], QUEUE
    while path:
        page = client.get(path)
        seen += rooms.listed(page)
        path = rooms.link(page, "Further ones")
    assert seen == rooms.waiting(house)
    assert rooms.listed(client.get(rooms.link(page, "From the first"))) == seen[:24]


@alone
@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
def test_a_list_in_one_language_holds_that_one_and_counts_it(house: House, lang: str):
    page = house.staff(Role.MODERATOR).get(f"{QUEUE}?in={lang}")
    assert rooms.listed(page) == rooms.waiting(house, rooms.RUNNING, Entry.lang == lang)
    assert counts(page)[0] == len(rooms.listed(page)) > 0


@alone
def test_the_languages_somebody_reads_are_where_the_list_begins(house: House):
    client = house.staff(Role.MODERATOR, "en")
    form = visits.form(client.get("/account/"), "/reading")
    assert form.send(client, reads=["fr", "nl"]).status_code == 303
    theirs = rooms.waiting(house, rooms.RUNNING, Entry.lang.in_(["fr", "nl"]))
    every, english = rooms.waiting(house), rooms.waiting(house, rooms.RUNNING, Entry.lang == "en")
    for asked, wanted in (("", theirs), ("?in=all", every), ("?in=en", english), ("?in=xx", theirs)):
        assert rooms.listed(client.get(f"{QUEUE}{asked}")) == wanted, asked
    assert "FR + NL" in rooms.words(client.get(QUEUE))
    assert visits.form(client.get("/account/"), "/reading").send(client, reads=[]).status_code == 303
    assert rooms.listed(client.get(QUEUE)) == every


@alone
def test_filters_stay_in_the_address_from_the_list_to_an_idea_and_back(house: House):
    client, kept = house.staff(Role.MODERATOR, "en"), {"show": "late", "in": "fr"}
    late = [one for one in rooms.waiting(house)[:3] if visits.entry(house, one).lang == "fr"]
    listing = client.get(QUEUE, query_string=kept)
    pressed = visits.forms(listing)[0].send(client, entry=str(late[0]))
    assert parse_qs(urlsplit(pressed.location).query) == {"show": ["late"], "in": ["fr"]}
    page = client.get(pressed.location)
    assert rooms.listed(listing) == rooms.listed(page) == late
    for form in visits.forms(page):
        assert form.fields | kept == form.fields, form.action
    put_back = visits.form(page, "/release").send(client)
    assert parse_qs(urlsplit(put_back.location).query) == {"show": ["late"], "in": ["fr"]}


@alone
def test_publishing_keeps_the_language_one_reads_and_deals_the_next_one_in_it(house: House):
    client, theirs = house.staff(Role.MODERATOR), rooms.waiting(house, rooms.RUNNING, Entry.lang == "nl")
    page = opens(client, house, "", **{"in": "nl"})
    seen = []
    for _ in theirs:
        seen.append(UUID(urlsplit(page.request.path).path.rpartition("/")[2]))
        answer = visits.form(page, "/publish").send(client)
        assert parse_qs(urlsplit(answer.location).query) == {"in": ["nl"]}
        page = client.get(answer.location)
    assert seen == theirs
    assert rooms.notices(page)[:1] == ["Il n’y a plus rien à décider dans cette langue."]


@alone
def test_what_was_decided_is_found_in_its_own_list(house: House):
    client, (first, second, *_) = house.staff(Role.MODERATOR), rooms.waiting(house)
    state(house, first, EntryState.REFUSED)
    state(house, second, EntryState.WITHDRAWN)
    assert first in rooms.listed(client.get(f"{QUEUE}?show=refused"))
    assert rooms.listed(client.get(f"{QUEUE}?show=withdrawn")) == [second]
    assert client.get(f"{QUEUE}/{second}").status_code == 200


@alone
def test_an_unknown_filter_shows_what_waits_and_a_forged_place_is_not_found(house: House):
    client = house.staff(Role.MODERATOR)
    assert rooms.listed(client.get(f"{QUEUE}?show=everything&in=de")) == rooms.waiting(house)
    for after in ("nonsense", "é", cursors.written(clock.now(), UUID(int=7))[:-4]):
        assert client.get(QUEUE, query_string={"after": after}).status_code == 404


def test_opening_an_idea_takes_it_for_ten_minutes_and_looking_does_not(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)[0]
    assert client.get(f"{QUEUE}/{entry}").status_code == 200
    assert holder(house, entry) == ""
    page = opens(client, house, entry)
    assert page.request.path == f"{QUEUE}/{entry}"
    assert holder(house, entry) == "Nadia"
    assert "Yours until" in rooms.words(page)
    left = visits.entry(house, entry).claimed_until - clock.now()
    assert timedelta(minutes=9, seconds=30) < left <= timedelta(minutes=10)


@alone
def test_a_second_moderator_sees_who_has_it_and_cannot_take_it(house: House):
    entry = rooms.waiting(house)[0]
    opens(house.staff(Role.MODERATOR), house, entry)
    els = rooms.colleague(house, "Els", rooms.RUNNING)
    assert "Nadia is reading it" in rooms.words(els.get(QUEUE))
    assert "Nadia is reading it" in rooms.words(els.get("/desk/"))
    page = opens(els, house, entry)
    assert rooms.notices(page) == ["Nadia is looking at this idea."]
    assert "You can read along; deciding is theirs." in rooms.words(page)
    assert not [one for one in visits.forms(page) if one.action.endswith("/release")]
    assert holder(house, entry) == "Nadia"


@alone
def test_put_back_it_is_free_for_the_next_person(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    answer = visits.form(opens(client, house, entry), "/release").send(client)
    assert (answer.status_code, answer.location) == (303, QUEUE)
    assert holder(house, entry) == ""
    opens(rooms.colleague(house, "Els", rooms.RUNNING), house, entry)
    assert holder(house, entry) == "Els"


@alone
def test_what_somebody_else_has_is_not_released(house: House):
    entry = rooms.waiting(house)[0]
    opens(house.staff(Role.MODERATOR), house, entry)
    rooms.send(rooms.colleague(house, "Els", rooms.RUNNING), f"{QUEUE}/{entry}/release")
    assert holder(house, entry) == "Nadia"


@alone
def test_next_deals_each_person_the_one_that_waits_longest_and_nobody_has(house: House):
    first, second, *_ = rooms.waiting(house)
    dealt = [
        opens(client, house).request.path
        for client in (house.staff(Role.MODERATOR), rooms.colleague(house, "Els", rooms.RUNNING))
    ]
    assert dealt == [f"{QUEUE}/{first}", f"{QUEUE}/{second}"]
    assert rooms.listed(house.staff(Role.MODERATOR).get(f"{QUEUE}?show=mine")) == [first]


@alone
def test_the_steps_lead_to_the_idea_before_and_after_in_the_same_list(house: House):
    client = house.staff(Role.MODERATOR, "en")
    first, second, third, *_ = rooms.waiting(house)
    page = opens(client, house, second, show="waiting")
    steps = re.findall(r'<button class="step-button" name="entry" value="([^"]*)"', visits.text(page))
    assert steps == [str(first), str(third)]
    assert "2 of 23" in rooms.words(page)


@alone
def test_what_is_no_idea_of_this_campaign_is_not_found(house: House):
    client = house.staff(Role.MODERATOR)
    for entry in (UUID(int=7), visits.published(house, FINISHED)[0].id):
        assert client.get(f"{QUEUE}/{entry}").status_code == 404
    assert rooms.send(client, f"{QUEUE}/open", entry="nonsense").status_code == 400


@alone
def test_an_unconfirmed_idea_is_not_at_the_desk(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    state(house, entry, EntryState.UNCONFIRMED)
    assert entry not in rooms.listed(client.get(QUEUE))
    assert client.get(f"{QUEUE}/{entry}").status_code == 404
    rooms.send(client, f"{QUEUE}/open", entry=str(entry))
    assert holder(house, entry) == ""


@alone
def test_the_statements_of_the_list_and_of_an_idea_do_not_grow_with_the_queue(house: House):
    client, entry = house.staff(Role.MODERATOR), rooms.waiting(house)[0]
    sent = {}
    for few in (False, True):
        if few:
            rooms.only(house, 1)
        for path in (QUEUE, f"{QUEUE}/{entry}"):
            with visits.statements(house) as statements:
                client.get(path)
            sent.setdefault(path, []).append(len(statements))
    assert [many - few for many, few in sent.values()] == [0, 0]
    assert max(map(max, sent.values())) <= 20


@alone
def test_a_moderator_of_another_campaign_neither_sees_nor_takes_anything(house: House):
    els, entry = rooms.colleague(house, "Els", FINISHED), rooms.waiting(house)[0]
    assert els.get(f"{QUEUE}/{entry}").status_code == 403
    for part, typed in (("open", {"entry": str(entry)}), (f"{entry}/publish", {"version": "1"})):
        assert rooms.send(els, f"{QUEUE}/{part}", **typed).status_code == 403
    other = rooms.room("queue", FINISHED)
    assert rooms.send(els, f"{other}/{entry}/publish", version="1").status_code == 404
    assert (holder(house, entry), visits.entry(house, entry).state) == ("", EntryState.PENDING)
