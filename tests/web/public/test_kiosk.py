"""The kiosk: one voter after another, none remembered, nothing left on the screen."""

import re

import pytest

from contest import clock
from contest.models import Ballot
from contest.rules.ballots import BallotState
from contest.rules.eligibility import Who
from contest.rules.phases import PhaseKind
from contest.services import audit, codes
from tests.living import LANGUAGES, House
from tests.web.visits import SECOND, form, forms, link, move, path, rows, said, set_phase, text, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def kiosk(lang: str = "fr") -> str:
    return path("kiosk", lang, position=2)


def slip(number: int, lang: str = "fr") -> str:
    return path("kiosk_slip", lang, position=2, number=number)


def counted(house: House) -> int:
    return rows(house, Ballot, Ballot.state == BallotState.COUNTED)


@SQLITE
@pytest.mark.parametrize("who", [who for who in Who if who is not Who.SIGN_ON])
def test_one_voter_after_another_votes_and_none_is_remembered(house: House, who: Who):
    set_phase(house, PhaseKind.VOTE, eligibility=who.value)
    out: list[str] = []
    with house.app.app_context():
        given = {"label": "", "by": audit.OPERATOR, "now": clock.now(), "hand_out": out.extend}
        codes.make(house.campaign(), 3, **given)
    client, before, receipts = house.visitor(), counted(house), set()
    for number in range(3):
        typed = {"code": out[number]} if who.asks_code else {}
        typed |= {"address": f"visitor{number}@example.org"} if who.asks_address else {}
        asked = form(client.get(slip(3)))
        assert typed.keys() <= asked.fields.keys()
        sent = asked.send(client, **typed)
        assert (sent.status_code, sent.headers.getlist("Set-Cookie")) == (303, []), said(sent)
        done = client.get(sent.location)
        assert (done.headers["Refresh"], done.headers["Cache-Control"]) == (f"20; url={kiosk()}", "private, no-store")
        receipts |= set(re.findall(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>", text(done)))
        if who.asks_address:
            # Confirmed on the voter's own phone.
            phone = house.visitor()
            pressed = form(phone.get(link(house, typed["address"]))).send(phone)
            assert pressed.status_code == 303
        assert 'value="visitor' not in text(client.get(slip(3)))
    assert counted(house) == before + 3
    assert len(receipts) == (0 if who.asks_address else 3)
    assert client._cookies == {}


@SQLITE
def test_a_browser_that_knows_somebody_still_knows_nobody_here(house: House):
    set_phase(house, PhaseKind.VOTE, eligibility="browser")
    client, before = house.visitor(), counted(house)
    assert form(client.get(path("slip", position=2, number=3))).send(client).status_code == 303
    assert form(client.get(slip(5))).send(client).status_code == 303
    assert counted(house) == before + 2


@SQLITE
def test_what_is_wrong_stands_on_the_screen_and_a_vote_that_is_in_stays(house: House):
    set_phase(house, PhaseKind.VOTE, eligibility="code")
    out: list[str] = []
    with house.app.app_context():
        given = {"label": "", "by": audit.OPERATOR, "now": clock.now(), "hand_out": out.extend}
        codes.make(house.campaign(), 1, **given)
    client = house.visitor()
    answer = form(client.get(slip(3, "en"))).send(client, code="0000-0000-0000")
    assert (answer.status_code, wrong(answer), answer.headers["Refresh"]) == (
        422,
        ["code"],
        f"120; url={kiosk('en')}",
    )
    assert form(answer).send(client, code=out[0]).status_code == 303
    answer = form(client.get(slip(4, "en"))).send(client, code=out[0])
    assert (answer.status_code, said(answer)) == (
        409,
        ["This vote is in already. To change it, please use your own phone."],
    )
    forged = client.post(slip(3), data={"token": "x", "code": out[0]})
    assert forged.status_code == 409
    crossed = client.post(slip(3), data=form(answer).fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 403


@SQLITE
def test_the_screen_shows_every_idea_in_every_language_and_the_way_to_ones_phone(house: House):
    for lang in LANGUAGES:
        page = house.visitor().get(kiosk(lang))
        assert len(re.findall(rf'href="{kiosk(lang)}/\d+"', text(page))) > 3
        assert '<svg class="qr"' in text(page) or 'class="qr"' in text(page)
        assert [kiosk(other) in text(page) for other in LANGUAGES] == [True] * len(LANGUAGES)
        assert path("me", lang) not in text(page)
    assert house.visitor().get(path("kiosk", position=1)).status_code == 404
    assert house.visitor().get(path("kiosk_slip", position=2, number=9999)).status_code == 404
    move(house, PhaseKind.VOTE, closes=-SECOND)
    assert forms(house.visitor().get(slip(3))) == []
    assert re.findall(rf'href="{kiosk()}/\d+"', text(house.visitor().get(kiosk()))) == []
