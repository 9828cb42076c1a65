"""Proposing an idea with several pictures, a page at a time, as a browser without scripts does it."""

import re
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from contest import clock, worker
from contest.rules.addresses import path as address_of
from contest.rules.objections import Objection
from contest.rules.roles import Role
from contest.words import phrases
from tests import photo_contest, pictures
from tests.inspector import InspectingClient
from tests.living import House
from tests.web.desk.rooms import room, words
from tests.web.proposals import BUSY, empty_form, fetched, photo
from tests.web.visits import IDEA, entry, form, path, publish, published, said, statements, text, typed_code, wrong

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
SAID = [f"La place du marché, vue numéro {number}." for number in range(1, 8)]


@pytest.fixture
def photo_house(house: House) -> House:
    ask(house)
    return house


def ask(house: House, **how: object) -> None:
    campaign = house.campaign()
    with house.app.app_context():
        photo_contest.ask(campaign, **how)


def jpeg(number: int) -> bytes:
    return pictures.jpeg((320 + 10 * number, 240))


def add(client: InspectingClient, page: TestResponse, number: int, **typed: object) -> TestResponse:
    """Send one picture along with its words; the page that follows."""
    given = {"picture": photo(jpeg(number)), "alternative": SAID[number], "then": "add"} | typed
    for _ in range(10):
        answer = form(page).send(client, **given | {"picture": photo(jpeg(number))})
        if BUSY not in said(answer):
            break
    return client.get(answer.location.partition("#")[0]) if answer.status_code == 303 else answer


def press(client: InspectingClient, page: TestResponse, button: str) -> TestResponse:
    answer = form(page).send(client, then=button)
    assert answer.status_code == 303, said(answer)
    return client.get(answer.location.partition("#")[0])


def told(page: TestResponse) -> list[str]:
    """What is said of each picture there is, in order."""
    return [value.replace("&#39;", "’") for name, value in form(page).fields.items() if name.startswith("alternative-")]


def ids(page: TestResponse) -> list[str]:
    return re.findall(r'value="drop-([0-9a-f]{32})"', text(page))


def with_pictures(house: House, client: InspectingClient, many: int) -> TestResponse:
    """The form with so many pictures received."""
    page = client.get(path("submit"))
    for number in range(many):
        page = add(client, page, number)
    return page


def sent(house: House, client: InspectingClient, page: TestResponse) -> UUID:
    typed = {name: IDEA[name] for name in ("name", "first_name", "town", "address", "of_age", "rules")}
    answer = form(page).send(client, **typed, then="send")
    assert answer.status_code == 303, said(answer)
    done = typed_code(house, client, answer.location, IDEA["address"])
    return UUID(done.location.partition("/entries/")[2][:32])


def test_pictures_are_added_one_by_one_put_first_taken_out_and_sent(photo_house: House):
    client = photo_house.visitor()
    page = with_pictures(photo_house, client, 3)
    assert told(page) == SAID[:3]
    first, second, third = ids(page)
    page = press(client, page, f"first-{third}")
    assert told(page) == [SAID[2], SAID[0], SAID[1]]
    before = page
    page = press(client, page, f"drop-{first}")
    assert told(page) == [SAID[2], SAID[1]]
    # A double click: the very same press once more takes out no other.
    assert told(press(client, before, f"drop-{first}")) == [SAID[2], SAID[1]]
    preview = fetched(client, address_at(page, third))
    assert (preview.status_code, preview.mimetype) == (200, "image/webp")
    row = entry(photo_house, sent(photo_house, client, page))
    assert row.picture_id == UUID(hex=third)
    number = publish(photo_house, row.id)
    shown = text(photo_house.visitor().get(path("entry", number=number)))
    assert re.findall(r'album__cover.*?alt="([^"]+)"', shown) == [SAID[2]]
    assert re.findall(r'<ul class="strip".*?alt="([^"]+)"', shown, re.DOTALL) == [SAID[1]]
    for picture in (third, second):
        media = address_of("picture", campaign_id=row.campaign_id.hex, picture=picture, width=320)
        assert fetched(photo_house.visitor(), media).status_code == 200


def address_at(page: TestResponse, picture: str) -> str:
    return f"{form(page).action}/pictures/{picture}"


@SQLITE
def test_what_is_wrong_stands_beside_its_picture_and_every_picture_stays(photo_house: House):
    client = photo_house.visitor()
    page = with_pictures(photo_house, client, 2)
    first, second = ids(page)
    answer = form(page).send(client, name="", then="send", **{f"alternative-{second}": "trop peu"})
    assert (answer.status_code, wrong(answer)[:2]) == (422, ["name", "alternative_2"])
    assert ids(answer) == [first, second]
    assert told(answer) == [SAID[0], "trop peu"]


@SQLITE
def test_one_too_many_is_refused_with_words_and_nothing_is_lost(photo_house: House):
    client = photo_house.visitor()
    three = with_pictures(photo_house, client, 3)
    full = add(client, three, 3)
    assert 'name="picture"' not in text(full)
    refused = form(full).send(client, picture=photo(jpeg(4)), alternative=SAID[4], then="add")
    assert (refused.status_code, wrong(refused)[:1]) == (422, ["name"])
    assert phrases.objection("fr", Objection("pictures_too_many", facts={"most": 4})) in said(refused)
    assert ids(refused) == ids(full)
    assert told(refused) == SAID[:4]


@SQLITE
def test_a_file_sent_twice_is_one_picture(photo_house: House):
    client = photo_house.visitor()
    page = with_pictures(photo_house, client, 1)
    again = add(client, page, 0, alternative="Autre chose que tout à l’heure.")
    assert ids(again) == ids(page)
    assert told(again) == SAID[:1]


