"""A campaign whose entries are posters: what its pages show, and that they speak of no packet."""

import re
from html import unescape

import pytest
from sqlalchemy import delete, select, update

from contest.db import reading, transaction
from contest.models import Announcement, Campaign, CampaignText, EntryVersion, JournalPost, ShelfLife
from contest.rules.drawings import Sheet, dashed_svg, poster_svg
from contest.rules.roles import Role
from tests.inspector import InspectingClient
from tests.living import FINISHED, LANGUAGES, House
from tests.web.desk import rooms
from tests.web.visits import path, publish, published, sent_idea, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
WORDS = {
    "fr": r"paquets?|rayons?|chips|go[uû]ts?|saveurs?|poids net",
    "nl": r"zakjes?|rek|chips|smaak|smaken|nettogewicht",
    "en": r"packets?|shelf|crisps?|flavours?|taste|net weight",
}


def hang(house: House, sheet: str = "poster") -> None:
    """Every campaign's entries on this sheet, and nothing of a campaign's own words on its pages."""
    with house.app.app_context(), transaction() as session:
        for campaign in session.query(Campaign):
            campaign.look = campaign.look | {"figure": sheet, "crown": "none"}
        session.execute(update(CampaignText).where(~CampaignText.field.like("title%")).values(text="Bonjour"))
        session.execute(update(CampaignText).where(CampaignText.field.like("title%")).values(text="Bon"))
        session.execute(delete(JournalPost))
        session.execute(delete(ShelfLife))
        for announcement in session.query(Announcement):
            announcement.texts = {lang: dict.fromkeys(texts, "Bonjour") for lang, texts in announcement.texts.items()}


def spoken(page: str) -> str:
    """What a page says: its text, what is said instead of pictures, and what stands in its head."""
    said = re.findall(r'(?:alt|aria-label|placeholder|title|content)="([^"]*)"', page)
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", bare), *(one for one in said if "://" not in one)]))


def a_photographed(house: House) -> int:
    """The number of an entry with a photograph."""
    return next(row.number for row in published(house) if row.picture_id is not None)


def drawing_of(client: InspectingClient, address: str) -> str:
    found = re.search(r'class="packet__drawing" src="([^"]+)"', text(client.get(address)))
    assert found is not None
    return found[1]


@SQLITE
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_of_a_poster_campaign_speaks_of_packets(house: House, lang: str):
    own = sent_idea(
        house, house.visitor(), name="La grande bascule", ingredients="Pluie, vent", inspiration="Oui. " * 9
    )
    number = publish(house, own)
    hang(house)
    client = house.visitor()
    pages = [
        path("campaign", lang),
        path("entries", lang) + "?q=bascule",
        path("entry", lang, number=number),
        path("ballot", lang, position=2),
        path("slip", lang, position=2, number=number),
        path("announcement", lang, FINISHED, position=2),
    ]
    # What people wrote is theirs: a photograph of theirs is told by its ingredients.
    with house.app.app_context():
        answers = [row.answers for row in reading().scalars(select(EntryVersion))]
    names = {answer.get(key, "") for answer in answers for key in ("name", "alternative")} - {""}
    for address in pages:
        said = spoken(text(client.get(address)))
        for name in sorted(names, key=len, reverse=True):
            said = said.replace(name, "")
        found = re.findall(rf"\b(?:{WORDS[lang]})\b", said, re.IGNORECASE)
        assert found == [], (address, found)


@SQLITE
def test_the_drawing_beside_the_form_is_a_sheet(house: House):
    hang(house)
    page = text(house.visitor().get(path("submit", "en")))
    assert 'class="packet packet--poster"' in page
    hang(house, "packet")
    page = text(house.visitor().get(path("submit", "en")))
    assert 'class="packet"' in page
    assert "packet--poster" not in page


@SQLITE
def test_the_drawings_are_posters_under_an_address_of_their_own(house: House):
    client, number = house.visitor(), a_photographed(house)
    packet = drawing_of(client, path("entry", number=number))
    hang(house)
    poster = drawing_of(client, path("entry", number=number))
    assert poster != packet
    moved = client.get(packet)
    assert (moved.status_code, moved.location) == (302, poster)
    row = next(row for row in published(house) if row.number == number)
    drawn = text(client.get(poster))
    assert drawn.startswith(poster_svg(row.name, photo=True)[:120])
    assert "evenodd" in drawn
    hang(house, "packet")
    assert drawing_of(client, path("entry", number=number)) == packet


@SQLITE
def test_a_photograph_may_be_asked_for_larger_where_it_fills_a_sheet(house: House):
    number = a_photographed(house)
    before = text(house.visitor().get(path("entry", number=number)))
    assert "srcset" not in before
    hang(house)
    after = text(house.visitor().get(path("entry", number=number)))
    found = re.search(r'class="packet__photo" src="[^"]+/320\.webp" srcset="[^"]+ 320w, ([^"]+) 640w" sizes="', after)
    assert found is not None
    with house.visitor().get(found[1]) as answer:
        assert (answer.status_code, answer.content_type) == (200, "image/webp")


@SQLITE
def test_home_has_an_empty_sheet_and_no_joke_about_crisps(house: House):
    hang(house)
    page = text(house.visitor().get(path("campaign", "en")))
    ink, accent = "currentColor", "var(--accent-words)"
    assert dashed_svg(Sheet.POSTER, "Bonjour", ink=ink, accent=accent) in page
    assert re.findall(r"<title>(One idea|This one|Or that one|Maybe yours)</title>", page) == [
        "One idea", "This one", "Or that one", "Maybe yours",
    ]  # fmt: skip
    assert "Sunday roast" not in page
    assert "chip-standing" not in page


@SQLITE
def test_the_winner_has_streamers_about_it(house: House):
    hang(house)
    page = text(house.visitor().get(path("announcement", "fr", FINISHED, position=2)))
    assert (page.count("art/streamer"), page.count("art/chip")) == (2, 0)
    hang(house, "packet")
    page = text(house.visitor().get(path("announcement", "fr", FINISHED, position=2)))
    assert (page.count("art/streamer"), page.count("art/chip")) == (0, 2)


@SQLITE
def test_its_author_and_the_desk_see_the_same_sheet(house: House):
    author = house.visitor()
    idea = sent_idea(house, author, name="La grande bascule")
    hang(house)
    whole = poster_svg("La grande bascule")
    start = whole[: whole.index("</title>")]
    mine = text(author.get(path("my_entry", entry=idea.hex)))
    desk = text(house.staff(Role.MODERATOR).get(f"{rooms.room('queue')}/{idea}"))
    for page in (mine, desk):
        assert start in page
        assert "packet packet--poster" in page
