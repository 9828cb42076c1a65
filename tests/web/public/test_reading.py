"""Reading pages: the same bytes for everyone, kept for a while, never past the next change of the schedule."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from contest.db import transaction
from contest.models import Announcement, Campaign
from contest.rules.phases import PhaseKind
from tests.living import FINISHED, LANGUAGES, ME, RUNNING, House
from tests.web.visits import SECOND, move, path, vote

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
# With a seed where the order is another one at every visit.
PAGES = (
    "/",
    "/sitemap.xml",
    "/{lang}/",
    "/{lang}/{campaign}/",
    "/{lang}/{campaign}/entries?seed=abcd",
    "/{lang}/{campaign}/entries?seed=abcd&upto=20&after=24",
    "/{lang}/{campaign}/entries?order=newest",
    "/{lang}/{campaign}/entries?q=sel",
    "/{lang}/{campaign}/entries/1",
    "/{lang}/{campaign}/entries/99999",
    "/{lang}/{campaign}/vote",
    "/{lang}/{campaign}/vote/2?seed=abcd",
    "/{lang}/{campaign}/results",
    "/{lang}/{campaign}/results/2",
    "/{lang}/{campaign}/winner",
    "/{lang}/{campaign}/announcements/2",
    "/{lang}/{campaign}/share/0",
    "/{lang}/{campaign}/share/1",
    "/{lang}/{campaign}/share/1/winner",
    "/{lang}/{campaign}/rules",
    "/{lang}/{campaign}/privacy",
    "/{lang}/{campaign}/imprint",
    "/{lang}/{campaign}/contact",
    "/{lang}/{campaign}/history",
    "/{lang}/{campaign}/help",
    "/embed/{lang}/{campaign}/campaign",
    "/embed/{lang}/{campaign}/gallery?size=large&theme=dark",
    "/embed/{lang}/{campaign}/entry/1",
    "/embed/{lang}/{campaign}/entry/99999",
    "/embed/{lang}/{campaign}/leaderboard",
    "/embed/{lang}/{campaign}/winner",
    "/c/{campaign}/frame-0123456789.css",
    "/{lang}/{campaign}/press",
    "/archives/{campaign}/press-kit-2.zip",
    "/{lang}/{campaign}/journal",
    "/{lang}/{campaign}/journal/1",
    "/{lang}/{campaign}/feeds/ideas.atom",
    "/{lang}/{campaign}/feeds/journal.atom",
    "/{lang}/{campaign}/feeds/announcements.atom",
    "/{lang}/winners.atom",
    "/c/{campaign}/look-0123456789.css",
    "/c/{campaign}/look-nothing.css",
    "/c/{campaign}/packets/1-00000000.svg",
    "/c/{campaign}/packets/99999-00000000.svg",
    "/{lang}/{campaign}/entries/1/voted",
    "/cards/{campaign}/campaign-nl-wide-0123456789ab.jpg",
    "/cards/{campaign}/entry-1-fr-story-0123456789ab.jpg",
    "/cards/{campaign}/winner-2-fr-wide-0123456789ab.jpg",
    "/cards/{campaign}/nothing",
    "/media/{id}/{id}/320.webp",
    "/{campaign}/vote/2/checkpoint",
    "/{campaign}/vote/2/tile/0/000.p/1",
)
ON_A_DATE = tuple(page for page in PAGES if page.startswith("/{lang}/{c") and not page.endswith(("/", "99999")))
READERS: tuple[dict[str, str], ...] = (
    {"Accept-Language": "nl-BE,nl;q=0.9", "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"},
    {"Accept-Language": "en", "Cookie": "theme=dark; _ga=GA1.2.3"},
    {"Accept-Language": "*", "User-Agent": "Googlebot/2.1", "Cookie": f"{ME}=forged; staff=forged; form=forged"},
    {"User-Agent": "curl/8.5", "X-Forwarded-For": "203.0.113.9", "Accept": "text/html"},
    {},
)


def addresses_of(house: House, slug: str) -> Iterator[str]:
    campaign = house.campaign(slug).hex
    for page in PAGES:
        for lang in LANGUAGES if "{lang}" in page else ("fr",):
            yield page.format(lang=lang, campaign=slug, id=campaign)


def readers(house: House) -> list[FlaskClient]:
    """Six visitors: one of them is known to the house, and one looks at every page."""
    voter, owner_of_cookie = house.visitor(), house.visitor()
    assert vote(house, voter, 1, "reader@example.org").status_code == 303
    cookie = voter.get_cookie(ME)
    assert cookie is not None
    owner_of_cookie.set_cookie(ME, cookie.value)
    others = [FlaskClient(house.app, house.app.response_class, use_cookies=False) for _ in READERS]
    for other, headers in zip(others, READERS, strict=True):
        other.environ_base = other.environ_base | {
            f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()
        }
    return [owner_of_cookie, *others]


def max_age(answer: TestResponse) -> int:
    found = re.fullmatch(r"public, max-age=(\d+)(?:, s-maxage=\d+)?", answer.headers["Cache-Control"])
    assert found, (answer.request.path, answer.headers["Cache-Control"])
    return int(found[1])


def all_the_same(clients: list[FlaskClient], address: str) -> TestResponse:
    """What everybody gets at an address."""
    for _ in range(3):  # a minute may end between two visits, not three times in a row
        answers = [client.get(address) for client in clients]
        seen = {(answer.status_code, answer.data, answer.headers.get("ETag"), answer.location) for answer in answers}
        if len(seen) == 1:
            break
    assert len(seen) == 1, address
    assert [answer.headers.getlist("Set-Cookie") for answer in answers] == [[]] * len(clients), address
    assert {answer.headers.get("Vary", "") for answer in answers} == {""}, address
    return answers[0]


@SQLITE
@pytest.mark.parametrize("slug", [RUNNING, FINISHED])
def test_a_reading_page_is_the_same_bytes_for_everybody_and_sent_once(house: House, slug: str):
    clients = readers(house)
    for address in addresses_of(house, slug):
        answer = all_the_same(clients, address)
        assert answer.status_code in {200, 302, 404}, address
        assert max_age(answer) >= 0
        assert ("ETag" in answer.headers) == (answer.status_code == 200), address
        if answer.status_code == 200:
            again = clients[-1].get(address, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b""), address
            assert again.headers["ETag"] == answer.headers["ETag"]
            assert max_age(again) <= max_age(answer)


@SQLITE
def test_a_language_that_is_not_declared_is_not_there(house: House):
    client = house.visitor()
    for lang in ("de", "xx", "FR", "fr-BE"):
        for address in (f"/{lang}/", path("campaign", lang), path("entry", lang, number=1), path("rules", lang)):
            assert client.get(address).status_code == 404, address
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == RUNNING).values(languages=["fr", "nl"]))
    for name in ("campaign", "entries", "rules", "submit", "vote", "results_now"):
        assert client.get(path(name, "en")).status_code == 404, name
        assert client.get(path(name, "nl")).status_code in {200, 302}, name
    page = client.get(path("campaign")).get_data(as_text=True)
    assert re.findall(r'rel="alternate" hreflang="(\w+)"', page) == ["fr", "nl"]


@SQLITE
@pytest.mark.parametrize(
    ("kind", "dates"),
    [
        (PhaseKind.SUBMISSION, {"closes": 7 * SECOND}),
        (PhaseKind.VOTE, {"closes": 7 * SECOND}),
        (PhaseKind.VOTE, {"opens": 7 * SECOND}),
        (PhaseKind.ANNOUNCEMENT, {"opens": 7 * SECOND}),
    ],
)
def test_no_page_is_kept_past_the_next_change_of_the_schedule(house: House, kind: PhaseKind, dates: dict):
    move(house, kind, **dates)
    began = datetime.now(UTC)
    client = FlaskClient(house.app, house.app.response_class)
    for page in (*ON_A_DATE, "/{lang}/", "/{lang}/{campaign}/"):
        asked = (datetime.now(UTC) - began).total_seconds()
        answer = client.get(page.format(lang="fr", campaign=RUNNING))
        assert asked < 7, "too slow a machine to say anything"
        assert max_age(answer) <= 7 - asked + 0.5, page


@SQLITE
def test_no_page_is_kept_past_the_second_of_an_announcement(house: House):
    campaign = house.campaign(FINISHED)
    opens = datetime.now(UTC).replace(microsecond=0) + 8 * SECOND
    with house.app.app_context(), transaction() as session:
        session.execute(update(Announcement).where(Announcement.campaign_id == campaign).values(opens=opens))
    client = FlaskClient(house.app, house.app.response_class)
    for page in ("campaign", "winner", "announcement", "results"):
        answer = client.get(path(page, "nl", FINISHED, position=2))
        left = (opens - datetime.now(UTC)).total_seconds()
        assert left > 0, "too slow a machine to say anything"
        assert max_age(answer) <= left + 0.5, page


@SQLITE
def test_what_is_given_again_within_its_second_is_not_kept_longer_than_the_first(house: House):
    house.app.testing = False
    move(house, PhaseKind.VOTE, closes=20 * SECOND)
    client = house.visitor()
    first, second = (client.get(path("campaign")) for _ in range(2))
    assert second.data == first.data
    assert max_age(second) == max_age(first) - 1 < 20
    again = client.get(path("campaign"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # By its whole address: another order, another answer; and private pages never.
    shelves = [client.get(path("entries") + f"?seed={seed}").data for seed in ("a", "b", "a")]
    assert shelves[0] == shelves[2] != shelves[1]
    assert client.get(path("link_again")).data != client.get(path("link_again")).data
