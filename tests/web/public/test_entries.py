"""The shelf in its orders, one idea, and its drawing."""

import re
from collections import Counter
from math import sqrt
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import update

from contest.db import transaction
from contest.models import Entry
from contest.rules import gallery
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.phases import PhaseKind
from contest.rules.searching import fold
from contest.words import catalogues
from tests.inspector import InspectingClient
from tests.living import LANGUAGES, RUNNING, House
from tests.web.visits import SECOND, decide, move, numbers, path, publish, published, sent_idea, text

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
SEEDS = 1000
# One false alarm in ten thousand: quantile of the normal distribution.
ALARM = 3.72


def shelves(client: InspectingClient, address: str) -> list[list[int]]:
    """The numbers on each page, following the link to the next one."""
    found = []
    while address:
        answer = client.get(address)
        found.append(numbers(answer))
        more = re.search(r'href="([^"]+)" rel="next"', text(answer))
        address = more[1].replace("&amp;", "&") if more else ""
    return found


@SQLITE
def test_in_fair_order_each_idea_stands_equally_often_on_the_first_page(house: House):
    client, shown = house.visitor(), {row.number for row in published(house)}
    assert shown == set(range(1, len(shown) + 1))
    places: Counter[int] = Counter()
    for seed in range(SEEDS):
        page = gallery.window(f"seed {seed}", len(shown), 0, gallery.PAGE)
        assert len(set(page)) == gallery.PAGE
        places.update(page)
        if seed % 100 == 0:
            assert numbers(client.get(f"{path('entries')}?seed=seed+{seed}")) == page
    assert places.keys() == shown
    # Pages are drawn without putting back, hence the share that is not drawn in the variance.
    expected = SEEDS * gallery.PAGE / len(shown)
    spread = expected * (1 - gallery.PAGE / len(shown))
    free = len(shown) - 1
    chi_square = sum((times - expected) ** 2 for times in places.values()) / spread * free / len(shown)
    # Wilson and Hilferty, "The Distribution of Chi-square" (1931): its cube root is nearly normal.
    most = free * (1 - 2 / (9 * free) + ALARM * sqrt(2 / (9 * free))) ** 3
    assert chi_square < most


def test_paging_through_shows_each_idea_once_even_when_one_arrives_meanwhile(house: House):
    client, before = house.visitor(), [row.number for row in published(house)]
    waiting = sent_idea(house, house.visitor())
    first = client.get(path("entries"))
    more = re.search(r'href="([^"]+)" rel="next"', text(first))
    assert more is not None
    assert set(re.findall(r"(\w+)=", more[1])) == {"seed", "upto", "after"}
    new = publish(house, waiting)
    rest = shelves(client, more[1].replace("&amp;", "&"))
    walked = [numbers(first), *rest]
    assert [len(page) for page in walked[:-1]] == [gallery.PAGE] * (len(walked) - 1)
    assert sorted(number for page in walked for number in page) == before
    assert sorted(number for page in shelves(client, path("entries")) for number in page) == [*before, new]


@SQLITE
def test_a_withdrawn_idea_leaves_no_gap_on_a_page_and_is_nowhere(house: House):
    gone = published(house)[::5]
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id.in_([row.id for row in gone])).values(state=EntryState.WITHDRAWN))
    client, left = house.visitor(), [row.number for row in published(house)]
    for address in (path("entries"), path("entries") + "?order=newest"):
        pages = shelves(client, address)
        assert sorted(number for page in pages for number in page) == left
        assert {len(page) for page in pages[:-1]} == {gallery.PAGE}
    assert {client.get(path("entry", number=row.number)).status_code for row in gone} == {404}
    assert not set(numbers(client.get(path("entry", number=left[0])))) & {row.number for row in gone}


@SQLITE
def test_the_newest_come_first(house: House):
    client, before = house.visitor(), [row.number for row in published(house)]
    new = publish(house, sent_idea(house, house.visitor()))
    pages = shelves(client, path("entries") + "?order=newest")
    assert [number for page in pages for number in page] == [new, *reversed(before)]
    assert 'aria-current="page">' in text(client.get(path("entries") + "?order=newest"))


@SQLITE
def test_a_search_finds_words_and_parts_of_words_whatever_their_accents(house: House):
    client = house.visitor()
    new = publish(house, sent_idea(house, house.visitor(), name="Crème brûlée de Zwijnaarde", town="Sint-Truiden"))
    for query in ("crème brûlée", "CREME", "brulee zwijn", "zwijnaarde creme", "sint truiden zwijnaarde", "Brûlée  de"):
        assert new in numbers(client.get(path("entries"), query_string={"q": query})), query
    (row,) = [row for row in published(house) if row.number == new]
    for query in ("zwijnaarde", row.folded.strip()[:40]):
        assert numbers(client.get(path("entries"), query_string={"q": query})) == [new], query


@SQLITE
def test_a_common_word_is_found_page_by_page_newest_first(house: House):
    client, rows = house.visitor(), published(house)
    found = shelves(client, path("entries") + "?q=de")
    expected = [row.number for row in reversed(rows) if " de" in row.folded]
    assert len(expected) > 2 * gallery.PAGE
    assert [number for page in found for number in page] == expected
    words = Counter(word for row in rows for word in set(row.folded.split()) if len(word) > 3)
    rare = next(word for word, times in words.items() if times == 1)
    (holder,) = [row.number for row in rows if rare in row.folded][:1]
    assert holder in numbers(client.get(path("entries") + f"?q={rare}"))


