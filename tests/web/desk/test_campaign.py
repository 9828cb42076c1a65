"""The texts of a campaign at the desk, one language at a time."""

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


def writes(client, lang: str, **typed: str | None):
    """Open the form of a language, change some texts, keep them."""
    return visits.form(client.get(f"{ROOM}?in={lang}"), f"/campaign/{lang}").send(client, **typed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_changes_in_its_own_language_and_is_public_at_once(house: House, lang: str):
    client, before = house.staff(Role.MANAGER), stored(house)
    answer = writes(client, lang, tagline="Un <mot> & deux")
    assert (answer.status_code, answer.location) == (303, f"{ROOM}?in={lang}")
    after = stored(house)
    assert after == before | {lang: before[lang] | {"tagline": "Un <mot> & deux"}}
    assert "Un <mot> & deux" in rooms.words(house.visitor().get(visits.path("campaign", lang=lang)))
    assert rooms.records(house, "campaign.texts_changed")[-1].details == {"lang": lang, "fields": ["tagline"]}


def test_sent_untouched_nothing_changes(house: House):
    client, before, records = house.staff(Role.MANAGER), stored(house), rooms.records(house, "campaign.texts_changed")
    for lang in LANGUAGES:
        assert writes(client, lang).status_code == 303
    assert stored(house) == before
    assert len(rooms.records(house, "campaign.texts_changed")) == len(records)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_long_or_emptied_is_refused_beside_its_field_and_everything_typed_is_kept(house: House, lang: str):
    client, before = house.staff(Role.MANAGER, lang), stored(house)
    typed = {"name": "x" * 61, "title_first": "", "lead": "Une autre introduction.", "imprint": "y" * 2001}
    answer = writes(client, "nl", **typed)
    assert answer.status_code == 422
    assert sorted(rooms.wrong(answer)) == ["imprint", "name", "title_first"]
    assert "60" in rooms.wrong(answer)["name"]
    kept = visits.form(answer, "/campaign/nl").fields
    assert {name: kept[name].strip() for name in typed} == typed
    assert stored(house) == before


def test_each_language_has_every_text_and_nothing_is_missing(house: House):
    client = house.staff(Role.MANAGER, "en")
    names = {field.name for field in texts.fields((1, 2, 3))}
    for lang in LANGUAGES:
        page = client.get(f"{ROOM}?in={lang}")
        assert names <= visits.form(page, f"/campaign/{lang}").fields.keys()
        assert "Every text is there" in rooms.words(page)


def test_a_language_the_campaign_does_not_speak_is_not_found(house: House):
    client = house.staff(Role.MANAGER)
    assert client.get(f"{ROOM}?in=de").status_code == 404
    assert rooms.send(client, f"{ROOM}/de", name="Hallo").status_code == 404


def test_what_is_no_text_of_a_campaign_is_left_alone(house: House):
    client, before = house.staff(Role.MANAGER), stored(house)
    assert writes(client, "fr", slug="stolen", phase_9_name="x").status_code == 303
    assert stored(house) == before


def test_a_moderator_changes_no_text(house: House):
    client, before = house.staff(Role.MODERATOR), stored(house)
    assert client.get(ROOM).status_code == 403
    assert rooms.send(client, f"{ROOM}/fr", name="Mien").status_code == 403
    assert stored(house) == before
