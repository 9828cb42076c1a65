"""Widgets on other people's pages: who may frame them, what they show and hide, what they weigh, how they are made."""

import gzip
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import transaction
from contest.models import Announcement
from contest.rules.entries import DecisionKind
from contest.rules.objections import Refused
from contest.rules.roles import Role
from contest.rules.shares import FIRST_LABEL
from contest.rules.widgets import MOST_ORIGINS, Kind, Size
from contest.services import audit, crisis, widgets
from contest.services.accounts import rehearsal
from tests.inspector import InspectingClient
from tests.living import FINISHED, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms
from tests.web.public.test_shares import code
from tests.web.visits import path, published, text

# The public address of the tests.
SITE = "http://127.0.0.1:8000"
SHOP, PRESS = "https://shop.example", "https://press.example:8443"
SQLITE = pytest.mark.parametrize(**rooms.SQLITE)


def widget(kind: str, slug: str = RUNNING, lang: str = "fr") -> str:
    return path("widget", lang, slug, kind=kind)


def every(house: House) -> dict[str, str]:
    number = published(house)[0].number
    found = {kind.value: widget(kind) for kind in Kind if kind not in {Kind.ENTRY, Kind.WINNER}}
    return found | {"entry": path("widget_entry", number=number), "winner": widget("winner", FINISHED)}


def framed_by(answer: TestResponse) -> str:
    return re.findall(r"frame-ancestors ([^;]+)", answer.headers["Content-Security-Policy"])[0]


def let_stand(house: House, *origins: str, slug: str = RUNNING) -> None:
    campaign = house.campaign(slug)
    with house.app.app_context():
        for origin in origins:
            widgets.list_origin(campaign, origin, by=audit.SYSTEM, now=clock.now())


def test_widgets_are_framed_on_the_listed_origins_and_nowhere_else(house: House):
    client, campaign, now = house.visitor(), house.campaign(), clock.now()
    frames = list(every(house).values())
    assert {framed_by(client.get(frame)) for frame in frames} == {"'none'"}
    with house.app.app_context():
        by, refused = audit.SYSTEM, []
        for typed in (" ", "https://*", *(f"https://{number}.example" for number in range(MOST_ORIGINS + 1))):
            try:
                widgets.list_origin(campaign, typed, by=by, now=now)
            except Refused as refusal:
                refused += [(one.key, one.field) for one in refusal.objections]
        assert refused == [(f"{code}", "origin") for code in ("origin_missing", "origin_malformed", "too_many_origins")]
        for number in range(MOST_ORIGINS):
            for _ in range(2):
                widgets.remove_origin(campaign, f"https://{number}.example", by=by, now=now)
    let_stand(house, f"{SHOP}/contest?x=1", PRESS, SHOP)
    let_stand(house, SHOP, slug=FINISHED)
    for frame in frames:
        answer = client.get(frame)
        assert framed_by(answer) == (SHOP if FINISHED in frame else f"{SHOP} {PRESS}"), frame
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert 'name="robots" content="noindex"' in text(answer)
    gone = client.get(path("widget_entry", number=99999))
    assert (gone.status_code, framed_by(gone)) == (404, f"{SHOP} {PRESS}")
    for page in (path("campaign"), path("entries"), path("entry", number=1), path("ballot", position=2), "/oembed"):
        assert framed_by(client.get(page)) == "'none'", page
    assert len(rooms.records(house, "widgets.origin_listed")) == MOST_ORIGINS + 3
    assert len(rooms.records(house, "widgets.origin_removed")) == MOST_ORIGINS


@SQLITE
def test_a_widget_shows_what_the_pages_show_and_hides_what_they_hide(house: House):
    client, row = house.visitor(), published(house)[0]
    entry, winner = path("widget_entry", number=row.number), widget("winner", FINISHED)
    assert row.name in rooms.words(client.get(entry))
    name = re.findall(r"<h1[^>]*>([^<]+)", text(client.get(winner)))[0]
    page = path("oembed") + f"?url={SITE}/fr/{FINISHED}/winner"
    with house.app.app_context(), transaction() as session:
        session.execute(update(Announcement).values(opens=clock.now() + timedelta(seconds=40)))
    before = client.get(winner)
    assert name not in text(before)
    assert (before.cache_control.max_age or 0) <= 40
    assert client.get(page).status_code == 404
    visits.decide(house, row.id, DecisionKind.REMOVE, reason="danger")
    gone = client.get(entry)
    assert (gone.status_code, row.name in text(gone)) == (404, False)
    assert row.name not in "".join(text(client.get(widget("gallery") + f"?size={size}")) for size in Size)
    assert "bars__line" in text(client.get(widget("leaderboard")))
    off(house, "results")
    assert "bars__line" not in text(client.get(widget("leaderboard")))


def off(house: House, switch: str) -> None:
    now = clock.now()
    with house.app.app_context():
        owner = rehearsal.person(Role.OWNER, lang="fr", now=now)
        crisis.switch_off(house.campaign(), crisis.Switch(switch), reason="x", by=owner, now=now)


