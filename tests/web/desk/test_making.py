"""A campaign from nothing to the public: eight answers, what it lacks, documents, settings, a copy."""

from datetime import timedelta

import pytest

from contest import clock
from contest.models import Campaign, Document, Visibility
from contest.queries import campaigns
from contest.rules import presets
from contest.rules.roles import Role
from contest.web.desk import moments
from tests.living import LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

NEW = "/desk/new"
SLUG = "ma-rue-en-lumiere"
DAY = (clock.now() + timedelta(days=30)).date()


pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def answers(**more):
    """What a manager types."""
    return {
        "preset": "photo",
        "brand": "Lumière & Co",
        "languages": list(LANGUAGES),
        "begins": DAY.isoformat(),
        "slug": "",
        "contact_address": "bonjour@lumiere.example",
        **{f"name_{lang}": name for lang, name in zip(LANGUAGES, NAMES, strict=True)},
        **{f"prize_{lang}": "1 000 €" for lang in LANGUAGES},
    } | more


NAMES = ("Ma rue en lumière", "Mijn straat in het licht", "My street in the light")


def made(house: House, **more):
    """The manager's browser once the campaign is made."""
    client = house.staff(Role.MANAGER, "en")
    answer = visits.form(client.get(NEW), "/new").send(client, **answers(**more))
    assert (answer.status_code, answer.location) == (303, rooms.room("opening", SLUG)), rooms.wrong(answer)
    return client


def view(house: House, slug: str = SLUG, lang: str = "fr"):
    with house.app.app_context():
        return campaigns.by_slug(slug, lang)


def completed(client):
    """Write what only the brand knows, and publish both documents as they are proposed."""
    texts = visits.form(client.get(rooms.room("campaign", SLUG)), "/campaign")
    typed = {f"imprint_{lang}": "Lumière & Co, rue Haute 1, 1000 Bruxelles" for lang in LANGUAGES}
    assert texts.send(client, **typed).status_code == 303
    for kind in presets.DOCUMENTS:
        room = rooms.room(f"documents/{kind}", SLUG)
        assert visits.form(client.get(room), kind).send(client).status_code == 303


@pytest.mark.parametrize("preset", presets.KEYS)
def test_eight_answers_make_a_draft_that_lacks_what_only_the_brand_knows(house: House, preset: str):
    client = made(house, preset=preset)
    page = client.get(rooms.room("opening", SLUG))
    assert rooms.links(page, "missing")[:5] == [
        "A text is missing: Imprint (Français)",
        "A text is missing: Imprint (Nederlands)",
        "A text is missing: Imprint (English)",
        "Not published yet: Contest rules",
        "Not published yet: Privacy notice",
    ]
    assert "5 things are missing" in rooms.words(page)
    found = view(house)
    assert (found.visibility, found.languages, found.phases[0].opens.astimezone().tzinfo is not None) == (
        Visibility.DRAFT,
        LANGUAGES,
        True,
    )
    assert [phase.kind for phase in found.phases] == [stage.kind for stage in presets.preset(preset).stages]
    assert house.visitor().get(visits.path("campaign", campaign=SLUG)).status_code == 404
    assert [one.ref for one in rooms.records(house, "campaign.created")][-1] == found.id


@pytest.mark.parametrize("preset", presets.KEYS)
def test_complete_it_is_shown_and_every_public_page_stands(house: House, preset: str):
    client = made(house, preset=preset)
    completed(client)
    page = client.get(rooms.room("opening", SLUG))
    assert "Nothing is missing." in rooms.words(page)
    assert visits.form(page, "/opening").send(client, visibility="public").status_code == 303
    for lang, name in zip(LANGUAGES, NAMES, strict=True):
        for door in ("campaign", "entries", "submit", "rules", "privacy", "imprint", "contact", "history"):
            public = house.visitor().get(visits.path(door, lang=lang, campaign=SLUG))
            assert public.status_code == 200, (door, lang)
        home = rooms.words(house.visitor().get(visits.path("campaign", lang=lang, campaign=SLUG)))
        assert all(word in home for word in name.split())
        assert "Lumière & Co" in rooms.words(house.visitor().get(visits.path("rules", lang=lang, campaign=SLUG)))
        assert "$" not in rooms.words(house.visitor().get(visits.path("rules", lang=lang, campaign=SLUG)))
    assert view(house).visibility is Visibility.PUBLIC


def test_what_is_not_ready_is_not_shown(house: House):
    client = made(house)
    answer = visits.form(client.get(rooms.room("opening", SLUG)), "/opening").send(client)
    assert answer.status_code == 409
    assert "Not yet: something is missing, as listed here." in rooms.words(answer)
    assert view(house).visibility is Visibility.DRAFT


