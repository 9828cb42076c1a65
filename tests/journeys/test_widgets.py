"""Widgets on somebody else's page: another origin, a strict policy, hostile styles and scripts, no script at all."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, expect

from contest.queries import campaigns
from contest.rules.shares import FIRST_LABEL, ShareCode, written
from contest.rules.snippets import Snippet
from contest.rules.widgets import HEIGHTS, Kind, Options, Place, Size
from contest.services import audit, widgets
from tests.journeys.site import RUNNING, Site
from tests.journeys.visitors import assert_accessible
from tests.living import FINISHED

# What no brand's stylesheet would say on purpose.
HOSTILE = """
:root { font-size: 90px }
iframe { width: 3px !important; height: 7px !important; opacity: .01 }
* { min-height: 5px !important; max-height: 11px !important; padding: 30px !important; border: 9px solid !important }
contest-widget { height: 7px !important; overflow: visible !important }
html, body { max-height: none !important }
a { color: #fff }
"""
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => (sum += one.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
LISTEN = """window.heard = [];
for (const name of ["vote", "submit", "confirm", "share", "evil"]) {
  addEventListener(`contest:${name}`, (event) => heard.push([event.type, event.detail, event.target.tagName]));
}"""
HEIGHT = "(one) => Math.round(one.getBoundingClientRect().height)"


class Answering(BaseHTTPRequestHandler):
    """Answers with what there is at an address: its type, its text, its policy."""

    def __init__(self, answers: dict[str, tuple[str, str, str]], *rest: Any) -> None:
        self.answers = answers
        super().__init__(*rest)

    def do_GET(self) -> None:
        kind, text, policy = self.answers.get(self.path, ("text/plain", "", ""))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


class Host:
    """A brand's site, at a name that browsers take for another than ours; its page is what a test says it is."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.answers: dict[str, tuple[str, str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Answering, self.answers))
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://localhost:{self.server.server_port}"
        self.context: BrowserContext = browser.new_context(viewport={"width": 1000, "height": 900})
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[Request] = []
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        self.said.append(f"{message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        self.asked.append(request)

    def closes(self) -> None:
        """Nobody answers there any more."""
        self.context.close()
        self.server.shutdown()
        self.server.server_close()

    def shows(self, body: str, *, policy: str = "", css: str = "") -> None:
        """Open a page of it."""
        html = f'<!doctype html><html lang="fr"><title>x</title><link rel="stylesheet" href="/x.css"><body>{body}'
        self.answers |= {"/": ("text/html", html, policy), "/x.css": ("text/css", css, "")}
        self.page.goto(f"{self.origin}/")

    def frames(self) -> list[Frame]:
        """The frames that have arrived, in the order of the page."""
        return [one for one in self.page.frames if one.url.startswith(f"{self.site.url}/embed/")]

    def has(self, count: int) -> list[Frame]:
        """So many arrive."""
        for _ in range(100):
            if len(self.frames()) >= count:
                break
            self.page.wait_for_timeout(100)
        found = self.frames()
        for one in found:
            one.wait_for_load_state()
        assert len(found) >= count, self.said
        return found


@pytest.fixture
def hosts(browser: Browser, site: Site) -> Iterator[tuple[Host, Host]]:
    """A shop that is listed, and a stranger."""
    shop, stranger = Host(browser, site), Host(browser, site)
    with site.inside() as now:
        for slug in (RUNNING, FINISHED):
            found = campaigns.id_of(slug)
            assert found is not None
            widgets.list_origin(found, shop.origin, by=audit.OPERATOR, now=now)
    yield shop, stranger
    for one in (shop, stranger):
        one.closes()


def snippet(site: Site, kind: Kind, size: Size = Size.SMALL) -> Snippet:
    number = 3 if kind is Kind.ENTRY else 0
    slug = FINISHED if kind is Kind.WINNER else RUNNING
    return Snippet(site.url, Place(kind, "fr", slug, number), Options(size=size), f"Voir {kind}")


def label(site: Site) -> str:
    """The code of the campaign's first label."""
    with site.inside():
        view = campaigns.by_slug(RUNNING, "fr")
        assert view is not None
        return written(ShareCode(view.share_key, 0, FIRST_LABEL, "fr"))


def unstyled(one: Snippet) -> str:
    return one.element.replace(f' style="display:block;height:{one.height}px"', "")


@pytest.mark.browser
def test_widgets_stand_whole_on_a_page_that_does_its_worst(hosts: tuple[Host, Host], site: Site):
    shop, _ = hosts
    some = [snippet(site, kind) for kind in Kind] * 2
    hidden = replace(snippet(site, Kind.GALLERY, Size.LARGE), code=label(site))
    script = some[0].script
    body = script + '<p><a href="#x" id="before">before</a></p>' + "".join(unstyled(one) for one in some) + script
    body += f'<div id="tab" hidden>{unstyled(hidden)}</div><p><a href="#y">after</a></p>'
    places = "".join(one.rule for one in some)
    only = f"default-src 'none'; style-src 'self'; script-src {site.url}; frame-src {site.url}"
    shop.shows(body, policy=only, css=places)
    page = shop.page
    for step in range(0, 5000, 400):
        page.evaluate(f"scrollTo(0, {step})")
        page.wait_for_timeout(40)
    frames = shop.has(len(some))
    assert page.evaluate(SHIFTS) == 0
    assert (len(frames), shop.said) == (len(some), [])
    asked = [one for one in shop.asked if one.url.startswith(site.url)]
    assert [one.url for one in asked if "cookie" in one.headers] == []
    assert len([one for one in asked if "/loader-" in one.url]) == 1
    assert shop.context.cookies() == []
    # A page, its stylesheet, a script or two, where one types some more; besides pictures, and the packet being drawn.
    parts = [one for one in asked if one.resource_type not in {"image", "fetch"} and one.frame in frames]
    for frame in frames:
        assert len([one for one in parts if one.frame == frame]) <= (6 if "/submit" in frame.url else 4)
    for frame in frames:
        element = frame.frame_element()
        assert (element.get_attribute("title") or "").startswith("Voir ")
        kind = Kind(frame.url.split("?")[0].removeprefix(f"{site.url}/embed/fr/").split("/")[1])
        assert element.evaluate(HEIGHT) == HEIGHTS[kind][Size.SMALL]

    for frame in frames[: len(Kind)]:
        assert_accessible(frame)

    # Forged words of the page itself, of a frame that nobody is in, and of a name that is none.
    page.evaluate(LISTEN)
    page.evaluate("""postMessage({ contest: 1, type: "event", name: "vote", detail: {} }, "*")""")
    page.evaluate("""postMessage({ contest: 1, type: "height", height: 2900 }, "*")""")
    frames[1].evaluate("""parent.postMessage({ contest: 1, type: "height", height: 2900 }, "*")""")
    frames[1].evaluate("""parent.postMessage({ contest: 1, type: "event", name: "evil" }, "*")""")
    page.wait_for_timeout(100)
    assert page.evaluate("heard") == []
    assert frames[1].frame_element().evaluate(HEIGHT) == HEIGHTS[Kind.GALLERY][Size.SMALL]

    # By keyboard: into the first frame, and what somebody does there is told and may make it grow.
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "CONTEST-WIDGET"
    assert frames[0].evaluate("document.activeElement.className").startswith("button")
    frames[0].evaluate("""parent.postMessage({ contest: 1, type: "height", height: 333.2 }, "*")""")
    page.wait_for_timeout(100)
    assert frames[0].frame_element().evaluate(HEIGHT) == 334
    with shop.context.expect_page() as opened:
        frames[2].locator('[data-tells="share"]').click()
    opened.value.close()
    told = {"campaign": RUNNING, "kind": "entry", "entry": 3}
    assert page.evaluate("heard") == [["contest:share", told, "CONTEST-WIDGET"]]

    # What was in a hidden tab arrives when it is opened.
    page.evaluate("document.querySelector('#tab').hidden = false; document.querySelector('#tab').scrollIntoView()")
    (tab,) = [one for one in shop.has(len(some) + 1) if f"s={hidden.code}" in one.url]
    # A label's code goes along with every link out of its frame.
    expect(tab.locator(f'main a[href$="/fr/entries?s={hidden.code}"]')).to_be_visible()


@pytest.mark.browser
def test_where_a_widget_cannot_be_there_is_a_link_and_a_word_to_the_webmaster(hosts: tuple[Host, Host], site: Site):
    one = snippet(site, Kind.CAMPAIGN)
    shop, stranger = hosts
    stranger.shows(one.script + one.element)
    # Meanwhile: styles that mean harm, then no script.
    shop.shows(one.script + one.element, css=HOSTILE)
    (frame,) = shop.has(1)
    element = frame.frame_element()
    assert element.evaluate(HEIGHT) == one.height
    assert element.evaluate("(one) => one.getBoundingClientRect().width") > 300
    expect(frame.locator("h1")).to_be_visible()
    assert frame.evaluate("getComputedStyle(document.body).fontSize") == "16px"
    shop.shows(one.script + one.element, policy="script-src 'none'; style-src 'self'")
    expect(shop.page.locator("contest-widget a")).to_be_visible()
    assert shop.page.locator("contest-widget a").get_attribute("href") == one.page
    expect(stranger.page.locator("contest-widget a")).to_be_visible(timeout=15_000)
    (word,) = [said for said in stranger.said if said.startswith("warning: contest-widget")]
    assert stranger.origin in word
    assert site.url in word
    # The demo's shop itself, as `make run` serves it.
    own = urlsplit(site.url)
    shop.page.goto(f"http://localhost:{(own.port or 0) + 1}/nl")
    (frame,) = shop.has(1)[:1]
    expect(frame.locator("html")).to_have_attribute("lang", "nl")
