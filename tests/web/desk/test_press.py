"""Press and posters, post kit, how links look: what a colleague finds, changes, and what is refused."""

import re
import zipfile
from html import unescape
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from contest.db import transaction
from contest.models import Entry
from contest.rules import shares
from contest.rules.roles import Role
from contest.rules.shares import Network
from tests.living import FINISHED, RUNNING, House
from tests.web.desk import rooms
from tests.web.drawing import media
from tests.web.visits import form, path, text

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)
ROOM, POSTS, SHARING = rooms.room("press"), rooms.room("posts"), rooms.room("sharing")


def test_the_contact_named_at_the_desk_stands_on_the_press_page(house: House):
    client = house.staff(Role.MANAGER, "en")
    typed = {"name": "Camille Maes", "phone": "nobody knows", "address": "presse@patatras.example"}
    wrong = form(client.get(ROOM), "/contact").send(client, **typed)
    assert (wrong.status_code, rooms.wrong(wrong)) == (422, {"phone": "This does not look like a telephone number."})
    assert 'value="Camille Maes"' in text(wrong)
    for _ in range(2):
        sent = form(client.get(ROOM), "/contact").send(client, **typed | {"phone": "+32 2 555 01 23"})
        assert sent.status_code == 303
    assert rooms.notices(client.get(ROOM)) == ["The press page names this contact from now on."]
    assert len(rooms.records(house, "press.contact_set")) == 1
    public = rooms.words(house.visitor().get(path("press", "nl")))
    assert "Camille Maes +32 2 555 01 23 presse@patatras.example" in public


def test_posters_are_asked_for_by_label_and_stand_as_being_made(house: House):
    client = house.staff(Role.MANAGER, "en")
    assert "being made" not in rooms.words(client.get(ROOM))
    for _ in range(2):
        assert form(client.get(ROOM), "/posters/2").send(client, call="vote").status_code == 303
    page = client.get(ROOM)
    assert rooms.words(page).count("being made; load this page again in a moment") == 1
    assert [row.ids for row in rooms.outbox(house, "poster.write")] == [{"label": 2, "call": "vote"}]
    # What has been made says so when it would be another today.
    folder = media(house) / house.campaign().hex / "press" / "posters-3-vote"
    folder.mkdir(parents=True)
    (folder / "poster-fr-a4-0123456789ab.pdf").write_bytes(b"made")
    assert rooms.words(client.get(ROOM)).count("Something has changed since") == 1
    # Nobody is called upon to do what is over.
    over = rooms.room("press", FINISHED)
    assert [rooms.send(client, f"{over}/posters/1", call=call).status_code for call in ("vote", "look")] == [400, 409]
    assert rooms.send(client, f"{ROOM}/posters/2", call="dance").status_code == 400
    assert rooms.send(client, f"{ROOM}/posters/9", call="vote").status_code == 409
    for missing in ("posters/2/vote/fr/a4.pdf", "posters/2/vote/de/a4.pdf", "2/kit.zip", "2/certificates/3/fr.pdf"):
        assert client.get(f"{ROOM}/{missing}").status_code == 404


def test_letters_that_no_font_has_are_named_before_anybody_prints(house: House):
    client, room = house.staff(Role.MANAGER, "nl"), rooms.room("press", FINISHED)
    assert "lettertypes" not in rooms.words(client.get(room))
    with house.app.app_context(), transaction() as session:
        of = Entry.campaign_id == house.campaign(FINISHED), Entry.number == 11
        session.execute(update(Entry).where(*of).values(name="ამა 北京"))
    assert "Onze lettertypes hebben ამ niet" in rooms.words(client.get(room))


def test_a_label_is_renamed_and_its_links_stay(house: House):
    client = house.staff(Role.MANAGER, "en")
    before = re.findall(r'data-copy="([^"]+)"', text(client.get(SHARING)))
    page = form(client.get(f"{SHARING}/labels/1"))
    assert rooms.wrong(page.send(client, label="rtbf, 12 H 40")) == {"label": "There is a label of this name already."}
    for _ in range(2):
        assert page.send(client, label=" Le  paquet ", kind="influencer").status_code == 303
    shown = client.get(SHARING)
    assert re.findall(r'data-copy="([^"]+)"', text(shown)) == before
    assert "Le paquet Influencer" in rooms.words(shown)
    assert [one.details for one in rooms.records(house, "share.renamed")] == [
        {"label": "Le paquet", "before": "Paquet nature", "number": 1}
    ]
    png = client.get(f"{SHARING}/labels/1/nl.png")
    assert (png.mimetype, png.data[:4]) == ("image/png", b"\x89PNG")
    assert client.get(f"{SHARING}/labels/9").status_code == 404


def test_posts_have_each_network_s_own_link_and_come_as_one_file(house: House):
    client = house.staff(Role.MODERATOR, "en")
    page = text(client.get(f"{POSTS}?about=idea&number=3&lang=nl"))
    said = dict(re.findall(r'<textarea id="post-(\w+)"[^>]*>([^<]*)</textarea>', page))
    assert list(said) == [network.value for network in shares.POSTED_ON]
    codes = {
        name: shares.read(found[1])
        for name, found in ((n, re.search(r"/s/(\w+)", t)) for n, t in said.items())
        if found
    }
    for name, code in codes.items():
        assert code is not None
        assert (code.entry, code.channel, code.lang) == (3, shares.CHANNELS[Network(name)], "nl")
    file = client.get(f"{POSTS}/posts.zip?about=idea&number=3&lang=nl")
    with zipfile.ZipFile(BytesIO(file.data)) as archive:
        assert archive.read("x.txt").decode().strip() == unescape(said["x"])
        assert re.search(r"/s/\w+$", archive.read("reddit.txt").decode().strip())
    lost = client.get(f"{POSTS}?about=idea&number=99999&lang=nl")
    assert rooms.wrong(lost) == {"number": "No idea of this number is online."}
    assert client.get(f"{POSTS}/posts.zip?about=idea&number=99999").status_code == 404
    # What is not announced cannot be posted about.
    assert client.get(f"{POSTS}?about=announced-2-3").status_code == 404


@pytest.mark.parametrize(
    ("slug", "about", "where"),
    [
        (RUNNING, "about=campaign", ("campaign", {})),
        (RUNNING, "about=idea&number=3", ("entry", {"number": 3})),
        (FINISHED, "about=announced-2-11", ("announcement", {"position": 2})),
    ],
)
def test_a_link_is_shown_as_its_page_says_it(house: House, slug: str, about: str, where):
    name, parts = where
    page = text(house.visitor().get(path(name, "fr", slug, **parts)))
    told = {key: unescape(value) for key, value in re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page)}
    shown = text(house.staff(Role.MODERATOR, "en").get(f"{rooms.room('posts/links', slug)}?{about}&lang=fr"))

    def first(pattern: str) -> str:
        found = re.search(pattern, shown)
        return unescape(found[1]) if found else ""

    assert first(r'<p class="snippet__title[^>]*>([^<]*)<') == told["title"]
    assert first(r'<p class="snippet__description[^>]*>([^<]*)<') == told["description"]
    assert first(r'<img class="snippet__picture" src="([^"]+)"') == urlsplit(told["image"]).path