def test_unlisted_it_is_found_by_its_address_alone(house: House):
    client = made(house)
    completed(client)
    form = visits.form(client.get(rooms.room("opening", SLUG)), "/opening")
    assert form.send(client, visibility="unlisted").status_code == 303
    assert house.visitor().get(visits.path("campaign", campaign=SLUG)).status_code == 200
    assert SLUG not in visits.text(house.visitor().get("/fr/"))
    assert SLUG not in visits.text(house.visitor().get("/sitemap.xml"))
    assert form.send(client, visibility="public").status_code == 303
    assert SLUG in visits.text(house.visitor().get("/fr/"))
    assert [one.details for one in rooms.records(house, "campaign.visibility_changed")] == [{"visibility": "public"}]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_wrong_is_said_beside_its_question_and_what_was_typed_stays(house: House, lang: str):
    client = house.staff(Role.MANAGER, lang)
    typed = answers(
        brand=" ", name_nl="x" * 41, prize_en="", begins="yesterday", slug="Ma Rue", contact_address="nobody"
    )
    answer = visits.form(client.get(NEW), "/new").send(client, **typed)
    assert answer.status_code == 422
    assert sorted(rooms.wrong(answer)) == ["begins", "brand", "contact_address", "name_nl", "prize_en", "slug"]
    kept = visits.form(answer, "/new").fields
    assert {name: kept[name] for name in ("preset", "name_fr", "name_nl", "slug")} == {
        name: typed[name] for name in ("preset", "name_fr", "name_nl", "slug")
    }
    assert visits.rows(house, Campaign) == 2


def test_without_a_language_or_with_an_address_that_is_taken_it_is_refused(house: House):
    client = house.staff(Role.MANAGER, "en")
    form = visits.form(client.get(NEW), "/new")
    assert rooms.wrong(form.send(client, **answers(languages=[]))) == {
        "languages": "Please choose one language at least.",
    }
    assert rooms.wrong(form.send(client, **answers(slug=RUNNING, begins="2020-01-01"))) == {
        "slug": "Another campaign has this address already.",
        "begins": "It can begin tomorrow at the earliest.",
    }
    assert visits.rows(house, Campaign) == 2


def test_a_copy_is_a_draft_with_everything_but_what_people_sent(house: House):
    client = house.staff(Role.MANAGER, "en")
    room = f"{NEW}/{RUNNING}"
    answer = visits.form(client.get(room), room).send(client, slug="encore", begins=DAY.isoformat())
    assert (answer.status_code, answer.location) == (303, rooms.room("opening", "encore"))
    copied, source = view(house, "encore"), view(house, RUNNING)
    assert (copied.visibility, copied.texts, copied.look) == (Visibility.DRAFT, source.texts, source.look)
    assert [phase.kind for phase in copied.phases] == [phase.kind for phase in source.phases]
    assert copied.phases[0].opens.date() in {DAY, DAY - timedelta(days=1)}
    assert visits.rows(house, Document, Document.campaign_id == copied.id) == 6
    assert "Nothing is missing." in rooms.words(client.get(rooms.room("opening", "encore")))
    again = visits.form(client.get(room), room).send(client, slug="encore", begins=DAY.isoformat())
    assert rooms.wrong(again) == {"slug": "Another campaign has this address already."}


def test_what_the_newest_campaign_answers_stands_there_already(house: House):
    page = house.staff(Role.MANAGER, "en").get(NEW)
    fields, newest = visits.form(page, "/new").fields, view(house, RUNNING)
    assert (fields["brand"], fields["contact_address"]) == (newest.brand, newest.contact_address)
    assert f"/desk/new/{RUNNING}" in page.text
    copy = visits.form(house.staff(Role.MANAGER, "en").get(f"/desk/new/{RUNNING}"), f"/new/{RUNNING}")
    assert copy.fields["slug"] == f"{RUNNING}-2"


def test_who_stands_behind_a_brand_is_written_once(house: House):
    made(house, brand=view(house, RUNNING).brand)
    assert {lang: view(house, SLUG, lang).texts["imprint"] for lang in LANGUAGES} == {
        lang: view(house, RUNNING, lang).texts["imprint"] for lang in LANGUAGES
    }


def test_a_campaign_without_a_name_is_not_told_about_its_address(house: House):
    client = house.staff(Role.MANAGER, "en")
    typed = answers(begins=clock.now().date().isoformat()) | {f"name_{lang}": " " for lang in LANGUAGES}
    wrong = rooms.wrong(visits.form(client.get(NEW), "/new").send(client, **typed))
    assert wrong.pop("begins") == "It can begin tomorrow at the earliest."
    assert set(wrong) == {f"name_{lang}" for lang in LANGUAGES}


def test_a_draft_stands_on_the_first_page_and_opens_on_what_it_lacks(house: House):
    client, room = made(house), rooms.room("opening", SLUG)
    page = client.get("/desk/").text
    assert "5 things are missing" in page
    assert page.count(f'href="{room}"') == 3
    assert rooms.room("queue", SLUG) not in page
    completed(client)
    assert "ready to be shown" in client.get("/desk/").text
    assert rooms.room("preview", SLUG) in visits.text(client.get(room)).partition("<main")[2]