@SQLITE
def test_nothing_is_passed_on_through_widgets_in_a_crisis(house: House):
    client, row = house.visitor(), published(house)[0]
    let_stand(house, SHOP)
    asked = path("oembed") + f"?url={SITE}/fr/{RUNNING}/entries"
    assert client.get(asked).json["type"] == "rich"
    off(house, "sharing")
    for kind, frame in every(house).items():
        if FINISHED not in frame:
            said = rooms.words(client.get(frame))
            assert "Il n’y a rien à voir ici pour le moment." in said, kind
            assert row.name not in said
    assert client.get(asked).json["type"] == "link"


def discovered(client: InspectingClient, page: str) -> list[str]:
    found = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', text(client.get(page)))
    return [one.replace("&amp;", "&") for one in found]


@SQLITE
def test_other_systems_learn_what_a_page_looks_like_within_theirs(house: House):
    client, row = house.visitor(), published(house)[0]
    let_stand(house, SHOP)
    (there,) = discovered(client, path("entry", number=row.number))
    parts = urlsplit(there)
    assert parse_qs(parts.query) == {"url": [f"{SITE}/fr/{RUNNING}/entries/{row.number}"], "format": ["json"]}
    whole = client.get(f"{parts.path}?{parts.query}")
    answer = whole.json
    assert whole.mimetype == "application/json"
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", row.name)
    assert answer["thumbnail_url"].startswith(f"{SITE}/cards/")
    source = re.findall(r'src="([^"]+)"', answer["html"])[0]
    assert client.get(urlsplit(source).path).status_code == 200
    small = client.get(f"{parts.path}?{parts.query}&maxwidth=300&maxheight=200").json
    assert (small["width"], small["height"], "thumbnail_url" in small) == (300, 200, False)
    assert 'width="300" height="200"' in small["html"]
    assert "size=small" in small["html"]
    assert (
        "/embed/fr/le-gout-d-apres/vote" in client.get(discovered(client, path("ballot", position=2))[0]).json["html"]
    )
    for page in (path("rules"), path("share", number=1), path("slip", position=2, number=3)):
        assert discovered(client, page) == [], page
    wrong = ("", "http://evil.example/fr/x/", f"{SITE}/fr/nothing/", f"{SITE}/xx/{RUNNING}/")
    for url in (*wrong, f"{SITE}/fr/{RUNNING}/entries/99999", f"{SITE}/fr/{RUNNING}/rules"):
        assert client.get("/oembed", query_string={"url": url}).status_code == 404, url
    assert client.get("/oembed", query_string={"url": f"{SITE}/fr/{RUNNING}/", "format": "xml"}).status_code == 501


@SQLITE
def test_loader_and_frame_weigh_little(house: House):
    client, packed = house.visitor(), {}
    loader = client.get("/embed/loader-v1.js")
    assert len(loader.data) < 3072
    for kind, frame in every(house).items():
        page = client.get(frame)
        loads = re.findall(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"', text(page))
        parts = [loader.data, page.data, *(client.get(one, buffered=True).data for one in loads)]
        packed[kind] = sum(len(gzip.compress(one, 6)) for one in parts)
        assert all(parts)
    print(len(loader.data), len(gzip.compress(loader.data, 6)), packed)
    assert max(packed.values()) <= 12 * 1024
    said = loader.headers
    assert (said["Cross-Origin-Resource-Policy"], said["Access-Control-Allow-Origin"]) == ("cross-origin", "*")


@SQLITE
def test_a_widget_is_made_at_the_desk_and_seen_there_before(house: House):
    manager, row = house.staff(Role.MANAGER, "nl"), published(house)[0]
    room = rooms.room("widgets")
    page = manager.get(f"{room}?kind=entry&number={row.number}&tongue=fr&theme=dark&size=small")
    said = text(page)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert f"kind=&#34;entry&#34; entry=&#34;{row.number}&#34; lang=&#34;fr&#34; theme=&#34;dark&#34;" in said
    source = re.findall(r'<iframe class="widgets__preview" src="([^"]+)"', said)[0].replace("&amp;", "&")
    seen = house.visitor().get(source)
    assert (framed_by(seen), seen.headers["Cache-Control"]) == ("'self'", "private, no-store")
    assert 'class="dark size-small"' in text(seen)
    assert "99999" in text(manager.get(f"{room}?kind=entry&number=99999"))
    label = code(house, channel=FIRST_LABEL)
    told_apart = unescape(text(manager.get(f"{room}?kind=gallery&tongue=fr&size=small&label=1")))
    assert f's="{label}"' in told_apart
    assert f'<a href="{SITE}/s/{label}/fr/entries">' in told_apart
    assert f'src="{SITE}{widget("gallery")}?size=small&s={label}"' in unescape(told_apart)
    for typed, status in (("https://*.shop.example", 422), ("", 422), (f"{SHOP}/page", 303), (SHOP, 303)):
        assert visits.form(manager.get(room), "/origins").send(manager, origin=typed).status_code == status, typed
    assert framed_by(house.visitor().get(widget("gallery"))) == SHOP
    assert visits.form(manager.get(room), "/remove").send(manager).status_code == 303
    assert framed_by(house.visitor().get(widget("gallery"))) == "'none'"
    assert house.staff(Role.MODERATOR, "fr").get(room).status_code == 403
