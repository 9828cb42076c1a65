"""What templates may hold: nothing inline, nothing foreign, no words outside the catalogues, only assets that exist."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
PAGES = [file for file in TEMPLATES if file.suffix == ".html" and "mail" not in file.parts[len(ROOT.parts) : -1][1:2]]
COMPONENTS = sorted((ROOT / "templates" / "components").rglob("*.html"))
STATIC = ROOT / "static"
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
ASSET = re.compile(r"asset\(\s*['\"]([^'\"]+)['\"]\s*\)")
IMPORTS = re.compile(r"""(?:from|import)\s+["']\./([^"']+)["']""")
# Code, set apart so that what is left is what a visitor reads.
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# What fills a class or an id is no text.
MARKS = re.compile(r"\{% (block (?:\w*class|flood)|set \w+) %\}.*?\{% end(?:set|block) %\}", re.DOTALL)
WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
# Not words of ours: names of languages, of networks and of keys, and what a machine reads.
NAMES = {
    *("Français", "Nederlands", "English", "Contest", "Patatras", "ctrl", "esc", "https", "mailto", "UTC"),
    *("WordPress", "Drupal", "PDF", "zip"),
    *("name", "content", "property"),
}
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "title", "placeholder"}
# What a template may not do itself: that is for views, queries and rules.
REFUSED_FILTERS = {"safe", "tojson", "attr"}


def name(file: Path) -> str:
    return file.relative_to(ROOT / "templates").as_posix()


class Spoken(HTMLParser):
    """The words that stand in a template itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        self.feed(CODE.sub(" ", MARKS.sub(" ", text)))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.silent += tag in {"script", "style", "code"}
        self.found += [value for key, value in attrs if key in SPOKEN_ATTRIBUTES and value]

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style", "code"}

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)

    @property
    def words(self) -> set[str]:
        return {word for text in self.found for word in WORD.findall(text)} - NAMES


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_it_holds_together(file: Path):
    ENVIRONMENT.parse(file.read_text())


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_nothing_is_inline_and_nothing_foreign(file: Path):
    # One block of data for machines; a browser runs nothing of another type than its own.
    text = CODE.sub("", file.read_text()).replace('<script type="application/ld+json"></script>', "")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|src=[\"']https?:", text) == []


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_every_word_comes_from_a_catalogue(file: Path):
    assert Spoken(file.read_text()).words == set()


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_it_trusts_nobodys_text(file: Path):
    used = {one.name for one in ENVIRONMENT.parse(file.read_text()).find_all(nodes.Filter)}
    assert used & REFUSED_FILTERS == set()


@pytest.mark.parametrize("file", COMPONENTS, ids=name)
def test_a_component_is_macros_alone(file: Path):
    body = ENVIRONMENT.parse(file.read_text()).body
    kinds = (nodes.Macro, nodes.FromImport, nodes.Import, nodes.Assign)
    rest = [node for node in body if not isinstance(node, kinds)]
    left = [part for node in rest for part in getattr(node, "nodes", [node])]
    assert all(isinstance(part, nodes.TemplateData) and not part.data.strip() for part in left)


def test_every_asset_named_exists():
    named = {asset for file in PAGES for asset in ASSET.findall(file.read_text())}
    assert {asset for asset in named if not (STATIC / asset).is_file()} == set()


def test_every_stylesheet_and_module_is_used():
    sources = [file.read_text() for file in TEMPLATES] + [file.read_text() for file in (ROOT / "contest").rglob("*.py")]
    modules = [file.read_text() for file in (STATIC / "js").glob("*.js")]
    imported = {one for text in modules for one in IMPORTS.findall(text)}
    said = "\n".join(sources)
    unused = [
        file.name
        for folder, kind in (("css", "css"), ("js", "js"))
        for file in (STATIC / folder).rglob(f"*.{kind}")
        if file.stem not in said and file.name not in imported
    ]
    assert unused == []


def test_modules_speak_no_language():
    for file in (STATIC / "js").glob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text(), flags=re.DOTALL)
        strings = re.findall(r'"([^"\n]*)"|`([^`]*)`', code)
        said = [text for pair in strings for text in pair if re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]", text)]
        assert said == [], file.name
