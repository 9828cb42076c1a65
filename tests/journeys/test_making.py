"""A manager makes a campaign with eight answers, completes it, shows it to the public, pauses it and lets it go on."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.journeys.pages import Desk, home
from tests.journeys.visitors import PAIRWISE, Visitor, every_kind

LANGUAGES = {"fr": "Nommez la mascotte", "nl": "Geef de mascotte een naam", "en": "Name the mascot"}
IMPRINT = "Crunch SA, rue Haute 1, 1000 Bruxelles"


def two_of_three(test):
    return every_kind(test, pairwise=PAIRWISE[:2])


@two_of_three
def test_eight_answers_make_a_campaign_that_the_public_sees_when_it_is_complete(visitor: Visitor):
    slug = f"mascotte-{uuid4().hex[:8]}"
    desk = Desk(visitor, slug)
    answers(desk, slug)
    visitor.looks()
    expect(visitor.page.locator("h2#lacks")).to_be_visible()
    completes(visitor, desk)

    desk.goes("opening")
    visitor.looks()
    expect(visitor.page.locator("h2#lacks")).to_have_count(0)
    main(visitor.page).click()
    desk.is_told()

    visitor.page = visitor.another_browser()
    for lang, name in LANGUAGES.items():
        visitor.opens(f"/{lang}/{slug}/")
        expect(visitor.page.locator("html")).to_have_attribute("lang", lang)
        expect(visitor.page.locator("h1")).to_contain_text(name.split()[0])
        visitor.looks()
    visitor.opens(home(visitor, slug) + "rules")
    expect(visitor.page.get_by_text("Crunch").first).to_be_visible()
    visitor.looks()


@two_of_three
def test_a_pause_is_seen_by_the_public_and_ends(visitor: Visitor):
    slug = f"journey-{uuid4().hex[:8]}"
    visitor.site.campaign(slug)
    desk = Desk(visitor, slug)
    desk.comes_in_as("manager")
    opened(desk, 2)
    visitor.page.locator('[name="pause_reason"]').fill("A power cut.")
    visitor.page.locator('form[action$="/2/pause"] button').click()
    desk.is_told()
    visitor.looks()

    public = visitor.another_browser()
    visitor.waits_for_pages()
    public.goto(home(visitor, slug) + "vote/2")
    expect(public.locator("main .shelf")).to_have_count(0)
    public.goto(home(visitor, slug) + "history")
    expect(public.get_by_text("A power cut.")).to_be_visible()

    visitor.page.locator('form[action$="/2/go-on"] button').click()
    desk.is_told()
    visitor.looks()
    # Who looked a moment ago may keep the page for half a minute more.
    public = visitor.another_browser()
    visitor.waits_for_pages()
    public.goto(home(visitor, slug) + "vote/2")
    expect(public.locator("main .shelf")).to_be_visible()


def answers(desk: Desk, slug: str) -> None:
    """Sign in as a manager, find the way to a new campaign, and answer."""
    visitor, page = desk.visitor, desk.page
    visitor.opens("/dev/sign-in/")
    page.locator('button[name="role"][value="manager"]').click()
    page.wait_for_url("**/desk/")
    if page.locator("label.nav__open").is_visible():
        page.locator("label.nav__open").click()
    visitor.goes("/desk/new")
    visitor.looks()
    page.locator('[name="preset"][value="naming"]').check()
    given = {"brand": "Crunch", "slug": slug, "contact_address": "bonjour@crunch.example"}
    given |= {f"name_{lang}": name for lang, name in LANGUAGES.items()}
    given |= {f"prize_{lang}": "1 000 €" for lang in LANGUAGES}
    for name, answer in given.items():
        page.locator(f'[name="{name}"]').fill(answer)
    page.locator('[name="begins"]').fill((datetime.now(UTC) + timedelta(days=20)).date().isoformat())
    # Pressed twice in a breath it is sent once; without scripts the second would be told that the address is taken.
    main(page).click(click_count=2 if visitor.kind.script else 1)
    page.wait_for_url(f"**/desk/{slug}/opening")


def completes(visitor: Visitor, desk: Desk) -> None:
    """Write what only the brand knows, read and publish what is proposed."""
    desk.goes("campaign")
    visitor.looks()
    for lang in LANGUAGES:
        visitor.page.locator(f'[name="imprint_{lang}"]').fill(IMPRINT)
    main(visitor.page).click()
    desk.is_told()
    for kind in ("rules", "privacy"):
        desk.goes(f"documents/{kind}")
        visitor.looks()
        main(visitor.page).click()
        desk.is_told()


def opened(desk: Desk, position: int) -> None:
    """Open one phase among the dates."""
    desk.goes("dates")
    desk.page.locator(f'table a[href="?phase={position}#edit"]').click()
    expect(desk.page.locator("#edit")).to_be_visible()


def main(page: Page):
    """The main button of the page."""
    return page.locator("main form .button--main")
