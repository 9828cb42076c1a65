"""Somebody takes part within a frame on another site, in a browser that lets such frames keep nothing."""

import re
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Frame, expect

from contest.queries import campaigns
from contest.services import audit, widgets
from tests import pictures
from tests.journeys.pages import Code, Form
from tests.journeys.site import RUNNING
from tests.journeys.visitors import OUTSIDE, Kind, Letterbox, Visitor, assert_accessible

NARROW = 320
STRICT = {"enableThirdPartyCookieRestriction": True} | dict.fromkeys(
    ("disableThirdPartyCookieMetadata", "disableThirdPartyCookieHeuristics"), True
)
PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Shop</title>
<h1>Shop</h1><div style="inline-size: {wide}px">{widget}</div>
<script>
  window.told = [];
  for (const name of ["vote", "submit", "confirm", "share", "error"]) {{
    addEventListener(`contest:${{name}}`, (event) => told.push([event.type, event.detail]));
  }}
  window.heard = new Set();
  addEventListener("message", (event) => heard.add(`${{event.origin}} ${{event.data.type}}`));
</script></html>"""
KEEPS = """() => {
  document.cookie = "kept=1; SameSite=None; Secure";
  return document.cookie;
}"""
# Where the browser keeps nothing for such frames at all, asking it may be refused.
NOTHING_KEPT = """() => {
  try {
    return localStorage.length === 0 && sessionStorage.length === 0;
  } catch {
    return true;
  }
}"""
# Voting in French with a script, proposing in Dutch on a phone; the latter without a script too.
FRENCH, DUTCH = Kind("fr", "desktop", script=True), Kind("nl", "phone", script=True)
SILENT = Kind("nl", "phone", script=False)


def told_as(*kinds: Kind):
    """Run a journey for these visitors."""
    some = [pytest.param(kind, id=str(kind), marks=pytest.mark.browser) for kind in kinds]
    return pytest.mark.parametrize("visitor", some, indirect=True)


class Served(BaseHTTPRequestHandler):
    """One page, whatever is asked for."""

    def __init__(self, body: bytes, *args: object) -> None:
        self.body = body
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
        """Nobody reads it."""


class Shop:
    """A page of another site with one of our widgets on it: localhost is another one than the contest's 127.0.0.1."""

    def __init__(self, visitor: Visitor, widget: str, wide: int = 640) -> None:
        body = PAGE.format(lang=visitor.kind.lang, widget=widget, wide=wide).encode()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, body))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        origin = f"http://localhost:{self.server.server_address[1]}"
        self.visitor, self.page = visitor, visitor.page
        visitor.elsewhere.add(origin)
        with visitor.site.inside() as now:
            campaign = campaigns.id_of(RUNNING)
            assert campaign is not None
            widgets.list_origin(campaign, origin, by=audit.OPERATOR, now=now)
        self.controls = self.page.context.new_cdp_session(self.page)
        self.controls.send("Network.enable")
        self.controls.send("Network.setCookieControls", STRICT)
        visitor.opens(f"{origin}/")

    @property
    def frame(self) -> Frame:
        """The frame, once it has our page in it."""
        for _ in range(100):
            found = [one for one in self.page.frames if one.url.startswith(self.visitor.site.url)]
            if found:
                found[0].wait_for_load_state()
                return found[0]
            self.page.wait_for_timeout(100)
        raise AssertionError([one.url for one in self.page.frames])

    def looks(self) -> None:
        """What holds on every page of a frame."""
        frame = self.frame
        wide = frame.evaluate("innerWidth")
        outside = frame.evaluate(OUTSIDE, wide)
        assert not outside, "\n".join([f"{frame.url} at {wide} px", *outside])
        if self.visitor.kind.script:
            assert_accessible(frame)

    def told(self) -> list[tuple[str, dict[str, object]]]:
        """What the page around was told happened, in order."""
        return [tuple(one) for one in self.page.evaluate("told")]


