"""Figures as far as they may be seen, and a winner nobody sees before its second."""

import re
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from contest import clock, worker
from contest.db import reading, transaction
from contest.models import Announcement
from contest.queries import announcements
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import announcements as acts
from contest.services import sequencer
from contest.services.accounts import rehearsal
from contest.web import previews
from contest.words import catalogues, dates
from tests.inspector import InspectingClient
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web.visits import SECOND, move, path, phase, published, set_phase, text, vote

SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def counted(client: InspectingClient) -> int:
    found = heading(text(client.get(path("results", "en", position=2))))
    return int(found.removesuffix(" votes").replace(",", ""))


def withheld(house: House, opens: datetime) -> list[str]:
    """The finished campaign's announcement waits for `opens`; the words that must not be seen before."""
    campaign = house.campaign(FINISHED)
    with house.app.app_context():
        with transaction() as session:
            session.execute(update(Announcement).where(Announcement.campaign_id == campaign).values(opens=opens))
        row = reading().scalars(select(Announcement).where(Announcement.campaign_id == campaign)).one()
        return [row.texts[lang][name][:40] for lang in LANGUAGES for name in ("story", "standfirst")]


def test_live_figures_rise_with_each_confirmed_vote(house: House):
    client = house.visitor()
    before = counted(client)
    vote(house, house.visitor(), 3, "wout@example.org")
    worker.run_once(house.app, clock.now())
    assert counted(client) == before + 1
    with house.app.app_context():
        assert sequencer.verify() == []


@SQLITE
def test_the_figures_are_read_page_by_page_with_most_votes_first(house: House):
    client, address, seen = house.visitor(), path("results", "en", position=2), []
    while address:
        page = text(client.get(address))
        seen += re.findall(r'href="/en/[\w-]+/entries/(\d+)"', page.partition("<main")[2])
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) > 24
    assert set(map(int, seen)) <= {row.number for row in published(house)}
    for asked in ("votes=x&number=1", "votes=-1&number=-1", "votes=99999999999999999999&number=1", "votes=3"):
        assert client.get(path("results", position=2) + f"?{asked}").status_code == 200, asked


@SQLITE
def test_hidden_figures_are_nowhere_until_the_result(house: House):
    client = house.visitor()
    total = counted(client)
    set_phase(house, PhaseKind.VOTE, exposure="after_close")
    for lang in LANGUAGES:
        page = client.get(path("results", lang, position=2))
        assert page.status_code == 200
        assert dates.number(lang, total) not in text(page).partition("<main")[2]
        assert "/entries/" not in text(page).partition("<main")[2].partition("</main")[0].replace(
            f'href="{path("entries", lang)}', ""
        )
    move(house, PhaseKind.VOTE, opens=-7200 * SECOND, closes=-SECOND)
    closed = text(client.get(path("results", "en", position=2)))
    assert heading(closed) == "The figures are hidden for now"
    assert str(total) not in closed


@SQLITE
def test_before_its_vote_there_are_no_results(house: House):
    client = house.visitor()
    move(house, PhaseKind.VOTE, opens=3600 * SECOND, closes=7200 * SECOND)
    assert client.get(path("results_now")).status_code == 404
    assert heading(text(client.get(path("results", "en", position=2)))) == "The vote is not open yet"
    assert path("results_now") not in text(client.get(path("campaign")))
    for position in (1, 3, 9):
        assert client.get(path("results", position=position)).status_code == 404


@SQLITE
def test_the_short_addresses_lead_to_the_present_ones(house: House):
    client = house.visitor()
    for lang in LANGUAGES:
        assert client.get(path("results_now", lang)).location == path("results", lang, position=2)
        assert client.get(path("winner", lang, FINISHED)).location == path("announcement", lang, FINISHED, position=2)
        assert client.get(path("winner", lang)).status_code == 404
        assert client.get(path("announcement", lang, position=2)).status_code == 404
        assert client.get(path("announcement", lang, position=9)).status_code == 404


