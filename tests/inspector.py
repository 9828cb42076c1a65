"""Reads every page a test fetches and says what no page of ours may be: nameless, mute, foreign, half translated."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.words import catalogues

LOADS = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src", "form": "action"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "template"}
NAMED = {"input", "select", "textarea"}
# The one block without an address: data in a page, which no browser runs.
DATA = {"type": "application/ld+json"}
# What each kind of page says of itself, and must: properties of schema.org, those that Google asks for required.
# https://developers.google.com/search/docs/appearance/structured-data/search-gallery
SCHEMA = json.loads(Path(__file__).with_name("structured.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
NEEDS_NO_NAME = {"hidden", "submit", "button", "image"}
# What a link may begin with besides a path of ours.
LEADS_OUT = ("http://", "https://", "mailto:", "otpauth://", "data:text/plain;", "#")
# Left-overs of texts that were never filled in; "None yet." and "None is late." are English.
UNFILLED = re.compile(r"%\(\w+\)|\{\{|\}\}|\bNone\b(?!\.| is\b| yet\b)|\bUndefined\b|\bundefined\b|&amp;(?:amp|quot|#)")
# What is another at each visit: a form's token.
SECRET = re.compile(r'(name="(?:csrf_)?token" value=)"[^"]+"')
# English long enough to be no word of another language.
LONG = 18


@dataclass
class Page(HTMLParser):
    """One document, read once."""

    text: str = ""
    lang: str | None = None
    title: str = ""
    headings: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    controls: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    stack: list[tuple[str, str | None]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in NAMED and given.get("type") not in NEEDS_NO_NAME and not self._inside("label"):
            self.controls.append(given | {"tag": tag})
        self._look(tag, given)
        if tag not in VOID:
            self.stack.append((tag, given.get("lang")))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place][0] == tag:
                del self.stack[place:]
                return

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.stack}
        if "script" in tags and data.strip():
            self.data.append(data)
        if "title" in tags and "svg" not in tags:
            self.title += data
        elif data.strip() and not SILENT & tags:
            if "h1" in tags:
                self.headings[-1] += data
            if self._own_language():
                self.said.append(data)

    def _look(self, tag: str, given: dict[str, str]) -> None:
        if tag == "h1":
            self.headings.append("")
        if tag == "style" or "style" in given or (tag == "script" and "src" not in given and given != DATA):
            self.faults.append(f"inline style or script: <{tag}>")
        if any(name.startswith("on") for name in given):
            self.faults.append(f"an event handler in the markup: <{tag}>")
        if tag == "img" and "alt" not in given:
            self.faults.append(f"a picture without alt: {given.get('src')}")
        if (
            tag in LOADS
            and urlsplit(given.get(LOADS[tag], "")).netloc
            and given.get("rel") not in {"canonical", "alternate"}
        ):
            self.faults.append(f"loads from elsewhere: {given[LOADS[tag]]}")
        if tag == "a" and not given.get("href", "/").startswith(("/", "?", ".", *LEADS_OUT)):
            self.faults.append(f"a strange link: {given['href']}")
        if given.get("aria-label"):
            self.said.append(given["aria-label"])

    def _inside(self, tag: str) -> bool:
        return any(name == tag for name, _ in self.stack)

    def _own_language(self) -> bool:
        """Whether we are in the page's language: an idea keeps its own, and says so."""
        marked = [lang for tag, lang in self.stack if lang and tag != "html"]
        return not marked or marked[-1] == self.lang

    @property
    def words(self) -> str:
        """What is read on the page in its own language, spaces evened out."""
        return " ".join(" ".join(self.said).split())


def faults(text: str, *, part: bool = False) -> list[str]:
    """Everything wrong with a page, or with a part of one; the same page is read once."""
    page = SECRET.sub(r'\1""', text)
    key = (hashlib.sha256(page.encode()).digest(), part)
    if key not in _known:
        _known[key] = _read(page, part=part)
    return _known[key]


_known: dict[tuple[bytes, bool], list[str]] = {}


def _read(text: str, *, part: bool) -> list[str]:
    page = Page(text)
    words = page.words
    found = list(page.faults)
    if not part:
        found += _frame(page)
    found += [fault for one in page.data for fault in _about_data(one)]
    found += [f"two things are called #{name}" for name, times in sorted(Counter(page.ids).items()) if times > 1]
    found += [f"no label: {one.get('name') or one}" for one in page.controls if not _has_name(page, one)]
    found += [f"unfilled: {match}" for match in UNFILLED.findall(f"{words} {page.title}")]
    if page.lang in {"fr", "nl"}:
        found += [f"English on a page in {page.lang}: {said!r}" for said in spoken(page.lang, words)]
    return found


def spoken(lang: str, words: str) -> list[str]:
    """The English texts that are read there: looked up by how they begin, since there are thousands of them."""
    begin = english(lang)
    parts = {words[place : place + LONG] for place in range(len(words) - LONG + 1)}
    return [said for part in parts & begin.keys() for said in begin[part] if said in words]


@cache
def _about_data(text: str) -> list[str]:
    """What is wrong with a block of data; most pages of a campaign hold the same one."""
    if not is_json(text):
        return [f"no JSON: {text[:60]}"]
    fault = jsonschema.exceptions.best_match(VALIDATOR.iter_errors(json.loads(text)))
    return [] if fault is None else [f"no data of schema.org: {fault.json_path}: {fault.message[:200]}"]


def is_json(text: str) -> bool:
    """Whether a block of data is what it says, and could not end before its end."""
    try:
        return isinstance(json.loads(text), dict) and not set("<>&") & set(text)
    except ValueError:
        return False


def _frame(page: Page) -> list[str]:
    found = []
    if page.lang not in catalogues.languages():
        found.append(f"lang is {page.lang!r}")
    if not page.title.strip():
        found.append("no title")
    if len([heading for heading in page.headings if heading.strip()]) != 1:
        found.append(f"h1: {page.headings}")
    return found


def _has_name(page: Page, control: dict[str, str]) -> bool:
    named = control.get("aria-label") or control.get("aria-labelledby")
    return bool(named) or control.get("id") in page.labelled


@cache
def english(lang: str) -> dict[str, list[str]]:
    """English texts that must not be read on pages of another language, by their first LONG letters."""
    said = catalogues.translations(lang)
    found: dict[str, list[str]] = {}
    for text in said._one:
        if len(text) >= LONG and "%(" not in text and text not in said.gettext(text) and " " in text:
            found.setdefault(text[:LONG], []).append(text)
    return found


class InspectingClient(FlaskClient):
    """A visitor who looks at every page: any test that fetches a bad one fails."""

    def open(self, *args: object, **how: object) -> TestResponse:
        answer = super().open(*args, **how)
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 308} and answer.data:
            framed = "sandbox" in answer.headers.get("Content-Security-Policy", "")
            if not framed:
                found = faults(answer.get_data(as_text=True), part="X-Fragment" in answer.headers)
                assert not found, f"{answer.request.method} {answer.request.path}: {found}"
        return answer