@told_as(FRENCH)
def test_somebody_votes_by_keyboard_in_a_frame_that_may_keep_nothing_and_the_page_around_hears_of_it(visitor: Visitor):
    lang, site = visitor.kind.lang, visitor.site
    mark = uuid4().hex[:6]
    first, second = (site.published(f"{word} {mark}", lang=lang, address=f"{word}-{visitor.address}") for word in "ab")
    said = f'campaign="{RUNNING}" kind="vote" entry="{first}" lang="{lang}" height="560"'
    element = f'<contest-widget {said}>x</contest-widget><script src="{site.url}/embed/loader-v1.js"></script>'
    shop = Shop(visitor, element)
    frame, keys = shop.frame, shop.page.keyboard
    assert frame.evaluate(KEEPS) == ""
    shop.looks()
    frame.locator('[name="address"]').focus()
    keys.type(visitor.address)
    with visitor.offline(frame):
        keys.press("Enter")
    expect(frame.locator('[name="address"]')).to_have_value(visitor.address)
    keys.press("Enter")
    Code(frame).is_asked()
    shop.looks()
    with visitor.expecting(422):
        Code(frame).types("000000")
        expect(frame.locator('input[name="code"][aria-invalid="true"]')).to_be_focused()
    keys.type(Letterbox(visitor).code())
    digits = frame.locator('input[name="code"]').input_value()
    with visitor.offline(frame):
        keys.press("Enter")
    expect(frame.locator('input[name="code"]')).to_have_value(digits)
    keys.press("Enter")
    receipt = frame.locator(".framed__receipt strong")
    expect(receipt).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
    before = receipt.inner_text()
    assert "voter=" not in frame.evaluate("location.href")
    shop.looks()

    frame.locator('a[href*="/vote/again"]').focus()
    # A link within the frame stays, too.
    with visitor.offline(frame):
        keys.press("Enter")
    keys.press("Enter")
    expect(frame.locator(".framed__shelf")).to_be_visible()
    shop.looks()
    moves_to(frame, second)
    shop.looks()
    frame.locator("form.slip button").focus()
    keys.press("Enter")
    expect(receipt).not_to_have_text(before)
    assert (site.ballots(first), site.ballots(second)) == (["superseded"], ["counted"])
    frame.locator(".share summary").click()
    with shop.page.context.expect_page():
        frame.locator('.share a[href*="#qr"]').click()
    of = {"campaign": RUNNING, "kind": "vote"}
    votes = [("contest:vote", of | {"entry": number}) for number in (first, second)]
    assert shop.told() == [votes[0], ("contest:confirm", of | {"entry": first}), votes[1], ("contest:share", of)]
    assert set(shop.page.evaluate("[...heard]")) == {f"{site.url} {what}" for what in ("ready", "height", "event")}
    assert shop.page.context.cookies() == []


def moves_to(frame: Frame, number: int) -> None:
    """Choose another idea, on whichever page of the shelf it stands: the first link leads there."""
    first = frame.locator(".framed__shelf a").first
    first.evaluate("(link, number) => (link.href = link.href.replace(/vote.[0-9]+/, `vote/${number}`))", number)
    first.focus()
    first.press("Enter")
    expect(frame.locator("form.slip")).to_be_visible()


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("phone") / "IMG_0044.jpg"
    file.write_bytes(pictures.phone_photo(orientation=6, size=(800, 600)))
    return file


def follows_the_typing(shop: Shop, form: Form, name: str) -> None:
    """What is typed is kept as one types, in the frame's address alone, and drawn: the packet has the idea's name."""
    expect(shop.frame.locator("[data-state]")).not_to_be_empty()
    expect(shop.frame.locator("[data-drawing] title")).to_have_text(re.compile(re.escape(name)))
    kept = shop.frame.evaluate("location.pathname")
    assert re.search(r"^/embed/.*/submit/[\w-]{20,}$", kept)
    assert shop.frame.evaluate(NOTHING_KEPT)
    # As if the frame was loaded once more.
    shop.frame.goto(shop.visitor.site.url + kept)
    form.holds(name=name, town="Gent", address=shop.visitor.address)


@told_as(DUTCH, SILENT)
def test_somebody_proposes_an_idea_in_a_plain_frame_and_a_mistake_loses_nothing(visitor: Visitor, photo: Path):
    lang, site = visitor.kind.lang, visitor.site
    address = f"{site.url}/embed/{lang}/{RUNNING}/submit"
    shop = Shop(visitor, f'<iframe src="{address}" title="x" width="{NARROW}" height="760"></iframe>', NARROW)
    frame, name = shop.frame, f"Wafel {uuid4().hex[:6]}"
    form = Form(frame)
    shop.looks()
    form.fills(name=name, ingredients="wafel", alternative="Een wafel op een tafel", first_name="Zoë", town="Gent")
    form.fills(address=visitor.address)
    if visitor.kind.script:
        follows_the_typing(shop, form, name)
    form.ticks("of_age", "rules")
    form.attaches(photo)
    with visitor.expecting(422):
        form.sends()
        wrong = frame.locator('[aria-invalid="true"]')
        expect(wrong).to_have_attribute("name", "inspiration")
    if visitor.kind.script:
        expect(wrong).to_be_focused()
    form.holds(name=name, address=visitor.address)
    form.has_picture()
    shop.looks()
    form.fills(inspiration="Op maandag warmt oma de wafels van zondag op.")
    if visitor.kind.script:
        with visitor.offline(frame):
            form.sends()
        form.holds(name=name, address=visitor.address)
    form.sends()
    Code(frame).is_asked()
    shop.looks()
    Code(frame).types(Letterbox(visitor).code())
    expect(frame.locator(".framed__in h1")).to_be_visible()
    expect(frame.locator("main")).to_contain_text(name)
    shop.looks()
    assert shop.page.context.cookies() == []
