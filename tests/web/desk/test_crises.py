"""The crisis page: what is hidden is hidden in every output, each thing comes back, and the history tells all of it."""

import pytest

from contest.models import Entry
from contest.rules.cards import Shape
from contest.rules.entries import DecisionKind
from contest.rules.roles import Role
from tests.living import FINISHED, LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms
from tests.web.public.test_hidden_results import cast, everything
from tests.web.visits import path, text

pytestmark = pytest.mark.parametrize(**rooms.SQLITE)
WHY = "Nous vérifions les chiffres."


def pull(house: House, what: str, to: str, slug: str = rooms.RUNNING, **typed: str):
    client = house.staff(Role.MANAGER, "en")
    form = visits.form(client.get(rooms.room("crisis", slug)), f"/{what}")
    return form.send(client, to=to, **{"reason": WHY} | typed)


def test_hidden_results_are_hidden_everywhere_and_come_back(house: House):
    visitor = house.visitor()
    winner = path("announcement", campaign=FINISHED, position=2)
    shown = text(visitor.get(winner))
    silent = pull(house, "results", "off", reason=" ")
    assert (silent.status_code, list(rooms.wrong(silent))) == (422, ["reason-results"])
    for slug in (rooms.RUNNING, FINISHED):
        for _ in range(2):
            assert pull(house, "results", "off", slug).status_code == 303
    before = everything(house)
    cast(house, 3)
    after = everything(house)
    assert [address for address in before if before[address] != after[address]] == []
    assert "poster" in shown
    assert "poster" not in text(visitor.get(winner))
    assert visitor.get(path("winner", campaign=FINISHED)).status_code == 404
    for page in (path("results", position=2), winner, path("campaign"), path("entry", number=1)):
        said = visitor.get(page).cache_control
        assert (said.s_maxage or said.max_age) <= 60, page
    for slug in (rooms.RUNNING, FINISHED):
        assert pull(house, "results", "on", slug, reason="").status_code == 303
    assert text(visitor.get(winner)) == shown
    told = rooms.words(visitor.get(path("history")))
    assert (told.count(WHY), len(rooms.records(house, "results.hidden"))) == (1, 2)


def test_sharing_publishing_and_voting_stop_and_go_on(house: House):
    visitor, row = house.visitor(), visits.published(house)[0]
    pages = [path("campaign"), path("entry", number=row.number)]
    for what in ("sharing", "publishing", "voting"):
        assert pull(house, what, "off").status_code == 303
    assert [("share__list" in text(visitor.get(page))) for page in pages] == [False, False]
    assert visitor.get(path("share", number=row.number)).status_code == 404
    assert visitor.get(path("slip", position=2, number=row.number)).status_code != 500
    assert "paus" in text(visitor.get(path("ballot", position=2))).lower()
    waiting, moderator = rooms.waiting(house)[0], house.staff(Role.MODERATOR, "en")
    rooms.send(moderator, rooms.room("queue/open"), entry=waiting)
    kept = rooms.send(moderator, rooms.room(f"queue/{waiting}/publish"), version="1")
    assert (kept.status_code, visits.entry(house, waiting).number) == (409, None)
    assert "Publishing is stopped for the moment" in rooms.words(kept)
    for what in ("sharing", "publishing", "voting"):
        assert pull(house, what, "on").status_code == 303
    assert [("share__list" in text(visitor.get(page))) for page in pages] == [True, True]
    assert visits.decide(house, waiting, DecisionKind.PUBLISH) is not None
    told = rooms.words(visitor.get(path("history", "en")))
    assert told.count(WHY) == 6


def test_a_statement_stands_on_every_page_in_its_language_and_is_taken_down(house: House):
    client, visitor = house.staff(Role.MANAGER, "en"), house.visitor()
    said = {f"statement_{lang}": f"Pause {lang} <b>" for lang in LANGUAGES}
    form = visits.form(client.get(rooms.room("crisis")), "/statement")
    missing = form.send(client, to="up", **said | {"statement_nl": ""})
    assert (missing.status_code, list(rooms.wrong(missing))) == (422, ["statement_nl"])
    assert visits.form(missing, "/statement").fields["statement_fr"] == "Pause fr <b>"
    assert form.send(client, to="up", **said).status_code == 303
    for lang in LANGUAGES:
        for name in ("campaign", "contact", "ask", "entries", "kiosk"):
            assert f"Pause {lang} &lt;b&gt;" in text(visitor.get(path(name, lang, position=2)))
    assert visits.form(client.get(rooms.room("crisis")), "/statement").send(client, to="down").status_code == 303
    assert "Pause fr" not in text(visitor.get(path("campaign")))


def test_a_removed_idea_is_gone_at_once_from_page_list_search_sitemap_picture_card_and_sharing(house: House):
    visitor, row = house.visitor(), visits.published(house, rooms.RUNNING, Entry.picture_id.is_not(None))[0]
    picture = f"/media/{row.campaign_id.hex}/{row.picture_id.hex}/640.webp"
    gone = [
        path("entry", number=row.number),
        path("share", number=row.number),
        path("report", number=row.number),
        picture,
    ]
    lists = [path("entries") + f"?q={row.name}", path("entries") + "?order=newest", path("campaign"), "/sitemap.xml"]
    named = f"/{rooms.RUNNING}/entries/{row.number}"
    assert [visitor.get(address, buffered=True).status_code for address in gone] == [200] * len(gone)
    assert any(
        f"{named}<" in text(visitor.get(address)) or f'{named}"' in text(visitor.get(address)) for address in lists
    )
    visits.decide(house, row.id, DecisionKind.REMOVE, reason="danger")
    assert [visitor.get(address, buffered=True).status_code for address in gone] == [404] * len(gone)
    for address in lists:
        page = text(visitor.get(address))
        assert f'{named}"' not in page, address
        assert f"{named}<" not in page, address
    card = visitor.get(f"/cards/{rooms.RUNNING}/entry-{row.number}-fr-{Shape.WIDE}-0123456789ab.jpg")
    assert card.cache_control.max_age <= 60
