"""A preview shows one campaign as of a moment to whoever has its link, and nothing else to nobody else."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import database, reading, transaction
from contest.models import Announcement, Campaign, Entry, Visibility
from contest.rules.phases import Exposure, PhaseKind
from contest.services import audit, campaigns
from contest.web import previews
from tests.inspector import InspectingClient
from tests.living import FINISHED, RUNNING, House
from tests.web.visits import move, path, phase, published, rows, set_phase, statements, text, vote

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What a preview leads to, but what is not of the campaign or a participant's own.
WALKED = re.compile(r'href="(/\w\w/[^"#]+)')


def signed(
    house: House,
    at: datetime,
    *,
    slug: str = RUNNING,
    lasts: timedelta = HOUR,
    results: bool = False,
    campaign: UUID | None = None,
) -> str:
    with house.app.app_context():
        of = campaign or house.campaign(slug)
        return previews.sign(of, at, clock.now() + lasts, shows_results=results)


def within(address: str, preview: str) -> str:
    return previews.within(address, preview)


def said(answer: TestResponse) -> str:
    """What the ribbon says; empty without one."""
    found = re.search(r'<aside class="ribbon".*?</aside>', text(answer), re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]+>", " ", found[0] if found else "")).split())


def before_the_vote(house: House) -> datetime:
    """The vote is still to come; a moment within it."""
    move(house, PhaseKind.VOTE, opens=2 * DAY, closes=9 * DAY)
    return datetime.now(UTC) + 3 * DAY


def test_every_public_page_is_shown_as_of_its_moment_kept_by_nobody_and_says_so(house: House):
    preview, client = signed(house, before_the_vote(house)), house.visitor()
    number = published(house)[0].number
    pages = [path(name) for name in ("campaign", "entries", "rules", "contact", "imprint", "history", "privacy")]
    pages += [path("entry", number=number), path("voted", number=number), path("share", number=number), path("submit")]
    pages += [path("ballot", position=2), path("slip", position=2, number=number), path("results", position=2)]
    pages += [path("report", number=number), path("remind", position=2)]
    for page in pages:
        answer = client.get(within(page, preview))
        assert answer.status_code == 200, page
        assert answer.headers["Cache-Control"] == "private, no-store", page
        assert answer.headers["X-Robots-Tag"] == "noindex", page
        assert '<meta name="robots" content="noindex">' in text(answer), page
        assert "ETag" not in answer.headers, page
        assert "Set-Cookie" not in answer.headers, page
        assert said(answer).startswith("Aperçu : tel que le "), page
        plain = client.get(page)
        assert said(plain) == "", page


def test_the_schedule_is_that_of_the_moment_and_data_are_todays(house: House):
    at = before_the_vote(house)
    client, number = house.visitor(), published(house)[0].number
    slip = path("slip", position=2, number=number)
    for preview, is_open in ((signed(house, at), True), (signed(house, datetime.now(UTC)), False)):
        home = text(client.get(within(path("campaign"), preview)))
        assert (f'href="{path("ballot", position=2)}?' in home) == is_open
        ballot = text(client.get(within(path("ballot", position=2), preview)))
        assert ("shelf--full" in ballot) == is_open
        assert ("<form" in text(client.get(within(slip, preview)))) == is_open
    move(house, PhaseKind.SUBMISSION, opens=-9 * DAY, closes=-8 * DAY)
    past = signed(house, datetime.now(UTC) - 9 * DAY + HOUR)
    assert 'name="inspiration"' in text(client.get(within(path("submit"), past)))
    assert 'name="inspiration"' not in text(client.get(path("submit")))


def test_every_link_leads_on_within_the_preview_and_one_leaves_it(house: House):
    preview, client = signed(house, before_the_vote(house)), house.visitor()
    seen, ahead = set(), [within(path("campaign"), preview)]
    while ahead and len(seen) < 30:
        address = ahead.pop(0)
        if address in seen or address.partition("?")[0].endswith((".ics", ".atom")):
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code in {200, 302}, address
        if answer.status_code == 302:
            ahead.append(answer.location)
            continue
        page = text(answer)
        (leaves,) = re.findall(r'data-leave href="([^"]*)"', page)
        assert leaves == address.partition("?")[0]
        links = [unescape(link) for link in WALKED.findall(page.replace(f'data-leave href="{leaves}"', ""))]
        own = [link for link in links if link.startswith(("/fr/" + RUNNING, "/nl/" + RUNNING)) and "/me/" not in link]
        assert [link for link in own if "preview=" not in link] == [], address
        assert all(f'name="preview" value="{preview}"' in form for form in asking(page)), address
        ahead += own
    visited = " ".join(seen)
    for part in ("/entries?", "/vote/2?", "/nl/", "/entries/"):
        assert part in visited


def asking(page: str) -> list[str]:
    """The forms that are sent by GET."""
    return [form for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL) if 'method="post"' not in form]


def test_redirects_stay_within_it(house: House):
    preview, client = signed(house, before_the_vote(house)), house.visitor()
    answer = client.get(within(path("vote"), preview))
    assert (answer.status_code, answer.location) == (302, within(path("ballot", position=2), preview))
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_is_forged_old_or_another_campaigns_is_refused_with_words(house: House):
    at = datetime.now(UTC)
    good = signed(house, at)
    with house.app.app_context():
        old = previews.sign(house.campaign(), at, clock.now() - timedelta(seconds=1), shows_results=False)
    wrong = {
        "forged": good[:-5] + ("A" if good[-5] != "A" else "B") + good[-4:],
        "old": old,
        "another": signed(house, at, slug=FINISHED),
        "empty": "",
        "odd": "WyJ4Il0.x",
    }
    for lang, words in (("fr", "lien d’aperçu"), ("nl", "voorbeeldlink"), ("en", "preview link")):
        for kind, preview in wrong.items():
            for page in ("campaign", "entries", "submit"):
                answer = house.visitor().get(within(path(page, lang), preview))
                assert (answer.status_code, words in text(answer)) == (403, True), (kind, page, lang)
                assert answer.headers["Cache-Control"] == "private, no-store"


def test_by_a_wrong_link_nobody_learns_which_drafts_there_are(house: House):
    hide(house)
    answers = [house.visitor().get(within(path("campaign", campaign=slug), "x")) for slug in (RUNNING, "not-there")]
    assert {(one.status_code, one.data) for one in answers} == {(403, answers[0].data)}


def everything(house: House) -> dict[str, int]:
    """How many rows each table has."""
    with house.app.app_context():
        return {
            name: reading().execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in database.metadata.tables.items()
        }


def test_nothing_is_taken_in_and_the_words_say_so(house: House):
    preview, client = signed(house, datetime.now(UTC)), house.visitor()
    number = published(house)[0].number
    before = everything(house)
    for page in (path("submit"), path("slip", position=2, number=number), path("report", number=number)):
        opened = text(client.get(within(page, preview)))
        (action,) = set(re.findall(r'<form[^>]*method="post" action="([^"]+)"', opened))
        assert "preview=" in action
        token = re.search(r'name="token" value="([^"]+)"', opened)
        assert token is not None
        typed = {"token": token[1], "name": "Sel", "address": "noemie@example.org", "reason": "other"}
        for lang, words in (("fr", "Ceci est un aperçu"), ("nl", "Dit is een voorbeeld")):
            answer = client.post(unescape(action).replace("/fr/", f"/{lang}/"), data=typed)
            assert (answer.status_code, words in text(answer)) == (403, True)
            assert answer.headers["Cache-Control"] == "private, no-store"
    assert everything(house) == before


def test_looking_changes_no_row(house: House):
    preview, client = signed(house, before_the_vote(house), results=True), house.visitor()
    with statements(house) as sent:
        for page in ("campaign", "entries", "submit"):
            client.get(within(path(page), preview))
    assert [one for one in sent if not one.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN"))] == []


def test_who_is_remembered_sees_what_anybody_sees(house: House):
    client, number = house.visitor(), published(house)[0].number
    vote(house, client, number, "noemie@example.org")
    slip = path("slip", position=2, number=number)
    assert "Votre voix" in text(client.get(slip))
    shown = text(client.get(within(slip, signed(house, datetime.now(UTC)))))
    assert 'name="address"' in shown


# --- What is secret


def secret(house: House, opens: datetime) -> str:
    """The winner's announcement waits for a moment; its headline."""
    campaign, voted = house.campaign(FINISHED), phase(house, PhaseKind.VOTE, FINISHED)
    set_phase(house, PhaseKind.VOTE, FINISHED, exposure=Exposure.ANNOUNCED)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Announcement).where(Announcement.campaign_id == campaign).values(opens=opens))
        return str(session.get_one(Announcement, (campaign, voted.id)).texts["fr"]["headline"])


