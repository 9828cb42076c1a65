"""Cards by their address: never "not there", never more than may be seen, kept no longer than may be."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import reading, transaction
from contest.models import Announcement, Campaign, Entry, Visibility
from contest.queries import campaigns, entries
from contest.queries import cards as queries
from contest.rules import addresses
from contest.rules import cards as rules
from contest.rules.cards import Card, Shape
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.phases import PhaseKind
from contest.services import cards
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web.drawing import draw, media, speak_only
from tests.web.visits import decide, path, phase, published, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
YEAR, REMOVABLE, STAND_IN = 365 * 24 * 3600, 60, 10
STATIC = Path(__file__).resolve().parents[3] / "static" / "art"
ROBOT = {"User-Agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"}


def address(card: Card, shape: Shape = Shape.WIDE, number: int = 0, slug: str = RUNNING) -> str:
    return addresses.path("card", campaign=slug, file=rules.file_name(card, shape, number))


def fetch(house: House, where: str, **headers: str) -> TestResponse:
    return house.visitor().get(where, headers=headers)


def max_age(answer: TestResponse) -> int:
    found = re.fullmatch(r"public, max-age=(\d+)", answer.headers["Cache-Control"])
    assert found
    return int(found[1])


def campaign_card(house: House, lang: str = "fr", slug: str = RUNNING) -> Card:
    with house.app.app_context():
        view = campaigns.by_slug(slug, lang)
        assert view is not None
        return cards.of_campaign(view)


def entry_cards(house: House, number: int, lang: str = "fr") -> tuple[Card, Card]:
    with house.app.app_context():
        view = campaigns.by_slug(RUNNING, lang)
        assert view is not None
        found = entries.by_number(view.id, number)
        assert found is not None
        return cards.of_entry(view, found.card), cards.of_voter(view, found.card)


def winner_card(house: House, now: datetime, lang: str = "fr") -> Card:
    with house.app.app_context():
        view = campaigns.by_slug(FINISHED, lang)
        assert view is not None
        found = queries.crowned(view.id, view.of_kind(PhaseKind.VOTE)[0].id, now)
        assert found is not None
        return cards.of_winner(view, found)


def stand_in(shape: Shape = Shape.WIDE) -> bytes:
    return (STATIC / f"card-{shape}.jpg").read_bytes()


def size_of(file: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(file)) as picture:
        assert picture.format == "JPEG"
        return picture.size


@pytest.mark.parametrize("shape", Shape)
def test_the_card_of_the_house_has_the_size_of_its_shape(shape):
    assert size_of(stand_in(shape)) == shape.size
    assert len(stand_in(shape)) < 300_000


@SQLITE
def test_no_address_of_a_campaigns_cards_is_ever_not_there(house: House):
    entry, voted = entry_cards(house, 1)
    for where in (
        address(campaign_card(house)),
        address(entry, number=1),
        address(voted, number=1),
        address(entry, number=99_999),
        f"/cards/{RUNNING}/winner-2-fr-wide-0123456789ab.jpg",
        f"/cards/{RUNNING}/winner-9-fr-wide-0123456789ab.jpg",
        f"/cards/{RUNNING}/entry-9999999999-fr-wide-0123456789ab.jpg",
        f"/cards/{RUNNING}/campaign-de-wide-0123456789ab.jpg",
        f"/cards/{RUNNING}/nothing.jpg",
    ):
        answer = fetch(house, where)
        assert (answer.status_code, answer.content_type, answer.data) == (200, "image/jpeg", stand_in()), where
        assert max_age(answer) == STAND_IN, where
    assert fetch(house, address(entry, Shape.STORY, 1)).data == stand_in(Shape.STORY)
    assert fetch(house, "/cards/nothing/entry-1-fr-wide-0123456789ab.jpg").status_code == 404


@SQLITE
def test_a_campaign_that_is_not_published_has_none(house: House):
    where = address(campaign_card(house))
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == RUNNING).values(visibility=Visibility.DRAFT))
    assert fetch(house, where).status_code == 404


@SQLITE
def test_a_campaigns_card_is_kept_for_a_year_and_stands_in_for_the_others(house: House):
    draw(house, "card.campaign")
    for lang in LANGUAGES:
        for shape in Shape:
            answer = fetch(house, address(campaign_card(house, lang), shape))
            assert (size_of(answer.data), max_age(answer)) == (shape.size, YEAR)
            assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert answer.headers.getlist("Set-Cookie") == []
    own = fetch(house, address(campaign_card(house)))
    again = fetch(house, address(campaign_card(house)), **{"If-None-Match": own.headers["ETag"]})
    assert (again.status_code, again.data, max_age(again)) == (304, b"", YEAR)
    entry, _ = entry_cards(house, 1)
    for where in (address(entry, number=1), f"/cards/{RUNNING}/campaign-fr-wide-0123456789ab.jpg"):
        answer = fetch(house, where)
        assert (answer.data, max_age(answer)) == (own.data, REMOVABLE)
    # Of a language the campaign does not speak, its own language's.
    assert fetch(house, f"/cards/{RUNNING}/campaign-de-wide-0123456789ab.jpg").data == own.data


@SQLITE
def test_an_entrys_cards_are_their_own_and_gone_within_a_minute(house: House):
    speak_only(house, "fr")
    draw(house, "card.campaign")
    row = published(house)[0]
    draw(house, "card.entry", entry=row.id)
    where = [address(card, number=row.number) for card in entry_cards(house, row.number)]
    own = fetch(house, address(campaign_card(house)))
    shown = [fetch(house, one) for one in where]
    assert len({own.data, *(answer.data for answer in shown)}) == 3
    assert [max_age(answer) for answer in shown] == [REMOVABLE, REMOVABLE]
    decide(house, row.id, DecisionKind.REMOVE, reason="danger")
    # Its files still lie there: what is shown is decided by its state.
    assert list(media(house).glob(f"*/cards/entry-{row.number}/*.jpg"))
    for one, answer in zip(where, shown, strict=True):
        gone = fetch(house, one, **{"If-None-Match": answer.headers["ETag"]})
        assert (gone.status_code, gone.data, max_age(gone)) == (200, own.data, REMOVABLE)
    assert draw(house, "card.entry", entry=row.id) == "shown no more"
    assert not list(media(house).glob(f"*/cards/entry-{row.number}/*.jpg"))


@SQLITE
@pytest.mark.parametrize("state", [state for state in EntryState if state is not EntryState.PUBLISHED])
def test_no_entry_in_another_state_shows_a_card(house: House, state: EntryState):
    row = published(house)[0]
    where = address(entry_cards(house, row.number)[0], number=row.number)
    folder = media(house) / rules.folder_of(row.campaign_id, rules.Kind.ENTRY, row.number)
    folder.mkdir(parents=True)
    (folder / where.rpartition("/")[2]).write_bytes(b"secret")
    assert fetch(house, where).data == b"secret"
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == row.id).values(state=state))
    assert fetch(house, where).data == stand_in()


@SQLITE
def test_a_winners_card_tells_nothing_before_its_second(house: House):
    speak_only(house, "fr")
    draw(house, "card.campaign", FINISHED)
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    vote = phase(house, PhaseKind.VOTE, FINISHED)
    where = address(winner_card(house, clock.now()), number=2, slug=FINISHED)
    draw(house, "card.winner", FINISHED, phase=vote.id)
    shown = fetch(house, where)
    own = fetch(house, address(campaign_card(house, slug=FINISHED), slug=FINISHED))
    assert (len({shown.data, own.data}), max_age(shown)) == (2, REMOVABLE)
    move_announcement(house, opens)
    # The right name, while its file lies there: no byte and no header differs from a name that means nothing.
    nothing = fetch(house, f"/cards/{FINISHED}/winner-2-fr-wide-0123456789ab.jpg")
    hidden = fetch(house, where, **{"If-None-Match": shown.headers["ETag"]})
    assert (hidden.status_code, hidden.data, hidden.headers) == (200, own.data, nothing.headers)
    assert winner_card(house, opens)
    assert draw(house, "card.winner", FINISHED, phase=vote.id, now=opens - timedelta(seconds=1)) == "not shown"
    assert not list(media(house).glob("*/cards/winner-2/*.jpg"))
    page = text(house.visitor().get(path("announcement", campaign=FINISHED, position=2)))
    assert address(campaign_card(house, slug=FINISHED), slug=FINISHED) in page
    assert "/winner-2-" not in page


@SQLITE
def test_what_stands_in_for_a_winner_is_not_kept_past_its_second(house: House):
    draw(house, "card.campaign", FINISHED)
    move_announcement(house, datetime.now(UTC) + timedelta(seconds=20))
    assert max_age(fetch(house, f"/cards/{FINISHED}/winner-2-fr-wide-0123456789ab.jpg")) <= 20


def move_announcement(house: House, opens: datetime) -> None:
    with house.app.app_context(), transaction() as session:
        (row,) = session.scalars(select(Announcement))
        row.opens = opens


PAGES = {
    "home": ("campaign", RUNNING),
    "entry": ("entry", RUNNING),
    "voted": ("voted", RUNNING),
    "winner": ("announcement", FINISHED),
}


@SQLITE
def test_a_robot_gets_what_each_page_promises(house: House):
    speak_only(house, "fr")
    row = published(house)[0]
    for slug in (RUNNING, FINISHED):
        draw(house, "card.campaign", slug)
    draw(house, "card.entry", entry=row.id)
    draw(house, "card.winner", FINISHED, phase=phase(house, PhaseKind.VOTE, FINISHED).id)
    client, seen = house.visitor(), set()
    for name, slug in PAGES.values():
        page = text(client.get(path(name, campaign=slug, position=2, number=row.number), headers=ROBOT))
        said = dict(re.findall(r'<meta property="(og:image[\w:]*)" content="([^"]*)">', page))
        public = house.app.config["SETTINGS"].public_url
        assert said["og:image"].startswith(f"{public}/cards/{slug}/")
        answer = client.get(said["og:image"].removeprefix(public), headers=ROBOT)
        assert (answer.status_code, answer.content_type) == (200, said["og:image:type"])
        assert size_of(answer.data) == (int(said["og:image:width"]), int(said["og:image:height"])) == (1200, 630)
        assert len(answer.data) < 300_000
        assert answer.data != stand_in()
        seen.add(answer.data)
    assert len(seen) == len(PAGES)


@SQLITE
def test_drawing_names_a_card_as_its_page_does(house: House):
    """In every language: what the page asks for is what lies there."""
    row = next(row for row in published(house) if row.picture_id)
    draw(house, "card.entry", entry=row.id)
    lying = {file.name for file in media(house).glob(f"*/cards/entry-{row.number}/*.jpg")}
    client = house.visitor()
    asked = set()
    for lang in LANGUAGES:
        for name in ("entry", "voted"):
            page = text(client.get(path(name, lang, number=row.number)))
            asked |= set(re.findall(rf"/cards/{RUNNING}/([\w-]+\.jpg)", page))
    assert asked == lying
    with house.app.app_context():
        reading().rollback()
