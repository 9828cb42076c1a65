"""The campaign's look at the desk: chosen, refused with a proposal; pictures put in place, taken down, refused."""

import io
import re

import pytest

from contest import clock, worker
from contest.db import reading
from contest.models import Campaign, Picture, PictureState
from contest.rules import themes
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


# --- Colours, letters, corners


def chooses(client, **typed: str):
    """Fill in the form as it stands and press the button."""
    page = visits.form(client.get(ROOM), "/look")
    plain = themes.choices_of({})
    return page.send(client, **{"font": plain["font"], "corner": plain["corner"]} | typed)


def worn(house: House, lang: str = "fr") -> str:
    """The stylesheet that the first page of the campaign links."""
    client = house.visitor()
    (address,) = re.findall(r'href="(/c/[^"]+\.css)"', visits.text(client.get(visits.path("campaign", lang))))
    return visits.text(client.get(address))


def test_a_look_is_chosen_and_worn_by_every_page_at_once(house: House):
    client = house.staff(Role.MANAGER, "en")
    before = worn(house)
    assert chooses(client, accent="#0057B8", paper="fff", font="fraunces", corner="square").status_code == 303
    assert rooms.notices(client.get(ROOM)) == ["The campaign wears its new look."]
    css = worn(house)
    assert css != before
    for token in ("--accent:#0057b8", "--paper:#ffffff", "--corner:0", "--button-shape:none"):
        assert token in css
    home = visits.text(house.visitor().get(visits.path("campaign")))
    assert re.findall(r'vendor/fonts/([\w-]+)\.woff2" as="font"', home) == ["fraunces", "instrument-sans"]
    assert '<meta name="theme-color" content="#ffffff">' in home
    assert [row.details for row in rooms.records(house, "campaign.look_changed")][-1] == {
        "changed": ["accent", "corner", "font", "paper"]
    }
    chooses(client, font="fraunces", corner="square")
    assert rooms.notices(client.get(ROOM)) == ["That is how it looks already."]


def test_in_the_dark_the_house_keeps_its_colours(house: House):
    chooses(house.staff(Role.MANAGER), accent="#0057b8", font="system")
    light, _, rest = worn(house).partition("}}}")
    assert light.startswith("@layer tokens{@media not (prefers-color-scheme:dark){:root{--accent:#0057b8")
    assert "system-ui" in rest
    assert "#0057b8" not in rest


def test_the_devices_own_letters_are_fetched_from_nowhere(house: House):
    chooses(house.staff(Role.MANAGER), font="system")
    home = visits.text(house.visitor().get(visits.path("campaign")))
    assert re.findall(r'vendor/fonts/([\w-]+)\.woff2" as="font"', home) == ["instrument-sans"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "3.1 to 1, and text needs 7.0. The nearest one that can be read is #515151."),
        ("fr", "3,1 pour 1, et le texte demande 7,0. La plus proche qui se lit est #515151."),
        ("nl", "3,1 op 1, en tekst vraagt 7,0. De dichtste die leesbaar is, is #515151."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_proposal_and_one_click_takes_it(house: House, lang: str, said: str):
    client, before = house.staff(Role.MANAGER, lang), campaign(house).look
    refused = chooses(client, ink="#888", accent="#0057B8", font="baloo", corner="round")
    assert (refused.status_code, list(rooms.wrong(refused))) == (422, ["ink"])
    assert said in rooms.wrong(refused)["ink"]
    assert campaign(house).look == before
    page = visits.text(refused)
    for kept in ('name="accent" value="#0057B8"', 'value="baloo" checked', 'value="round" checked', 'value="#888"'):
        assert kept in page
    (proposed,) = re.findall(r'<button class="button" name="take" value="([^"]+)"', page)
    form = visits.form(refused, "/look")
    assert form.send(client, font="baloo", corner="round", take=proposed).status_code == 303
    assert campaign(house).look == before | {"accent": "#0057b8", "ink": "#515151", "font": "baloo", "corner": "round"}


def test_a_colour_picked_on_the_palette_counts_without_a_script_too(house: House):
    client = house.staff(Role.MANAGER)
    assert chooses(client, accent_picked="#0057b8", second_picked="#ffe600").status_code == 303
    assert (campaign(house).look["accent"], campaign(house).look["second"]) == ("#0057b8", "#ffe600")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("accent", "red", "This is not a colour."),
        ("accent", "#12345g", "This is not a colour."),
        ("paper", "", "This is not a colour."),
    ],
)
def test_what_is_no_colour_is_said_beside_its_field(house: House, field: str, typed: str, said: str):
    answer = chooses(house.staff(Role.MANAGER, "en"), **{field: typed})
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, [field])
    assert rooms.wrong(answer)[field].startswith(said)
    assert f'name="{field}" value="{typed}"' in visits.text(answer)


@pytest.mark.parametrize("field", ["font", "corner"])
def test_what_is_not_on_the_list_is_refused(house: House, field: str):
    answer = chooses(house.staff(Role.MANAGER, "en"), **{field: "comic"})
    assert answer.status_code == 422
    assert "This is not one of the choices." in rooms.words(answer)


def test_the_sample_wears_what_is_typed_and_says_what_it_measured(house: House):
    client = house.staff(Role.MANAGER, "en")
    query = "accent=%23ffe600&ink=%23888888&paper=%23ffffff&font=baloo&corner=soft&accent-words=&second=x%3B%7D"
    css = client.get(f"{ROOM}/sample.css?{query}")
    assert (css.mimetype, css.headers["Cache-Control"]) == ("text/css", "private, no-store")
    assert "--accent:#ffe600" in visits.text(css)
    assert "x;}" not in visits.text(css)
    said = rooms.words(client.get(f"{ROOM}/measured?{query}"))
    assert "Text 3.5 no" in said
    assert re.search(r"The main button 1\d\.\d yes", said)


def test_a_moderator_chooses_no_look(house: House):
    client = house.staff(Role.MODERATOR)
    for answer in (client.get(f"{ROOM}/sample.css"), client.get(f"{ROOM}/measured")):
        assert answer.status_code == 403
    assert rooms.send(client, ROOM, **themes.choices_of({})).status_code == 403
    assert rooms.colleague(house, "Els", FINISHED, Role.MANAGER).get(ROOM).status_code == 403
