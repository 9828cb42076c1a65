"""The sitemap: every public page of every public campaign in each of its languages."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Campaign
from contest.queries import announcements, campaigns, entries, journal
from contest.rules import addresses
from contest.web import access, freshness

blueprint = Blueprint("sitemaps", __name__)
PAGES = ("campaign", "entries", "rules", "privacy", "imprint", "contact", "help", "history", "journal", "press")
# So many addresses a sitemap may have (sitemaps.org); the newest ideas are those that fit.
MOST = 50_000


@blueprint.get("/sitemap.xml")
@access.reading(max_age=60)
def sitemap() -> ResponseReturnValue:
    """What crawlers may know."""
    public, now, known = current_app.config["SETTINGS"].public_url, clock.now(), campaigns.public()
    found = [one for row in known for one in _pages(row, public, now)]
    # However many ideas there are, every campaign's own pages are named.
    for row in known:
        ideas = entries.sitemap(row.id, most=max(0, MOST - len(found)) // len(row.languages))
        for parts in _places(row):
            found += [(addresses.absolute(public, "entry", **parts, number=number), at) for number, at in ideas]
    return Response(render_template("public/sitemap.xml", found=found[:MOST]), mimetype="application/xml")


def _pages(row: Campaign, public: str, now: datetime) -> Iterator[tuple[str, datetime | None]]:
    """A campaign's pages but its ideas, each with its last change where that is known."""
    told = [(one.phase_position, one.opens) for one in announcements.every(row.id, now)]
    freshness.until(announcements.next_opening(row.id, now), now)
    posts = journal.sitemap(row.id, now)
    for parts in _places(row):
        yield from ((addresses.absolute(public, name, **parts), None) for name in PAGES)
        yield from ((addresses.absolute(public, "announcement", **parts, position=at), when) for at, when in told)
        yield from ((addresses.absolute(public, "post", **parts, number=number), at) for number, at in posts)


def _places(row: Campaign) -> list[dict[str, str]]:
    """A campaign in each of its languages, as addresses name it."""
    return [{"lang": lang, "campaign": row.slug} for lang in row.languages]
