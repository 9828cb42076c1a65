"""A colleague names the press contact, has posters made and copies a post; a journalist reads the press page."""

from playwright.sync_api import expect

from tests.journeys.pages import Desk, home
from tests.journeys.visitors import Kind, Visitor, every_kind


def by_kind(test):
    """In `make test` with JavaScript at a desk and without on a phone; every kind in `make journeys`."""
    pairwise = (Kind("fr", "desktop", script=True), Kind("nl", "phone", script=False))
    return every_kind(test, pairwise=pairwise)


@by_kind
def test_from_the_desk_to_the_press_page(visitor: Visitor):
    desk, staff = Desk(visitor), visitor.page
    desk.comes_in_as("manager")
    desk.goes("press")
    staff.locator("#name").fill("Camille Maes")
    staff.locator("#phone").fill("+32 2 555 01 23")
    staff.locator(".press__contact button").click()
    desk.is_told()
    staff.locator("#label-1 button").click()
    desk.is_told()
    visitor.looks()

    desk.goes("posts")
    if visitor.kind.script:
        expect(staff.locator("[data-copy-words]").first).to_be_visible()
    staff.locator("#about").select_option("idea")
    staff.locator("#number").fill("3")
    staff.locator("#lang").select_option("nl")
    staff.locator(".posts__choice button").click()
    expect(staff.locator("#post-x")).to_have_attribute("lang", "nl")
    visitor.looks()
    staff.locator("nav.tabs a").last.click()
    expect(staff.locator(".snippet__title").first).to_be_visible()
    visitor.looks()

    visitor.page = visitor.another_browser()
    visitor.opens(f"{home(visitor)}press")
    expect(visitor.page.locator(".press__contact strong")).to_have_text("Camille Maes")
    visitor.looks()
