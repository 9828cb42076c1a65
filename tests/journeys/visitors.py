"""Visitors: a language, a device, a browser with or without JavaScript; and what holds on every page they see."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen
from uuid import uuid4

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, Response, Route, expect

from tests.journeys.site import Site

NARROWEST = 320
PATIENCE = 15_000
# What each mail in the list of those that would have left ends with.
ARRIVED = " UTC</time>"
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RUN_AXE = """axe.run(document, {resultTypes: ["violations"]}).then((found) =>
  found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.html.slice(0, 160)}`)))"""
# What makes the page wider than its window, or is cut off at the right edge and cannot be scrolled to; `main` clips,
# so its own width tells nothing. The shelf of the home page runs off the edge on purpose.
OUTSIDE = """(width) => {
  const may = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX);
  const scrolls = (one) => one && (may(one) || scrolls(one.parentElement));
  const parts = document.querySelectorAll("main :is(h1, h2, h3, p, li, dt, dd, a, label, button, input, textarea, td)");
  const cut = [...parts].filter((one) => one.getBoundingClientRect().right > width + 1 && !scrolls(one.parentElement));
  const found = cut.map((one) => `${one.outerHTML.slice(0, 120)} ends at ${one.getBoundingClientRect().right} px`);
  const whole = document.documentElement.scrollWidth;
  return whole > width ? [`the page is ${whole} px wide`, ...found] : found;
}"""
DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@dataclass(frozen=True)
class Kind:
    """What kind of visitor; one of the matrix has every page inspected, others only those that run scripts.

    Without scripts a page must be loaded a second time to be inspected, which is most of the time of such a journey;
    its HTML is what the others get, so `make test` leaves that to `make journeys`.
    """

    lang: str
    device: str
    script: bool
    matrix: bool = False

    def __str__(self) -> str:
        return f"{self.lang}-{self.device}-{'js' if self.script else 'nojs'}"


PAIRWISE = (
    Kind("fr", "desktop", script=True),
    Kind("nl", "phone", script=False),
    Kind("en", "phone", script=True),
)
EVERY = tuple(Kind(*one, matrix=True) for one in product(("fr", "nl", "en"), ("desktop", "phone"), (True, False)))


def every_kind(test, *, pairwise: tuple[Kind, ...] = PAIRWISE):
    """Run a journey for the pairwise visitors in `make test`, for every kind in `make journeys`."""
    some = [pytest.param(kind, id=str(kind), marks=pytest.mark.browser) for kind in pairwise]
    marks = (pytest.mark.browser, pytest.mark.journey)
    every = [pytest.param(kind, id=f"matrix-{kind}", marks=marks) for kind in EVERY]
    return pytest.mark.parametrize("visitor", [*some, *every], indirect=True)(test)


class Visitor:
    """Somebody with a browser; everything that goes wrong in it is held against the site at the end."""

    def __init__(self, kind: Kind, browser: Browser, site: Site) -> None:
        self.kind, self.browser, self.site = kind, browser, site
        self.address = f"{kind}-{uuid4().hex[:8]}@voisins.example"
        self.wrong: list[str] = []
        self.expected: set[int] = set()
        # Where else than on our site they may go.
        self.elsewhere: set[str] = set()
        self.contexts: list[BrowserContext] = []
        self.page = self.another_browser()

    @cached_property
    def twin(self) -> "Twin":
        """Where pages without scripts are inspected."""
        twin = Twin(self.browser)
        self.contexts.append(twin.page.context)
        return twin

    def another_browser(self) -> Page:
        """A browser that nobody has used yet."""
        context = self.browser.new_context(
            base_url=self.site.url,
            java_script_enabled=self.kind.script,
            locale={"fr": "fr-BE", "nl": "nl-BE", "en": "en-GB"}[self.kind.lang],
            reduced_motion="reduce",
            **DEVICES[self.kind.device],
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(2 * PATIENCE)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        self.contexts.append(context)
        return context.new_page()

    def closes_the_tab(self) -> None:
        """The tab is gone; the browser keeps what it keeps."""
        context = self.page.context
        self.page.close()
        self.page = context.new_page()

    def opens(self, path: str) -> None:
        """Type an address."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{answer.status} {path}"

    def waits_for_pages(self) -> None:
        """Long enough that nobody is given a page from before: the process keeps what was just asked for a second."""
        self.page.wait_for_timeout(1100)

    def goes(self, href: str) -> None:
        """Follow the first link that leads there and can be seen."""
        with self.page.expect_navigation():
            self.page.locator(f'a[href="{href}"]:visible').first.click()

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Within this, these answers are no fault."""
        self.expected |= set(statuses)
        yield
        self.expected -= set(statuses)

    @contextmanager
    def offline(self, frame: Frame | None = None) -> Iterator[None]:
        """Within this the line is down; whoever sends a form is told so where they are, on the page or in its frame."""
        told = (frame or self.page).locator("[data-lost]")
        expect(told).to_be_hidden()
        self.page.context.set_offline(True)
        yield
        expect(told).to_be_visible()
        self.page.context.set_offline(False)
        expect(told).to_be_hidden()

    def looks(self) -> None:
        """Whatever holds on every page, on the one that is shown."""
        self.page.wait_for_load_state()
        self.assert_fits()
        if self.kind.script:
            assert_accessible(self.page)
        elif self.kind.matrix:
            assert_accessible(self.twin.of(self.page))

    def assert_fits(self) -> None:
        """No page scrolls sideways, on the narrowest of phones neither."""
        size = self.page.viewport_size
        assert size is not None
        widths = [size["width"]] if self.kind.device == "desktop" else [NARROWEST, size["width"]]
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            outside = self.page.evaluate(OUTSIDE, width)
            assert not outside, "\n".join([f"{self.page.url} at {width} px", *outside])

    def leaves(self) -> None:
        """Close the browser, and say what went wrong in it."""
        for context in self.contexts:
            context.close()
        assert not self.wrong, "\n".join(self.wrong)

    def _on_console(self, message: ConsoleMessage) -> None:
        # An answer that is an error is judged by its status, below.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in {"data", "blob"} and f"{asked.scheme}://{asked.netloc}" not in {
            self.site.url,
            *self.elsewhere,
        }:
            self.wrong.append(f"foreign: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.wrong.append(f"{response.status}: {response.url}")


def assert_accessible(page: Page | Frame) -> None:
    """Axe finds nothing on this page, or within this frame."""
    page.evaluate(axe())
    found = page.evaluate(RUN_AXE)
    assert not found, "\n".join([page.url, *found])


class Twin:
    """Axe needs timers: a page without scripts is shown to it, byte for byte, in a browser that runs nothing else."""

    def __init__(self, browser: Browser) -> None:
        self.html = ""
        self.page = browser.new_context(reduced_motion="reduce").new_page()
        self.page.route("**/*", self._answer)

    def of(self, page: Page) -> Page:
        """The twin of a page."""
        assert page.viewport_size is not None
        self.html = page.content()
        self.page.set_viewport_size(page.viewport_size)
        self.page.context.clear_cookies()
        self.page.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        self.page.goto(page.url)
        return self.page

    def _answer(self, route: Route) -> None:
        if route.request.resource_type == "document":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()


@cache
def axe() -> str:
    """The inspector's code."""
    return AXE.read_text()


class Mailbox:
    """The mail of one address, as development keeps it: two pages and a frame, of which only words are wanted here."""

    def __init__(self, visitor: Visitor, address: str = "") -> None:
        self.address, self.site = address or visitor.address, visitor.site
        self.page = ""

    def opens(self, *, arrived: int = 1) -> str:
        """Open the latest mail once so many have arrived; its subject."""
        for _ in range(60):
            self.page = self._asked(f"/dev/mail/?to={self.address}")
            if self.page.count(ARRIVED) >= arrived:
                break
            time.sleep(0.25)
        mails = re.findall(r'<a href="(/dev/mail/[^"]+)">(.*?)</a>', self.page)
        assert len(mails) == arrived, mails
        path, subject = mails[0]
        self.page = self._asked(path)
        return unescape(subject)

    def code(self, *, arrived: int = 1) -> str:
        """The six digits in the latest mail."""
        self.opens(arrived=arrived)
        found = re.search(r"^\s*(\d{3})\s?(\d{3})\s*$", self.text(), re.MULTILINE)
        assert found is not None, self.text()
        return found[1] + found[2]

    def link(self, *, arrived: int = 1) -> str:
        """The confirming link in the latest mail."""
        self.opens(arrived=arrived)
        return unescape(re.findall(r'<li><a href="([^"]*/confirm/[^"]*)"', self.page)[0])

    def text(self) -> str:
        """The plain form of the mail that is open."""
        return unescape(re.findall(r'<pre class="mails__plain">(.*?)</pre>', self.page, re.DOTALL)[0])

    def _asked(self, path: str) -> str:
        with urlopen(self.site.url + path) as answer:
            return str(answer.read().decode())


class Letterbox(Mailbox):
    """The same mail as it arrives: handed to a mail server over SMTP, and taken apart again as mail programs do."""

    def text(self) -> str:
        """The plain form of the mail that arrived last."""
        body = self.site.posted(self.address).get_body(("plain",))
        assert body is not None
        return str(body.get_content())
