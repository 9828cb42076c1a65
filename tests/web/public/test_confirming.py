"""Confirming the address of an idea: by code, by link, by a parent."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from contest.db import reading
from contest.models import Consent, Entry, Participant
from contest.rules.entries import EntryState
from contest.rules.objections import Objection
from contest.words import phrases
from tests.living import ME, RUNNING, House
from tests.web.proposals import empty_form
from tests.web.visits import (
    IDEA,
    entry,
    form,
    forms,
    link,
    mails,
    path,
    rows,
    said,
    text,
    typed_code,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def test_the_code_confirms_where_the_idea_was_sent_and_remembers_its_author_there(house: House):
    client = house.visitor()
    sent = empty_form(client).send(client, **IDEA)
    assert client.get_cookie(ME) is None
    done = typed_code(house, client, sent.location, IDEA["address"])
    assert done.status_code == 303
    cookie = client.get_cookie(ME)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert done.location.endswith("?new=1")
    own = client.get(done.location)
    assert IDEA["name"] in text(own)
    row = entry(house, UUID(done.location.partition("/entries/")[2][:32]))
    assert row.state is EntryState.PENDING
    with house.app.app_context():
        consents = reading().scalars(select(Consent).where(Consent.entry_id == row.id)).all()
    assert [(consent.kind, consent.lang, consent.version > 0) for consent in consents] == [("rules", "fr", True)]
    # Remembered: no address is asked for the next idea, and no code.
    again = empty_form(client)
    assert "address" not in again.fields
    second = again.send(client, **(IDEA | {"name": "Encore une", "address": None}))
    assert "/me/entries/" in second.location


@SQLITE
def test_five_wrong_codes_are_said_to_be_wrong_and_then_only_the_link_confirms(house: House):
    client = house.visitor()
    sent = empty_form(client).send(client, **IDEA)
    right = re.search(r"\d{3}\s?\d{3}", mails(house, IDEA["address"])[0].subject)
    assert right is not None
    code = re.sub(r"\s", "", right[0])
    for _ in range(5):
        typed = forms(client.get(sent.location))[0].send(client, code=f"{(int(code) + 1) % 10**6:06d}")
        assert (typed.status_code, said(typed)) == (422, [phrases.objection("fr", Objection("mail_code_wrong"))])
    typed = forms(client.get(sent.location))[0].send(client, code=code)
    assert (typed.status_code, said(typed)) == (422, [phrases.objection("fr", Objection("code_too_many_tries"))])
    assert client.get_cookie(ME) is None
    assert form(client.get(link(house, IDEA["address"]))).send(client).status_code == 303
    assert client.get_cookie(ME) is not None


def test_the_link_confirms_in_another_browser_and_remembers_its_author_there_alone(house: House):
    client, phone = house.visitor(), house.visitor()
    sent = empty_form(client).send(client, **IDEA)
    opened = phone.get(link(house, IDEA["address"]))
    # A mail scanner opens links: that alone changes nothing.
    assert rows(house, Entry, Entry.name == IDEA["name"], Entry.state == EntryState.UNCONFIRMED) == 1
    assert phone.get_cookie(ME) is None
    pressed = form(opened).send(phone)
    assert pressed.status_code == 303
    assert IDEA["name"] in text(phone.get(pressed.location))
    assert client.get(path("me")).location == path("link_again")
    assert rows(house, Entry, Entry.name == IDEA["name"], Entry.state == EntryState.PENDING) == 1
    # The code, typed afterwards where it was sent, leads there too.
    late = typed_code(house, client, sent.location, IDEA["address"])
    assert (late.status_code, late.location) == (303, pressed.location)


@SQLITE
def test_a_forged_link_or_page_of_a_code_leads_nowhere(house: House):
    client = house.visitor()
    for token in ("x", "A" * 60):
        answer = form(client.get(path("confirm", token=token))).send(client)
        assert answer.status_code == 409
        assert said(answer) == [phrases.objection("fr", Objection("link_invalid"))]
        assert client.get(path("check", signed=token)).status_code == 404
    sent = empty_form(client).send(client, **IDEA)
    other = sent.location.replace(RUNNING, "la-chips-de-ma-rue")
    assert client.get(other).status_code == 404
    # The token of one page of codes does not open another's.
    second = empty_form(client).send(client, **(IDEA | {"address": "other@example.org", "name": "Autre"}))
    token = forms(client.get(second.location))[0].fields["token"]
    assert client.post(sent.location, data={"token": token, "code": "000000"}).status_code == 409


@SQLITE
def test_not_arrived_sends_it_again_and_says_so(house: House):
    client = house.visitor()
    sent = empty_form(client).send(client, **IDEA)
    again = form(client.get(sent.location), "/again").send(client)
    assert (again.status_code, again.location) == (303, sent.location + "?sent=1")
    assert 'role="status"' in text(client.get(again.location))


@SQLITE
def test_a_younger_authors_idea_waits_for_a_parents_yes(house: House):
    client, parent = house.visitor(), house.visitor()
    younger = IDEA | {"of_age": None, "guardian": "parent@example.org"}
    sent = empty_form(client).send(client, **younger)
    done = typed_code(house, client, sent.location, IDEA["address"])
    row = entry(house, UUID(done.location.partition("/entries/")[2][:32]))
    assert row.state is EntryState.UNCONFIRMED
    assert "attend l’accord d’un parent" in text(client.get(done.location))
    opened = parent.get(link(house, "parent@example.org"))
    assert "Je suis d’accord" in text(opened)
    pressed = form(opened).send(parent)
    assert pressed.status_code == 200
    assert "<h1>Merci</h1>" in text(pressed)
    assert parent.get_cookie(ME) is None
    assert entry(house, row.id).state is EntryState.PENDING
    with house.app.app_context():
        kinds = set(reading().scalars(select(Consent.kind).where(Consent.entry_id == row.id)))
        person = reading().scalars(select(Participant).where(Participant.id == row.participant_id)).one()
        assert person.guardian_sealed is not None
    assert kinds == {"rules", "guardian"}
