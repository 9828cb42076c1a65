"""Proposing an idea within a frame on somebody else's page: nothing typed is lost, and no cookie is read or set."""

import io
import re

import pytest
from sqlalchemy import select

from contest import clock
from contest.db import reading
from contest.models import Draft, Entry
from contest.rules.entries import EntryState
from contest.rules.phases import PhaseKind
from contest.rules.widgets import Kind
from contest.services import audit, widgets
from tests import pictures
from tests.living import House
from tests.web.framed import HAPPENED, Framed, link, out
from tests.web.visits import IDEA, SECOND, form, forms, mails, move, path, published, rows, sent_idea, text, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
GUARDIAN = "parent@example.org"


def ideas(house: House, name: str) -> list[Entry]:
    with house.app.app_context():
        return list(reading().scalars(select(Entry).where(Entry.name == name)))


@SQLITE
def test_an_idea_with_its_picture_survives_a_mistake_and_is_sent_and_confirmed_in_the_frame(house: House):
    known = house.visitor()
    sent_idea(house, known, name="Celle de quelqu’un", address="somebody.else@example.org")
    frame = Framed(house, known)
    page = frame.get(path("widget_submit"))
    photo = (io.BytesIO(pictures.phone_photo(size=(640, 480))), "IMG.jpg")
    asked = {name: value for name, value in IDEA.items() if name != "inspiration"}
    refused = frame.sends(page, **asked, picture=photo, alternative="Une gaufre")
    assert (refused.status_code, wrong(refused)) == (422, ["inspiration"])
    kept = form(refused)
    assert {name: kept.fields[name] for name in asked} == asked
    preview = re.search(r'class="submit__received">\s*<img src="([^"]+)"', text(refused))
    assert preview is not None
    assert known.get(preview[1], buffered=True).status_code == 200

    sent = frame.sends(refused, inspiration=IDEA["inspiration"])
    assert HAPPENED.findall(text(frame.get(sent.location))) == [("submit", "")]
    twice = frame.sends(refused, inspiration=IDEA["inspiration"])
    assert twice.location == sent.location
    end = frame.confirms(sent, IDEA["address"])
    assert HAPPENED.findall(text(end)) == [("confirm", "")]
    (idea,) = ideas(house, IDEA["name"])
    assert (idea.state, idea.picture_id is not None) == (EntryState.PENDING, True)
    assert idea.participant_id != ideas(house, "Celle de quelqu’un")[0].participant_id


@SQLITE
def test_an_idea_is_kept_for_later_and_the_contests_page_goes_on_with_it(house: House):
    frame, before = Framed(house), rows(house, Draft)
    kept = frame.sends(frame.get(path("widget_submit")), name="Plus tard", then="keep")
    page = frame.get(kept.location)
    draft = form(page).action.partition("?")[0].rpartition("/")[2]
    led = frame.client.get(link(page, f"/submit/{draft}").removeprefix("http://127.0.0.1:8000"))
    assert led.location.partition("?")[0] == path("draft", token=draft)
    theirs = form(frame.client.get(led.location), draft)
    assert theirs.fields["name"] == "Plus tard"
    # As one types it is kept the same way, and drawn: by the frame's own addresses, where nobody else's form asks.
    typed = form(page).fields | {"name": "Plus tard encore", "then": "keep"}
    saved = frame.client.post(form(page).action, data=typed, headers={"Accept": "application/json"})
    assert frame.looked_at(saved).json == {"address": path("widget_draft", token=draft)}
    assert form(frame.get(saved.json["address"])).fields["name"] == "Plus tard encore"
    for asked in ("packet", "similar"):
        there = f"{path(f'widget_{asked}')}?name={published(house)[0].name}&token="
        assert frame.get(there + form(page).fields["token"]).status_code == 200
        assert frame.get(there + theirs.fields["token"]).status_code == 403
    assert 'href="/s/' in text(frame.get(there + form(page).fields["token"]))
    assert rows(house, Draft) == before + 1
    # Its token is the page's own, and takes nothing in the frame; what was typed stays.
    token = theirs.fields["token"]
    refused = frame.sends(page, **IDEA | {"token": token})
    assert (refused.status_code, form(refused).fields["name"]) == (409, IDEA["name"])
    assert ideas(house, IDEA["name"]) == []


@SQLITE
def test_a_guardian_is_waited_for_and_shut_is_said(house: House):
    frame = Framed(house)
    page = frame.get(path("widget_submit", "nl"))
    young = IDEA | {"of_age": None, "guardian": GUARDIAN}
    end = frame.confirms(frame.sends(page, **young), IDEA["address"])
    assert "ouder" in text(end)
    assert mails(house, GUARDIAN)
    with house.app.app_context():
        widgets.lead_on(house.campaign(), lead=True, by=audit.OPERATOR, now=clock.now())
    led = frame.get(path("widget_submit"))
    assert forms(led) == []
    assert f'href="{out(house, Kind.SUBMIT, "submit")}" target="_blank"' in text(led)
    refused = frame.sends(page, **IDEA)
    assert (refused.status_code, len(ideas(house, IDEA["name"]))) == (409, 1)
    move(house, PhaseKind.SUBMISSION, closes=-SECOND)
    assert forms(frame.get(path("widget_submit", "nl"))) == []


@SQLITE
def test_a_visitor_from_another_sites_page_cannot_send(house: House):
    frame = Framed(house)
    page = form(frame.get(path("widget_submit")))
    crossed = frame.client.post(page.action, data=page.fields | IDEA, headers={"Sec-Fetch-Site": "cross-site"})
    assert (crossed.status_code, ideas(house, IDEA["name"])) == (403, [])


@SQLITE
def test_whoever_tries_too_many_addresses_waits_and_has_lost_nothing(house: House):
    frame = Framed(house)
    asking = frame.get(frame.sends(frame.get(path("widget_submit", "nl")), **IDEA).location)
    for number in range(5):
        assert frame.sends(asking, "/other", address=f"nr{number}@example.org").status_code == 303
    refused = frame.sends(asking, "/other", address="nr6@example.org")
    assert (refused.status_code, wrong(refused)) == (429, ["address"])
    assert form(refused, "/other").fields["address"] == "nr6@example.org"
    assert "Te veel pogingen. Wacht 6 uur" in text(refused)
    assert 0 < int(refused.headers["Retry-After"]) <= 6 * 3600
    assert '<details class="other" open>' in text(refused)
