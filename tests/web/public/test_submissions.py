"""Proposing an idea: what is wrong stands beside it, nothing typed is lost, once sent is sent once."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from contest.db import reading
from contest.models import Draft, Entry
from contest.rules.entries import EntryState
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind
from contest.words import phrases
from tests import pictures
from tests.living import LANGUAGES, House
from tests.web.proposals import ALTERNATIVE, PHOTO, assert_upright, empty_form, fetched, send_photo, sent_rows, shown
from tests.web.visits import (
    IDEA,
    SECOND,
    entry,
    form,
    mails,
    move,
    path,
    said,
    sent_idea,
    text,
    versions,
    wrong,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


@SQLITE
def test_everything_that_is_missing_is_said_beside_its_field_in_the_readers_language(house: House):
    client, before = house.visitor(), sent_rows(house)
    for lang in LANGUAGES:
        answer = empty_form(client, lang).send(client)
        assert answer.status_code == 422
        assert sorted(wrong(answer)) == sorted(
            ["name", "inspiration", "ingredients", "first_name", "address", "guardian", "rules"]
        )
        expected = {phrases.objection(lang, Objection(key)) for key in ("answer_missing", "tags_missing")}
        assert expected <= set(said(answer))
        assert answer.headers["Cache-Control"] == "private, no-cache"
        for name in wrong(answer):
            field = re.search(rf'<(?:input|textarea) id="{name}"[^>]*>', text(answer))
            assert field is not None
            assert 'aria-invalid="true"' in field[0]
            assert f"{name}-error" in field[0]
    assert sent_rows(house) == before


@SQLITE
def test_all_that_was_typed_is_kept_when_one_thing_is_wrong(house: House):
    client = house.visitor()
    typed = IDEA | {
        "name": 'Sel & "poivre" <b>',
        "inspiration": "Trop court\n& é",
        "newsletter": "1",
        "alternative": "Un paquet",
        "guardian": "parent@example.org",
    }
    answer = empty_form(client).send(client, **typed)
    assert (answer.status_code, wrong(answer)) == (422, ["inspiration"])
    assert shown(answer) == typed | {"of_age": "1", "rules": "1"}
    assert "<b>" not in text(answer).partition("<main")[2].partition("</form>")[0].replace("&lt;b&gt;", "")
    mended = form(answer).send(client, inspiration=IDEA["inspiration"])
    assert mended.status_code == 303


@SQLITE
@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"name": "x" * 41}, ["name"]),
        ({"inspiration": "x" * 601}, ["inspiration"]),
        ({"ingredients": "a,b,c,d,e,f"}, ["ingredients"]),
        ({"ingredients": "x" * 31}, ["ingredients"]),
        ({"first_name": " \u200b "}, ["first_name"]),
        ({"address": "noemie at example.org"}, ["address"]),
        ({"of_age": None}, ["guardian"]),
        ({"of_age": None, "guardian": "nobody"}, ["guardian"]),
        ({"of_age": None, "guardian": "NOEMIE@example.org"}, ["guardian"]),
        ({"rules": None, "town": "x" * 61}, ["town", "rules"]),
    ],
)
def test_each_wrong_answer_is_said_beside_its_own_field(house: House, typed: dict[str, Any], beside: list[str]):
    client = house.visitor()
    answer = empty_form(client).send(client, **(IDEA | typed))
    assert answer.status_code == 422
    assert wrong(answer) == beside


@SQLITE
def test_what_the_form_does_not_ask_is_not_taken(house: House):
    client = house.visitor()
    more = {"state": "published", "number": "1", "participant_id": "x", "version": "9", "admin": "1", "lang": "nl"}
    sent = sent_idea(house, client, **more)
    row, (version,) = entry(house, sent), versions(house, sent)
    assert (row.state, row.number, row.version, row.lang) == (EntryState.PENDING, None, 1, "fr")
    assert version.answers.keys() == {"name", "inspiration", "ingredients", "alternative", "first_name", "town"}
    assert version.answers["ingredients"] == ["Moutarde", "cornichon"]


def test_one_form_sent_twice_is_one_idea(house: House):
    client, before = house.visitor(), sent_rows(house)
    page = empty_form(client)
    answers = [page.send(client, **IDEA) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert sent_rows(house) == before + 1
    assert len(mails(house, IDEA["address"])) == 1
    assert {client.get(answer.location).status_code for answer in answers} == {200}
    # Nothing that was typed is left lying about: a draft that was sent is empty.
    with house.app.app_context():
        assert {(bool(draft.answers), draft.entry_id) for draft in reading().scalars(select(Draft))} == {
            (False, reading().scalars(select(Entry.id).where(Entry.name == IDEA["name"])).one())
        }
    other_words = page.send(client, **(IDEA | {"name": "Something else"}))
    assert other_words.status_code == 409
    assert phrases.objection("fr", Objection("entry_already_sent")) in said(other_words)
    assert sent_rows(house) == before + 1


@SQLITE
def test_a_form_with_a_picture_sent_twice_is_one_idea_and_leads_to_the_same_page(house: House):
    client, before = house.visitor(), sent_rows(house)
    page = empty_form(client)
    answers = [send_photo(client, page, pictures.jpeg(), **IDEA, alternative=ALTERNATIVE) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert sent_rows(house) == before + 1


@SQLITE
def test_a_draft_with_a_picture_sent_twice_is_one_idea_and_leads_to_the_same_page(house: House):
    client, before = house.visitor(), sent_rows(house)
    kept = send_photo(client, empty_form(client), pictures.jpeg(), **IDEA, alternative=ALTERNATIVE, then="keep")
    page = form(client.get(kept.location))
    page.fields |= {"of_age": "1", "rules": "1"}
    answers = [page.send(client) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert sent_rows(house) == before + 1


@SQLITE
def test_an_idea_without_the_forms_own_token_is_not_taken_and_what_was_typed_is_kept(house: House):
    client, before = house.visitor(), sent_rows(house)
    for token in ("", "forged", form(client.get(path("link_again"))).fields["token"]):
        answer = empty_form(client).send(client, **IDEA, token=token)
        assert answer.status_code == 409
        assert said(answer) == [phrases.objection("fr", Objection("form_expired"))]
        assert shown(answer).items() >= IDEA.items()
    assert sent_rows(house) == before


@SQLITE
def test_another_sites_page_cannot_send_an_idea(house: House):
    client, before = house.visitor(), sent_rows(house)
    data = empty_form(client).fields | IDEA
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://x.org"}):
        assert client.post(path("submit"), data=data, headers=headers).status_code == 403
    assert sent_rows(house) == before
    assert client.post(path("submit"), data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_draft_is_found_again_with_its_words_and_its_picture(house: House):
    client = house.visitor()
    typed = IDEA | {"inspiration": "À finir", "alternative": ALTERNATIVE}
    kept = send_photo(client, empty_form(client), pictures.phone_photo(6, PHOTO), **typed, then="keep")
    assert kept.status_code == 303
    elsewhere = house.visitor().get(kept.location)
    assert "noindex" in text(elsewhere)
    # Whoever finds it agrees anew: ticks are not kept.
    assert shown(elsewhere) == {name: value for name, value in typed.items() if name not in ("of_age", "rules")} | {
        "guardian": ""
    }
    picture = fetched(house.visitor(), form(elsewhere).action + "/picture")
    assert (picture.status_code, picture.mimetype) == (200, "image/webp")
    assert picture.headers["Cache-Control"] == "private, no-cache"
    assert_upright(picture.data, 320, pictures.upright(PHOTO))
    dropped = form(elsewhere).send(client, then="drop")
    assert client.get(dropped.location.partition("?")[0] + "/picture").status_code == 404
    assert (
        shown(client.get(dropped.location)).items()
        >= {"name": IDEA["name"], "ingredients": IDEA["ingredients"]}.items()
    )


@SQLITE
def test_a_draft_that_was_sent_is_gone_and_one_nobody_made_is_not_there(house: House):
    client = house.visitor()
    kept = empty_form(client).send(client, **IDEA, then="keep")
    page = form(client.get(kept.location))
    assert page.send(client, of_age="1", rules="1").status_code == 303
    again = client.get(page.action)
    assert (again.status_code, again.location) == (303, path("submit"))
    assert client.get(path("draft", token="x" * 43)).status_code == 404
    assert client.get(path("draft_picture", token="x" * 43)).status_code == 404


@SQLITE
def test_the_packet_is_drawn_as_one_types_but_only_for_our_own_form(house: House):
    client = house.visitor()
    token = empty_form(client).fields["token"]
    drawn = client.get(path("packet"), query_string={"token": token, "name": "Sel & <script>"})
    assert drawn.status_code == 200
    assert "<svg" in text(drawn)
    assert "<script" not in text(drawn)
    for forged in ("", "x", form(client.get(path("link_again"))).fields["token"]):
        assert client.get(path("packet"), query_string={"token": forged, "name": "Joke"}).status_code == 403


@SQLITE
def test_before_and_after_the_phase_the_form_says_so_and_nothing_is_taken(house: House):
    client, before = house.visitor(), sent_rows(house)
    page = empty_form(client, "en")
    move(house, PhaseKind.SUBMISSION, opens=3600 * SECOND)
    assert "Not open yet" in text(client.get(path("submit", "en")))
    early = page.send(client, **IDEA)
    assert (early.status_code, said(early)) == (409, [phrases.objection("en", Objection("submission_not_open"))])
    move(house, PhaseKind.SUBMISSION, opens=-7200 * SECOND, closes=-SECOND)
    assert "Ideas are closed" in text(client.get(path("submit", "en")))
    late = page.send(client, **IDEA)
    assert (late.status_code, said(late)) == (409, [phrases.objection("en", Objection("submission_closed"))])
    assert shown(late).items() >= IDEA.items()
    assert sent_rows(house) == before
