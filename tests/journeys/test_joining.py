"""Two ideas become one while people vote, and side prizes are drawn: at the desk, in the open, for a voter alone."""

from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.journeys.pages import Code, Desk, Slip, home
from tests.journeys.visitors import PAIRWISE, Mailbox, Visitor, every_kind

VOTE = 2
WHY = "C’est le même chicon, dit autrement."
VALUE = "4 8 15 16 23 42"


@lambda test: every_kind(test, pairwise=PAIRWISE[:2])
def test_a_vote_for_an_idea_that_is_joined_counts_on_and_its_ticket_is_drawn(visitor: Visitor):
    slug = f"joined-{uuid4().hex[:8]}"
    kept, gone, *_ = visitor.site.campaign(slug)
    visitor.site.side_prizes(slug)
    before = visitor.site.votes(slug)
    receipt, number = votes(visitor, slug, kept, gone)
    voter = visitor.page

    visitor.page = visitor.another_browser()
    desk = Desk(visitor, slug)
    desk.comes_in_as("owner")
    joins(desk, number, gone)
    visitor.site.later(slug, timedelta(days=11))
    closes_and_draws(desk)

    visitor.page = voter
    visitor.waits_for_pages()
    for address in (receipt, f"{home(visitor, slug)}results/{VOTE}"):
        visitor.opens(address)
        expect(visitor.page.locator("[aria-labelledby=joined] q")).to_have_text(WHY)
        visitor.looks()
    expect(row(visitor.page, kept)).to_contain_text(str(before[kept] + before[gone] + 1))
    expect(row(visitor.page, gone)).to_have_count(0)
    visitor.opens(f"{home(visitor, slug)}results/{VOTE}/side-prizes")
    ticket = digits(visitor.page.locator("#place-1 code"))
    visitor.looks()
    visitor.opens(f"{home(visitor, slug)}me/side-prizes/{VOTE}")
    assert digits(visitor.page.locator("main code")) == ticket
    visitor.looks()


def votes(visitor: Visitor, slug: str, kept: str, gone: str) -> tuple[str, str]:
    """Vote for the one that will go, and tick the draw; where the receipt is, and the other one's number."""
    visitor.opens(f"{home(visitor, slug)}vote/{VOTE}")
    page = visitor.page
    (number,) = [(href or "").split("?")[0].rpartition("/")[2] for href in [shelf(page, kept).get_attribute("href")]]
    shelf(page, gone).click()
    slip = Slip(page)
    slip.votes(visitor.address)
    code = Mailbox(visitor).code()
    page.locator("#side_prizes").check()
    visitor.looks()
    Code(page).types(code)
    return slip.receipt()[1], number


def shelf(page: Page, name: str) -> Locator:
    """An idea among those to vote for."""
    return page.locator("a.shelf__link", has=page.get_by_alt_text(name, exact=True)).first


def row(page: Page, name: str) -> Locator:
    """An idea in the results."""
    return page.locator(".bars__line", has_text=name)


def digits(ticket: Locator) -> str:
    """A ticket, without the spaces it is shown with."""
    return "".join(ticket.inner_text().split())


def joins(desk: Desk, number: str, gone: str) -> None:
    """Find the idea, name the one that stays, see what it changes, say why."""
    page, visitor = desk.page, desk.visitor
    visitor.opens(f"/desk/{desk.campaign}/queue?show=published")
    page.locator("button.row", has_text=gone).click()
    page.locator(".more summary").click()
    page.locator('.more a[href*="/merge"]').click()
    visitor.looks()
    page.locator("#into").fill(number)
    page.locator(".guide form button").click()
    expect(page.locator(".compared")).to_contain_text(gone)
    visitor.looks()
    page.locator("#told").fill(WHY)
    page.locator("form.refusing .button--main").click()
    desk.is_told()
    expect(page.locator("form.undo")).to_have_count(0)


def closes_and_draws(desk: Desk) -> None:
    """Close the result, freeze the list, draw by the public value."""
    page, visitor = desk.page, desk.visitor
    visitor.opens(f"/desk/{desk.campaign}/results/{VOTE}")
    page.locator(f'form[action$="/results/{VOTE}/close"] button').click()
    desk.is_told()
    visitor.opens(f"/desk/{desk.campaign}/side-prizes/{VOTE}")
    page.locator('form[action$="/freeze"] button').click()
    desk.is_told()
    visitor.looks()
    for field in ("value", "again"):
        page.locator(f"#{field}").fill(VALUE)
    page.locator('form[action$="/draw"] button').click()
    desk.is_told()
    visitor.looks()
