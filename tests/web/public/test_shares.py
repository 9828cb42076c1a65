"""Share links as visitors follow them: where they lead, what is counted, what a page gives to pass on."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from contest.db import reading, transaction
from contest.models import BallotTrace, Campaign, Entry, ShareVisit, Visibility
from contest.rules import shares
from contest.rules.entries import EntryState
from contest.rules.shares import Network, Place, ShareCode
from contest.rules.widgets import Kind
from tests.inspector import InspectingClient
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web.public.test_reading import addresses_of
from tests.web.visits import form, path, publish, sent_idea, text, typed_code, vote

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
REDDIT = shares.CHANNELS[Network.REDDIT]


def somebody(house: House, agent: str = PERSON) -> InspectingClient:
    """A visitor with a browser that has a name."""
    client = house.visitor()
    client.environ_base = client.environ_base | {"HTTP_USER_AGENT": agent}
    return client


def code(house: House, number: int = 0, channel: int = REDDIT, slug: str = RUNNING, **more) -> str:
    """The code of a link, in French unless said otherwise."""
    with house.app.app_context():
        key = reading().scalars(select(Campaign.share_key).where(Campaign.slug == slug)).one()
    return shares.written(ShareCode(key, number, channel, more.pop("lang", "fr"), **more))


def visits(house: House, channel: int = REDDIT) -> int:
    """How many visits are counted for a channel."""
    with house.app.app_context():
        return reading().scalar(select(func.sum(ShareVisit.visits)).where(ShareVisit.channel == channel)) or 0


def target(answer: TestResponse, came_by: str) -> str:
    """Where a link leads, without its code, which is there and once."""
    where = urlsplit(answer.location)
    assert answer.status_code == 302
    assert where.query == f"s={came_by}"
    return where.path


def test_a_link_leads_to_its_page_in_its_language_and_is_counted(house: House):
    client = somebody(house)
    for lang in LANGUAGES:
        home, idea = code(house, lang=lang), code(house, 7, lang=lang)
        assert target(client.get(f"/s/{home}"), home) == path("campaign", lang)
        assert target(client.get(f"/s/{idea.upper()}"), idea) == path("entry", lang, number=7)
    winner = code(house, 1, slug=FINISHED, lang="nl", place=Place.WINNER)
    with house.app.app_context():
        assert client.get(path("winner", "nl", FINISHED)).location == path("announcement", "nl", FINISHED, position=2)
    assert target(client.get(f"/s/{winner}"), winner) in {
        path("announcement", "nl", FINISHED, position=2),
        path("entry", "nl", FINISHED, number=1),
    }
    assert visits(house) == 7


@SQLITE
def test_the_answer_is_kept_by_the_browser_for_a_moment_and_by_nobody_in_between(house: House):
    answer = somebody(house).get(f"/s/{code(house)}")
    assert answer.headers["Cache-Control"] == "private, max-age=10"
    assert answer.headers.getlist("Set-Cookie") == []


@SQLITE
def test_a_link_to_what_is_gone_leads_to_the_campaign(house: House):
    client, gone = somebody(house), code(house, 99_999)
    assert target(client.get(f"/s/{gone}"), gone) == path("campaign")
    with house.app.app_context(), transaction() as session:
        of = Entry.campaign_id == house.campaign(), Entry.number == 7
        session.execute(update(Entry).where(*of).values(state=EntryState.WITHDRAWN))
    withdrawn = code(house, 7, lang="nl")
    assert target(client.get(f"/s/{withdrawn}"), withdrawn) == path("campaign", "nl")
    with house.app.app_context():
        assert set(reading().scalars(select(ShareVisit.entry_number).where(ShareVisit.channel == REDDIT))) == {0}
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == RUNNING).values(languages=["fr", "nl"]))
    english = code(house, 1, lang="en")
    assert target(client.get(f"/s/{english}"), english) == path("entry", "fr", number=1)


@SQLITE
def test_a_link_out_of_a_frame_leads_to_any_page_of_its_campaign_and_out_of_it_to_none(house: House):
    client, home, channel = somebody(house), path("campaign", "nl"), shares.widget_channel(Kind.ENTRY)
    widget = code(house, channel=channel)
    asked = {
        "nl/": f"{home}?s={widget}",
        "nl/entries?order=newest": f"{home}entries?order=newest&s={widget}",
        "nl/vote/2": f"{home}vote/2?s={widget}",
        "nl/%2e%2e/%2e%2e/desk/": f"{home}?s={widget}",
        "nl/x%5c..%5c..%5cdesk": f"{home}?s={widget}",
        "nl/x%20%22%3e": f"{home}x%20%22%3E?s={widget}",
        "xx/entries": f"{path('entries')}?s={widget}",
    }
    assert {rest: client.get(f"/s/{widget}/{rest}").location for rest in asked} == asked
    assert visits(house, channel) == len(asked)
    # A code that somebody came by, or that a webmaster has given to the widget, goes before it; another campaign's not.
    given, foreign = code(house, lang="fr"), code(house, slug=FINISHED)
    assert client.get(f"/s/{widget}/nl/entries?s={given}").location == f"{home}entries?s={given}"
    assert client.get(f"/s/{widget}/nl/entries?s={foreign}").location == f"{home}entries?s={widget}"
    assert (visits(house), visits(house, channel)) == (1, len(asked) + 1)
    assert client.get(f"/s/nothing/nl/entries?s={given}").location == "/"


@SQLITE
def test_what_is_no_link_leads_to_all_campaigns_and_is_not_counted(house: House):
    client, good = somebody(house), code(house)
    hidden = code(house, slug=FINISHED)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == FINISHED).values(visibility=Visibility.DRAFT))
    other_house = shares.written(ShareCode(999, 0, REDDIT, "fr"))
    for wrong in ("nothing", good[:-1], f"{good}0", hidden, other_house, "%F0%9F%8D%9F", "0" * 300):
        answer = client.get(f"/s/{wrong}")
        assert (answer.status_code, answer.location) == (302, "/"), wrong
    assert visits(house) == 0


@SQLITE
def test_who_is_nobody_is_led_on_and_not_counted(house: House):
    link = f"/s/{code(house)}"
    for agent in ("facebookexternalhit/1.1", "WhatsApp/2.23", "Mozilla/5.0 (compatible; Googlebot/2.1)", ""):
        led = somebody(house, agent).get(link)
        assert (led.status_code, led.headers["Cache-Control"]) == (302, "private, max-age=600")
    client = somebody(house)
    assert client.head(link).status_code == 302
    assert client.get(link, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 302
    assert client.get(link, headers={"Purpose": "prefetch"}).status_code == 302
    unknown = code(house, channel=shares.FIRST_LABEL + 40)
    assert client.get(f"/s/{unknown}").status_code == 302
    assert visits(house) == visits(house, shares.FIRST_LABEL + 40) == 0
    assert client.get(link).status_code == 302
    assert visits(house) == 1


@SQLITE
def test_a_counter_that_cannot_be_written_keeps_nobody_from_the_page(house: House):
    client, link = somebody(house), f"/s/{code(house)}"
    with house.app.app_context(), transaction() as session:
        session.connection().exec_driver_sql("DROP TABLE share_visit")
    assert client.get(link).status_code == 302


@SQLITE
@pytest.mark.parametrize("slug", [RUNNING, FINISHED])
def test_a_page_is_the_same_bytes_with_a_code_and_without(house: House, slug: str):
    client, came_by = somebody(house), code(house, slug=slug)
    for address in addresses_of(house, slug):
        plain = client.get(address)
        marked = client.get(address + ("&" if "?" in address else "?") + f"s={came_by}")
        assert (plain.status_code, plain.data, plain.location) == (marked.status_code, marked.data, marked.location)
        assert plain.headers.get("ETag") == marked.headers.get("ETag"), address


@SQLITE
def test_a_code_in_the_address_makes_no_second_copy(house: House):
    house.app.testing = False
    client = house.visitor()
    first = client.get(path("entries"))
    # A shelf in chance order: the same bytes can only be the same answer.
    for came_by in (code(house), "x", "", "nonsense"):
        assert client.get(path("entries") + f"?s={came_by}").data == first.data
    assert client.get(path("entries") + "?order=newest&s=x").data != first.data


def votes_of(house: House) -> list[str]:
    with house.app.app_context():
        found = select(BallotTrace.share_code).where(BallotTrace.agent_mac != "", BallotTrace.share_code != "")
        return sorted(reading().scalars(found))


def test_a_vote_and_an_idea_carry_the_code_of_the_link_and_no_other(house: House):
    came_by, foreign = code(house, 7), code(house, slug=FINISHED)
    for number, marked in ((1, came_by.upper()), (2, foreign), (3, "nonsense"), (4, "")):
        client, slip = house.visitor(), path("slip", position=2, number=number)
        page = form(client.get(f"{slip}?s={marked}"))
        assert page.fields.get("s", "") == (came_by if number == 1 else "")
        sent = page.send(client, address=f"voter-{number}@example.org", s=marked)
        assert typed_code(house, client, sent.location, f"voter-{number}@example.org").status_code == 303
    assert votes_of(house) == [came_by]
    for number, marked in ((1, came_by), (2, foreign)):
        idea = sent_idea(house, house.visitor(), name=f"Idée {number}", address=f"a{number}@example.org", s=marked)
        with house.app.app_context():
            row = reading().scalars(select(Entry).where(Entry.id == idea)).one()
            assert row.share_code == (came_by if number == 1 else None)


@SQLITE
def test_what_is_sent_again_after_a_mistake_keeps_its_code(house: House):
    client, came_by = house.visitor(), code(house)
    slip = path("slip", position=2, number=1)
    again = form(client.get(f"{slip}?s={came_by}")).send(client, address="no address")
    assert (again.status_code, form(again).fields["s"]) == (422, came_by)
    again = form(client.get(path("submit") + f"?s={came_by}"), "/submit").send(client, name="x")
    assert (again.status_code, form(again).fields["s"]) == (422, came_by)
    kept = form(client.get(path("submit") + f"?s={came_by}"), "/submit").send(client, name="Radis", then="keep")
    assert kept.location.endswith(f"?kept=1&s={came_by}")
    assert form(client.get(kept.location)).fields["s"] == came_by


def links(page: TestResponse) -> dict[str, str]:
    """What stands under "pass it on": words and where they lead."""
    block = re.search(r'<div class="share">.*?</div>', text(page), re.DOTALL)
    assert block is not None
    found = re.findall(r'<a href="([^"]+)"(?! download)[^>]*>([^<]+)</a>', block[0])
    return {words: unescape(address) for address, words in found}


def short_links(house: House, page: TestResponse) -> dict[str, ShareCode]:
    """What each link passes on."""
    public = house.app.config["SETTINGS"].public_url.rstrip("/") + "/s/"
    found = {}
    for words, address in links(page).items():
        inside = re.findall(re.escape(public) + r"(\w+)", unquote(address))
        if inside:
            (said,) = inside
            share = shares.read(said)
            assert share is not None
            found[words] = share
    return found


OPEN = {
    "nl": ["WhatsApp", "Facebook", "E-mail", "De link kopiëren"],
    "fr": ["WhatsApp", "Facebook", "E-mail", "Copier le lien"],
}
BEHIND = ["X", "LinkedIn", "Telegram", "Pinterest", "Reddit", "Bluesky", "Threads", "Mastodon"]


@SQLITE
@pytest.mark.parametrize("lang", OPEN)
def test_every_page_that_is_passed_on_has_all_ways_through_links_of_its_own(house: House, lang: str):
    client = house.visitor()
    pages = (
        (path("entry", lang, number=3), RUNNING, 3, Place.PAGE),
        (path("campaign", lang), RUNNING, 0, Place.PAGE),
        (path("share", lang, number=3), RUNNING, 3, Place.PAGE),
        (path("announcement", lang, FINISHED, position=2), FINISHED, None, Place.WINNER),
    )
    for address, slug, number, place in pages:
        page = client.get(address)
        assert list(links(page)) == [*OPEN[lang], *BEHIND, "QR-code" if lang == "nl" else "Code QR"], address
        passed_on = short_links(house, page)
        assert {share.lang for share in passed_on.values()} == {lang}
        assert {share.place for share in passed_on.values()} == {place}
        if number is not None:
            assert {share.entry for share in passed_on.values()} == {number}
        assert passed_on["Reddit"].channel == REDDIT
        assert len({share.channel for share in passed_on.values()}) == len(passed_on)
        assert 'hidden><button type="button" data-share' in text(page)
        # The upright picture is offered where the page is about something that has one.
        assert (" download>" in text(page)) == ("/share/" not in address)
        for outside in re.findall(r'<a href="https://(?!localhost)[^"]*"([^>]*)>', text(page)):
            assert outside.removeprefix(' data-tells="share"') == ' rel="noopener nofollow external" target="_blank"'
        for link in set(re.findall(r'data-(?:copy|url)="[^"]*/s/(\w+)"', text(page))):
            assert target(client.get(f"/s/{link}"), link) == (
                address if "share" not in address else path("entry", lang, slug, number=3)
            )


@SQLITE
@pytest.mark.parametrize("lang", OPEN)
def test_for_instagram_and_tiktok_there_is_a_picture_to_save_and_words_to_copy(house: House, lang: str):
    client = house.visitor()
    for address, number in ((path("entry", lang, number=3), 3), (path("campaign", lang), 0)):
        page = text(client.get(address))
        (more,) = re.findall(r'<details class="share__more">.*?</details>', page, re.DOTALL)
        (story,) = re.findall(r'<a href="([^"]+)" download>', more)
        assert client.get(story, buffered=True).mimetype == "image/jpeg"
        (words,) = re.findall(r"<textarea[^>]* readonly>([^<]*)</textarea>", more)
        caption = unescape(words)
        (code,) = re.findall(r"/s/(\w+)$", caption, re.MULTILINE)
        share = shares.read(code)
        assert share is not None
        assert (share.channel, share.entry, share.lang) == (shares.CHANNELS[Network.CAPTION], number, lang)
        assert target(client.get(f"/s/{code}"), code) == address
        assert caption.endswith("#LeGoûtDAprès" if lang == "fr" else "#DeSmaakVanStraks")
        # Without a clipboard it is selected by hand: the button comes with the module.
        assert re.search(r"<button[^>]* data-copy-words [^>]*hidden>", more)


@SQLITE
def test_a_vote_that_is_in_can_be_passed_on(house: House):
    client = house.visitor()
    page = client.get(vote(house, client, 5, "voter@example.org").location)
    assert {share.entry for share in short_links(house, page).values()} == {5}


@SQLITE
def test_ones_own_idea_is_passed_on_once_it_is_published(house: House):
    client = house.visitor()
    idea = sent_idea(house, client)
    mine = path("my_entry", entry=idea.hex)
    assert 'class="share"' not in text(client.get(mine))
    number = publish(house, idea)
    assert {share.entry for share in short_links(house, client.get(mine)).values()} == {number}


@SQLITE
def test_the_page_with_the_link_shows_link_and_qr_code_and_leads_to_ones_server(house: House):
    client, address = house.visitor(), path("share", "nl", number=3)
    page = text(client.get(address))
    assert re.search(r'<svg [^>]*class="qr"', page)
    shown = re.search(r'pass__link">[^<]*/s/(\w+)<', page)
    assert shown is not None
    assert shares.read(shown[1]) == ShareCode(shares.read(code(house)).campaign, 3, shares.CHANNELS[Network.COPY], "nl")
    asked = text(client.get(f"{address}?server={quote('@anna@mamot.fr')}"))
    way = re.search(r'href="(https://mamot\.fr/share\?[^"]+)"', asked)
    assert way is not None
    said = parse_qs(urlsplit(unescape(way[1])).query)["text"][0]
    found = shares.read(said.rpartition("/")[2])
    assert found is not None
    assert (found.channel, found.entry, found.lang) == (shares.CHANNELS[Network.MASTODON], 3, "nl")
    wrong = client.get(f"{address}?server=localhost")
    assert wrong.status_code == 422
    assert 'id="server-error"' in text(wrong)
    assert "/share?text" not in text(wrong)
    assert client.get(path("share", number=99_999)).status_code == 404
    assert client.get(path("share_winner", number=1)).status_code == 404


@SQLITE
def test_the_ballot_is_linked_itself_because_a_redirect_would_lose_the_code(house: House):
    page = text(house.visitor().get(path("campaign")))
    assert f'href="{path("ballot", position=2)}"' in page
    assert f'href="{path("vote")}"' not in page
