"""Feeds: read back by a strict reader, whatever a name holds."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contest.rules import feeds
from contest.rules.feeds import Feed, Item
from tests import atom

NOW = datetime(2026, 3, 8, 20, 0, 0, 900_000, tzinfo=UTC)
THING = UUID(int=7)
HOSTILE = (
    "</title><script>alert(1)</script>",
    "]]><!-- & &amp; &#0; \u2028 ’ \" '",
    "\x00\x08\x0b\x1fnull\ufffe\uffff\ud800",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "   ",
    "\x1b",
    "Zwiebel \U0001f9c5 شرائح",
)


def item(**more) -> Item:
    given = {
        "id": feeds.name_of(THING),
        "title": "Chicory",
        "address": "https://contest.example/en/x/entries/7",
        "lang": "en",
        "author": "Nadia, Seraing",
        "published": NOW - timedelta(days=1),
        "updated": NOW,
    }
    return Item(**given | more)


def feed(*items: Item, **more) -> Feed:
    given = {
        "id": feeds.name_of(THING, "ideas", "en"),
        "title": "New ideas",
        "lang": "en",
        "author": "Patatras",
        "address": "https://contest.example/en/x/feeds/ideas.atom",
        "first": "https://contest.example/en/x/feeds/ideas.atom",
        "page": "https://contest.example/en/x/entries",
        "since": NOW - timedelta(days=9),
        "items": items,
    }
    return Feed(**given | more)


def test_a_feed_says_what_it_must():
    found = atom.read(
        feeds.written(feed(item(summary="Sunday evening."), next="https://contest.example/n?after=3&b=1"))
    )
    assert (found.title, found.updated) == ("New ideas", "2026-03-08T20:00:00Z")
    assert found.links["next"] == "https://contest.example/n?after=3&b=1"
    assert "first" not in found.links
    (entry,) = found.entries
    assert entry["published"] == "2026-03-07T20:00:00Z"
    assert (entry["title"], entry["summary"], entry["author"]) == ("Chicory", "Sunday evening.", "Nadia, Seraing")


def test_an_empty_feed_is_one_and_a_later_page_names_the_first():
    assert atom.read(feeds.written(feed())).updated == "2026-02-27T20:00:00Z"
    later = feeds.written(feed(address="https://contest.example/en/x/feeds/ideas.atom?after=9"))
    assert atom.read(later).links["first"] == "https://contest.example/en/x/feeds/ideas.atom"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_a_feed_or_adds_to_it(name: str):
    (entry,) = atom.read(feeds.written(feed(item(title=name, author=name, summary=name, html=name), title="T"))).entries
    kept = feeds.possible(name)
    assert entry["title"] == (kept.strip() or "–")
    assert entry["author"] == (kept.strip() or "–")
    assert entry["content"] == kept


def test_a_thing_keeps_its_name_and_each_language_and_kind_has_its_own():
    names = [feeds.name_of(THING), *(feeds.name_of(THING, *parts) for parts in (("ideas", "fr"), ("ideas", "nl")))]
    assert len(set(names)) == 3
    assert names[0] == "urn:uuid:00000000-0000-0000-0000-000000000007"
    assert feeds.name_of(THING, "ideas", "fr") == names[1]
