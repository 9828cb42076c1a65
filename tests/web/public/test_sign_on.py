"""Signing on for a vote, as visitors meet it: the vote waits, they go to the provider and back, and it counts."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest import clock
from contest.db import reading, transaction
from contest.models import Ballot, BallotTrace, Candidate, Participant
from contest.rules.ballots import BallotState
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.rules.sign_on import ProviderSettings
from contest.services import sign_on as acts
from contest.services.accounts import rehearsal
from contest.sign_on import provider as providers
from tests.living import LANGUAGES, House
from tests.provider import CLIENT, SECRET, Provider, running
from tests.web import visits
from tests.web.visits import form, path, rows, said, set_phase, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
RECEIPT = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")
LEAVES = re.compile(r'href="([^"]*/authorize\?[^"]*)"')
HERE = path("sign_on", position=2)
COLLEAGUES, EMPLOYEES, DESKS = 30, 200, 16


@pytest.fixture(scope="module")
def listening() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(listening: Provider, house: House) -> Iterator[Provider]:
    """The running vote asks its voters to sign on here."""
    providers._known.clear()
    listening.good()
    offer(house, listening)
    set_phase(house, PhaseKind.VOTE, eligibility="sign_on")
    yield listening
    listening.good()


def offer(house: House, provider: Provider, *domains: str) -> None:
    campaign, now = house.campaign(), clock.now()
    with house.app.app_context():
        by = rehearsal.person(Role.MANAGER, lang="fr", now=now)
        wanted = ProviderSettings("Ma Boîte", provider.issuer, CLIENT, domains)
        acts.set_up(campaign, wanted, secret=SECRET, strict=False, by=by, now=now)


def slip(number: int, lang: str = "fr") -> str:
    return path("slip", lang, position=2, number=number)


def counted(house: House) -> int:
    return rows(house, Ballot, Ballot.state == BallotState.COUNTED)


def chooses(client: FlaskClient, number: int, lang: str = "fr") -> TestResponse:
    """Somebody votes for an idea; the page that sends them to the provider."""
    sent = form(client.get(slip(number, lang))).send(client)
    assert (sent.status_code, sent.location) == (303, path("sign_on", lang, position=2)), said(sent)
    return client.get(sent.location)


def leaves(page: TestResponse) -> str:
    """The first way to the provider that a page offers."""
    return unescape(LEAVES.findall(text(page))[0])


def back(client: FlaskClient, address: str, provider: Provider, who: str) -> TestResponse:
    """Somebody follows it, signs on as this account, and is sent back: what they see."""
    location = provider.signs_on(address, who).partition("://")[2]
    return client.get("/" + location.partition("/")[2], follow_redirects=True)


def signs_on(client: FlaskClient, page: TestResponse, provider: Provider, who: str) -> TestResponse:
    """The same, and the press that counts the vote."""
    return form(back(client, leaves(page), provider, who)).send(client)


def test_a_vote_waits_for_its_voter_to_sign_on_and_then_counts(house: House, provider: Provider):
    client, before, people = house.visitor(), counted(house), rows(house, Participant)
    asked = form(client.get(slip(3)))
    assert {"address", "code"} & asked.fields.keys() == set()
    page = chooses(client, 3)
    assert "Ma Boîte" in text(page)
    assert counted(house) == before
    (kept,) = [name for name in client._cookies if name[2].startswith("waiting-")]
    sent = signs_on(client, page, provider, "ana")
    assert (sent.status_code, sent.location.partition("?")[0]) == (303, slip(3)), said(sent)
    (receipt,) = RECEIPT.findall(text(client.get(sent.location)))
    assert counted(house) == before + 1
    # Nothing waits any more, nobody is remembered, no address came along, and what came with the vote is kept.
    assert kept not in client._cookies
    assert rows(house, Participant) == people
    with house.app.app_context():
        newest = reading().query(Ballot).order_by(Ballot.accepted_at.desc()).first()
        assert "ana" not in newest.voter_key
        trace = reading().get_one(BallotTrace, (newest.campaign_id, newest.id))
        assert (newest.lang, bool(trace.network_mac), trace.seconds_on_page is not None) == ("fr", True, True)
    # The same person in another browser: the same vote. For another idea: a question, whose answer moves it.
    other = house.visitor()
    again = signs_on(other, chooses(other, 3), provider, "ana")
    assert RECEIPT.findall(text(other.get(again.location))) == [receipt]
    question = signs_on(other, chooses(other, 5), provider, "ana")
    assert (question.status_code, form(question).fields["change"]) == (409, "1")
    moved = form(question).send(other)
    assert moved.location.startswith(f"{slip(5)}?in=")
    assert counted(house) == before + 1
    # Somebody else at the same machine signs on with an account of their own.
    question = signs_on(other, chooses(other, 7), provider, "ana")
    assert "prompt=login" in leaves(question)
    assert signs_on(other, question, provider, "bas").location.startswith(slip(7))
    assert counted(house) == before + 2


@SQLITE
def test_thirty_colleagues_behind_one_address_all_sign_on_and_vote(house: House, provider: Provider):
    before = counted(house)
    provider.accounts = {f"colleague {number}": {} for number in range(COLLEAGUES)}
    for who in provider.accounts:
        # The pages were looked at above, in every state.
        client = FlaskClient(house.app, house.app.response_class)
        sent = signs_on(client, chooses(client, 3), provider, who)
        assert (sent.status_code, sent.location.partition("?")[0]) == (303, slip(3)), (who, said(sent))
    assert counted(house) == before + COLLEAGUES


@pytest.mark.drill
def test_two_hundred_employees_behind_one_address_sign_on_at_once_and_all_vote(house: House, provider: Provider):
    before, began = counted(house), time.monotonic()
    provider.accounts = {f"employee {number}": {} for number in range(EMPLOYEES)}

    def votes(who: str) -> int:
        client = FlaskClient(house.app, house.app.response_class)
        return signs_on(client, chooses(client, 3), provider, who).status_code

    with ThreadPoolExecutor(DESKS) as pool:
        answers = Counter(pool.map(votes, provider.accounts))
    more = counted(house) - before
    took = time.monotonic() - began
    print(f"{EMPLOYEES} employees, {DESKS} at once, in {took:.1f} s: {dict(answers)}; counted {more}")
    assert (answers, more) == ({303: EMPLOYEES}, EMPLOYEES)


@SQLITE
def test_what_goes_wrong_on_the_way_is_said_and_loses_nothing(house: House, provider: Provider, monkeypatch):
    client, before = house.visitor(), counted(house)
    page = chooses(client, 3)
    denied = back(client, leaves(page), provider, "")
    assert (denied.status_code, len(said(denied))) == (200, 1)
    # A press that is sent twice, as when its answer was lost, gets the same answer. Later, or from another process,
    # the code is spent, and one signs on once more.
    arrived = form(back(client, leaves(denied), provider, "ana"))
    waiting = dict(client._cookies)
    sent = arrived.send(client)
    (receipt,) = RECEIPT.findall(text(client.get(sent.location)))
    client._cookies.update(waiting)
    assert RECEIPT.findall(text(client.get(arrived.send(client).location))) == [receipt]
    monkeypatch.setattr(acts, "arrivals", acts.Arrivals())
    client._cookies.update(waiting)
    spent = arrived.send(client)
    assert (spent.status_code, said(spent)[0].startswith("Cette identification a déjà servi")) == (409, True)
    assert signs_on(client, spent, provider, "ana").status_code == 303
    assert counted(house) == before + 1
    # What is not believed, and a provider that is down, before and after one leaves for it.
    page = chooses(client, 4)
    provider.forge = lambda claims: claims | {"nonce": "x"}
    untrusted = signs_on(client, page, provider, "bas")
    assert (untrusted.status_code, len(said(untrusted))) == (409, 1)
    provider.forge = dict
    provider.breaks = "/token"
    down = signs_on(client, untrusted, provider, "bas")
    assert down.status_code == 409
    provider.breaks = "openid-configuration"
    providers._known.clear()
    down = client.get(HERE)
    assert (down.status_code, LEAVES.findall(text(down))) == (200, [])
    provider.breaks = ""
    assert signs_on(client, client.get(HERE), provider, "bas").status_code == 303
    assert counted(house) == before + 2
    # One code, tried over and over.
    monkeypatch.setattr(acts, "TRIES", 2)
    page = form(back(client, leaves(chooses(client, 5)), provider, "eve"))
    answers = [page.send(client, code="x").status_code for _ in range(3)]
    assert answers == [409, 409, 429]


@SQLITE
def test_nobody_signs_on_for_a_vote_that_is_not_their_own(house: House, provider: Provider):
    """An attacker chooses, and sends their own link to somebody who is signed in at the provider."""
    attacker, victim, before = house.visitor(), house.visitor(), counted(house)
    trap = leaves(chooses(attacker, 3))
    answer = back(victim, trap, provider, "ana")
    assert "href" in text(answer)
    assert visits.forms(answer) == []
    # Who has a vote of their own waiting is told, and signs on for that one.
    chooses(victim, 4)
    answer = back(victim, trap.replace("nonce=", "nonce=a"), provider, "ana")
    assert visits.forms(answer) == []
    assert len(said(answer)) == 1
    forged = victim.post(HERE, data={"code": "x", "state": "y", "token": "z"})
    assert forged.status_code == 409
    own = form(back(victim, leaves(answer), provider, "ana"))
    assert own.send(victim, state=brought(trap)).status_code == 409
    assert own.send(victim).location.startswith(slip(4))
    assert counted(house) == before + 1
    for wrong in ("", "?state=x", "?error=access_denied", "?code=a&state=b"):
        answer = house.visitor().get(path("sign_on_back") + wrong, follow_redirects=True)
        assert (answer.status_code, len(said(answer))) == (200, 1)


def brought(address: str) -> str:
    found = re.search(r"state=([^&]+)", address)
    assert found
    return found[1]


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_domains_let_in_their_own_and_say_so(house: House, provider: Provider, lang: str):
    set_phase(house, PhaseKind.VOTE, eligibility="email")
    offer(house, provider, "example.org")
    set_phase(house, PhaseKind.VOTE, eligibility="sign_on")
    client = house.visitor()
    assert "@example.org" in text(client.get(slip(3, lang)))
    page = chooses(client, 3, lang)
    refused = signs_on(client, page, provider, "bas")
    assert refused.status_code == 409
    assert "@example.org" in said(refused)[0]
    assert signs_on(client, refused, provider, "ana").status_code == 303


@SQLITE
def test_a_ballot_that_is_filled_in_waits_too_and_a_kiosk_has_no_place_for_it(house: House, provider: Provider):
    set_phase(house, PhaseKind.VOTE, method="several", choices=3)
    client, here = house.visitor(), path("paper", position=2)
    few = picked(house)
    page = client.get(here)
    marked = {"mark": [str(few[0]), str(few[1])]}
    sent = client.post(here, data=form(page).fields | marked)
    assert sent.location == HERE, said(sent)
    sent = signs_on(client, client.get(HERE), provider, "ana")
    assert sent.location.startswith(f"{here}?in="), said(sent)
    assert len(RECEIPT.findall(text(client.get(sent.location)))) == 1
    for number in ("", f"/{few[0]}"):
        assert client.get(f"{path('kiosk', position=2)}{number}").status_code == 404


def picked(house: House) -> list[int]:
    """Only these stand."""
    row, few = visits.phase(house, PhaseKind.VOTE), visits.published(house)[:3]
    with house.app.app_context(), transaction() as session:
        for entry in few:
            session.add(Candidate(campaign_id=row.campaign_id, phase_id=row.id, entry_id=entry.id))
    set_phase(house, PhaseKind.VOTE, picked=True)
    return [entry.number or 0 for entry in few]
