"""A colleague of another department writes, communications publishes, and everybody reads it with a face and a name."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.journeys.pages import Desk, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

POST = {
    "fr": ("Le pois chiche résiste", "Trois jours qu’il refuse de croquer."),
    "nl": ("De kikkererwt stribbelt tegen", "Al drie dagen wil hij niet kraken."),
    "en": ("The chickpea resists", "For three days it has refused to crunch."),
}
ROLES = {"fr": "développement produit", "nl": "productontwikkeling", "en": "product development"}
REASON = "It was the lentil."


def in_two_languages(test):
    return every_kind(test, pairwise=PAIRWISE[:2])


@in_two_languages
def test_one_writes_another_publishes_and_everybody_reads_it(visitor: Visitor):
    slug, lang = f"journey-{uuid4().hex[:8]}", visitor.kind.lang
    visitor.site.campaign(slug)
    desk, page = Desk(visitor, slug), visitor.page
    desk.comes_in_as("contributor", into="journal")
    visitor.looks()
    page.locator(f'a[href="/desk/{slug}/journal/new"]').first.click()
    visitor.looks()
    fills(desk, lang)
    page.locator('button[value="propose"]').click()
    desk.is_told()
    visitor.looks()

    desk.comes_in_as("manager")
    desk.goes("journal")
    visitor.looks()
    opens_the_post(desk)
    for other in POST.keys() - {lang}:
        fills(desk, other)
    page.locator('button[value="publish"]').click()
    desk.is_told()
    visitor.looks()
    for one, (title, text) in POST.items():
        visitor.opens(f"/{one}/{slug}/journal")
        visitor.looks()
        page.get_by_role("link", name=title).click()
        expect(page.locator(".post__text")).to_contain_text(text)
        expect(page.locator(".byline").first).to_contain_text(f"Amine, {ROLES[one]}")
        visitor.looks()
    visitor.opens(home(visitor, slug))
    expect(page.locator(".teaser__post")).to_contain_text(POST[lang][0])
    visitor.looks()
    shown = page.locator(".teaser__post a").get_attribute("href")

    visitor.opens(f"/desk/{slug}/journal")
    opens_the_post(desk)
    page.locator("#remark").fill(REASON)
    page.locator('form[action$="/withdraw"] button').click()
    desk.is_told()
    visitor.looks()
    # Who read it a minute ago still has it; whoever comes now reads why it is gone.
    visitor.page = visitor.another_browser()
    visitor.expected.add(404)
    visitor.waits_for_pages()
    visitor.page.goto(f"{shown}")
    expect(visitor.page.locator("main blockquote")).to_contain_text(REASON)
    visitor.looks()


def opens_the_post(desk: Desk) -> None:
    """Open the only one there is; its title is in the language that came in last under this role, perhaps not ours."""
    desk.page.locator(f'main a[href="/desk/{desk.campaign}/journal/1"]').click()


def fills(desk: Desk, lang: str) -> None:
    """Type one language's title and text."""
    for field, words in zip(("title", "text"), POST[lang], strict=True):
        desk.page.locator(f"#{field}_{lang}").fill(words)
