"""A manager passes a preview on; a colleague walks through the contest as of its vote, and comes out of it again."""

from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from contest.db import transaction
from contest.models import Phase, PhaseWindow
from contest.queries import campaigns
from tests.journeys.pages import Desk, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

DAY = timedelta(days=1)


def some(test):
    return every_kind(test, pairwise=PAIRWISE[:2])


@some
def test_a_colleague_walks_through_a_preview(visitor: Visitor):
    slug = f"journey-{uuid4().hex[:8]}"
    visitor.site.campaign(slug)
    vote_moves(visitor, slug, 3 * DAY)
    desk = Desk(visitor, slug)
    desk.comes_in_as("manager")
    desk.goes("preview")
    visitor.looks()
    page = desk.page
    page.locator('input[name="when"]').nth(2).check()
    page.locator("#lang").select_option(visitor.kind.lang)
    page.locator('button[formaction$="/link"]').click()
    link = page.locator(".preview__link").get_attribute("href") or ""
    visitor.looks()

    visitor.page = visitor.another_browser()
    visitor.opens(link)
    ribbon(visitor.page)
    visitor.looks()
    follows(visitor, f'a[href^="{home(visitor, slug)}entries?"]')
    ribbon(visitor.page)
    visitor.looks()
    follows(visitor, f'a.shelf__vote[href^="{home(visitor, slug)}vote/2/"]')
    ribbon(visitor.page)
    visitor.looks()
    visitor.page.locator("#address").fill("collegue@example.org")
    with visitor.expecting(403):
        visitor.page.locator('form[method="post"] button').first.click()
        expect(visitor.page.locator("main")).to_contain_text(
            {"fr": "Ceci est un aperçu", "nl": "Dit is een voorbeeld", "en": "This is a preview"}[visitor.kind.lang]
        )
    visitor.page.go_back()
    follows(visitor, ".ribbon a")
    expect(visitor.page.locator(".ribbon")).to_have_count(0)
    expect(visitor.page.locator("#address")).to_have_count(0)


def follows(visitor: Visitor, selector: str) -> None:
    """Follow the first of these links that can be seen."""
    with visitor.page.expect_navigation():
        visitor.page.locator(selector).locator("visible=true").first.click()


def ribbon(page: Page) -> None:
    """The page says that it is a preview, in its language."""
    lang = page.locator("html").get_attribute("lang")
    expect(page.locator(".ribbon")).to_contain_text({"fr": "Aperçu", "nl": "Voorbeeld", "en": "Preview"}[lang or ""])


def vote_moves(visitor: Visitor, slug: str, length: timedelta) -> None:
    """The vote has not begun: it opens so long from now."""
    with visitor.site.inside() as now, transaction() as session:
        found = campaigns.by_slug(slug, "fr")
        assert found is not None
        vote = found.at(2)
        assert vote is not None
        row = session.get_one(Phase, (found.id, vote.id))
        row.opens = now + length
        for window in session.query(PhaseWindow).filter(PhaseWindow.phase_id == vote.id):
            window.opens = now + length
