"""The picture of an idea: what is taken, what is refused with words, and how it stands in the end."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from contest import clock, worker
from contest.db import reading
from contest.models import Draft
from contest.rules.objections import Objection
from contest.rules.pictures import file_of
from contest.services.drafts import typed
from contest.words import phrases
from tests import phones, pictures
from tests.living import House
from tests.web.proposals import ALTERNATIVE, PHOTO, assert_upright, empty_form, fetched, photo, send_photo, shown
from tests.web.visits import (
    IDEA,
    entry,
    form,
    path,
    publish,
    said,
    text,
    typed_code,
    wrong,
)

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


HOSTILE = {
    "truncated": (pictures.truncated_jpeg, "picture_broken"),
    "a text": (pictures.text_named_jpg, "picture_not_a_picture"),
    "a page": (pictures.html_named_jpg, "picture_not_a_picture"),
    "an svg": (pictures.svg_with_script, "picture_not_a_picture"),
    "it moves": (pictures.animated_gif, ""),
    "a bomb": (pictures.image_bomb, "picture_too_many_pixels"),
    "a lie about its size": (pictures.enormous_claim, "picture_too_many_pixels"),
    "a heic that broke off": (lambda: phones.cut(phones.heic(1, pictures.SMALL), 0.5), "picture_broken"),
    "an avif that moves": (phones.moving_avif, "picture_animated"),
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
    worker.run_once(house.app, clock.now())
    for width, address in zip((320, 640, 1280), media, strict=True):
        assert_upright(fetched(visitor, address).data, width, pictures.upright(PHOTO))
    assert f'alt="{ALTERNATIVE}"' in text(visitor.get(path("entry", number=number)))


@SQLITE
def test_every_kind_a_phone_sends_is_shown_upright_whatever_it_is_called(house: House):
    client = house.visitor()
    for kind in (phones.heic, phones.avif, phones.mpo):
        kept = send_photo(client, empty_form(client), kind(6, PHOTO), then="keep")
        preview = fetched(client, kept.location.partition("?")[0] + "/picture").data
        assert_upright(preview, 320, pictures.upright(PHOTO))


@SQLITE
@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
def test_the_form_offers_and_names_what_is_taken(house: House, lang: str):
    page = text(house.visitor().get(path("submit", lang)))
    (offered,) = re.findall(r'type="file" accept="([^"]+)"', page)
    assert offered.split(",")[0] == "image/jpeg"
    assert {f"image/{kind}" for kind in ("jpeg", "png", "webp", "avif", "heic", "heif")} <= set(offered.split(","))
    assert [kind for kind in ("JPEG", "HEIC", "PNG", "WebP", "AVIF") if kind not in page] == []
