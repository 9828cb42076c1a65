"""The page that waits for a code: what it says of the mail, another address, and what is left of the time."""

import re
import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import reading, transaction
from contest.models import Ballot, Confirmation, Outbox, Phase
from contest.rules.ballots import BallotState
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind
from contest.services import confirmations
from contest.words import catalogues, phrases
from tests.conftest import opened, settings_for
from tests.living import LANGUAGES, House, move_in
from tests.services.polls import lift_guards
from tests.web.desk import rooms
from tests.web.framed import Framed
from tests.web.public.test_ballots import receipt, rewrite_windows
from tests.web.visits import (
    IDEA,
    SECOND,
    form,
    forms,
    link,
    mails,
    move,
    path,
    phase,
    rows,
    said,
    set_phase,
    text,
    typed_code,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
BOUNCED = "This address does not take our mail."
SENT = "Sent again. It can take a minute; look among unwanted mail too."
ENOUGH = (
    "An address gets %(mails)s mails from us in %(hours)s hours, and this one has had them, so none has left this "
    "time. What you sent is kept; %(hours)s hours after the first of them you can have the code sent."
)
NOT_AGAIN = (
    "Nothing was sent again: an address gets %(mails)s mails from us in %(hours)s hours, and this one has had them. "
    "The last one still counts; look among unwanted mail too."
)
EARLIER = "The link in our earlier mail about it still counts."


def slip(lang: str = "fr") -> str:
    return path("slip", lang, position=2, number=3)


def translated(lang: str, sentence: str) -> str:
    """A sentence about how many mails an address gets, in this language."""
    return catalogues.gettext(lang, sentence) % {"mails": 3, "hours": 6}


def status(page: TestResponse) -> str:
    """What the page says of the mail; empty for nothing."""
    found = re.findall(r'role="status">(.*?)</p>', text(page), re.DOTALL)
    return rooms.even(" ".join(found))


def note(house: House, **values: object) -> None:
    """What the worker notes of every code."""
    with house.app.app_context(), transaction() as session:
        session.execute(update(Confirmation).values(**values))


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_address_that_takes_no_mail_is_said_to_its_voter_who_gives_another_one(house: House, lang: str):
    client, sentence = house.visitor(), catalogues.gettext(lang, BOUNCED)
    sent = form(client.get(slip(lang))).send(client, address="wouut@example.org")
    shown = client.get(sent.location)
    assert sentence not in rooms.words(shown)
    assert '<details class="other">' in text(shown)
    note(house, bounced_at=clock.now())
    shown = client.get(sent.location)
    assert rooms.even(sentence) in rooms.words(shown)
    assert forms(shown)[0].action.endswith("/other"), "first what helps"
    wrong = form(shown, "/other").send(client, address="wout@")
    assert (wrong.status_code, said(wrong)) == (422, [phrases.objection(lang, Objection("address_malformed"))])
    assert form(wrong, "/other").fields["address"] == "wout@"
    other = form(wrong, "/other").send(client, address="wout@example.org")
    assert other.status_code == 303
    assert other.location != sent.location
    assert rooms.even(sentence) not in rooms.words(client.get(other.location))
    done = typed_code(house, client, other.location, "wout@example.org")
    assert (done.status_code, done.location) == (303, slip(lang))
    assert rows(house, Ballot, Ballot.state == BallotState.COUNTED, Ballot.lang == lang) >= 1
    assert rows(house, Ballot, Ballot.state == BallotState.PENDING) == 1, "the one of nobody's address"


def test_an_idea_is_confirmed_under_another_address(house: House):
    client = house.visitor()
    sent = form(client.get(path("submit"))).send(client, **IDEA)
    other = form(client.get(sent.location), "/other").send(client, address="autre@example.org")
    assert other.status_code == 303
    done = typed_code(house, client, other.location, "autre@example.org")
    assert done.location.endswith("?new=1")
    assert IDEA["name"] in text(client.get(done.location))


@SQLITE
def test_whoever_asks_for_a_link_learns_nothing_of_an_address_and_changes_none(house: House):
    client = house.visitor()
    sent = form(client.get(path("link_again"))).send(client, address="somebody@example.org")
    note(house, bounced_at=clock.now(), created_at=clock.now() - timedelta(hours=1))
    shown = client.get(sent.location)
    assert rooms.even(catalogues.gettext("fr", BOUNCED)) not in rooms.words(shown)
    assert [one.action.rpartition("/")[2] for one in forms(shown)] == [sent.location.rpartition("/")[2], "again"]
    token = forms(shown)[0].fields["token"]
    assert client.post(f"{sent.location}/other", data={"token": token, "address": "a@example.org"}).status_code == 404


@SQLITE
def test_slow_mail_and_a_close_are_said_where_the_code_is_waited_for(house: House):
    client = house.visitor()
    sent = form(client.get(slip("en"))).send(client, address="wout@example.org")
    note(house, created_at=clock.now() - timedelta(minutes=2))
    assert "Mail is slow at the moment" in rooms.words(client.get(sent.location))
    move(house, PhaseKind.VOTE, closes=-SECOND)
    page = rooms.words(client.get(sent.location))
    assert "The vote is closed. Yours arrived in time: you can confirm it until" in page
    assert len(forms(client.get(sent.location))) == 2, "after the close nobody votes under another address"
    move(house, PhaseKind.VOTE, closes=-3600 * SECOND)
    with house.app.app_context(), transaction() as session:
        before = clock.now() - timedelta(minutes=70)
        session.execute(update(Outbox).where(Outbox.kind == "mail.confirm_ballot").values(created_at=before))
    assert "as our mail is slow you can still confirm it" in rooms.words(client.get(sent.location))


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_has_had_their_mails_for_now_is_not_told_that_one_comes(house: House, lang: str):
    client, address = house.visitor(), "wout@example.org"
    for number in (2, 3, 4, 5):
        sent = form(client.get(path("slip", lang, position=2, number=number))).send(client, address=address)
    note(house, created_at=clock.now() - timedelta(minutes=2))
    again = form(client.get(sent.location), "/again").send(client)
    assert again.location == f"{sent.location}?sent=1"
    for page in (sent.location, again.location):
        assert rooms.even(translated(lang, ENOUGH)) == status(client.get(page))
    assert len(mails(house, address)) == confirmations.MAILS
    # Within a frame as on the page; and of who only asks to be let in again nobody learns whether they had any.
    frame = Framed(house)
    framed = frame.sends(frame.get(path("widget_slip", lang, number=1)), address=address)
    assert rooms.even(translated(lang, ENOUGH)) == status(frame.get(framed.location))
    for asked in (address, "nobody@example.org"):
        signed = form(client.get(path("link_again", lang))).send(client, address=asked)
        assert status(client.get(signed.location)) == ""
        again = form(client.get(signed.location), "/again").send(client)
        assert status(client.get(again.location)) == rooms.even(catalogues.gettext(lang, SENT))


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_left_before_still_confirms_when_an_address_has_had_its_mails(house: House, lang: str):
    client, address = house.visitor(), "wout@example.org"
    sent = form(client.get(slip(lang))).send(client, address=address)
    expected = [catalogues.gettext(lang, SENT)] * 2 + [translated(lang, NOT_AGAIN)]
    for said_then in expected:
        with house.app.app_context(), transaction() as session:
            session.execute(update(Outbox).values(created_at=clock.now() - confirmations.DOUBLE_CLICK))
        again = form(client.get(sent.location), "/again").send(client)
        assert status(client.get(again.location)) == rooms.even(said_then)
    assert len(mails(house, address)) == confirmations.MAILS
    # The code is over, so another would have been sent; the link is not.
    note(house, created_at=clock.now() - confirmations.CODE_VALID)
    again = form(client.get(sent.location), "/again").send(client)
    assert not again.location.startswith(sent.location)
    told = f"{translated(lang, ENOUGH)} {catalogues.gettext(lang, EARLIER)}"
    assert status(client.get(again.location)) == rooms.even(told)
    assert form(client.get(link(house, address))).send(client).status_code == 303
    assert status(client.get(again.location)) != rooms.even(told)


@pytest.fixture
def hanging():
    """A mail server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        listener.setblocking(False)  # noqa: FBT003 - the name of the call
        yield listener


@SQLITE
def test_no_request_speaks_to_a_mail_server_so_one_that_hangs_delays_none(house: House, hanging, tmp_path: Path):
    settings = house.app.config["SETTINGS"]
    mail = {"CONTEST_MAIL": f"smtp://127.0.0.1:{hanging.getsockname()[1]}"}
    data = tmp_path / "hanging"
    data.mkdir()
    move_in(settings.data, data)
    with opened(settings_for(settings.database_url, data, **mail)) as app:
        client = House(app).visitor()
        page = form(client.get(slip()))
        began = time.perf_counter()
        sent = page.send(client, address="wout@example.org")
        again = form(client.get(sent.location), "/again").send(client)
        took = time.perf_counter() - began
    assert (sent.status_code, again.status_code) == (303, 303)
    assert took < 5
    with pytest.raises(BlockingIOError):
        hanging.accept()
    with house.app.app_context():
        assert reading().scalars(select(Outbox.kind).where(Outbox.done_at.is_(None))).all().count("mail.confirm_ballot")
    assert mails(house, "wout@example.org")


@SQLITE
@pytest.mark.parametrize("typed", ["\u200bwout@example.org", "wout@example.org\ufeff", "wout\uff20example.org"])
def test_an_address_pasted_with_what_nobody_sees_gets_its_mail(house: House, typed: str):
    client = house.visitor()
    assert form(client.get(slip())).send(client, address=typed).status_code == 303
    assert mails(house, "wout@example.org")


@SQLITE
@pytest.mark.parametrize("meanwhile", ["closed", "paused", "the next day"])
def test_whoever_confirms_later_sees_that_the_vote_is_in(house: House, meanwhile: str):
    client, vote = house.visitor(), phase(house, PhaseKind.VOTE)
    if meanwhile == "the next day":
        set_phase(house, PhaseKind.VOTE, per_day=True)
        rewrite_windows(house, vote)
    sent = form(client.get(slip("en"))).send(client, address="wout@example.org")
    if meanwhile == "closed":
        move(house, PhaseKind.VOTE, closes=-SECOND)
    elif meanwhile == "paused":
        pause = {"begins": (clock.now() - SECOND).isoformat(), "ends": None}
        with house.app.app_context(), transaction() as session:
            session.execute(update(Phase).where(Phase.id == vote.id).values(pauses=[pause]))
        rewrite_windows(house, vote)
    else:
        yesterday = (clock.now() - timedelta(days=1)).date().isoformat()
        with house.app.app_context():
            lift_guards()
            with transaction() as session:
                session.execute(update(Ballot).where(Ballot.state == BallotState.PENDING).values(bucket=yesterday))
    done = typed_code(house, client, sent.location, "wout@example.org")
    assert done.status_code == 303
    assert receipt(client.get(done.location))


@SQLITE
def test_digits_are_guessed_no_oftener_than_mails_bring_them(house: House):
    client, said_then = house.visitor(), []
    for _ in range(6):
        sent = form(client.get(path("link_again", "en"))).send(client, address="wout@example.org")
        asked = forms(client.get(sent.location))[0]
        said_then += [said(asked.send(client, code="000000")) for _ in range(5)]
    refused = phrases.objection("en", Objection("code_too_many_tries"))
    assert [refused in one for one in said_then] == [number >= 15 for number in range(30)]
