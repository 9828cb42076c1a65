"""The ways in, and what a campaign owes its public: languages, home, documents, look, sitemap, what crawlers get."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import update

from contest import clock
from contest.db import transaction
from contest.models import Campaign, Visibility
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import audit, campaigns, schedule
from contest.services.accounts import rehearsal
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web.visits import SECOND, move, path, phase, published, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def hide(house: House, slug: str, visibility: Visibility) -> None:
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == slug).values(visibility=visibility))


@SQLITE
def test_the_first_page_offers_every_language_and_nothing_else(house: House):
    page = text(house.visitor().get("/"))
    assert re.findall(r'<a href="([^"]+)" hreflang="(\w+)"', page) == [(f"/{lang}/", lang) for lang in LANGUAGES]


@SQLITE
def test_the_list_shows_every_public_campaign_and_a_single_one_at_once(house: House):
    client = house.visitor()
    for lang in LANGUAGES:
        page = text(client.get(f"/{lang}/"))
        assert {path("campaign", lang, slug) for slug in (RUNNING, FINISHED)} <= set(re.findall('href="([^"]+)"', page))
    hide(house, FINISHED, Visibility.DRAFT)
    alone = client.get("/nl/")
    assert (alone.status_code, alone.location) == (302, path("campaign", "nl"))
    hide(house, RUNNING, Visibility.DRAFT)
    assert client.get("/nl/").status_code == 200


@SQLITE
def test_a_draft_of_a_campaign_is_nowhere(house: House):
    hide(house, RUNNING, Visibility.DRAFT)
    client = house.visitor()
    for name in ("campaign", "entries", "rules", "submit", "vote", "results_now", "me", "link_again"):
        assert client.get(path(name)).status_code == 404, name
    assert client.get(f"/c/{RUNNING}/look-0123456789.css").status_code == 404
    assert RUNNING not in text(client.get("/sitemap.xml"))
    assert RUNNING not in text(client.get("/fr/"))


@SQLITE
def test_home_says_the_one_thing_to_do_now(house: House):
    client = house.visitor()

    def actions() -> list[str]:
        found = re.findall(r'<a class="button[^"]*" href="([^"]+)"', text(client.get(path("campaign"))))
        return list(dict.fromkeys(found))

    assert actions() == [path("submit"), path("ballot", position=2)]
    move(house, PhaseKind.SUBMISSION, opens=-7200 * SECOND, closes=-SECOND)
    assert actions() == [path("ballot", position=2)]
    move(house, PhaseKind.VOTE, opens=-7200 * SECOND, closes=-SECOND)
    assert actions() == [path("entries")]
    winner = text(client.get(path("campaign", campaign=FINISHED)))
    assert path("winner", campaign=FINISHED) in winner


@SQLITE
def test_documents_are_written_in_full_in_every_language(house: House):
    client = house.visitor()
    for slug in (RUNNING, FINISHED):
        for name in ("rules", "privacy", "imprint", "contact", "history"):
            pages = [client.get(path(name, lang, slug)) for lang in LANGUAGES]
            assert [page.status_code for page in pages] == [200] * 3
            mains = {text(page).partition("<main")[2].partition("</main")[0] for page in pages}
            assert len(mains) == 3, name
    assert client.get(path("campaign") + "terms").status_code == 404


@SQLITE
def test_html_in_a_document_is_shown_as_text(house: House):
    bodies = dict.fromkeys(LANGUAGES, "# Règles\n\n<script>x</script> [lien](javascript:alert(1)) *fin*")
    campaign, now = house.campaign(), clock.now()
    with house.app.app_context():
        campaigns.publish_document(campaign, "rules", bodies, correction=False, by=audit.SYSTEM, now=now)
    page = text(house.visitor().get(path("rules")))
    assert "&lt;script&gt;x" in page
    assert "<em>fin</em>" in page
    assert 'href="javascript:' not in page
    # And a new version is told.
    assert "2" in text(house.visitor().get(path("history", "en")))


@SQLITE
def test_a_changed_date_is_told_with_its_reason(house: House):
    row, now = phase(house, PhaseKind.VOTE), clock.now()
    with house.app.app_context():
        schedule.change(
            row.campaign_id,
            row.id,
            opens=row.opens,
            closes=row.closes + 86400 * SECOND,
            reason="Storm on the coast & no trains",
            by=rehearsal.person(Role.OWNER, lang="fr", now=now),
            now=now,
        )
    for lang in LANGUAGES:
        assert "Storm on the coast &amp; no trains" in text(house.visitor().get(path("history", lang)))


@SQLITE
def test_a_look_is_a_stylesheet_under_an_address_that_changes_with_it(house: House):
    client = house.visitor()
    found = re.search(r'href="(/c/[^"]+\.css)"', text(client.get(path("campaign"))))
    assert found is not None
    answer = client.get(found[1])
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert "url(" not in text(answer)
    old = client.get(f"/c/{RUNNING}/look-0123456789.css")
    assert (old.status_code, old.location) == (302, found[1])
    assert client.get(f"/c/{RUNNING}/look-x.css").status_code == 404
    with house.app.app_context(), transaction() as session:
        bad = {"accent": "#123456", "ink": "red;}body{display:none", "x": "#000000"}
        session.execute(update(Campaign).where(Campaign.slug == RUNNING).values(look=bad))
    now = text(client.get(client.get(found[1]).location))
    assert "--accent:#123456" in now
    assert "display" not in now
    assert "--x" not in now


@SQLITE
def test_the_sitemap_names_every_public_page_in_each_language_and_all_are_there(house: House):
    client, public = house.visitor(), house.app.config["SETTINGS"].public_url.rstrip("/")
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    found = [place.text or "" for place in ET.fromstring(answer.data).findall("{*}url/{*}loc")]
    assert len(found) == len(set(found))
    assert all(place.startswith(public + "/") for place in found)
    paths = [urlsplit(place).path for place in found]
    for slug in (RUNNING, FINISHED):
        for lang in LANGUAGES:
            assert path("campaign", lang, slug) in paths
            listed = {place for place in paths if place.startswith(path("entries", lang, slug) + "/")}
            assert listed == {path("entry", lang, slug, number=row.number) for row in published(house, slug)}
            posts = {place for place in paths if place.startswith(path("journal", lang, slug) + "/")}
            listing = text(client.get(path("journal", lang, slug)))
            assert posts == set(re.findall(r'href="([^"]+/journal/\d+)"', listing)) != set()
    assert {client.get(place).status_code for place in paths[::25]} == {200}
    assert not [place for place in paths if "/me" in place or "/desk" in place or "/submit" in place]


@SQLITE
def test_crawlers_are_kept_from_private_doors_and_shown_the_sitemap(house: House):
    client, public = house.visitor(), house.app.config["SETTINGS"].public_url.rstrip("/")
    robots = client.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    lines = text(robots).splitlines()
    assert f"Sitemap: {public}/sitemap.xml" in lines
    assert {"Disallow: /desk/", "Disallow: /account/"} <= set(lines)
    icon = client.get("/favicon.ico")
    assert icon.status_code == 302
    assert client.get(icon.location, buffered=True).status_code == 200
    assert client.get("/healthz").json["database"] == "ok"


@SQLITE
def test_every_link_on_the_public_pages_leads_somewhere(house: House):
    client, seen, waiting = house.visitor(), set(), {"/", *(path("campaign", lang) for lang in LANGUAGES)}
    waiting |= {path("announcement", "nl", FINISHED, position=2), path("entry", "en", number=1)}
    for _ in range(2):
        for address in sorted(waiting - seen):
            seen.add(address)
            answer = client.get(address, buffered=True, follow_redirects=True)
            assert answer.status_code == 200, address
            if answer.mimetype == "text/html" and len(seen) < 12:
                waiting |= {link for link in re.findall(r'(?:href|src)="(/[^"#]*)"', text(answer)) if "&" not in link}
    assert len(seen) > 60
