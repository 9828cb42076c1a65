"""The campaign's pictures at the desk: put in place, taken down, and hostile ones refused with words."""

import io
import re

import pytest

from contest import clock, worker
from contest.db import reading
from contest.models import Campaign, Picture, PictureState
from contest.rules.roles import Role
from tests import pictures
from tests.living import FINISHED, LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("look")
HOSTILE = {
    "text": (pictures.text_named_jpg, "not a picture"),
    "page": (pictures.html_named_jpg, "not a picture"),
    "script": (pictures.svg_with_script, "not a picture"),
    "nothing": (pictures.empty, "not a picture"),
    "film": (pictures.animated_gif, "not a picture|moves"),
    "moving": (pictures.animated_png, "moves"),
    "bomb": (pictures.image_bomb, "too many pixels"),
    "broken": (pictures.truncated_jpeg, "damaged"),
}
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def sends(client, place: str, data: bytes | None, name: str = "photo.jpg"):
    """Choose a file and press the button."""
    form = visits.form(client.get(ROOM), f"/look/{place}")
    chosen = {} if data is None else {"picture": (io.BytesIO(data), name)}
    return client.post(form.action, data=form.fields | chosen, content_type="multipart/form-data")


def campaign(house: House) -> Campaign:
    found = house.campaign()
    with house.app.app_context():
        return reading().get_one(Campaign, found)


@pytest.mark.parametrize("place", ["logo", "hero"])
def test_a_picture_is_put_in_place_and_taken_down(house: House, place: str):
    client = house.staff(Role.MANAGER, "en")
    other = {"logo": "hero", "hero": "logo"}[place]
    assert sends(client, place, pictures.phone_photo(6, (900, 1200))).status_code == 303
    page = client.get(ROOM)
    assert rooms.notices(page) == ["The picture is in place."]
    placed = getattr(campaign(house), f"{place}_picture_id")
    assert placed is not None
    assert getattr(campaign(house), f"{other}_picture_id") is None
    for width in (320, 640):
        served = client.get(f"/desk/{rooms.RUNNING}/pictures/{placed}/{width}.webp")
        assert (served.status_code, served.mimetype) == (200, "image/webp")
        assert pictures.leaks(served.data) == []
        served.close()
    assert str(placed) in visits.text(page)
    form = visits.form(page, f"/look/{place}")
    assert form.send(client, then="drop").status_code == 303
    assert rooms.notices(client.get(ROOM)) == ["The picture is taken down."]
    assert getattr(campaign(house), f"{place}_picture_id") is None


def test_the_logo_and_the_large_picture_are_seen_by_the_public(house: House):
    client = house.staff(Role.MANAGER)
    for place in ("logo", "hero"):
        assert sends(client, place, pictures.jpeg((1600, 900))).status_code == 303
    worker.run_once(house.app, clock.now())
    home = visits.text(house.visitor().get(visits.path("campaign")))
    for place in ("logo", "hero"):
        placed = getattr(campaign(house), f"{place}_picture_id")
        assert visits.rows(house, Picture, Picture.id == placed, Picture.state == PictureState.READY) == 1
        addresses = set(re.findall(rf"/media/\w+/{placed.hex}/\d+\.webp", home))
        assert addresses, place
        for address in addresses:
            served = house.visitor().get(address)
            assert (served.status_code, served.mimetype) == (200, "image/webp")
            served.close()


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_picture_of_ours_is_refused_with_words_and_the_old_one_stays(house: House, kind: str):
    client, (make, said) = house.staff(Role.MANAGER, "en"), HOSTILE[kind]
    answer = sends(client, "hero", make())
    assert answer.status_code == 422
    assert list(rooms.wrong(answer)) == ["hero"]
    assert re.search(said, rooms.wrong(answer)["hero"])
    assert campaign(house).hero_picture_id is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_file_one_is_asked_for(house: House, lang: str):
    client = house.staff(Role.MANAGER, lang)
    said = {"fr": "Ajoutez une image", "nl": "een foto", "en": "Please add a picture."}[lang]
    for answer in (sends(client, "logo", None), sends(client, "logo", b"", "")):
        assert (answer.status_code, list(rooms.wrong(answer))) == (422, ["logo"])
        assert said in rooms.wrong(answer)["logo"]


def test_a_polyglot_loses_its_script(house: House):
    client = house.staff(Role.MANAGER)
    assert sends(client, "logo", pictures.polyglot()).status_code == 303
    served = client.get(f"/desk/{rooms.RUNNING}/pictures/{campaign(house).logo_picture_id}/320.webp")
    assert b"script" not in served.data
    served.close()


def test_a_moderator_changes_no_picture(house: House):
    client = house.staff(Role.MODERATOR)
    assert client.get(ROOM).status_code == 403
    for place in ("logo", "hero"):
        assert rooms.send(client, f"{ROOM}/{place}", then="drop").status_code == 403


def test_a_picture_is_served_in_its_own_campaign_only_and_to_staff_only(house: House):
    shown = next(row for row in visits.published(house) if row.picture_id)
    path = f"/desk/{rooms.RUNNING}/pictures/{shown.picture_id}/320.webp"
    served = house.staff(Role.MODERATOR).get(path)
    assert served.status_code == 200
    served.close()
    assert house.visitor().get(path).status_code == 303
    assert rooms.colleague(house, "Els", FINISHED).get(path).status_code == 403
    for wrong in (path.replace(rooms.RUNNING, FINISHED), path.replace("320", "321")):
        assert house.staff(Role.OWNER).get(wrong).status_code == 404