def test_nothing_of_the_winner_is_seen_before_its_second_and_all_from_it_on(house: House):
    opens = datetime.now(UTC) + 3 * SECOND
    words = withheld(house, opens)
    client, before, after = house.visitor(), 0, 0
    places = [(name, lang) for lang in LANGUAGES for name in ("announcement", "winner", "results", "campaign")]
    while after < len(places):
        assert datetime.now(UTC) < opens + 60 * SECOND
        for name, lang in places:
            began = datetime.now(UTC)
            answer = client.get(path(name, lang, FINISHED, position=2))
            if datetime.now(UTC) < opens:
                before += 1
                assert answer.status_code == (404 if name in {"announcement", "winner"} else 200)
                assert not [word for word in words if word in text(answer)]
                assert path("winner", lang, FINISHED) not in text(answer)
                assert "</b>" not in text(answer) or name != "results"
            elif began >= opens:
                after += 1
                assert answer.status_code == (302 if name == "winner" else 200), name
                assert name != "announcement" or words[LANGUAGES.index(lang) * 2 + 1][:20] in text(answer)
        time.sleep(0.05)
    assert before


@SQLITE
def test_figures_that_wait_for_the_announcement_are_hidden_until_then(house: House):
    client = house.visitor()
    shown = heading(text(client.get(path("results", "en", FINISHED, position=2))))
    assert shown == "3,200 votes"
    withheld(house, datetime.now(UTC) + 3600 * SECOND)
    assert heading(text(client.get(path("results", "en", FINISHED, position=2)))) == "The figures are hidden for now"
    assert client.get(path("history", "en", FINISHED)).status_code == 200


@SQLITE
def test_a_signed_preview_shows_the_winner_before_and_is_kept_and_indexed_nowhere(house: House):
    opens = datetime.now(UTC) + 3600 * SECOND
    withheld(house, opens)
    campaign, other = house.campaign(FINISHED), house.campaign(RUNNING)
    with house.app.app_context():
        address = previews.address(campaign, FINISHED, "nl", 2, opens)
        others = previews.address(other, FINISHED, "nl", 2, opens)
    client = house.visitor()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in text(answer)
    assert "ETag" not in answer.headers
    winner = heading(text(answer))
    assert winner in {row.name for row in published(house, FINISHED)}
    # Not the last letter, whose last bits say nothing.
    for forged in (
        address[:-5] + ("A" if address[-5] != "A" else "B") + address[-4:],
        address.partition("?")[0] + "?preview=",
        others,
    ):
        assert client.get(forged).status_code == 403, forged
    assert client.post(address).status_code == 403
    # The page without it stays as it was.
    assert client.get(address.partition("?")[0]).status_code == 404


@SQLITE
def test_a_withdrawn_announcement_is_gone_and_said_so_in_the_history(house: House):
    campaign, vote_id = house.campaign(FINISHED), phase(house, PhaseKind.VOTE, FINISHED).id
    now = clock.now()
    with house.app.app_context():
        assert announcements.is_shown(campaign, vote_id, now)
        by = rehearsal.person(Role.OWNER, lang="fr", now=now)
        acts.withdraw(campaign, vote_id, reason="A tie was overlooked", by=by, now=now)
    client = house.visitor()
    for lang in LANGUAGES:
        answer = client.get(path("announcement", lang, FINISHED, position=2))
        assert answer.status_code == 404
        assert catalogues.gettext(lang, "The announcement was taken back") in text(answer)
        assert path("history", lang, FINISHED) in text(answer)
    assert "A tie was overlooked" in text(client.get(path("history", "en", FINISHED)))


# --- What is passed on


def meta(page: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', page)
    return dict(found)


@SQLITE
def test_link_previews_say_what_the_page_is_and_their_picture_can_be_fetched(house: House):
    client, public = house.visitor(), house.app.config["SETTINGS"].public_url.rstrip("/")
    with_photo = next(row for row in published(house) if row.picture_id)
    without = next(row for row in published(house) if not row.picture_id)
    for lang in LANGUAGES:
        for address in (
            path("campaign", lang),
            path("entry", lang, number=with_photo.number),
            path("entry", lang, number=without.number),
            path("announcement", lang, FINISHED, position=2),
            path("campaign", lang, FINISHED),
        ):
            page = text(client.get(address))
            tags = meta(page)
            assert tags["og:url"] == public + address
            assert tags["og:locale"].partition("_")[0] == lang
            assert all(tags[name] for name in ("og:title", "og:description", "og:site_name", "og:type", "description"))
            assert f'rel="canonical" href="{public}{address}"' in page
            assert tags["twitter:card"] == "summary_large_image"
            assert tags["og:image"].startswith(public)
            fetched = client.get(urlsplit(tags["og:image"]).path)
            assert (fetched.status_code, fetched.mimetype) == (200, "image/jpeg")
