"""From the finalists' numbers to their page: picked, released by a second person, seen under embargo, told, marked."""

import re

import pytest
from sqlalchemy import insert, select, update

from contest import clock
from contest.db import reading, transaction
from contest.models import Announcement, AnnouncementWish, Campaign, Candidate, Entry, PrizeStep
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import participants
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms
from tests.web.desk.test_announcements import HOUR, at, texts

PICKS, ROOM = rooms.room("finalists/1"), rooms.room("announcements/1")
LINKS, PRIZE = rooms.room("embargoes/1"), rooms.room("prizes/2", FINISHED)
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def form(client, page: str, ends: str):
    return visits.form(client.get(page), ends)


def test_from_numbers_to_a_public_page_by_two_people_with_a_journalist_in_between(house: House):
    visits.move(house, PhaseKind.SUBMISSION, closes=-HOUR)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == RUNNING).values(two_announce=True))
    writer, numbers = house.staff(Role.MANAGER, "en"), [row.number for row in visits.published(house)[:3]]
    second = rooms.colleague(house, "Ines", RUNNING, Role.MANAGER)
    typed = {"numbers": "12; eggs", "reason": ""}
    refused = form(writer, PICKS, "/finalists/1").send(writer, **typed)
    assert (refused.status_code, list(rooms.wrong(refused))) == (422, ["numbers"])
    said = ", ".join(map(str, numbers))
    done = form(writer, PICKS, "/finalists/1").send(writer, numbers=said, reason="They are the best.")
    assert (done.status_code, done.location) == (303, ROOM)
    assert "3 ideas go on; nobody knows yet." in rooms.words(writer.get(ROOM))
    assert "is among all ideas that are published." in rooms.words(writer.get(PICKS))
    here = {"campaign_id": house.campaign(), "phase_id": visits.phase(house, PhaseKind.VOTE).id}
    with house.app.app_context(), transaction() as session:
        of = (Entry.campaign_id == here["campaign_id"], Entry.number.in_(numbers))
        entries = session.scalars(select(Entry.id).where(*of)).all()
        session.execute(insert(Candidate), [here | {"entry_id": one} for one in entries])
    assert "is among these." in rooms.words(writer.get(PICKS))

    written = {**texts(), "when": "at", "at": at(house, HOUR)}
    assert form(writer, ROOM, "/announcements/1").send(writer, **written).status_code == 303
    assert "You wrote it last" in rooms.words(writer.get(ROOM))
    alone = rooms.send(writer, f"{ROOM}/release")
    assert (alone.status_code, "a second person does" in rooms.notices(alone)[0]) == (409, True)
    assert rooms.send(writer, LINKS, name="Ada", medium="Le Soir", ends=at(house, HOUR)).status_code == 422
    assert form(second, ROOM, "/release").send(second).status_code == 303

    made = form(writer, LINKS, "/embargoes/1").send(writer, name="Ada", medium="Le Soir", ends=at(house, HOUR))
    assert made.status_code == 303
    (link,) = re.findall(r'value="http[^"]+(/\w\w/[^"]+/embargo/[^"]+)"', visits.text(writer.get(LINKS)))
    journalist, headline = house.visitor(), written["headline_fr"]
    for lang in LANGUAGES:
        promise = journalist.get(f"/{lang}{link[3:]}")
        assert (headline in visits.text(promise), promise.headers["Cache-Control"]) == (False, "private, no-store")
    opened = visits.form(journalist.get(f"/fr{link[3:]}")).send(journalist)
    seen = journalist.get(opened.location)
    assert (opened.status_code, seen.status_code, headline in visits.text(seen)) == (303, 200, True)
    assert ("Embargo jusqu" in visits.text(seen), seen.headers["X-Robots-Tag"]) == (True, "noindex")
    assert "opened 1 time" in rooms.words(writer.get(LINKS))
    assert form(writer, LINKS, "/revoke").send(writer).status_code == 303
    assert journalist.get(opened.location).location.endswith(link[3:])
    assert "nulle part" in visits.text(journalist.get(f"/fr{link[3:]}"))

    public = house.visitor()
    assert public.get(visits.path("finalists")).status_code == 404
    assert "shelf__mark" not in visits.text(public.get(visits.path("entries") + "?seed=a"))
    with house.app.app_context(), transaction() as session:
        session.execute(update(Announcement).where(Announcement.finalists).values(opens=clock.now()))
    for lang in LANGUAGES:
        page = public.get(visits.path("finalists", lang), follow_redirects=True)
        assert (page.status_code, visits.numbers(page)) == (200, numbers)
    assert "entry__mark" in visits.text(public.get(visits.path("entry", number=numbers[0])))
    assert visits.path("finalists") in visits.text(public.get(visits.path("campaign")))
    assert "The finalists were announced." in rooms.words(public.get(visits.path("history", "en")))
    assert visits.path("announcement", position=1) in visits.text(public.get("/sitemap.xml"))


