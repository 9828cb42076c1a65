"""A strict reader of Atom feeds: what RFC 4287 requires of a feed and its entries, and what a reader trips over."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

A = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# RFC 3339, as section 3.3 wants it: with T and Z in capitals.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE = ("id", "title", "updated")
AT_MOST_ONCE = ("published", "summary", "content", "subtitle", "rights", "generator")
KNOWN = {"author", "link", *ONCE, *AT_MOST_ONCE}
# Of these RFC 4287 (4.2.7.2) knows the first two, RFC 5005 the others.
RELATIONS = {"self", "alternate", "first", "next"}


@dataclass(frozen=True)
class Read:
    """A feed as it was read: its entries as dictionaries of texts, its links by relation."""

    id: str
    title: str
    updated: str
    links: dict[str, str]
    entries: list[dict[str, str]]


def read(data: bytes) -> Read:
    """The feed in these bytes. Errors: AssertionError for whatever RFC 4287 does not allow."""
    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ET.fromstring(data)
    assert root.tag == f"{A}feed"
    links = _checked(root, within={"entry"})
    assert {"self", "alternate"} <= links.keys()
    entries = [_entry(one) for one in root.findall(f"{A}entry")]
    ids = [one["id"] for one in entries]
    assert len(set(ids)) == len(ids), "an entry stands there twice"
    moments = [datetime.fromisoformat(one["updated"]) for one in entries]
    assert not moments or datetime.fromisoformat(_text(root, "updated")) == max(moments)
    return Read(_text(root, "id"), _text(root, "title"), _text(root, "updated"), links, entries)


def _entry(entry: ET.Element) -> dict[str, str]:
    links = _checked(entry, within=set())
    said = {child.tag.removeprefix(A): child.text or "" for child in entry if child.tag != f"{A}author"}
    # Section 4.1.2: without content there has to be an alternate link.
    assert "content" in said or "alternate" in links
    assert {child.get("type", "text") for child in entry if child.tag == f"{A}content"} <= {"html", "text"}
    return said | {"link": links["alternate"], "author": _text(entry, "author", "name"), "lang": entry.get(LANG, "")}


def _checked(element: ET.Element, within: set[str]) -> dict[str, str]:
    names = [child.tag.removeprefix(A) for child in element]
    assert set(names) <= KNOWN | within, names
    assert all(names.count(name) == 1 for name in ONCE), names
    assert all(names.count(name) <= 1 for name in AT_MOST_ONCE), names
    assert re.fullmatch(r"[a-z]{2}", element.get(LANG, ""))
    # An id is an IRI with a scheme, as it stands: no spaces around (4.2.6).
    assert re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", _text(element, "id"))
    assert _text(element, "title").strip()
    assert _text(element, "author", "name").strip()
    for name in ("updated", "published"):
        if name in names:
            assert MOMENT.fullmatch(_text(element, name))
    return _links(element)


def _links(element: ET.Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in element.findall(f"{A}link"):
        relation, address = link.get("rel", "alternate"), link.get("href", "")
        assert relation in RELATIONS
        assert relation not in found, f"two links that say {relation}"
        assert urlsplit(address).scheme in {"http", "https"}, address
        assert urlsplit(address).netloc, address
        found[relation] = address
    return found


def _text(element: ET.Element, *path: str) -> str:
    found = element.find("/".join(f"{A}{name}" for name in path))
    assert found is not None, path
    return found.text or ""
