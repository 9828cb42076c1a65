"""A moderator in a hurry: two dozen at once, keys, a small correction, two equal ideas, and an idea left undecided."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.journeys.pages import Queue
from tests.journeys.visitors import Kind, Visitor, every_kind

TWO = (Kind("fr", "desktop", script=True), Kind("nl", "phone", script=True))


def decides(visitor: Visitor, ends: str) -> None:
    """Open one of the decisions that one takes now and then."""
    more = visitor.page.locator("details.more")
    more.locator("summary").click()
    more.locator(f'a[href*="/{ends}"]').click()
    visitor.looks()


def every_two(test):
    return every_kind(test, pairwise=TWO)


@every_two
def test_a_moderator_publishes_the_plain_ones_and_thinks_about_the_others(visitor: Visitor):
    mark, page = uuid4().hex[:6], visitor.page
    slug, names = f"file-{mark}", [f"{one} {mark}" for one in ("Persil", "Oseille", "Radis", "Carvi")]
    visitor.site.campaign(slug)
    # Others look at the desk's first page meanwhile, where each campaign stands under its name.
    visitor.site.called(slug, f"Potager {mark}")
    for name in names:
        address = f"{name.split()[0]}-{visitor.address}".lower()
        visitor.site.waiting(name, lang=visitor.kind.lang, address=address, slug=slug)

    queue = Queue(visitor, slug)
    queue.comes_in_as("moderator")
    visitor.looks()
    page.locator('a[href*="/queue/grid"]').click()
    expect(page.locator(".grid__idea")).to_have_count(len(names))
    for name in names[:3]:
        page.locator(".grid__idea", has_text=name).locator("input[type=checkbox]").check()
    visitor.looks()
    page.locator('form[action$="/grid/publish"] .button--main').click()
    expect(page.locator(".grid__idea")).to_have_count(3)
    queue.is_told()
    visitor.looks()
    queue.may_take_back()

    queue.takes(names[0])
    visitor.looks()
    if visitor.kind.script and visitor.kind.device == "desktop":
        page.keyboard.press("?")
        expect(page.locator("#keys-help")).to_be_visible()
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("j")
        expect(page.locator("h2.idea__name")).to_have_text(names[1])
        queue.takes(names[0])
    decides(visitor, "correct")
    page.locator("#name").fill(f"Persil frisé {mark}")
    page.locator("form.refusing .button--main").click()
    queue.is_told()

    queue.takes(names[1])
    decides(visitor, "merge")
    page.locator('.guide input[name="into"]').fill("1")
    with page.expect_navigation():
        page.locator(".guide button").click()
    page.locator('input[type="radio"][name="into"]').first.check()
    visitor.looks()
    page.locator("form.refusing .button--main").click()
    queue.is_told()

    # Left without a decision, it is free for the next person.
    queue.takes(names[2])
    visitor.opens("/desk/queue")
    visitor.looks()
    if visitor.kind.script:
        visitor.opens(f"/desk/{slug}/queue?show=mine")
        expect(page.locator("button.row")).to_have_count(0)