def test_in_a_draft_the_phases_after_one_move_along_with_its_end(house: House):
    client, before = made(house), view(house).phases
    room = rooms.room("dates", SLUG)
    for follow, days in (("1", -14), ("", 7)):
        form = visits.form(client.get(f"{room}?phase=1"), "/dates/1")
        assert form.fields["follow"] == "1"
        first = view(house).phases[0]
        typed = moments.typed(first.closes + timedelta(days=days), "Europe/Brussels")
        assert form.send(client, closes=typed, follow=follow or None).status_code == 303
        assert rooms.notices(client.get(room)) == ["The dates are changed."]
    after = view(house).phases
    moved = [round((new.opens - old.opens) / timedelta(days=1)) for old, new in zip(before, after, strict=True)]
    assert moved == [0, -14, -14]
    assert round((after[0].closes - before[0].closes) / timedelta(days=1)) == -7


def test_only_who_manages_the_house_makes_campaigns(house: House):
    for client in (house.staff(Role.MODERATOR), rooms.colleague(house, "Mo", RUNNING, Role.MANAGER)):
        for room in (NEW, f"{NEW}/{RUNNING}"):
            assert client.get(room).status_code == 403
            assert rooms.send(client, room, **answers()).status_code == 403
    assert visits.rows(house, Campaign) == 2


# --- Documents


def test_a_changed_document_is_a_new_version_that_the_history_tells(house: House):
    client = house.staff(Role.MANAGER, "en")
    room = rooms.room("documents/rules")
    form = visits.form(client.get(room), "/rules")
    assert form.send(client, nl="## Nieuw\n\nKort.", correction="1").status_code == 303
    page = client.get(room)
    assert "Version 2" in rooms.words(page)
    assert "(correction)" in rooms.words(page)
    assert "Kort." in rooms.words(house.visitor().get(visits.path("rules", lang="nl")))
    assert "A new version (2) of the contest rules" in rooms.words(house.visitor().get(visits.path("history", "en")))
    assert "<h2>Nieuw</h2>" in page.text
    assert visits.form(page, "/rules").send(client).status_code == 303
    assert rooms.notices(client.get(room)) == ["Nothing was changed: the version in force stays."]
    assert visits.rows(house, Document, Document.campaign_id == house.campaign(), Document.kind == "rules") == 6


def test_a_document_without_one_of_its_languages_is_refused_and_kept(house: House):
    client = house.staff(Role.MANAGER, "en")
    room = rooms.room("documents/privacy")
    answer = visits.form(client.get(room), "/privacy").send(client, fr="", nl="Kort.", en="x" * 60_001)
    assert answer.status_code == 422
    assert rooms.wrong(answer) == {
        "fr": "Please write this in every language of the campaign.",
        "en": "Please shorten this to 60000 characters.",
    }
    assert visits.form(answer, "/privacy").fields["nl"].strip() == "Kort."


# --- Settings


def test_settings_are_kept_and_shown(house: House):
    client = made(house)
    room = rooms.room("settings", SLUG)
    typed = {"brand": "Lueur", "minimum_age": "18", "promised_hours": "30", "zone": "Europe/Paris", "first": "nl"}
    assert visits.form(client.get(room), "/settings").send(client, **typed, languages=["fr", "nl"]).status_code == 303
    found = view(house)
    assert (found.brand, found.minimum_age, found.promised_hours, found.zone) == ("Lueur", 18, 30, "Europe/Paris")
    assert (found.languages, found.default_language) == (("nl", "fr"), "nl")
    assert "2 settings differ" in rooms.words(client.get(rooms.room("opening", SLUG)))
    assert rooms.records(house, "campaign.settings_changed")[-1].details["changed"] == sorted(
        ["brand", "minimum_age", "promised_hours", "zone", "languages"]
    )


def test_what_people_act_under_is_settled(house: House):
    client = house.staff(Role.MANAGER, "en")
    room = rooms.room("settings")
    form = visits.form(client.get(room), "/settings")
    answer = form.send(client, minimum_age="18", zone="Europe/Paris", languages=["fr"])
    assert rooms.wrong(answer) == {
        "languages": "The public has seen the campaign, so this stays.",
        "minimum_age": "Ideas are being sent under this, so it stays.",
    }
    assert form.send(client, promised_hours="300", contact_address="nobody", languages=None).status_code == 422
    assert form.send(client, promised_hours="36", languages=None).status_code == 303
    assert view(house, RUNNING).promised_hours == 36


def test_numbers_out_of_bounds_are_refused_and_kept(house: House):
    client = made(house)
    form = visits.form(client.get(rooms.room("settings", SLUG)), "/settings")
    answer = form.send(client, minimum_age="99", entries_per_participant="many", languages=list(LANGUAGES))
    assert rooms.wrong(answer) == {
        "minimum_age": "Please give a number from 0 to 21.",
        "entries_per_participant": "Please give a number from 1 to 100.",
    }
    assert visits.form(answer, "/settings").fields["entries_per_participant"] == "many"
