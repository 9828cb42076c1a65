"""Who may vote, as visitors meet it: a code from a pack, a code and an address, any browser; and what each is worth."""

import re

import pytest
from sqlalchemy import update

from contest import clock
from contest.db import transaction
from contest.models import Ballot
from contest.rules import codes as rules
from contest.rules.ballots import BallotState
from contest.rules.eligibility import Who
from contest.rules.phases import PhaseKind
from contest.services import audit, codes
from contest.words import eligibility as words
from tests.inspector import InspectingClient
from tests.living import LANGUAGES, ME, House
from tests.web.visits import (
    form,
    mails,
    path,
    rows,
    said,
    set_phase,
    statements,
    text,
    typed_code,
    vote,
    wrong,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
RECEIPT = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")
PUPILS = 30


def slip(number: int, lang: str = "fr") -> str:
    return path("slip", lang, position=2, number=number)


def asks(house: House, who: str, number: int = 0) -> list[str]:
    """Let the running vote ask for this, with so many codes."""
    set_phase(house, PhaseKind.VOTE, eligibility=who)
    out: list[str] = []
    if number:
        with house.app.app_context():
            given = {"label": "", "by": audit.OPERATOR, "now": clock.now(), "hand_out": out.extend}
            codes.make(house.campaign(), number, **given)
    return out


def counted(house: House) -> int:
    return rows(house, Ballot, Ballot.state == BallotState.COUNTED)


def cookies(client: InspectingClient) -> list[str]:
    return [name for name in (ME, "voter", "form") if client.get_cookie(name) is not None]


def test_the_qr_code_of_a_pack_leads_to_a_vote_with_the_code_filled_in(house: House):
    (code,) = asks(house, "code", 1)
    client, before = house.visitor(), counted(house)
    with house.app.app_context():
        address = rules.Addressed("", "fr", "le-gout-d-apres").address(code)
    page = client.get(address, follow_redirects=True)
    assert f"{rules.shown(code)}" in text(page)
    led = re.findall(r'href="([^"]*/vote/2/\d+[^"]*)"', text(page))
    assert led
    assert {one.partition("?")[2] for one in led} == {f"code={rules.shown(code)}"}
    asked = form(client.get(f"{slip(3)}?code={code}"))
    assert (asked.fields["code"], "address" in asked.fields) == (rules.shown(code), False)
    sent = asked.send(client)
    assert (sent.status_code, sent.location.partition("?")[0]) == (303, slip(3))
    (receipt,) = RECEIPT.findall(text(client.get(sent.location)))
    assert counted(house) == before + 1
    # Nobody is remembered; the address shows the vote for an hour, and only this one.
    assert cookies(client) == []
    assert RECEIPT.findall(text(client.get(slip(3)))) == []
    assert RECEIPT.findall(text(client.get(sent.location.replace("in=", "in=x")))) == []
    assert RECEIPT.findall(text(client.get(sent.location.replace("/3?", "/4?")))) == []
    # The same code once more: the same vote; for another idea: a question, whose answer moves it.
    again = form(client.get(slip(3))).send(client, code=code.lower())
    assert RECEIPT.findall(text(client.get(again.location))) == [receipt]
    question = form(client.get(slip(5))).send(client, code=code)
    assert (question.status_code, form(question).fields["change"]) == (409, "1")
    moved = form(question).send(client)
    assert moved.location.startswith(f"{slip(5)}?in=")
    assert counted(house) == before + 1


@SQLITE
@pytest.mark.parametrize(
    ("typed", "objection"),
    [
        ("", "pack_code_missing"),
        ("  ", "pack_code_missing"),
        ("abc", "pack_code_malformed"),
        ("0000-0000-0000", "pack_code_unknown"),
    ],
)
def test_a_code_that_is_none_is_said_beside_its_field_and_kept(house: House, typed: str, objection: str):
    asks(house, "code", 1)
    client, before = house.visitor(), counted(house)
    answer = form(client.get(slip(3))).send(client, code=typed)
    assert (answer.status_code, wrong(answer)) == (422, ["code"])
    assert form(answer).fields["code"].strip() == typed.strip()
    assert counted(house) == before


@SQLITE
def test_after_many_wrong_codes_one_waits_a_moment_and_is_then_let_in(house: House, monkeypatch):
    (code,) = asks(house, "code", 1)
    monkeypatch.setattr(rules, "FREE_TRIES", 2)
    client = house.visitor()
    for _ in range(2):
        assert form(client.get(slip(3))).send(client, code="0000-0000-0001").status_code == 422
    answer = form(client.get(slip(3, "en"))).send(client, code=code)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "Please wait 2 seconds" in said(answer)[0]
    monkeypatch.setattr(rules, "FREE_TRIES", 100)
    assert form(answer).send(client).status_code == 303


def test_a_code_beside_an_address_is_confirmed_by_mail_and_then_spent(house: House):
    first, second = asks(house, "code_email", 2)
    client, other = house.visitor(), house.visitor()
    answer = form(client.get(slip(3))).send(client, code="", address="nobody")
    assert (answer.status_code, wrong(answer)) == (422, ["code", "address"])
    waits = form(other.get(slip(4))).send(other, code=first, address="b@example.org")
    sent = form(answer).send(client, code=first, address="a@example.org")
    assert typed_code(house, client, sent.location, "a@example.org").location == slip(3)
    assert len(RECEIPT.findall(text(client.get(slip(3))))) == 1
    # Who came second is told so, with the mail's code and on the slip, and is let in with a code of their own.
    late = typed_code(house, other, waits.location, "b@example.org")
    assert late.status_code == 422
    assert "Ce code a déjà voté" in text(late)
    again = form(other.get(slip(4))).send(other, code=first, address="b@example.org")
    assert (again.status_code, wrong(again)) == (422, ["code"])
    sent = form(again).send(other, code=second)
    assert typed_code(house, other, sent.location, "b@example.org").location == slip(4)
    # A remembered voter gives no address; without a code nothing moves.
    asked = form(client.get(slip(5)))
    assert "address" not in asked.fields
    assert asked.send(client).status_code == 422
    assert asked.send(client, code=first, change="1").location == slip(5)


def test_any_browser_is_a_voter_by_a_cookie_that_only_its_vote_sets(house: House):
    asks(house, "browser")
    client, before = house.visitor(), counted(house)
    for page in (path("campaign"), path("entries"), path("ballot", position=2), slip(3), path("results", position=2)):
        client.get(page)
    assert cookies(client) == []
    asked = form(client.get(slip(3)))
    assert {"address", "code"} & asked.fields.keys() == set()
    sent = asked.send(client)
    assert (sent.status_code, sent.location, cookies(client)) == (303, slip(3), ["voter"])
    kept = sent.headers["Set-Cookie"]
    assert all(one in kept for one in ("HttpOnly", "SameSite=Lax", "Path=/"))
    (receipt,) = RECEIPT.findall(text(client.get(sent.location)))
    # The same form from before its cookie came, as a double click sends it: the same vote.
    twice = house.visitor()
    assert asked.send(twice).status_code == 303
    assert RECEIPT.findall(text(twice.get(slip(3)))) == [receipt]
    assert counted(house) == before + 1
    question = form(house.visitor().get(slip(5))).send(client)
    assert question.status_code == 409
    assert form(question).send(client).location == slip(5)
    assert counted(house) == before + 1
    assert form(house.visitor().get(slip(5))).send(house.visitor()).status_code == 303
    assert counted(house) == before + 2


@SQLITE
def test_where_any_browser_votes_no_other_sites_frame_does(house: House):
    asks(house, "browser")
    client, before = house.visitor(), counted(house)
    page = client.get(slip(3))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://x.example"}):
        answer = client.post(slip(3), data=form(page).fields, headers=headers)
        assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (403, [])
    assert counted(house) == before


@SQLITE
def test_the_cookie_is_bound_to_the_host_where_the_connection_is_encrypted(house: House):
    asks(house, "browser")
    object.__setattr__(house.app.config["SETTINGS"], "public_url", "https://contest.example")
    client = house.visitor()
    kept = form(client.get(slip(3))).send(client).headers["Set-Cookie"]
    assert kept.startswith("__Host-voter=")
    assert "Secure" in kept


@SQLITE
@pytest.mark.parametrize("who", list(Who))
def test_the_public_reads_who_may_vote_and_what_that_is_worth(house: House, who: Who):
    asks(house, who.value)
    set_phase(house, PhaseKind.VOTE, exposure="live")
    for lang in LANGUAGES:
        shows = [path("ballot", lang, position=2), slip(3, lang)]
        assert [words.rule(lang, who) in text(house.visitor().get(page)) for page in shows] == [True, True]
        assert words.counted(lang, who) in text(house.visitor().get(path("results", lang, position=2)))
        log = text(house.visitor().get(path("log", lang, position=2)))
        assert [sentence in log for sentence in words.not_proved(lang, who)] == [True, True]


@SQLITE
@pytest.mark.parametrize("who", [who for who in Who if who is not Who.SIGN_ON])
def test_thirty_pupils_behind_one_address_all_vote(house: House, who: Who):
    some = asks(house, who.value, PUPILS if who.asks_code else 0)
    before = counted(house)
    for number in range(PUPILS):
        client, given = house.visitor(), {}
        if who.asks_code:
            given["code"] = some[number]
        if who.asks_address:
            given["address"] = f"pupil{number}@school.example"
        sent = form(client.get(slip(3))).send(client, **given)
        assert sent.status_code == 303, (number, said(sent))
        if who.asks_address and number < 3:
            assert typed_code(house, client, sent.location, given["address"]).status_code == 303
    if who.asks_address:
        assert [len(mails(house, f"pupil{number}@school.example")) for number in range(PUPILS)] == [1] * PUPILS
    assert counted(house) - before == (3 if who.asks_address else PUPILS)


# By a remembered address the vote itself is handed to the driver, and is not seen here.
@SQLITE
@pytest.mark.parametrize(("who", "most"), [("browser", 7), ("email", 4), ("code", 9), ("code_email", 13)])
def test_a_vote_asks_few_questions_whoever_votes(house: House, who: str, most: int):
    client = house.visitor()
    if "email" in who:
        vote(house, client, 4, "a@example.org", position=2)
        move_back(house)
    (code,) = asks(house, who, 1)
    page = form(client.get(slip(3)))
    with statements(house) as sent:
        assert page.send(client, **({"code": code} if "code" in who else {})).status_code == 303
    # The day's salt is asked for once a day; a transaction's bounds are no question.
    asked = [one for one in sent if "trace_salt" not in one and not one.startswith("BEGIN")]
    assert len(asked) == most


def move_back(house: House) -> None:
    """What was cast is gone, so that the next vote is a first one; who cast it stays remembered."""
    with house.app.app_context(), transaction() as session:
        session.execute(update(Ballot).values(state=BallotState.WITHDRAWN, slot=None))
