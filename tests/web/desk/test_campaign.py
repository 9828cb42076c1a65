"""The texts of a campaign at the desk, its languages side by side."""

import pytest

from contest.queries import campaigns
from contest.rules import texts
from contest.rules.roles import Role
from tests.living import LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("campaign")
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def stored(house: House) -> dict[str, dict[str, str]]:
    """Every text, by language."""
    with house.app.app_context():
        return {lang: dict(said) for lang, said in campaigns.texts(house.campaign()).items()}


def writes(client, **typed: str | None):
    """Open the form, change some texts (`field_lang`), keep them."""
    return visits.form(client.get(ROOM), "/campaign").send(client, **typed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_changes_in_its_own_language_and_is_public_at_once(house: House, lang: str):
    client, before = house.staff(Role.MANAGER), stored(house)
    answer = writes(client, **{f"tagline_{lang}": "Un <mot> & deux"})
    assert (answer.status_code, answer.location) == (303, ROOM)
    after = stored(house)
    assert after == before | {lang: before[lang] | {"tagline": "Un <mot> & deux"}}
    assert "Un <mot> & deux" in rooms.words(house.visitor().get(visits.path("campaign", lang=lang)))
    assert rooms.records(house, "campaign.texts_changed")[-1].details == {"lang": lang, "fields": ["tagline"]}


def test_sent_untouched_nothing_changes(house: House):
    client, before, records = house.staff(Role.MANAGER), stored(house), rooms.records(house, "campaign.texts_changed")
    assert writes(client).status_code == 303
    assert stored(house) == before
    assert len(rooms.records(house, "campaign.texts_changed")) == len(records)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_long_or_emptied_is_refused_beside_its_field_and_everything_typed_is_kept(house: House, lang: str):
    client, before = house.staff(Role.MANAGER, lang), stored(house)
    typed = {"name_nl": "x" * 61, "title_first_fr": "", "lead_en": "Another one.", "imprint_nl": "y" * 2001}
    answer = writes(client, **typed)
    assert answer.status_code == 422
    assert sorted(rooms.wrong(answer)) == ["imprint_nl", "name_nl", "title_first_fr"]
    assert "60" in rooms.wrong(answer)["name_nl"]
    kept = visits.form(answer, "/campaign").fields
    assert {name: kept[name].strip() for name in typed} == typed
    assert stored(house) == before


def test_each_language_has_every_text_and_nothing_is_missing(house: House):
    client = house.staff(Role.MANAGER, "en")
    names = {f"{field.name}_{lang}" for field in texts.fields((1, 2, 3)) for lang in LANGUAGES}
    page = client.get(ROOM)
    assert names <= visits.form(page, "/campaign").fields.keys()
    assert "Every text is there" in rooms.words(page)


def test_what_is_no_text_of_a_campaign_is_left_alone(house: House):
    client, before = house.staff(Role.MANAGER), stored(house)
    assert writes(client, slug="stolen", phase_9_name_fr="x", name_de="Hallo").status_code == 303
    assert stored(house) == before


def test_a_moderator_changes_no_text(house: House):
    client, before = house.staff(Role.MODERATOR), stored(house)
    assert client.get(ROOM).status_code == 403
    assert rooms.send(client, ROOM, name_fr="Mien").status_code == 403
    assert stored(house) == before