@SQLITE
def test_a_picture_that_must_be_is_missed_beside_its_field(house: House):
    ask(house, most=1)
    client = house.visitor()
    typed = {name: IDEA[name] for name in ("name", "first_name", "town", "address", "of_age", "rules")}
    answer = empty_form(client).send(client, **typed, then="send")
    assert (answer.status_code, wrong(answer)) == (422, ["picture"])
    assert said(answer) == [phrases.objection("fr", Objection("picture_missing"))]
    assert re.search(r'name="picture"[^>]*aria-invalid="true"[^>]*autofocus', text(answer))


@SQLITE
def test_the_picture_of_anothers_draft_cannot_be_named_into_mine(photo_house: House):
    theirs = with_pictures(photo_house, photo_house.visitor(), 1)
    (stolen,) = ids(theirs)
    client = photo_house.visitor()
    page = with_pictures(photo_house, client, 1)
    (own,) = ids(page)
    for button in (f"first-{stolen}", f"drop-{stolen}", "add"):
        answer = form(page).send(client, then=button, pictures=stolen, **{f"alternative-{stolen}": SAID[0]})
        assert ids(client.get(answer.location.partition("#")[0])) == [own]
    assert client.get(address_at(page, stolen)).status_code == 404


def test_a_page_asks_as_much_for_one_picture_as_for_six(house: House):
    ask(house, most=6)
    client = house.visitor()
    numbers = []
    for many in (1, 6):
        writer = house.visitor()
        numbers.append(publish(house, sent(house, writer, with_pictures(house, writer, many))))
    worker.run_once(house.app, clock.now())
    desk = house.staff(Role.MODERATOR)
    for visitor, address in ((client, lambda number: path("entry", number=number)), (desk, desk_address(house))):
        visitor.get(address(numbers[0]))
        counts = []
        for number in numbers:
            with statements(house) as asked:
                assert visitor.get(address(number)).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


def desk_address(house: House):
    found = {row.number: row.id for row in published(house)}
    return lambda number: room(f"queue/{found[number]}")


@SQLITE
def test_the_desk_shows_all_of_them_and_what_became_of_each(photo_house: House):
    client = photo_house.visitor()
    mine = sent(photo_house, client, with_pictures(photo_house, client, 3))
    page = client.get(path("my_entry", entry=mine.hex))
    edit = form(page, mine.hex)
    assert [value for name, value in edit.fields.items() if name.startswith("alternative-")] == SAID[:3]
    one, _, three = ids(page)
    shown = edit.send(client, then=f"drop-{one}")
    assert (shown.status_code, ids(shown)[-1]) == (200, three)
    shown = form(shown, mine.hex).send(client, then=f"first-{three}")
    added = form(shown, mine.hex).send(client, then="add", picture=photo(jpeg(5)), alternative=SAID[5])
    assert len(ids(added)) == 3
    before = entry(photo_house, mine)
    assert before.version == 1
    (new,) = [picture for picture in ids(added) if picture not in (one, three)][1:]
    preview = re.search(r'src="([^"]+/pictures/[^"]+)"', text(added))
    assert preview is not None
    assert fetched(client, preview.group(1)).status_code == 200
    assert photo_house.visitor().get(preview.group(1)).status_code == 303
    assert form(added, mine.hex).send(client).status_code == 303
    row = entry(photo_house, mine)
    assert (row.version, row.picture_id) == (2, UUID(hex=three))
    desk = words(photo_house.staff(Role.MODERATOR, "en").get(room(f"queue/{mine}")))
    assert "3 photos" in desk
    assert all(words_of in desk for words_of in (SAID[2], SAID[1], SAID[5]))
    assert desk.count("new photo") == 1
    assert desk.count("photo taken out") == 1
    assert new in text(photo_house.staff(Role.MODERATOR, "en").get(room(f"queue/{mine}"))).replace("-", "")


@SQLITE
def test_a_list_of_pictures_is_only_believed_from_whom_and_for_what_it_was_signed(photo_house: House):
    thief, owner = photo_house.visitor(), photo_house.visitor()
    theirs = sent(photo_house, owner, with_pictures(photo_house, owner, 2))
    page = with_pictures(photo_house, thief, 1)
    typed = {name: IDEA[name] for name in ("first_name", "town", "of_age", "rules")}
    answer = form(page).send(thief, **typed, name="Autre", address="thief@example.org", then="send")
    done = typed_code(photo_house, thief, answer.location, "thief@example.org")
    mine = UUID(done.location.partition("/entries/")[2][:32])
    signed = form(owner.get(path("my_entry", entry=theirs.hex)), theirs.hex).fields["pictures"]
    edit = form(thief.get(path("my_entry", entry=mine.hex)), mine.hex)
    own = entry(photo_house, mine).picture_id
    for forged in (signed, "", signed[:-2], f"{own}"):
        assert edit.send(thief, pictures=forged, name=f"Autre {len(forged)}").status_code in (303, 409)
        assert entry(photo_house, mine).picture_id == own
    assert thief.get(path("my_picture_at", entry=mine.hex, signed=signed)).status_code == 404


@SQLITE
def test_what_was_ticked_stays_ticked_while_pictures_are_added_and_is_not_kept(photo_house: House):
    client = photo_house.visitor()
    page = add(client, client.get(path("submit")), 1, of_age="1", rules=None)
    assert (form(page).fields.get("of_age"), form(page).fields.get("rules")) == ("1", None)
    page = add(client, page, 2, rules="1")
    assert (form(page).fields.get("of_age"), form(page).fields.get("rules")) == ("1", "1")
    later = client.get(form(page).action)
    assert told(later) == SAID[1:3]
    assert not {"of_age", "rules"} & form(later).fields.keys()
