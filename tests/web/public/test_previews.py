"""What a link to each page shows elsewhere, and what a page says of itself to machines."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update

from contest import clock
from contest.db import transaction
from contest.models import Entry
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit, campaigns
from tests.inspector import VALIDATOR, faults
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web.public.test_cards import PAGES, SQLITE, move_announcement
from tests.web.visits import path, published, set_phase, text, vote

LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_GB"}


def metas(page: str) -> dict[str, list[str]]:
    """What the head says, name -> contents."""
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(content))
    return found


def links(page: str, kind: str) -> dict[str, str]:
    """Where the head's links of a kind lead, by language."""
    found = re.findall(rf'<link rel="{kind}"(?: hreflang="([\w-]+)")? href="([^"]*)">', page)
    return {lang: address for lang, address in found if lang or kind != "alternate"}


def structured(page: str) -> dict[str, Any]:
    """The one block of data."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    said: dict[str, Any] = json.loads(block)
    VALIDATOR.validate(said)
    return said


def page_of(house: House, name: str, slug: str, lang: str = "fr", number: int = 1) -> str:
    answer = house.visitor().get(path(name, lang, slug, position=2, number=number), headers={"Host": "localhost"})
    assert answer.status_code == 200
    return text(answer)


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "slug"), PAGES.values(), ids=PAGES)
def test_each_page_says_all_that_a_preview_needs(house: House, name: str, slug: str, lang: str):
    page = page_of(house, name, slug, lang)
    said, public = metas(page), house.app.config["SETTINGS"].public_url
    assert all(len(said[one]) == 1 and said[one][0].strip() for one in said if one != "og:locale:alternate")
    assert said["og:title"][0] in unescape(page.partition("</title>")[2] or page)
    assert said["og:description"] == said["description"]
    assert said["og:type"] == ["website" if name == "campaign" else "article"]
    assert said["og:site_name"] == ["Patatras"]
    assert said["og:locale"] == [LOCALES[lang]]
    assert said["og:locale:alternate"] == [LOCALES[other] for other in LANGUAGES if other != lang]
    assert said["twitter:card"] == ["summary_large_image"]
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", said["theme-color"][0])
    assert re.fullmatch(rf"{public}/cards/{slug}/[a-z]+(-\d+)?-{lang}-wide-[0-9a-f]{{12}}\.jpg", said["og:image"][0])
    assert [said[f"og:image:{one}"][0] for one in ("type", "width", "height")] == ["image/jpeg", "1200", "630"]
    assert said["og:image:alt"][0]
    shown = "entry" if name == "voted" else name
    parts = {one: public + path(shown, one, slug, position=2, number=1) for one in LANGUAGES}
    assert said["og:url"] == [parts[lang]] == list(links(page, "canonical").values())
    assert links(page, "alternate") == parts | {"x-default": parts["fr"]}


@SQLITE
def test_addresses_are_the_public_ones_whatever_the_host_says(house: House):
    public = house.app.config["SETTINGS"].public_url
    answer = house.visitor().get(path("entry", number=1), headers={"Host": "127.0.0.1:1"})
    found = re.findall(r'(?:content|href)="(https?://[^/"]+)', text(answer).partition("</head>")[0])
    assert set(found) == {public}


@SQLITE
def test_who_has_voted_passes_on_that_they_did(house: House):
    row, client = published(house)[0], house.visitor()
    vote(house, client, row.number, "noemie@example.org")
    page = text(client.get(path("slip", position=2, number=row.number)))
    public = house.app.config["SETTINGS"].public_url
    code = re.search(rf'data-copy="{public}(/s/\w+)"', page)
    assert code is not None
    assert client.get(code[1]).location.partition("?")[0] == path("voted", number=row.number)
    assert metas(page)["og:image"][0].startswith(f"{public}/cards/{RUNNING}/voted-{row.number}-fr-wide-")
    (story,) = re.findall(r'<a href="([^"]+)" download>', page)
    assert re.fullmatch(rf"/cards/{RUNNING}/voted-{row.number}-fr-story-[0-9a-f]{{12}}\.jpg", story)
    passed_on = page_of(house, "voted", RUNNING, number=row.number)
    assert metas(passed_on)["og:title"] == [f"J’ai voté pour «\xa0{row.name}\xa0»"]
    assert metas(page_of(house, "entry", RUNNING, number=row.number))["og:title"] == [row.name]


@SQLITE
def test_a_campaign_is_an_event_with_its_dates(house: House):
    said = structured(page_of(house, "campaign", RUNNING, "nl"))
    assert (said["name"], said["inLanguage"]) == ("De smaak van straks", list(LANGUAGES))
    assert datetime.fromisoformat(said["startDate"]) < datetime.now(UTC) < datetime.fromisoformat(said["endDate"])


@SQLITE
def test_an_entry_is_a_work_with_its_votes_only_while_they_are_shown(house: House):
    row = published(house)[0]
    said = structured(page_of(house, "entry", RUNNING, "en", row.number))
    assert (said["name"], said["inLanguage"], said["author"]["name"]) == (row.name, row.lang, row.shown_author)
    assert datetime.fromisoformat(said["datePublished"]) == row.published_at.replace(microsecond=0)
    before = said["interactionStatistic"]["userInteractionCount"]
    assert before >= 0
    set_phase(house, PhaseKind.VOTE, exposure="after_close")
    hidden = structured(page_of(house, "entry", RUNNING, "en", row.number))
    assert hidden == {key: value for key, value in said.items() if key != "interactionStatistic"}


@SQLITE
def test_a_winner_has_its_award_and_before_its_second_nothing_is_said(house: House):
    said = structured(page_of(house, "announcement", FINISHED, "en"))
    assert said["award"] == "The crisp from my street €10,000"
    assert said["interactionStatistic"]["userInteractionCount"] > 0
    move_announcement(house, datetime.now(UTC) + timedelta(hours=1))
    page = text(house.visitor().get(path("announcement", "en", FINISHED, position=2)))
    assert structured(page)["@type"] == "Event"


@SQLITE
def test_no_name_ends_the_block_of_data_or_an_attribute(house: House):
    row = published(house)[0]
    name = '</script><script>alert("1")</script> <!-- & \u2028 ’"'
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == row.id).values(name=name))
    page = page_of(house, "entry", RUNNING, number=row.number)
    assert structured(page)["name"] == name
    assert metas(page)["og:title"] == [name]
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "script",
    [
        "<script>{}</script>",
        '<script type="text/javascript">{}</script>',
        '<script type="module">{}</script>',
        '<script type="importmap">{}</script>',
        '<script type="application/ld+json" nonce="x">{}</script>',
        '<script type="application/json">{}</script>',
    ],
)
def test_the_inspector_takes_no_other_block(script: str):
    assert faults(f'<html lang="fr"><title>x</title><h1>x</h1>{script}</html>') != []


def test_the_inspector_takes_a_block_of_data_that_is_data():
    page = '<html lang="fr"><title>x</title><h1>x</h1><script type="application/ld+json">{}</script></html>'
    text = {"@type": "Answer", "text": "Je."}
    asked = {"@type": "Question", "name": "Wie telt?", "acceptedAnswer": text}
    said = {"@context": "https://schema.org", "@type": "FAQPage", "url": "https://a.be/nl/x/help", "inLanguage": "nl"}
    said |= {"mainEntity": [asked]}
    assert faults(page.replace("{}", json.dumps(said))) == []
    wanting = json.dumps(said | {"mainEntity": [asked | {"acceptedAnswer": {"@type": "Answer"}}]})
    for wrong in ("alert(1)", '{"a":"<b>"}', "[1]", '{"a":1}', wanting):
        assert faults(page.replace("{}", wrong)) != [], wrong


@SQLITE
def test_the_brands_account_is_named_where_there_is_one(house: House):
    assert "fediverse:creator" not in metas(page_of(house, "campaign", RUNNING))
    with house.app.app_context():
        campaign = house.campaign()
        for wrong in ("patatras", "@patatras", "@a@b", '@a@b.be" onload="', "https://b.be/@a"):
            with pytest.raises(Refused) as refused:
                campaigns.set_texts(campaign, {"fr": {"fediverse_creator": wrong}}, by=audit.SYSTEM, now=clock.now())
            assert list(refused.value.objections) == [Objection("account_malformed", "fediverse_creator_fr")]
        good = {"fediverse_creator": "@patatras@mastodon.example"}
        campaigns.set_texts(campaign, {"fr": good}, by=audit.SYSTEM, now=clock.now())
    for name in ("campaign", "entry", "voted"):
        assert metas(page_of(house, name, RUNNING))["fediverse:creator"] == ["@patatras@mastodon.example"]