def leads_to(client: InspectingClient, preview: str) -> Iterator[tuple[str, TestResponse]]:
    for name in ("campaign", "announcement", "winner", "results", "results_now"):
        yield name, client.get(within(path(name, campaign=FINISHED, position=2), preview), follow_redirects=True)


def test_a_link_shows_figures_and_winners_only_where_its_maker_may(house: House):
    opens = datetime.now(UTC) + 5 * DAY
    headline, client = secret(house, opens), house.visitor()
    may = signed(house, opens + HOUR, slug=FINISHED, results=True)
    may_not = signed(house, opens + HOUR, slug=FINISHED)
    shown = {name: text(answer) for name, answer in leads_to(client, may)}
    hidden = {name: text(answer) for name, answer in leads_to(client, may_not)}
    today = {name: client.get(path(name, campaign=FINISHED, position=2)).status_code for name in hidden}
    assert unescape(headline) in unescape(shown["announcement"])
    assert unescape(headline) in unescape(shown["winner"])
    assert "bars__line" in shown["results"]
    assert "/winner?" in shown["campaign"]
    for name, page in hidden.items():
        assert unescape(headline) not in unescape(page), name
        assert "bars__line" not in page, name
        assert "/winner" not in page, name
    assert (today["announcement"], today["winner"]) == (404, 404)