def test_a_moderator_neither_picks_nor_hands_out_nor_follows_the_prize(house: House):
    client = house.staff(Role.MODERATOR, "en")
    assert {client.get(page).status_code for page in (PICKS, ROOM, LINKS, PRIZE)} == {403}
    manager = house.staff(Role.MANAGER, "en")
    assert [manager.get(rooms.room(page)).status_code for page in ("finalists/2", "finalists/3")] == [404, 404]


def test_the_prize_is_followed_at_the_desk(house: House):
    client = house.staff(Role.MANAGER, "en")
    assert form(client, PRIZE, "/prizes/2").send(client, step="agreed", note="She wants it in May.").status_code == 303
    assert "She wants it in May." in rooms.words(client.get(PRIZE))
    wrong = form(client, PRIZE, "/prizes/2").send(client, step="sent")
    assert (wrong.status_code, list(rooms.wrong(wrong))) == (422, ["tracking"])
    assert form(client, PRIZE, "/prizes/2").send(client, step="sent", tracking="BE 123").status_code == 303
    assert "BE 123" in rooms.words(client.get(PRIZE))
    campaign, now = house.campaign(FINISHED), clock.now()
    with house.app.app_context():
        (won,) = reading().scalars(select(Entry).join(PrizeStep, PrizeStep.entry_id == Entry.id).distinct())
        cookie = participants.remember(campaign, won.participant_id, now=now)
    winner = house.visitor()
    winner.set_cookie(f"me-{FINISHED}", cookie)
    page = rooms.words(winner.get(visits.path("acceptance", "nl", FINISHED, entry=won.id.hex)))
    assert ("BE 123" in page, "She wants it in May." in page) == (True, True)


def test_who_votes_or_asks_may_be_told_and_the_link_in_the_mail_ends_it(house: House):
    def wishes() -> int:
        return visits.rows(house, AnnouncementWish)

    voter, number = house.visitor(), visits.published(house)[0].number
    slip = visits.form(voter.get(visits.path("slip", position=2, number=number)))
    sent = slip.send(voter, address="ada@example.org")
    asking = next(one for one in visits.forms(voter.get(sent.location)) if not one.action.endswith("/again"))
    assert "tell" not in asking.fields
    assert asking.send(voter, code=visits.code(house, "ada@example.org"), tell="1").status_code == 303
    assert wishes() == 1

    visitor = house.visitor()
    remind = visits.path("remind", position=visits.phase(house, PhaseKind.ANNOUNCEMENT).position)
    assert remind in visits.text(visitor.get(visits.path("campaign")))
    sent = visits.form(visitor.get(remind)).send(visitor, address="bart@example.org")
    assert visits.typed_code(house, visitor, sent.location, "bart@example.org").status_code == 200
    assert wishes() == 2
    mail = visits.mails(house, "bart@example.org")[0]
    (stop,) = set(re.findall(r"https?://[^/]+(/\w\w/\S+/stop/\S+)", mail.plain))
    assert visits.form(visitor.get(stop)).send(visitor).status_code == 200
    with house.app.app_context():
        assert reading().scalars(select(AnnouncementWish.lang)).all() == ["fr"]
