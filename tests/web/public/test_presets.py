"""A campaign of each preset: its form is filled in and sent, the idea read at the desk, and shown."""

import html
import re
from uuid import UUID

import pytest

from contest import clock
from contest.rules import presets
from contest.rules.entries import EntryState
from contest.rules.roles import Role
from contest.services import audit, campaigns, schedule
from contest.services.campaigns import NewCampaign
from contest.services.schedule import PlannedPhase
from tests import pictures
from tests.living import LANGUAGES, House
from tests.web.proposals import ALTERNATIVE, send_photo
from tests.web.visits import entry, form, path, publish, said, text, typed_code, versions, wrong

FACTS = {
    "brand": "Crunch",
    "name": "Le grand concours",
    "prize": "1 000 €",
    "contact": "bonjour@crunch.example",
    "age": "13",
    "entries": "3",
}
# What the brand writes itself.
OWN = {
    "name": "Le grand concours",
    "title_first": "Le grand",
    "title_second": "concours",
    "prize_first": "1 000 €",
    "imprint": "Crunch SA",
}
WORDS = {
    "name": "Une nuit sans volets",
    "inspiration": "La fenêtre donnait sur le port, et personne ne dormait.",
    "first_name": "Noémie",
    "town": "Huy",
    "address": "noemie@example.org",
    "of_age": "1",
    "rules": "1",
}
TAGS = {"ingredients": "Port, nuit"}


def made(house: House, key: str) -> str:
    """A public campaign of this preset in which ideas are taken and voted for; its address."""
    preset, now = presets.preset(key), clock.now()
    by = {"by": audit.SYSTEM, "now": now}
    with house.app.app_context():
        new = NewCampaign(f"un-concours-{key}", "Crunch", LANGUAGES, FACTS["contact"], preset=key)
        campaign = campaigns.create(new, **by)
        # Every phase is open now: what is tested is what each shows.
        plan = [PlannedPhase(one.kind, now - one.lasts, now + one.lasts, dict(one.settings)) for one in preset.stages]
        schedule.plan(campaign, plan, now=now)
        for lang in LANGUAGES:
            written = {field: presets.filled(said, FACTS) for field, said in preset.texts[lang].items()}
            campaigns.set_texts(campaign, {lang: OWN | written}, **by)
        for kind in presets.DOCUMENTS:
            bodies = {lang: presets.filled(preset.documents[lang][kind], FACTS) for lang in LANGUAGES}
            campaigns.publish_document(campaign, kind, bodies, correction=False, **by)
        campaigns.publish(campaign, **by)
    return new.slug


def order(page: str) -> list[str]:
    """The questions of the form, in the order of the page."""
    return [name for name in re.findall(r'<(?:input|textarea) id="([\w-]+)"', page) if "alternative" not in name]


BELOW = ["address", "of_age", "guardian", "rules", "newsletter"]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("key", "typed", "asked", "tags"),
    [
        (
            "crisps",
            WORDS | TAGS,
            ["name", "inspiration", "ingredients", "picture", "first_name", "town", *BELOW],
            "Ingrédients principaux",
        ),
        (
            "photo",
            WORDS | TAGS,
            ["name", "inspiration", "picture", "ingredients", "first_name", "town", *BELOW],
            "Mots-clés",
        ),
        ("naming", WORDS, ["name", "inspiration", "first_name", "town", *BELOW], ""),
    ],
)
def test_an_idea_goes_through_the_form_the_desk_and_onto_the_shelf(
    house: House, key: str, typed: dict[str, str], asked: list[str], tags: str
):
    slug, client, definition = made(house, key), house.visitor(), presets.form(key)
    asking = client.get(path("submit", campaign=slug))
    assert f"<h1>{definition['title']['fr']}</h1>" in text(asking)
    assert order(text(asking)) == asked
    page = form(asking)
    if "picture" in asked:
        sent = send_photo(client, page, pictures.jpeg(), **typed, alternative=ALTERNATIVE)
    else:
        sent = page.send(client, **typed)
    assert sent.status_code == 303, said(sent)
    sent = typed_code(house, client, sent.location, typed["address"])
    idea = UUID(sent.location.partition("/entries/")[2].partition("?")[0])
    assert versions(house, idea)[0].answers["name"] == typed["name"]
    assert client.get(sent.location).status_code == 200

    desk = house.staff(Role.MODERATOR).get(f"/desk/{slug}/queue/{idea}")
    assert desk.status_code == 200
    headings = [html.unescape(heading) for heading in re.findall(r"<h3>([^<]+)</h3>", text(desk))]
    by_key = {field["key"]: field for field in definition["fields"]}
    assert by_key["inspiration"]["label"]["fr"] in headings
    assert (tags in headings) is bool(tags)

    number = publish(house, idea)
    assert entry(house, idea).state is EntryState.PUBLISHED
    for lang in LANGUAGES:
        shown = client.get(path("entry", lang, slug, number=number))
        assert shown.status_code == 200
        facts = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)</dd>", text(shown)))
        label = by_key["ingredients"]["label"][lang] if tags else "absent"
        assert facts.get(label) == ("Port, nuit" if tags else None)
        assert ("Port, nuit" in facts.values()) is bool(tags)
        assert typed["name"] in text(client.get(path("entries", lang, slug)))


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("crisps", ["name", "inspiration", "ingredients", "first_name", "address", "guardian", "rules"]),
        ("photo", ["name", "inspiration", "picture", "first_name", "address", "guardian", "rules"]),
        ("naming", ["name", "inspiration", "first_name", "address", "guardian", "rules"]),
    ],
)
def test_what_is_missing_is_said_beside_its_field(house: House, key: str, missing: list[str]):
    slug, client = made(house, key), house.visitor()
    answer = form(client.get(path("submit", campaign=slug))).send(client)
    assert answer.status_code == 422
    assert sorted(wrong(answer)) == sorted(missing)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", presets.KEYS)
def test_every_page_of_a_presets_campaign_reads_in_each_language(house: House, key: str):
    slug, client = made(house, key), house.visitor()
    for lang in LANGUAGES:
        home = html.unescape(text(client.get(path("campaign", lang, slug))))
        written = {field: presets.filled(said, FACTS) for field, said in presets.preset(key).texts[lang].items()}
        for field in ("tagline", "steps_title", "step_3_text", "promise", "phase_2_note", "empty_label"):
            assert written[field] in home, field
        for kind in presets.DOCUMENTS:
            document = html.unescape(text(client.get(path(kind, lang, slug))))
            assert FACTS["contact"] in document
            assert "$" not in document.partition("<main")[2].partition("</main>")[0]
            assert re.search(r"<h3>\d\.\d ", document)
        assert client.get(path("contact", lang, slug)).status_code == 200