def test_a_preview_of_before_its_second_shows_no_winner_to_anybody(house: House):
    opens = datetime.now(UTC) + 5 * DAY
    headline = secret(house, opens)
    preview = signed(house, opens - timedelta(seconds=1), slug=FINISHED, results=True)
    for name, answer in leads_to(house.visitor(), preview):
        assert unescape(headline) not in unescape(text(answer)), name


def test_hidden_live_figures_stay_hidden_by_a_link_without_that_right(house: House):
    set_phase(house, PhaseKind.VOTE, exposure=Exposure.LIVE, hidden_hours=20)
    move(house, PhaseKind.VOTE, closes=10 * HOUR)
    past = datetime.now(UTC) - 2 * DAY
    results = path("results", position=2)
    # As of a past moment they were shown; today they are not, and what would be shown is today's.
    assert "bars__line" in text(house.visitor().get(within(results, signed(house, past, results=True))))
    assert "bars__line" not in text(house.visitor().get(results))
    assert "bars__line" not in text(house.visitor().get(within(results, signed(house, past))))


# --- A draft


def hide(house: House) -> None:
    with house.app.app_context(), transaction() as session:
        session.execute(update(Campaign).where(Campaign.slug == RUNNING).values(visibility=Visibility.DRAFT))


def test_a_draft_is_shown_with_its_look_and_its_pictures_to_whoever_has_the_link_alone(house: House):
    picture = next(row for row in published(house) if row.picture_id).picture_id
    with house.app.app_context(), transaction() as session:
        of = Campaign.slug == RUNNING
        session.execute(update(Campaign).where(of).values(visibility=Visibility.DRAFT, logo_picture_id=picture))
    preview, client = signed(house, datetime.now(UTC)), house.visitor()
    for page in ("campaign", "entries", "rules"):
        assert client.get(path(page)).status_code == 404
        answer = client.get(within(path(page), preview))
        assert (answer.status_code, said(answer) != "") == (200, True)
        assert 'data-leave href="/fr/"' in text(answer)
        sources = {unescape(one) for one in re.findall(r'(?:src|href)="(/(?:c|media)/[^"]+)"', text(answer))}
        assert any(one.startswith("/c/") for one in sources)
        for source in sources:
            served = client.get(source)
            assert (served.status_code, served.headers["Cache-Control"]) == (200, "private, no-store"), source
            served.close()
            if source.startswith("/c/"):
                assert client.get(source.partition("?")[0]).status_code == 404


def test_a_link_opens_no_picture_that_waits(house: House):
    preview, row = signed(house, datetime.now(UTC)), next(row for row in published(house) if row.picture_id)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == row.id).values(state="pending"))
    address = f"/media/{house.campaign().hex}/{row.picture_id.hex}/320.webp"
    assert house.visitor().get(within(address, preview)).status_code == 404


def test_an_empty_draft_can_be_looked_at(house: House):
    with house.app.app_context():
        new = campaigns.NewCampaign("neuf", "Patatras", ("fr", "nl"), "bonjour@patatras.example")
        made = campaigns.create(new, by=audit.OPERATOR, now=clock.now())
    preview = signed(house, datetime.now(UTC), campaign=made)
    for lang in ("fr", "nl"):
        for page in ("campaign", "entries"):
            assert house.visitor().get(within(path(page, lang, "neuf"), preview)).status_code == 200
    assert rows(house, Campaign, Campaign.slug == "neuf", Campaign.visibility == Visibility.DRAFT) == 1
