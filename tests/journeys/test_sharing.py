"""A link is passed on, followed, voted by, and its figures stand at the desk."""

from urllib.parse import unquote, urlsplit
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.journeys.pages import Code, Desk, Slip, home
from tests.journeys.visitors import Kind, Mailbox, Visitor, every_kind

FRENCH, DUTCH = Kind("fr", "desktop", script=True), Kind("nl", "phone", script=False)


def labelled(visitor: Visitor, name: str) -> str:
    """A manager adds a label; the path of its link in the visitor's language."""
    visitor.page.locator("#label").fill(name)
    visitor.page.locator(".sharing__add button").click()
    label = visitor.page.locator(".sharing__label", has=visitor.page.get_by_role("heading", name=name, exact=True))
    link = label.locator("li", has_text=visitor.kind.lang.upper()).locator("code").inner_text()
    return urlsplit(link).path


def figures(page: Page, name: str) -> list[str]:
    """Visits, ideas and votes of a line at the desk."""
    line = page.locator("table.bars tr", has=page.get_by_role("rowheader", name=name, exact=True))
    return line.locator("td.figure:not(.sharing__rate)").all_inner_texts()


def passes_on(visitor: Visitor, number: int) -> str:
    """All ways to pass an idea on, seen on its page; the path of the link for Reddit."""
    visitor.opens(f"{home(visitor)}entries/{number}")
    share = visitor.page.locator(".entry__more .share")
    expect(share.locator(".share__list").first.locator("a:not([download])")).to_have_count(4)
    share.locator("summary").click()
    expect(share.get_by_role("link", name="Reddit")).to_be_visible()
    visitor.looks()
    address = share.get_by_role("link", name="Reddit").get_attribute("href")
    assert address is not None
    shared = urlsplit(unquote(address)).query.partition("url=")[2].partition("&")[0]
    # What leads to a page of our own is no dead end: link, QR code, one's server.
    share.get_by_role("link", name="Mastodon").click()
    visitor.page.locator("#server").fill("@anna@mamot.fr")
    visitor.page.locator(".pass__server button").click()
    expect(visitor.page.locator('#mastodon a[href^="https://mamot.fr/share?text="]')).to_be_visible()
    expect(visitor.page.locator("svg.qr")).to_be_visible()
    visitor.looks()
    return urlsplit(shared).path


def votes(visitor: Visitor, link: str) -> None:
    """Follow a link to the campaign and vote for an idea on the way it leads."""
    visitor.opens(link)
    assert urlsplit(visitor.page.url).path == home(visitor)
    # The code goes on from link to link; the browser itself keeps nothing.
    assert visitor.page.context.cookies() == []
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    marked = visitor.page.locator(f'a[href="{home(visitor)}submit?s={link.rpartition("/")[2]}"]')
    assert (marked.count() > 0) == visitor.kind.script
    visitor.page.locator(f'main a[href^="{home(visitor)}entries/"]:visible').first.click()
    visitor.page.wait_for_url("**/entries/*")
    slip = Slip(visitor.page)
    slip.opens()
    slip.votes(visitor.address)
    with Mailbox(visitor) as mailbox:
        Code(visitor.page).types(mailbox.code())
    slip.receipt()
    visitor.looks()


def by_kind(test):
    """In `make test` with JavaScript at a desk and without on a phone; every kind in `make journeys`."""
    return every_kind(test, pairwise=(FRENCH, DUTCH))


@by_kind
def test_what_a_link_brought_stands_at_the_desk_and_a_vote_without_javascript_is_nobodys(visitor: Visitor):
    mark = uuid4().hex[:6]
    name = f"Paquet {mark}"
    number = visitor.site.published(f"Chicon {mark}", lang=visitor.kind.lang, address=f"c-{visitor.address}")
    desk, staff = Desk(visitor), visitor.page
    desk.comes_in_as("manager")
    desk.goes("sharing")
    visitor.looks()
    link = labelled(visitor, name)
    desk.is_told()
    visitor.looks()
    assert figures(staff, name) == ["0", "0", "0"]

    visitor.page = visitor.another_browser()
    shared = passes_on(visitor, number)
    visitor.opens(shared)
    assert urlsplit(visitor.page.url).path == f"{home(visitor)}entries/{number}"
    votes(visitor, link)

    visitor.page = staff
    desk.goes("sharing")
    assert figures(staff, name) == ["1", "0", "1" if visitor.kind.script else "0"]
    visitor.looks()
