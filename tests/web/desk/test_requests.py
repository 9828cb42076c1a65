"""Asking for a change at the desk: the letter is seen before, words are needed, the idea goes back and comes again."""

import pytest

from contest.rules.entries import EntryState
from contest.rules.roles import Role
from contest.words import catalogues
from tests.living import LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)
QUEUE = rooms.room("queue")
WORDS = "Laat de naam van de winkel weg."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_is_seen_while_it_is_written(house: House, lang: str):
    client, entry = house.staff(Role.MODERATOR, lang), rooms.waiting(house)[0]
    page = client.get(f"{QUEUE}/{entry}/ask")
    assert catalogues.gettext(lang, "Ask for it") in rooms.words(page)
    form = visits.form(page, "/ask")
    shown = client.post(f"{QUEUE}/{entry}/asking", data=form.fields | {"words": WORDS})
    assert WORDS in rooms.words(shown)
    part = client.post(f"{QUEUE}/{entry}/asking", data=form.fields | {"words": WORDS}, headers={"X-Fragment": "1"})
    assert WORDS in visits.text(part)
    assert "<html" not in visits.text(part)
    assert visits.entry(house, entry).state is EntryState.PENDING


def test_without_words_it_is_refused_and_with_them_done_and_taken_back(house: House):
    client, entry = house.staff(Role.MODERATOR, "en"), rooms.waiting(house)[0]
    form = visits.form(client.get(f"{QUEUE}/{entry}/ask"), "/ask")
    silent = form.send(client, words=" ")
    assert (silent.status_code, list(rooms.wrong(silent))) == (422, ["words"])
    done = form.send(client, words=WORDS)
    assert done.status_code == 303
    assert visits.entry(house, entry).state is EntryState.CHANGES_REQUESTED
    page = client.get(done.location)
    assert "goes back to its author" in rooms.words(page)
    assert rooms.listed(client.get(f"{QUEUE}?show=asked")) == [entry]
    assert visits.form(page, "/undo").send(client).location == f"{QUEUE}/{entry}"
    assert visits.entry(house, entry).state is EntryState.PENDING


def test_what_somebody_published_meanwhile_is_said_and_nothing_is_asked(house: House):
    client, other = house.staff(Role.MODERATOR, "en"), house.staff(Role.MANAGER, "en")
    entry = rooms.waiting(house)[0]
    form = visits.form(client.get(f"{QUEUE}/{entry}/ask"), "/ask")
    visits.form(other.get(f"{QUEUE}/{entry}"), "/publish").send(other)
    late = form.send(client, words=WORDS)
    assert late.status_code == 409
    assert rooms.notices(late) == ["Joris has already decided on this idea."]
    assert visits.entry(house, entry).state is EntryState.PUBLISHED
