"""Asking from a page: what is wrong stands beside its field and nothing typed is lost; the mail's link leads back."""

import json
import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from contest.models import LocalMail, Question
from contest.rules.roles import Role
from contest.words.catalogues import gettext
from tests.living import LANGUAGES, House
from tests.web.desk import rooms
from tests.web.public.test_previews import structured
from tests.web.visits import form, forms, mails, path, published, rows, text, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
TYPED = {"text": "Qui paie les chips ?", "address": "noe@voisins.example", "first_name": "Noé", "topic": "contest"}


def leads_to(listed: TestResponse, words: str) -> str:
    """Where the question that begins so leads."""
    return unescape(re.search(rf'asked__words"[^>]* href="([^"]+)" lang="\w+">{re.escape(words)}', text(listed))[1])


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_is_linked_from_every_page_and_keeps_what_was_typed(house: House, lang: str):
    client = house.visitor()
    address = path("ask", lang)
    assert all(f'href="{address}"' in text(client.get(path(name, lang))) for name in ("campaign", "contact", "entries"))
    page = client.get(address)
    missing = form(page).send(client, **TYPED | {"text": " ", "address": "noe"})
    assert (missing.status_code, wrong(missing)) == (422, ["text", "address"])
    assert form(missing).fields["first_name"] == "Noé"
    forged = form(page).send(client, **TYPED, token="x")
    assert forged.status_code == 409
    assert form(forged).fields["text"] == TYPED["text"]
    before = rows(house, Question)
    for _ in range(2):
        sent = form(page).send(client, **TYPED)
        assert sent.location == address + "?sent=1"
    assert gettext(lang, "Your question has arrived") in text(client.get(sent.location))
    assert (rows(house, Question) - before, rows(house, LocalMail)) == (1, 0)
    for _ in range(8):
        last = form(client.get(address)).send(client, **TYPED)
    assert (last.status_code, "Retry-After" in last.headers) == (429, True)
    assert form(last).fields["text"] == TYPED["text"]


def test_an_answer_comes_by_mail_signed_and_its_link_leads_to_the_thread(house: House):
    client, desk, idea = house.visitor(), house.staff(Role.MODERATOR, "fr"), published(house)[0]
    page = client.get(path("entry", number=idea.number))
    asking = rooms.link(page, "Poser une question sur cette idée")
    assert form(client.get(asking)).send(client, **TYPED | {"topic": "entry"}).status_code == 303
    filtered = leads_to(desk.get(f"/desk/questions?where={rooms.RUNNING}&show=waiting"), TYPED["text"])
    assert desk.get(filtered).status_code == 200
    listed = desk.get("/desk/questions")
    assert (TYPED["text"] in rooms.words(listed), idea.name in rooms.words(listed)) == (True, True)
    one = desk.get(leads_to(listed, TYPED["text"]))
    empty = form(one, one.request.path).send(desk, text="")
    assert (empty.status_code, list(rooms.wrong(empty))) == (422, ["text"])
    assert len(form(one, one.request.path).fields["key"]) > 20
    for _ in range(2):
        assert form(one, one.request.path).send(desk, text="La maison Patatras.").status_code == 303
    (mail,) = mails(house, TYPED["address"])
    assert ("La maison Patatras." in mail.plain, mail.sender.startswith("Nadia"), "> Qui paie" in mail.plain) == (
        True,
    ) * 3
    link = re.search(r"https?://[^/\s]+(/fr/[^/\s]+/ask/\S+)", mail.plain)[1]
    thread = client.get(link)
    assert "La maison Patatras." in text(thread)
    assert form(thread).send(client, text=" ").status_code == 422
    assert form(thread).send(client, text="Et qui les mange ?").status_code == 303
    assert "Et qui les mange ?" in rooms.words(desk.get("/desk/questions?show=waiting"))
    stale = form(one, one.request.path).send(desk, text="Encore.", key="another")
    assert stale.status_code == 422
    assert "Encore." in text(stale)
    for nonsense in (link[:-1] + ("0" if link[-1] != "0" else "1"), path("my_question", token="x")):
        assert client.get(nonsense).status_code == 404


@SQLITE
def test_the_list_of_questions_lives_and_each_leads_to_the_next(house: House):
    client, desk = house.visitor(), house.staff(Role.MODERATOR, "en")
    for words in ("Wie betaalt de chips?", "En wie eet ze?"):
        form(client.get(path("ask", "nl"))).send(client, **TYPED | {"text": words})
    listed = desk.get("/desk/questions")
    first, second = (leads_to(listed, words) for words in ("Wie betaalt de chips?", "En wie eet ze?"))
    shown = text(desk.get(first))
    assert f'href="{second}" data-key="j"' in shown
    assert 'data-key="k"' in text(desk.get(second))
    live = desk.get("/desk/questions/live?show=waiting")
    told, key = json.loads(text(live)), first.rpartition("/")[2]
    assert (told["counts"]["waiting"], told["lines"][key]["note"]) == (str(len(told["lines"])), "")
    els = rooms.colleague(house, "Els", rooms.RUNNING)
    rooms.send(els, f"{first}/claim")
    again = desk.get("/desk/questions/live?show=waiting", headers={"If-None-Match": live.headers["ETag"]})
    assert json.loads(text(again))["lines"][key]["note"] == "Els is at it"
    tag = {"If-None-Match": again.headers["ETag"]}
    assert desk.get("/desk/questions/live?show=waiting", headers=tag).status_code == 304


@SQLITE
def test_an_answer_becomes_public_help_is_written_anew_and_withdrawn(house: House):
    client, desk = house.visitor(), house.staff(Role.MODERATOR, "en")
    form(client.get(path("ask", "nl"))).send(client, **TYPED | {"text": "Wie betaalt de chips?"})
    one = desk.get(leads_to(desk.get("/desk/questions"), "Wie betaalt de chips?"))
    assert rooms.link(one, "Make it a public answer") == ""
    answered = form(one, one.request.path).send(desk, text="Wij betalen ze.")
    draft = desk.get(rooms.link(desk.get(answered.location), "Make it a public answer"))
    filled = form(draft)
    assert (filled.fields["question"], filled.fields["answer"]) == ("Wie betaalt de chips?", "Wij betalen ze.")
    for _ in range(2):
        assert filled.send(desk, lang="nl", answer="Wij, elke keer.").status_code == 303
    public = text(client.get(path("help", "nl")))
    assert "Wij, elke keer." in public
    assert structured(public)["mainEntity"][-1]["acceptedAnswer"]["text"] == "Wij, elke keer."
    assert "Wij, elke keer." not in text(client.get(path("help", "fr")))
    assert f'href="{path("help", "nl")}"' in text(client.get(path("contact", "nl")))
    listed = desk.get(rooms.room("help"))
    assert [one for one in forms(listed) if one.action.endswith("/withdraw")][-1].send(desk).status_code == 303
    assert "Wij, elke keer." not in text(client.get(path("help", "nl")))
    assert form(draft).send(desk, lang="nl", question="", key="k2").status_code == 422
