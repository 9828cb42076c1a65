""" "Tell me when it opens": one wish, confirmed, one mail, one click to stop; and a file for one's calendar."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from contest import clock, worker
from contest.db import transaction
from contest.models import Confirmation, Outbox, Participant, Phase, Reminder
from contest.rules.phases import PhaseKind
from contest.words import catalogues
from tests.living import LANGUAGES, ME, House
from tests.web.visits import code, form, link, mails, move, path, phase, rows, text, typed_code, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
ADDRESS = "els@example.org"
KIND = "mail.confirm_reminder"
SOON = timedelta(hours=2)


@pytest.fixture
def waiting(house: House) -> House:
    """A vote that opens in two hours."""
    move(house, PhaseKind.VOTE, opens=SOON, closes=10 * SOON)
    return house


def wish(house: House, client, lang: str = "nl"):
    return form(client.get(path("remind", lang, position=2))).send(client, address=ADDRESS)


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_offered_where_one_waits_in_every_language(waiting: House, lang: str):
    client = waiting.visitor()
    for name, parts in (("ballot", {"position": 2}), ("campaign", {})):
        assert f'href="{path("remind", lang, position=2)}"' in text(client.get(path(name, lang, **parts)))
    empty = form(client.get(path("remind", lang, position=2))).send(client, address="els")
    assert (empty.status_code, wrong(empty)) == (422, ["address"])


def test_who_confirms_is_told_once_when_it_opens_and_is_nobodys_participant(waiting: House):
    client, people = waiting.visitor(), rows(waiting, Participant)
    asked = wish(waiting, client)
    assert asked.status_code == 303
    done = typed_code(waiting, client, asked.location, ADDRESS)
    assert catalogues.gettext("nl", "We will tell you") in text(done)
    assert client.get_cookie(ME) is None
    assert rows(waiting, Participant) == people
    worker.run_once(waiting.app, clock.now())
    assert len(mails(waiting, ADDRESS)) == 1
    move(waiting, PhaseKind.VOTE, opens=-SOON, closes=10 * SOON)
    for _ in range(2):
        worker.run_once(waiting.app, clock.now())
    told = mails(waiting, ADDRESS)[0]
    assert len(mails(waiting, ADDRESS)) == 2
    assert path("vote", "nl") in told.plain
    worker.run_once(waiting.app, clock.now() + timedelta(days=3))
    assert rows(waiting, Reminder) == 0


def test_a_double_click_is_one_wish_one_code_and_one_mail(waiting: House):
    client = waiting.visitor()
    page = form(client.get(path("remind", "nl", position=2)))
    first, second = (page.send(client, address=ADDRESS) for _ in range(2))
    assert first.location == second.location
    assert rows(waiting, Reminder) == rows(waiting, Confirmation) == rows(waiting, Outbox, Outbox.kind == KIND) == 1
    assert typed_code(waiting, client, second.location, ADDRESS).status_code == 200
    assert rows(waiting, Reminder, Reminder.confirmed_at.is_not(None)) == 1
    # Asked once more, when it was answered already, nothing is undone.
    again = page.send(client, address=ADDRESS)
    assert again.status_code == 303
    assert rows(waiting, Reminder, Reminder.confirmed_at.is_not(None)) == 1


@SQLITE
def test_by_the_link_in_any_browser_and_one_click_takes_it_back(waiting: House):
    client, other = waiting.visitor(), waiting.visitor()
    wish(waiting, client)
    page = other.get(link(waiting, ADDRESS))
    assert catalogues.gettext("nl", "Yes, tell me") in text(page)
    assert form(page).send(other).status_code == 200
    assert rows(waiting, Reminder, Reminder.confirmed_at.is_not(None)) == 1
    plain = mails(waiting, ADDRESS)[0].plain
    stop = next(word for word in plain.split() if "/stop/" in word)
    address = stop[stop.index("/nl/") :]
    assert client.get(address).status_code == 200
    assert rows(waiting, Reminder) == 1
    for _ in range(2):
        # As a mail program presses it, without a form of ours (RFC 8058).
        assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert rows(waiting, Reminder) == 0
    assert client.get(address[:-1] + ("0" if address[-1] != "0" else "1")).status_code == 404
    gone = form(page).send(other)
    assert gone.status_code == 409


@SQLITE
def test_nobody_is_told_who_did_not_confirm_and_nobody_asks_when_it_is_open(waiting: House):
    client = waiting.visitor()
    page = client.get(path("remind", "nl", position=2))
    wish(waiting, client)
    assert code(waiting, ADDRESS)
    move(waiting, PhaseKind.VOTE, opens=-SOON, closes=10 * SOON)
    worker.run_once(waiting.app, clock.now())
    assert len(mails(waiting, ADDRESS)) == 1
    assert form(page).send(client, address="late@example.org").status_code == 409
    assert path("vote", "nl") in text(client.get(path("remind", "nl", position=2)))
    assert client.get(path("remind", position=9)).status_code == 404


def paused(house: House, begins: datetime, ends: datetime | None) -> None:
    """The vote is paused, or was."""
    pause = {"begins": begins.isoformat(), "ends": ends and ends.isoformat()}
    with house.app.app_context(), transaction() as session:
        session.execute(update(Phase).where(Phase.id == phase(house, PhaseKind.VOTE).id).values(pauses=[pause]))


def test_in_a_pause_the_mail_waits_however_long_and_leaves_when_it_goes_on(waiting: House):
    client = waiting.visitor()
    typed_code(waiting, client, wish(waiting, client).location, ADDRESS)
    move(waiting, PhaseKind.VOTE, opens=-SOON, closes=timedelta(days=20))
    begins, goes_on = clock.now() - SOON / 2, clock.now() + timedelta(hours=100)
    paused(waiting, begins, None)
    for hours in (0, 1, 72, 96):
        worker.run_once(waiting.app, begins + SOON + timedelta(hours=hours))
    assert len(mails(waiting, ADDRESS)) == 1
    paused(waiting, begins, goes_on)
    for hours in (0, 1):
        worker.run_once(waiting.app, goes_on + timedelta(hours=hours))
    assert path("vote", "nl") in mails(waiting, ADDRESS)[0].plain
    assert len(mails(waiting, ADDRESS)) == 2
    worker.run_once(waiting.app, goes_on + timedelta(days=3))
    assert rows(waiting, Reminder) == 0


@SQLITE
def test_a_calendar_takes_both_ends_of_a_phase(house: House):
    answer = house.visitor().get(path("calendar", "nl", position=2))
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    file, vote = text(answer), phase(house, PhaseKind.VOTE)
    assert file.count("BEGIN:VEVENT") == 2
    assert f"DTSTART:{vote.opens.strftime('%Y%m%dT%H%M%SZ')}" in file
    assert house.visitor().get(path("calendar", position=9)).status_code == 404
