"""The desk's preview: opened at a moment, passed on by a link that is written down, with results only by who may."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from contest.db import transaction
from contest.models import Campaign, Visibility
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.web import previews
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("preview")
ZONE = ZoneInfo("Europe/Brussels")
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def fill(client, room: str = ROOM, **typed: str):
    """The form as it stands, with what is picked."""
    form = visits.form(client.get(room), "/open")
    return form, {"lang": "nl", **typed}


def made(house: House, client, room: str = ROOM, **typed: str) -> tuple[str, previews.Preview]:
    """The link that was made, and what it carries."""
    form, picked = fill(client, room, **typed)
    form.action = room + "/link"
    sent = form.send(client, **picked)
    assert sent.status_code == 303, visits.text(sent)
    page = visits.text(client.get(sent.location))
    address = unescape(re.findall(r'class="preview__link" href="([^"]+)"', page)[0])
    slug = room.split("/")[2]
    with house.app.app_context():
        return address, previews.read(address.partition("preview=")[2], house.campaign(slug))


def typed(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_moments_of_the_schedule_are_offered_in_the_campaigns_zone(house: House, lang: str):
    opens, closes = (getattr(visits.phase(house, PhaseKind.VOTE), name) for name in ("opens", "closes"))
    page = visits.text(house.staff(Role.MODERATOR, lang).get(ROOM))
    values = re.findall(r'name="when" value="([^"]+)"', page)
    assert {typed(opens), typed(closes - timedelta(hours=1))} < set(values)
    assert values[-1] == "other"
    # Now, three phases, the last hour of the vote, and another moment.
    assert len(values) == 6


def test_it_opens_at_once_in_the_language_chosen_and_leaves_no_record(house: House):
    client = house.staff(Role.MODERATOR, "en")
    at = datetime.now(UTC) + timedelta(days=400)
    form, picked = fill(client, when="other", at=typed(at))
    sent = form.send(client, **picked)
    assert sent.status_code == 303
    assert sent.location.startswith(f"/nl/{RUNNING}/?preview=")
    page = visits.text(client.get(sent.location))
    assert f"{at.astimezone(ZONE):%Y}" in page.partition("<aside")[2].partition("</aside>")[0]
    assert rooms.records(house, "preview.linked") == []


def test_a_link_lasts_as_long_as_was_said_and_is_written_down(house: House):
    client, vote = house.staff(Role.MODERATOR, "en"), visits.phase(house, PhaseKind.VOTE)
    for lasts, hours in (("hour", 1), ("day", 24), ("week", 168)):
        address, found = made(house, client, when=typed(vote.closes - timedelta(hours=1)), lasts=lasts)
        assert address.startswith(f"{house.app.config['SETTINGS'].public_url.rstrip('/')}/nl/{RUNNING}/?preview=")
        assert found.moment == (vote.closes - timedelta(hours=1)).replace(microsecond=0)
        assert abs(found.ends - datetime.now(UTC) - timedelta(hours=hours)) < timedelta(minutes=2)
        path = address.partition("//")[2].partition("/")
        assert house.visitor().get("/" + path[2]).status_code == 200
        record = rooms.records(house, "preview.linked")[-1]
        assert record.details["moment"] == found.moment.isoformat()
        assert record.details["results"] is False
    assert len(rooms.records(house, "preview.linked")) == 3
    assert "made a link to a preview" in rooms.words(house.staff(Role.MANAGER, "en").get(rooms.room("audit")))


@pytest.mark.parametrize(
    ("role", "ticked", "shows"),
    [(Role.MODERATOR, "1", False), (Role.MANAGER, "", False), (Role.MANAGER, "1", True), (Role.OWNER, "1", True)],
)
def test_results_are_shown_only_by_who_may_announce_and_said_so(house: House, role: Role, ticked: str, shows: bool):
    client = house.staff(role, "en")
    _, found = made(house, client, when="other", at="2030-01-01T00:00:00", results=ticked)
    assert found.shows_results == shows
    assert ('name="results"' in visits.text(client.get(ROOM))) == (role is not Role.MODERATOR)
    assert rooms.records(house, "preview.linked")[-1].details["results"] == shows


@pytest.mark.parametrize(("role", "shows"), [(Role.MODERATOR, False), (Role.MANAGER, True)])
def test_opening_shows_what_the_desk_shows_that_person_anyway(house: House, role: Role, shows: bool):
    client, room = house.staff(role, "en"), rooms.room("preview", FINISHED)
    form, picked = fill(client, room, when="other", at="2030-01-01T00:00:00")
    sent = form.send(client, **picked)
    with house.app.app_context():
        found = previews.read(unescape(sent.location.partition("preview=")[2]), house.campaign(FINISHED))
    assert found.shows_results == shows


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"when": "other", "at": ""}, "at", "Please give a day and a time."),
        ({"when": "x"}, "at", "Please give a day and a time."),
        (
            {"when": "2030-01-01T00:00:00", "lang": "de"},
            "lang",
            "The campaign does not speak this language.",
        ),
    ],
)
@pytest.mark.parametrize("act", ["open", "link"])
def test_what_is_wrong_is_said_and_the_rest_is_kept(house: House, wrong: dict, field: str, said: str, act: str):
    client = house.staff(Role.MANAGER, "en")
    form, picked = fill(client, lasts="week", results="1", **wrong)
    form.action = f"{ROOM}/{act}"
    answer = form.send(client, **picked | wrong)
    assert (answer.status_code, rooms.wrong(answer)) == (422, {field: said})
    page = visits.text(answer)
    for kept in ('value="week" checked', 'name="results" value="1" checked'):
        assert kept in page
    assert rooms.records(house, "preview.linked") == []


def test_how_long_it_lasts_is_of_a_closed_list(house: House):
    client = house.staff(Role.MANAGER, "en")
    form, picked = fill(client, when="other", at="2030-01-01T00:00:00", lasts="ever")
    form.action = ROOM + "/link"
    answer = form.send(client, **picked)
    assert rooms.wrong(answer) == {"lasts": "Please choose how long the link lasts."}


def test_a_draft_is_previewed_too_and_the_wrong_person_is_shown_nothing(house: House):
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == RUNNING).values(visibility=Visibility.DRAFT))
    address, _ = made(house, house.staff(Role.MANAGER), when="other", at="2030-01-01T00:00:00")
    path = "/" + address.partition("//")[2].partition("/")[2]
    assert house.visitor().get(path).status_code == 200
    elsewhere = rooms.colleague(house, "Els", FINISHED)
    assert elsewhere.get(ROOM).status_code == 403
    for act in ("open", "link"):
        assert rooms.send(elsewhere, f"{ROOM}/{act}", when="other").status_code == 403
        assert house.visitor().post(f"{ROOM}/{act}").status_code in {302, 303, 400}


def test_what_was_made_is_shown_only_while_it_is_one(house: House):
    client = house.staff(Role.MANAGER, "en")
    for query in ("made=x&to=fr", "made=x&to=de", "made="):
        page = client.get(f"{ROOM}?{query}")
        assert (page.status_code, "preview__made" in visits.text(page)) == (200, False)
