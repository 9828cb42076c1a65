"""A link is passed on, followed, voted by, and its figures stand at the desk."""

from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import Code, Desk, Slip, home
from tests.journeys.visitors import Kind, Mailbox, Visitor, every_kind

FRENCH, DUTCH = Kind("fr", "desktop", script=True), Kind("nl", "phone", script=False)


def labelled(visitor: Visitor, name: str) -> str:
    """A manager adds a label; the path of its link in the visitor's language."""
    visitor.page.locator("#label").fill(name)
    visitor.page.locator(".sharing__add button").click()
    label = visitor.page.locator(".sharing__label", has=visitor.page.get_by_role("heading", name=name, exact=True))
    tongue = visitor.page.get_by_text(visitor.kind.lang.upper(), exact=True)
    link = label.locator("li", has=tongue).locator("code").inner_text()
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
    Code(visitor.page).types(Mailbox(visitor).code())
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


# The browser's own interface, which a browser without a screen lacks: it notes what it is given, or refuses it.
DEVICE = """
window.given = [];
window.refuses = new Set();
navigator.canShare = ({ files }) => !window.refuses.has("files") && files.every((file) => file.type === "image/jpeg");
navigator.share = async (what) => {
  const kind = what.files ? "files" : "words";
  if (window.refuses.has(kind) || window.refuses.has(`${kind} late`)) throw new DOMException("no", "NotAllowedError");
  window.given.push({ ...what, files: (what.files ?? []).map((file) => [file.name, file.type, file.size > 5000]) });
};
Object.defineProperty(navigator, "clipboard", { value: { writeText: async (words) => {
  if (window.refuses.has("clipboard")) throw new DOMException("no", "NotAllowedError");
  window.copied = words;
} } });
"""
SHEET = {"fr": "Partager…", "nl": "Delen…"}
WITH_SCRIPT = tuple(Kind(lang, "phone", script=True) for lang in SHEET)


def gives(page: Page, refuses: list[str]) -> list[dict]:
    """Press "share" on a device that refuses this; what it was given."""
    page.evaluate("(refuses) => { window.given = []; window.refuses = new Set(refuses); }", refuses)
    page.locator(".entry__more [data-share]").click()
    until(page, "() => window.given.length > 0 || document.querySelector('.entry__more details').open")
    return page.evaluate("window.given")


def until(page: Page, holds: str) -> None:
    """Wait until this holds; the page's own policy keeps the browser from being asked to watch for it."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


@pytest.mark.browser
@pytest.mark.parametrize("visitor", [pytest.param(kind, id=str(kind)) for kind in WITH_SCRIPT], indirect=True)
def test_a_device_is_given_picture_words_and_link_or_what_it_takes_of_them(visitor: Visitor):
    lang = visitor.kind.lang
    number = visitor.site.published(f"Radis {uuid4().hex[:6]}", lang=lang, address=f"r-{visitor.address}")
    visitor.page.add_init_script(DEVICE)
    visitor.opens(f"{home(visitor)}entries/{number}")
    button = visitor.page.locator(".entry__more [data-share]")
    expect(button).to_have_text(SHEET[lang])
    text, url = (button.get_attribute(f"data-{name}") for name in ("text", "url"))

    (whole,) = gives(visitor.page, [])
    ((name, kind, is_large),) = whole["files"]
    assert (kind, is_large, name.endswith(".jpg"), whole["text"]) == ("image/jpeg", True, True, f"{text} {url}")
    for refused in (["files late"], ["words"]):
        found = gives(visitor.page, refused)
        expected = [] if "files late" not in refused else [(text, url)]
        assert [(one["text"], one["url"]) for one in found if not one["files"]] == expected
    # On another page, on which nothing was asked for yet.
    visitor.page.reload()
    (words,) = gives(visitor.page, ["files"])
    assert (words["files"], words["text"], words["url"]) == ([], text, url)
    assert gives(visitor.page, ["files", "words"]) == []
    expect(visitor.page.locator(".entry__more .share__picture")).to_be_visible()
    visitor.looks()


@pytest.mark.browser
@pytest.mark.parametrize("visitor", [pytest.param(kind, id=str(kind)) for kind in WITH_SCRIPT], indirect=True)
def test_the_words_for_instagram_and_tiktok_are_copied_and_it_is_said(visitor: Visitor):
    number = visitor.site.published(f"Endive {uuid4().hex[:6]}", lang=visitor.kind.lang, address=f"e-{visitor.address}")
    visitor.page.add_init_script(DEVICE)
    visitor.opens(f"{home(visitor)}entries/{number}")
    share = visitor.page.locator(".entry__more .share")
    share.locator("summary").click()
    with visitor.page.expect_download() as saved:
        share.locator("a[download]").click()
    assert saved.value.suggested_filename.endswith(".jpg")
    field, button = share.locator("textarea"), share.locator("[data-copy-words]")
    expect(field).not_to_be_editable()
    button.click()
    expect(share.locator("[data-said]")).to_have_text(
        {"fr": "Texte copié", "nl": "Tekst gekopieerd"}[visitor.kind.lang]
    )
    assert visitor.page.evaluate("window.copied") == field.input_value()
    visitor.looks()
    visitor.page.evaluate("window.refuses.add('clipboard')")
    button.click()
    until(
        visitor.page, "() => document.activeElement.tagName === 'TEXTAREA' && document.activeElement.selectionEnd > 40"
    )
