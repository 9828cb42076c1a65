"""Ideas like the one being typed: shown under its name, published ones only, and never a reason against it."""

import re

import pytest
from werkzeug.test import TestResponse

from contest.models import Entry
from contest.rules.entries import DecisionKind
from tests.inspector import InspectingClient
from tests.living import LANGUAGES, House
from tests.web.proposals import empty_form
from tests.web.visits import IDEA, decide, form, path, published, sent_idea, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
MARK = 'class="similar__idea" href="'


def ask(client: InspectingClient, name: str, lang: str = "fr") -> TestResponse:
    """What the module asks as one types."""
    token = empty_form(client, lang).fields["token"]
    return client.get(path("similar", lang), query_string={"token": token, "name": name})


def linked(answer: TestResponse) -> list[str]:
    return re.findall(re.escape(MARK) + '([^"]+)"', text(answer))


def first(house: House) -> Entry:
    """A published idea whose name has words enough."""
    return next(entry for entry in published(house) if len(entry.name.split()) > 2)


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_like_a_published_one_shows_it_with_what_the_rules_say(house: House, lang: str):
    known, client = first(house), house.visitor()
    answer = ask(client, f"  {known.name.upper()}s ", lang)
    assert answer.status_code == 200
    assert linked(answer)[0] == path("entry", lang, number=known.number)
    assert path("rules", lang) in text(answer)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "<html" not in text(answer)


@SQLITE
def test_nothing_is_shown_where_nothing_is_like_it(house: House):
    client = house.visitor()
    for name in ("", "ab", "Xylophone quartz", "x" * 5000, '" OR 1', "<script>alert(1)</script>"):
        answer = ask(client, name)
        assert (answer.status_code, text(answer).strip()) == (200, "")


@SQLITE
def test_only_a_form_of_ours_may_ask(house: House):
    client = house.visitor()
    for forged in ("", "x", form(client.get(path("link_again"))).fields["token"]):
        assert client.get(path("similar"), query_string={"token": forged, "name": "Chicons"}).status_code == 403


@SQLITE
def test_an_idea_that_is_not_published_is_not_told(house: House):
    client = house.visitor()
    name = "Zwanze quintessence"
    entry = sent_idea(house, client, **IDEA | {"name": name})
    assert linked(ask(client, name)) == []
    decide(house, entry, DecisionKind.PUBLISH)
    assert len(linked(ask(client, name))) == 1
    decide(house, entry, DecisionKind.REMOVE, reason="danger")
    assert linked(ask(client, name)) == []


@SQLITE
def test_without_the_module_the_form_that_comes_back_shows_them_and_still_takes_the_idea(house: House):
    known, client = first(house), house.visitor()
    empty = empty_form(client)
    assert linked(client.get(empty.action)) == []
    back = empty.send(client, **IDEA | {"name": known.name, "inspiration": ""})
    assert (back.status_code, linked(back)[0]) == (422, path("entry", number=known.number))
    assert form(back).send(client, inspiration=IDEA["inspiration"]).status_code == 303


@SQLITE
def test_at_most_three_are_shown(house: House):
    for number in range(5):
        entry = sent_idea(
            house, house.visitor(), **IDEA | {"name": "Zwanze marine", "address": f"p{number}@example.org"}
        )
        decide(house, entry, DecisionKind.PUBLISH)
    assert len(published(house, "le-gout-d-apres", Entry.name == "Zwanze marine")) == 5
    assert len(linked(ask(house.visitor(), "zwanze marines"))) == 3
