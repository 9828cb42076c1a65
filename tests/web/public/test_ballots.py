"""Voting as a browser does it: one address, one vote, a change of mind, and every "no" with its reason."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from contest import clock, vault, worker
from contest.db import reading, transaction
from contest.models import Ballot, Entry, Phase, Tally
from contest.rules.ballots import BallotState
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind
from contest.services import sequencer
from contest.services.schedule import windows
from contest.web import form_tokens
from contest.words import phrases
from tests.living import FINISHED, LANGUAGES, ME, RUNNING, House
from tests.web.visits import (
    SECOND,
    code,
    decide,
    form,
    forms,
    link,
    mails,
    move,
    path,
    phase,
    published,
    rows,
    said,
    set_phase,
    text,
    vote,
    wrong,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
ADDRESS = "wout@example.org"
RECEIPT = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")


def slip(number: int, lang: str = "fr", campaign: str = RUNNING) -> str:
    return path("slip", lang, campaign, position=2, number=number)


def receipt(answer: TestResponse) -> str:
    (found,) = RECEIPT.findall(text(answer))
    return str(found)


def ballots(house: House) -> int:
    return rows(house, Ballot)


def votes(house: House, number: int) -> int:
    """The count of an entry, once the worker was round."""
    worker.run_once(house.app, clock.now())
    campaign = house.campaign()
    with house.app.app_context():
        assert sequencer.verify() == []
        its = (Tally.entry_id == Entry.id) & (Tally.campaign_id == Entry.campaign_id)
        found = select(func.coalesce(func.sum(Tally.votes), 0)).join(Entry, its)
        return reading().execute(found.where(Entry.campaign_id == campaign, Entry.number == number)).scalar_one()


def old_token(house: House, subject: str, age: int) -> str:
    """A token that was issued so many seconds ago."""
    secret = house.app.config["SETTINGS"].secret_key.encode()
    key, shown = vault.new_token(), str(int(clock.now().timestamp()) - age)
    signature = vault.mac(secret, "form token", "ballot", house.campaign().hex, subject, key, shown)
    return f"{key}.{shown}.{signature}"


def test_a_vote_counts_once_its_address_is_confirmed(house: House):
    client, before = house.visitor(), votes(house, 3)
    sent = form(client.get(slip(3))).send(client, address=ADDRESS)
    assert sent.status_code == 303
    assert client.get_cookie(ME) is None
    assert votes(house, 3) == before
    counted = forms(client.get(sent.location))[0].send(client, code=code(house, ADDRESS))
    assert (counted.status_code, counted.location) == (303, slip(3))
    page = client.get(counted.location)
    assert receipt(page)
    assert votes(house, 3) == before + 1
    # Everybody else sees the same slip as before, without anybody's receipt.
    assert RECEIPT.findall(text(house.visitor().get(slip(3)))) == []
    assert page.headers["Cache-Control"] == "private, no-cache"


@SQLITE
def test_the_receipts_page_says_that_it_is_there_and_not_what_it_says(house: House):
    client = house.visitor()
    vote(house, client, 3, ADDRESS)
    number = receipt(client.get(slip(3)))
    name = next(row.name for row in published(house) if row.number == 3)
    for lang in LANGUAGES:
        for typed in (number, number.lower(), number.replace("-", ""), number.replace("-", " ")):
            page = house.visitor().get(path("receipt", lang, receipt=typed))
            assert page.status_code == 200, typed
            assert name not in text(page)
            assert "noindex" in text(page)
    for nothing in ("0000-0000", "x", "UUUU-UUUU"):
        assert client.get(path("receipt", receipt=nothing)).status_code == 404
    assert client.get(path("receipt", campaign=FINISHED, receipt=number)).status_code == 404


@SQLITE
@pytest.mark.parametrize("token", ["missing", "forged", "expired", "another entry's", "another campaign's", "a link's"])
def test_a_vote_without_its_own_forms_token_is_refused_with_a_sentence_and_not_counted(house: House, token: str):
    client, before = house.visitor(), ballots(house)
    subject = f"{phase(house, PhaseKind.VOTE).id.hex}:3"
    with house.app.app_context():
        given = {
            "missing": "",
            "forged": "forged",
            "expired": old_token(house, subject, form_tokens.LIFETIME + 60),
            "another entry's": form(client.get(slip(4))).fields["token"],
            "another campaign's": form_tokens.issue("ballot", UUID(int=7), subject),
            "a link's": form(client.get(path("link_again"))).fields["token"],
        }[token]
    for lang in LANGUAGES:
        answer = client.post(slip(3, lang), data={"token": given, "address": ADDRESS})
        assert answer.status_code == 409
        assert said(answer) == [phrases.objection(lang, Objection("form_expired"))]
        # The same page again, with a token that counts and what was typed.
        assert form(answer).fields["address"] == ADDRESS
    assert ballots(house) == before
    assert form(answer).send(client).status_code == 303


@SQLITE
def test_a_form_nearly_two_hours_old_still_counts(house: House):
    client = house.visitor()
    token = old_token(house, f"{phase(house, PhaseKind.VOTE).id.hex}:3", form_tokens.LIFETIME - 60)
    assert client.post(slip(3), data={"token": token, "address": ADDRESS}).status_code == 303


@SQLITE
def test_another_sites_page_cannot_vote(house: House):
    client, before = house.visitor(), ballots(house)
    data = form(client.get(slip(3))).fields | {"address": ADDRESS}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}, {"Origin": "https://example.org"}):
        assert client.post(slip(3), data=data, headers=headers).status_code == 403
    assert ballots(house) == before


@SQLITE
@pytest.mark.parametrize("typed", ["", "wout", "wout@", "a b@example.org", "wout@example.org\nBcc: x@example.org"])
def test_an_address_that_is_none_is_said_beside_its_field_and_kept(house: House, typed: str):
    client, before = house.visitor(), ballots(house)
    answer = form(client.get(slip(3))).send(client, address=typed)
    assert (answer.status_code, wrong(answer)) == (422, ["address"])
    assert form(answer).fields["address"].split() == typed.split()
    assert ballots(house) == before


@SQLITE
def test_one_form_sent_twice_is_one_ballot_and_one_mail(house: House):
    client, before = house.visitor(), ballots(house)
    page = form(client.get(slip(3)))
    answers = [page.send(client, address=ADDRESS) for _ in range(3)]
    assert {(answer.status_code, len(answer.headers.getlist("Set-Cookie"))) for answer in answers} == {(303, 0)}
    assert len({answer.location for answer in answers}) == 1
    assert ballots(house) == before + 1
    assert len(mails(house, ADDRESS)) == 1


def test_a_remembered_voter_is_asked_before_the_vote_is_moved(house: House):
    client = house.visitor()
    before = [votes(house, number) for number in (3, 5)]
    vote(house, client, 3, ADDRESS)
    first = receipt(client.get(slip(3)))
    page = client.get(slip(5))
    assert "address" not in form(page).fields
    # A page from before it had voted: it does not say "change".
    asked = form(house.visitor().get(slip(5)))
    answer = client.post(asked.action, data={name: said for name, said in asked.fields.items() if name != "address"})
    assert answer.status_code == 409
    assert form(answer).fields["change"] == "1"
    assert receipt(client.get(slip(3))) == first
    changed = form(answer).send(client)
    assert (changed.status_code, changed.location) == (303, slip(5))
    second = receipt(client.get(slip(5)))
    assert second != first
    assert [votes(house, number) for number in (3, 5)] == [before[0], before[1] + 1]
    # And back again; the receipts of what was replaced say so.
    assert form(client.get(slip(3))).send(client).status_code == 303
    assert [votes(house, number) for number in (3, 5)] == [before[0] + 1, before[1]]
    states = [text(client.get(path("receipt", "en", receipt=one))) for one in (first, second)]
    assert ["changed their mind" in page for page in states] == [True, True]


@SQLITE
def test_who_voted_before_in_another_browser_is_asked_after_the_code(house: House):
    first, second = house.visitor(), house.visitor()
    vote(house, first, 3, ADDRESS)
    before = [votes(house, number) for number in (3, 5)]
    taken = vote(house, second, 5, "  WOUT@Example.org ")
    assert taken.status_code == 200
    assert [votes(house, number) for number in (3, 5)] == before
    (question,) = forms(taken)
    assert "/change/" in question.action
    assert question.send(second).status_code == 303
    assert [votes(house, number) for number in (3, 5)] == [before[0] - 1, before[1] + 1]
    assert question.send(second).status_code == 303
    assert [votes(house, number) for number in (3, 5)] == [before[0] - 1, before[1] + 1]


@SQLITE
def test_whoever_types_anothers_address_cannot_move_their_vote(house: House):
    voter, thief = house.visitor(), house.visitor()
    vote(house, voter, 3, ADDRESS)
    before = [votes(house, number) for number in (3, 5)]
    sent = form(thief.get(slip(5))).send(thief, address=ADDRESS, change="1")
    assert sent.status_code == 303
    # Nor once the voter has answered the mail, was asked whether to move it, and has let it be.
    for declined in (False, True):
        if declined:
            phone = house.visitor()
            assert form(phone.get(link(house, ADDRESS))).send(phone).status_code == 200
        token = forms(thief.get(sent.location))[0].fields["token"]
        signed = sent.location.rpartition("/check/")[2]
        answer = thief.post(path("change", signed=signed), data={"token": token})
        assert answer.status_code == 409
        assert phrases.objection("fr", Objection("form_expired")) in text(answer)
        assert [votes(house, number) for number in (3, 5)] == before
    assert receipt(voter.get(slip(3)))


@SQLITE
def test_not_you_takes_another_address_in_the_same_browser(house: House):
    client = house.visitor()
    vote(house, client, 3, ADDRESS)
    before = votes(house, 5)
    other = client.get(slip(5) + "?other=1")
    assert "address" in form(other).fields
    empty = form(other).send(client, address="", change="1")
    assert (empty.status_code, wrong(empty)) == (422, ["address"])
    mistyped = form(empty).send(client, address="nobody")
    assert (mistyped.status_code, wrong(mistyped)) == (422, ["address"])
    sent = form(mistyped).send(client, address="lien@example.org", change=None)
    assert sent.status_code == 303
    assert votes(house, 5) == before
    forms(client.get(sent.location))[0].send(client, code=code(house, "lien@example.org"))
    assert votes(house, 5) == before + 1
    assert len({receipt(client.get(slip(5))), receipt(client.get(slip(5)))}) == 1


@SQLITE
def test_a_vote_that_is_not_open_says_so_and_takes_nothing(house: House):
    client, page = house.visitor(), {}
    for lang in LANGUAGES:
        page[lang] = form(client.get(slip(3, lang)))
    before = ballots(house)
    for dates in ({"opens": 3600 * SECOND, "closes": 7200 * SECOND}, {"opens": -7200 * SECOND, "closes": -SECOND}):
        move(house, PhaseKind.VOTE, **dates)
        for lang in LANGUAGES:
            shown = client.get(slip(3, lang))
            assert (shown.status_code, forms(shown)) == (200, [])
            answer = page[lang].send(client, address=ADDRESS)
            assert answer.status_code == 409
            assert '<p class="notice">' in text(answer)
            assert client.get(path("ballot", lang, position=2)).status_code == 200
            assert "shelf__link" not in text(client.get(path("ballot", lang, position=2)))
    assert ballots(house) == before


@SQLITE
def test_a_vote_received_in_time_may_be_confirmed_a_little_later(house: House):
    client, before = house.visitor(), votes(house, 3)
    sent = form(client.get(slip(3))).send(client, address=ADDRESS)
    digits = code(house, ADDRESS)
    move(house, PhaseKind.VOTE, closes=timedelta(seconds=0.3))
    assert forms(client.get(sent.location))[0].send(client, code=digits).status_code == 303
    assert votes(house, 3) == before + 1
    late = house.visitor()
    set_phase(house, PhaseKind.VOTE, grace_minutes=0)
    move(house, PhaseKind.VOTE, closes=3600 * SECOND)
    sent = form(late.get(slip(3))).send(late, address="late@example.org")
    digits = code(house, "late@example.org")
    move(house, PhaseKind.VOTE, closes=-SECOND)
    answer = forms(late.get(sent.location))[0].send(late, code=digits)
    assert answer.status_code in {409, 422}
    assert phrases.objection("fr", Objection("vote_confirm_too_late")) in text(answer)
    assert votes(house, 3) == before + 1


@SQLITE
def test_there_is_no_slip_for_what_is_no_entry_and_no_vote_in_another_phase(house: House):
    client = house.visitor()
    page = form(client.get(slip(3)))
    for address in (slip(99999), path("slip", position=1, number=3), path("slip", position=9, number=3)):
        assert client.get(address).status_code == 404
        assert client.post(address, data=page.fields | {"address": ADDRESS}).status_code == 404
    # Taken off the shelf while somebody was choosing it.
    decide(house, published(house)[2].id, DecisionKind.REMOVE, reason="danger")
    assert page.send(client, address=ADDRESS).status_code == 404


@SQLITE
def test_an_entry_that_goes_before_its_vote_is_confirmed_is_not_counted(house: House):
    client = house.visitor()
    sent = form(client.get(slip(3))).send(client, address=ADDRESS)
    digits = code(house, ADDRESS)
    with house.app.app_context(), transaction() as session:
        session.execute(
            update(Entry)
            .where(Entry.campaign_id == house.campaign(), Entry.number == 3)
            .values(state=EntryState.WITHDRAWN)
        )
    answer = forms(client.get(sent.location))[0].send(client, code=digits)
    assert answer.status_code in {409, 422}
    assert phrases.objection("fr", Objection("entry_not_votable")) in text(answer)
    assert rows(house, Ballot, Ballot.state == BallotState.PENDING) == 1


@SQLITE
def test_a_days_vote_is_remembered_for_its_day(house: House):
    client = house.visitor()
    row = phase(house, PhaseKind.VOTE)
    set_phase(house, PhaseKind.VOTE, per_day=True)
    rewrite_windows(house, row)
    vote(house, client, 3, ADDRESS)
    assert receipt(client.get(slip(3)))


def rewrite_windows(house: House, row: Any) -> None:
    """The days of a phase, as the schedule would write them."""
    with house.app.app_context(), transaction() as session:
        windows.write(session, session.get_one(Phase, (row.campaign_id, row.id)))


@SQLITE
def test_the_ballot_shows_each_entry_once_with_its_slip(house: House):
    client, found = house.visitor(), []
    address = path("ballot", position=2)
    while address:
        page = text(client.get(address))
        found += re.findall(rf'href="{path("ballot", position=2)}/(\d+)"', page)
        more = re.search(r'href="([^"]+)" rel="next', page)
        address = more[1].replace("&amp;", "&") if more else ""
    assert sorted(map(int, found)) == [row.number for row in published(house)]
    for lang in LANGUAGES:
        assert client.get(path("vote", lang)).location == path("ballot", lang, position=2)
    assert client.get(path("ballot", position=1)).status_code == 404


@SQLITE
def test_the_slip_comes_as_a_part_of_the_page_for_the_module_that_asks(house: House):
    client = house.visitor()
    part = client.get(slip(3), headers={"X-Fragment": "1"})
    assert part.headers["X-Fragment"] == "1"
    assert "<html" not in text(part)
    sent = client.post(slip(3), data=form(part).fields | {"address": "x"}, headers={"X-Fragment": "1"})
    assert (sent.status_code, "<html" in text(sent), wrong(sent)) == (422, False, ["address"])
