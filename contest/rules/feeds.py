"""Atom feeds (RFC 4287), in pages (RFC 5005): what a reader is told, as bytes, whatever a name holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
# What XML 1.0 has no place for (its section 2.2), not even escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Item:
    """One thing that happened; `html` is its whole text where there is one, `summary` its words in short."""

    id: str
    title: str
    address: str
    lang: str
    author: str
    published: datetime
    updated: datetime
    summary: str = ""
    html: str = ""


@dataclass(frozen=True)
class Feed:
    """One page of a feed: `address` is this page's own, `first` the feed's, `page` the page people read.

    `since` stands for "updated" while there is nothing in it.
    """

    id: str
    title: str
    lang: str
    author: str
    address: str
    first: str
    page: str
    since: datetime
    items: Sequence[Item]
    next: str = ""


def name_of(thing: UUID, *parts: str) -> str:
    """The name of a thing, the same for ever and wherever it is served: a URN, as RFC 4287 wants an IRI (4.2.6)."""
    return f"urn:uuid:{uuid5(thing, ':'.join(parts)) if parts else thing}"


def written(feed: Feed) -> bytes:
    """The feed as XML."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.lang})
    latest = max((item.updated for item in feed.items), default=feed.since)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(latest))
    _person(root, feed.author)
    _link(root, "self", feed.address, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    if feed.first != feed.address:
        _link(root, "first", feed.first, MEDIA_TYPE)
    if feed.next:
        _link(root, "next", feed.next, MEDIA_TYPE)
    for item in feed.items:
        _entry(root, item)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}'.encode()


def possible(text: str) -> str:
    """The text without what XML has no place for."""
    return _IMPOSSIBLE.sub("", text)


def _entry(root: ET.Element, item: Item) -> None:
    entry = ET.SubElement(root, "entry", {"xml:lang": item.lang})
    _add(entry, "id", item.id)
    # A title may not be empty for those who read by it.
    _add(entry, "title", possible(item.title).strip() or "–")
    _add(entry, "published", _moment(item.published))
    _add(entry, "updated", _moment(item.updated))
    _person(entry, item.author)
    _link(entry, "alternate", item.address, "text/html")
    if item.summary:
        _add(entry, "summary", item.summary)
    if item.html:
        ET.SubElement(entry, "content", {"type": "html"}).text = possible(item.html)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = possible(text)


def _person(parent: ET.Element, name: str) -> None:
    _add(ET.SubElement(parent, "author"), "name", possible(name).strip() or "–")


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": address})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
