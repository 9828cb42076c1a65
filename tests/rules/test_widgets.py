"""Widgets: whose pages may frame them, how they are asked for, which page is which, and what is pasted."""

import re
from html.parser import HTMLParser

import pytest

from contest.rules import themes
from contest.rules.snippets import Snippet
from contest.rules.widgets import (
    HEIGHTS,
    Kind,
    Options,
    Place,
    Size,
    Theme,
    ancestors,
    fitted,
    options,
    origin_of,
    place_of,
)
from contest.settings import ROOT

ORIGINS = {
    "https://www.patatras.example": "https://www.patatras.example",
    "  https://www.Patatras.example/concours?x=1#top ": "https://www.patatras.example",
    "www.patatras.example": "https://www.patatras.example",
    "https://patatras.example.:443/": "https://patatras.example",
    "https://patatras.example:8443": "https://patatras.example:8443",
    "https://crêpes.example": "https://xn--crpes-isa.example",
    "http://localhost:8001": "http://localhost:8001",
    "http://127.0.0.1:8001/fr": "http://127.0.0.1:8001",
    "http://[::1]:8001": "http://[::1]:8001",
    "https://192.0.2.7": "https://192.0.2.7",
}
NONE = (
    "*",
    "https://*",
    "https://*.patatras.example",
    "http://www.patatras.example",
    "https://brand@evil.example",
    "https://user:word@patatras.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://",
    "https://shop",
    "https://a b.example",
    "https://a.example; script-src *",
    "https://a.example,https://b.example",
    "https://a..example",
    "https://a.example:99999",
    "'self'",
    "https://" + "a" * 64 + ".example",
    "https://" + ".".join(["abcdefgh"] * 40),
)


@pytest.mark.parametrize(("typed", "origin"), ORIGINS.items())
def test_an_origin_is_what_browsers_write_of_a_pages_address(typed: str, origin: str):
    assert origin_of(typed) == origin


@pytest.mark.parametrize("typed", NONE)
def test_what_names_no_single_origin_is_refused(typed: str):
    try:
        found = origin_of(typed)
    except ValueError:
        return
    pytest.fail(found)


def test_nobody_frames_without_being_listed():
    assert ancestors([]) == "'none'"
    assert ancestors(["https://a.example", "https://b.example:8443"]) == "https://a.example https://b.example:8443"


@pytest.mark.parametrize(
    ("asked", "read", "query"),
    [
        ({}, Options(), ""),
        ({"theme": "", "size": ""}, Options(), ""),
        ({"theme": "dark"}, Options(Theme.DARK), "?theme=dark"),
        ({"theme": "light", "size": "large"}, Options(Theme.LIGHT, Size.LARGE), "?theme=light&size=large"),
        ({"theme": '"><script>', "size": "huge"}, Options(), ""),
    ],
)
def test_options_that_are_not_known_are_not_said(asked: dict[str, str], read: Options, query: str):
    assert (options(asked), options(asked).query) == (read, query)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/fr/gout/", Place(Kind.CAMPAIGN, "fr", "gout")),
        ("/fr/gout/entries", Place(Kind.GALLERY, "fr", "gout")),
        ("/nl/gout/entries/12", Place(Kind.ENTRY, "nl", "gout", 12)),
        ("/nl/gout/entries/12/voted", Place(Kind.ENTRY, "nl", "gout", 12)),
        ("/en/gout/results", Place(Kind.LEADERBOARD, "en", "gout")),
        ("/en/gout/results/2", Place(Kind.LEADERBOARD, "en", "gout")),
        ("/en/gout/winner", Place(Kind.WINNER, "en", "gout")),
        ("/en/gout/announcements/3", Place(Kind.WINNER, "en", "gout")),
        ("/nl/gout/vote/2", Place(Kind.VOTE, "nl", "gout")),
        ("/nl/gout/submit", Place(Kind.SUBMIT, "nl", "gout")),
        *(
            (path, None)
            for path in ("/", "/fr/", "/fr/gout", "/fr/gout/me", "/fr/gout/entries/0", "/fr/gout/entries/x")
        ),
        *(
            (path, None)
            for path in ("/desk/gout/", "/fr/gout/entries/12/report", "/fr/a/b/", "/fr/gout/entries/" + "9" * 20)
        ),
    ],
)
def test_a_page_of_ours_is_a_widget_or_none(path: str, place: Place | None):
    assert place_of(path) == place


def test_a_widget_fits_the_room_there_is():
    high = HEIGHTS[Kind.ENTRY][Size.MEDIUM]
    assert fitted(Kind.ENTRY, Size.MEDIUM, width=None, height=None) == (640, high)
    assert fitted(Kind.ENTRY, Size.MEDIUM, width=320, height=200) == (320, 200)
    assert fitted(Kind.ENTRY, Size.MEDIUM, width=5000, height=5000) == (640, high)


class Read(HTMLParser):
    """A snippet as a browser reads it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, dict[str, str | None]] = {}
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = dict(attrs)

    def handle_data(self, data):
        self.words += data


def test_what_is_pasted_holds_everything_and_nothing_breaks_out_of_it():
    title = "« L'idée \"><script>alert(1)</script> »"
    snippet = Snippet("https://c.example", Place(Kind.ENTRY, "fr", "gout", 12), Options(Theme.DARK, Size.SMALL), title)
    element, frame = Read(snippet.element), Read(snippet.iframe())
    height = str(HEIGHTS[Kind.ENTRY][Size.SMALL])
    assert element.tags == {
        "contest-widget": {
            "campaign": "gout", "kind": "entry", "entry": "12", "lang": "fr", "theme": "dark", "size": "small",
            "height": height, "style": f"display:block;height:{height}px",
        },
        "a": {"href": "https://c.example/fr/gout/entries/12"},
    }  # fmt: skip
    assert element.words == title
    assert frame.tags == {
        "iframe": {
            "src": "https://c.example/embed/fr/gout/entry/12?theme=dark&size=small", "title": title, "width": "100%",
            "height": height, "loading": "lazy", "frameborder": "0",
        }
    }  # fmt: skip
    assert snippet.script == '<script async src="https://c.example/embed/loader-v1.js"></script>'
    assert snippet.loader in snippet.tag
    assert snippet.policy == "script-src https://c.example; frame-src https://c.example"


def test_the_dark_of_widgets_is_the_dark_of_the_pages():
    css = (ROOT / "static/css/tokens.css").read_text()
    dark = css.partition("prefers-color-scheme: dark")[2].partition("}")[0]
    assert dict(re.findall(r"--([\w-]+): ([^;]+);", dark)) == themes.DARK