@SQLITE
def test_nothing_found_is_said_and_what_was_asked_is_shown_as_text(house: House):
    client = house.visitor()
    for lang in LANGUAGES:
        answer = client.get(path("entries", lang) + "?q=zzzqqq")
        assert (answer.status_code, numbers(answer)) == (200, [])
        assert f"<h2>{catalogues.gettext(lang, 'Nothing by that name')}</h2>" in text(answer)
    for query in ("<b>x</b>", "%", "_", "' OR 1=1 --", "\x00", "🥔", "a" * 5000, '"', "%%%sel"):
        answer = client.get(path("entries"), query_string={"q": query})
        assert answer.status_code == 200, query
        assert "<b>x</b>" not in text(answer)
    assert numbers(client.get(path("entries"), query_string={"q": "_"})) == []


@SQLITE
@pytest.mark.parametrize(
    "asked", ["upto=-1", "upto=99999999999999999999", "after=99999999999999999999", "after=-9", "upto=x&after=x", ""]
)
def test_an_address_somebody_made_up_is_still_a_page(house: House, asked: str):
    for more in ("", "&order=newest", "&q=sel", "&seed=" + "é" * 40):
        assert house.visitor().get(f"{path('entries')}?{asked}{more}").status_code == 200, more


@SQLITE
def test_the_page_of_an_idea_says_it_in_its_own_language_and_the_rest_in_the_readers(house: House):
    client = house.visitor()
    for row in [next(row for row in published(house) if row.lang == lang) for lang in LANGUAGES]:
        for lang in LANGUAGES:
            page = text(client.get(path("entry", lang, number=row.number)))
            assert f'<h1 lang="{row.lang}">' in page
            assert f'<html lang="{lang}">' in page
            assert path("slip", lang, position=2, number=row.number) in page


@SQLITE
def test_an_idea_says_when_one_can_vote_for_it(house: House):
    client, address = house.visitor(), path("entry", "en", number=1)
    assert "The vote is closed" not in text(client.get(address))
    move(house, PhaseKind.VOTE, opens=3600 * SECOND)
    assert "The vote opens on" in text(client.get(address))
    assert "data-vote=" not in text(client.get(address))
    move(house, PhaseKind.VOTE, opens=-7200 * SECOND, closes=-SECOND)
    assert "The vote is closed." in text(client.get(address))


@SQLITE
def test_what_is_not_published_has_no_page_and_no_drawing(house: House):
    client = house.visitor()
    drawing = drawing_of(client, 1)
    decide(house, published(house)[0].id, DecisionKind.REMOVE, reason="danger")
    for lang in LANGUAGES:
        assert client.get(path("entry", lang, number=1)).status_code == 404
        assert client.get(path("slip", lang, position=2, number=1)).status_code == 404
    assert client.get(drawing).status_code == 404
    for number in (0, 2**31, 10**30):
        assert client.get(path("entry", number=number)).status_code == 404
        assert client.get(path("slip", position=2, number=number)).status_code == 404


def drawing_of(client: InspectingClient, number: int) -> str:
    page = text(client.get(path("entry", number=number)))
    found = re.search(r'class="packet__drawing" src="([^"]+)"', page)
    assert found is not None
    return found[1]


@SQLITE
def test_a_drawing_is_an_svg_that_can_do_nothing_and_is_kept_for_a_year(house: House):
    client = house.visitor()
    for row in published(house)[:12]:
        answer = client.get(drawing_of(client, row.number))
        assert (answer.status_code, answer.content_type) == (200, "image/svg+xml; charset=utf-8")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == f"public, max-age={365 * 24 * 3600}, s-maxage=60"
        root = ET.fromstring(answer.data)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        names = {part.tag.rpartition("}")[2] for part in root.iter()}
        assert not names & {"script", "foreignObject", "style", "image", "a", "use", "animate", "set"}
        assert not [name for part in root.iter() for name in part.attrib if name.startswith("on")]
        assert fold(row.name) in fold("".join(root.itertext()))


@SQLITE
def test_the_old_address_of_a_drawing_leads_to_the_present_one(house: House):
    client = house.visitor()
    present = drawing_of(client, 3)
    for digest in ("00000000", "x", "ffffffff"):
        answer = client.get(f"/c/{RUNNING}/packets/3-{digest}.svg")
        assert (answer.status_code, answer.location) == (302, present)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert client.get(present.replace(RUNNING, "no-such-campaign")).status_code == 404


@SQLITE
def test_no_name_gets_out_of_its_drawing(house: House):
    name = "</title><script>x</script>&\"'"
    number = publish(house, sent_idea(house, house.visitor(), name=name))
    client = house.visitor()
    root = ET.fromstring(client.get(drawing_of(client, number)).data)
    assert [part for part in root.iter() if part.tag.endswith("script")] == []
    assert "<script>x" not in text(client.get(path("entry", number=number)))
