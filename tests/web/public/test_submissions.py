"""Proposing an idea: what is wrong stands beside it, nothing typed is lost, once sent is sent once."""

import io
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from contest import clock, worker
from contest.db import reading
from contest.models import Consent, Draft, Entry, Participant
from contest.rules.entries import EntryState
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind
from contest.rules.pictures import file_of
from contest.services.drafts import typed
from contest.words import phrases
from tests import pictures
from tests.inspector import InspectingClient
from tests.living import LANGUAGES, RUNNING, House
from tests.web.visits import (
    IDEA,
    SECOND,
    Form,
    entry,
    form,
    forms,
    link,
    mails,
    move,
    path,
    publish,
    rows,
    said,
    sent_idea,
    text,
    typed_code,
    versions,
    wrong,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
# On a phone's screen no more is shown; large enough for every width to be a smaller picture.
PHOTO = (1400, 1050)
BUSY = phrases.objection("fr", Objection("picture_busy"))
ALTERNATIVE = "Un paquet posé sur une nappe à carreaux."


def photo(data: bytes, name: str = "IMG_0042.JPG") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def fetched(client: InspectingClient, address: str) -> TestResponse:
    """A picture, read to its end."""
    return client.get(address, buffered=True)


def send_photo(client: InspectingClient, page: Form, data: bytes, **typed: Any) -> TestResponse:
    """Send a form with a photograph; on a machine that is busy, again, as the page asks."""
    for _ in range(10):
        answer = page.send(client, **typed, picture=photo(data))
        if BUSY not in said(answer):
            break
    return answer


def empty_form(client: InspectingClient, lang: str = "fr") -> Form:
    return form(client.get(path("submit", lang)))


def shown(answer: TestResponse) -> dict[str, str]:
    """What stands in the form's fields."""
    return {name: value for name, value in form(answer).fields.items() if name != "token"}


def sent_rows(house: House) -> int:
    return rows(house, Entry)


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


HOSTILE = {
    "truncated": (pictures.truncated_jpeg, "picture_broken"),
    "a text": (pictures.text_named_jpg, "picture_not_a_picture"),
    "a page": (pictures.html_named_jpg, "picture_not_a_picture"),
    "an svg": (pictures.svg_with_script, "picture_not_a_picture"),
    "it moves": (pictures.animated_gif, ""),
    "a bomb": (pictures.image_bomb, "picture_too_many_pixels"),
    "a lie about its size": (pictures.enormous_claim, "picture_too_many_pixels"),
    "nothing": (pictures.empty, ""),
}


@SQLITE
@pytest.mark.parametrize("what", HOSTILE)
def test_a_picture_that_is_none_is_refused_with_words_and_the_rest_is_kept(house: House, what: str, tmp_path: Path):
    make, key = HOSTILE[what]
    client, before = house.visitor(), files(tmp_path)
    answer = empty_form(client, "nl").send(client, **IDEA, picture=photo(make(), "photo.jpg"))
    assert (answer.status_code, wrong(answer)) == (422, ["picture"])
    if key:
        facts = {"megapixels": 40} if key == "picture_too_many_pixels" else {}
        assert said(answer) == [phrases.objection("nl", Objection(key, facts=facts))]
    assert shown(answer).items() >= IDEA.items()
    assert files(tmp_path) == before
    assert form(answer).send(client).status_code == 303


def files(folder: Path) -> set[Path]:
    return {file for room in ("media", "incoming") for file in folder.rglob(f"{room}/**/*") if file.is_file()}


@SQLITE
def test_with_a_picture_that_is_none_everything_else_that_is_wrong_is_said_at_once(house: House):
    typed = IDEA | {"name": "", "address": "nobody"}
    answer = empty_form(house.visitor()).send(house.visitor(), **typed, picture=photo(pictures.empty(), "photo.jpg"))
    assert (answer.status_code, wrong(answer)) == (422, ["name", "picture", "address"])


@SQLITE
def test_what_is_too_large_is_said_to_be(house: House):
    head = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="IMG_0042.JPG"\r\n\r\n'
    body = head + b"\xff" * (14 * 2**20) + b"\r\n--x--\r\n"
    answer = house.visitor().post(path("submit", "en"), data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "12 MB at most" in text(answer)


@SQLITE
def test_a_picture_needs_words_for_those_who_cannot_see_it(house: House):
    client = house.visitor()
    answer = send_photo(client, empty_form(client), pictures.jpeg(), **IDEA)
    assert (answer.status_code, wrong(answer)) == (422, ["alternative"])
    # The picture itself was received and is not asked for again.
    assert fetched(client, form(answer).action + "/picture").status_code == 200
    assert form(answer).send(client, alternative=ALTERNATIVE).status_code == 303


@SQLITE
def test_photographs_of_all_eight_orientations_stand_upright_in_every_width(house: House, tmp_path: Path):
    client, upright = house.visitor(), pictures.upright(PHOTO)
    for orientation in range(1, 9):
        data = pictures.phone_photo(orientation, PHOTO)
        kept = send_photo(client, empty_form(client), data, name=f"{orientation}", then="keep")
        preview = fetched(client, kept.location.partition("?")[0] + "/picture").data
        assert_upright(preview, 320, upright)
    worker.run_once(house.app, clock.now())
    with house.app.app_context():
        drafts = list(reading().scalars(select(Draft).where(Draft.picture_id.is_not(None))))
        assert sorted(typed(draft.campaign_id, draft.answers)["name"] for draft in drafts) == list("12345678")
    for draft in drafts:
        assert draft.picture_id is not None
        for width in (320, 640, 1280):
            file = tmp_path / "data" / "media" / file_of(draft.campaign_id, draft.picture_id, width)
            assert_upright(file.read_bytes(), width, upright)
    assert not [file for file in (tmp_path / "data" / "incoming").glob("*") if file.is_file()]


def assert_upright(data: bytes, width: int, upright: Image.Image) -> None:
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.size == (width, width * 3 // 4)
        assert pictures.same_picture(opened, upright.resize(opened.size, Image.Resampling.LANCZOS))
    assert pictures.leaks(data) == []


@SQLITE
def test_a_picture_goes_all_the_way_to_the_shelf_without_its_place(house: House):
    client = house.visitor()
    sent = send_photo(client, empty_form(client), pictures.phone_photo(7, PHOTO), **IDEA, alternative=ALTERNATIVE)
    done = typed_code(house, client, sent.location, IDEA["address"])
    row = entry(house, UUID(done.location.partition("/entries/")[2][:32]))
    assert row.picture_id is not None
    media = [
        path("picture", campaign_id=row.campaign_id.hex, picture=row.picture_id.hex, width=width)
        for width in (320, 640, 1280)
    ]
    visitor = house.visitor()
    assert {visitor.get(address).status_code for address in media} == {404}
    assert fetched(client, path("my_picture", entry=row.id.hex)).status_code == 200
    assert visitor.get(path("my_picture", entry=row.id.hex)).status_code == 303
    number = publish(house, row.id)
    for width, address in zip((320, 640, 1280), media, strict=True):
        assert_upright(fetched(visitor, address).data, width, pictures.upright(PHOTO))
    assert f'alt="{ALTERNATIVE}"' in text(visitor.get(path("entry", number=number)))


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


# --- The address


def test_the_code_confirms_where_the_idea_was_sent_and_remembers_its_author_there(house: House):
    client = house.visitor()
    sent = empty_form(client).send(client, **IDEA)
    assert client.get_cookie("me") is None
    done = typed_code(house, client, sent.location, IDEA["address"])
    assert done.status_code == 303
    cookie = client.get_cookie("me")
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
    assert client.get_cookie("me") is None
    assert form(client.get(link(house, IDEA["address"]))).send(client).status_code == 303
    assert client.get_cookie("me") is not None


def test_the_link_confirms_in_another_browser_and_remembers_its_author_there_alone(house: House):
    client, phone = house.visitor(), house.visitor()
    sent = empty_form(client).send(client, **IDEA)
    opened = phone.get(link(house, IDEA["address"]))
    # A mail scanner opens links: that alone changes nothing.
    assert rows(house, Entry, Entry.name == IDEA["name"], Entry.state == EntryState.UNCONFIRMED) == 1
    assert phone.get_cookie("me") is None
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
    assert parent.get_cookie("me") is None
    assert entry(house, row.id).state is EntryState.PENDING
    with house.app.app_context():
        kinds = set(reading().scalars(select(Consent.kind).where(Consent.entry_id == row.id)))
        person = reading().scalars(select(Participant).where(Participant.id == row.participant_id)).one()
        assert person.guardian_sealed is not None
    assert kinds == {"rules", "guardian"}
