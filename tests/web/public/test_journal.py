"""The journal and the shelf as visitors meet them, and feeds as readers do: by the clock, with a face, valid."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import reading, transaction
from contest.models import Announcement, Entry, JournalPost, ShelfLife, Staff
from contest.rules import addresses
from contest.rules.entries import DecisionKind
from contest.rules.roles import Role
from contest.services import journal
from contest.services.accounts import rehearsal
from contest.services.journal import Writer
from tests import atom
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.rules.test_feeds import HOSTILE
from tests.web.public.test_previews import structured
from tests.web.public.test_reading import max_age
from tests.web.visits import decide, path, published, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


def fetch(house: House, where: str) -> TestResponse:
    return house.visitor().get(where, headers={"Host": "localhost"}, buffered=True)


def page(house: House, name: str, lang: str = "fr", slug: str = RUNNING, **parts: int) -> str:
    answer = fetch(house, path(name, lang, slug, **parts))
    assert answer.status_code == 200, answer.request.path
    return unescape(text(answer))


def feed(house: House, name: str, lang: str = "fr", slug: str = RUNNING, after: str = "") -> atom.Read:
    answer = fetch(house, path(name, lang, slug) + after)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert answer.headers["ETag"]
    return atom.read(answer.data)


def picture_of(house: House, table: type[JournalPost | ShelfLife], slug: str) -> str:
    with house.app.app_context():
        of = table.campaign_id == house.campaign(slug), table.picture_id.is_not(None)
        row = reading().scalars(select(table).where(*of)).one()
        assert row.picture_id is not None
        return addresses.path("picture", campaign_id=row.campaign_id.hex, picture=row.picture_id.hex, width=320)


def opens(house: House, number: int, moment: datetime) -> None:
    with house.app.app_context(), transaction() as session:
        of = JournalPost.campaign_id == house.campaign(), JournalPost.number == number
        session.execute(update(JournalPost).where(*of).values(opens=moment))


@SQLITE
def test_posts_have_a_face_a_name_and_data_for_machines_in_every_language(house: House):
    titles = {"fr": "Sept traits de craie", "nl": "Zeven krijtstreepjes", "en": "Seven lines of chalk"}
    roles = {
        "fr": ("responsable des saveurs", "développement produit"),
        "nl": ("smaakverantwoordelijke", "productontwikkeling"),
        "en": ("flavour lead", "product development"),
    }
    picture = picture_of(house, JournalPost, RUNNING)
    for lang in LANGUAGES:
        listed, post = page(house, "journal", lang), page(house, "post", lang, number=1)
        assert titles[lang] in listed
        assert titles[lang] in page(house, "campaign", lang)
        said = structured(post)
        assert (said["headline"], said["inLanguage"]) == (titles[lang], lang)
        assert said["image"].endswith(picture.replace("320.webp", "1280.webp"))
        assert (said["author"]["name"], said["author"]["jobTitle"]) == ("Amine", roles[lang][1])
        assert re.findall(r"<strong>(\w+)</strong>, ([\w ]+)<br>", listed) == [
            ("Lotte", roles[lang][0]),
            ("Amine", roles[lang][1]),
        ]
    (face,) = set(re.findall(r'class="face" src="(/portraits/\w+/320.webp)"', page(house, "entry", number=1)))
    assert fetch(house, face).status_code == 200
    # Who no longer wants to be seen keeps their name under what they signed, and no face.
    with house.app.app_context(), transaction() as session:
        session.execute(update(Staff).values(is_seen=False))
    assert fetch(house, face).status_code == 404
    assert "face--initial" in page(house, "entry", number=1)
    assert fetch(house, path("post", number=4)).status_code == 404


@SQLITE
def test_before_its_second_a_post_is_nowhere_and_no_page_is_kept_past_it(house: House):
    moment, picture = clock.now() + 30 * timedelta(seconds=1), picture_of(house, JournalPost, RUNNING)
    assert fetch(house, picture).status_code == 200
    opens(house, 1, moment)
    for name in ("journal", "campaign", "feed_journal", "entry"):
        answer = fetch(house, path(name, number=1))
        assert "craie" not in text(answer), name
        assert max_age(answer) <= 31, name
    assert fetch(house, path("post", number=1)).status_code == fetch(house, picture).status_code == 404


@SQLITE
def test_what_was_taken_back_says_so_and_why(house: House):
    with house.app.app_context():
        boss = Writer(rehearsal.person(Role.MANAGER, lang="fr", now=clock.now()), publishes=True)
        journal.withdraw(house.campaign(), 1, "Le compte <b>était</b> faux.", by=boss, now=clock.now())
    answer = fetch(house, path("post", number=1))
    assert answer.status_code == 404
    assert "Le compte &lt;b&gt;était&lt;/b&gt; faux." in text(answer)
    assert "Sept traits" not in page(house, "journal")
    assert "Le compte <b>était</b> faux." in page(house, "history")
    assert [one["title"] for one in feed(house, "feed_journal").entries] == [
        "Je lis tout. Même la chips à l’eau de moules."
    ]


@SQLITE
def test_where_the_winner_can_be_bought_is_told_with_the_winner_and_no_sooner(house: House):
    pack = picture_of(house, ShelfLife, FINISHED)
    with house.app.app_context():
        row = reading().scalars(select(ShelfLife)).one()
        number = reading().scalars(select(Entry.number).where(Entry.id == row.entry_id)).one()
    for name, parts in (("announcement", {"position": 2}), ("entry", {"number": number})):
        assert "Dans les grandes surfaces" in page(house, name, slug=FINISHED, **parts)
    assert fetch(house, pack).status_code == 200
    with house.app.app_context(), transaction() as session:
        session.execute(update(ShelfLife).values(closes=clock.now()))
    over = page(house, "entry", "nl", FINISHED, number=number)
    assert "Dit lag in de winkel" in over
    assert "In de supermarkt" not in over
    with house.app.app_context(), transaction() as session:
        session.execute(update(Announcement).values(opens=clock.now() + HOUR))
    before = page(house, "entry", slug=FINISHED, number=number)
    assert "sold" not in before.partition("<main")[2]
    assert fetch(house, pack).status_code == 404


@SQLITE
def test_new_ideas_come_in_pages_and_what_is_removed_leaves(house: House):
    rows = published(house)
    first = feed(house, "feed_ideas")
    assert [one["id"] for one in first.entries][:1] == [f"urn:uuid:{rows[-1].id}"]
    further = feed(house, "feed_ideas", after="?" + first.links["next"].partition("?")[2])
    assert further.links["first"] == first.links["self"]
    assert further.id == first.id
    assert not {one["id"] for one in further.entries} & {one["id"] for one in first.entries}
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == rows[-2].id).values(name="".join(HOSTILE[:2])))
    assert feed(house, "feed_ideas").entries[1]["title"] == "".join(HOSTILE[:2])
    decide(house, rows[-1].id, DecisionKind.REMOVE, "danger")
    assert f"urn:uuid:{rows[-1].id}" not in {one["id"] for one in feed(house, "feed_ideas").entries}
    head = page(house, "campaign").partition("</head>")[0]
    found = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', head)
    assert found == [path(name) for name in ("feed_ideas", "feed_journal", "feed_announcements")]


@SQLITE
def test_a_winner_is_in_the_feeds_from_the_second_of_the_announcement(house: House):
    told, winners = path("feed_announcements", "nl", FINISHED), addresses.path("feed_winners", lang="nl")
    for where in (told, winners):
        (one,) = atom.read(fetch(house, where).data).entries
        assert one["title"] == "De chips van mijn straat is Kip van de hoek"
        assert one["link"].endswith(path("announcement", "nl", FINISHED, position=2))
    moment = datetime.now(UTC) + 20 * timedelta(seconds=1)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Announcement).values(opens=moment))
    for where in (told, winners):
        answer = fetch(house, where)
        assert atom.read(answer.data).entries == []
        assert max_age(answer) <= 20
