"""The sitemap: every public page of every public campaign in each of its languages."""

from datetime import datetime

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import announcements, campaigns, entries
from contest.rules import addresses
from contest.web import access, freshness

blueprint = Blueprint("sitemaps", __name__)
PAGES = ("campaign", "entries", "rules", "privacy", "imprint", "contact", "help", "history", "journal")


@blueprint.get("/sitemap.xml")
@access.reading(max_age=60)
def sitemap() -> ResponseReturnValue:
    """What crawlers may know."""
    public = current_app.config["SETTINGS"].public_url
    now = clock.now()
    found: list[tuple[str, datetime | None]] = []
    for row in campaigns.public():
        known = entries.sitemap(row.id)
        told = [(one.phase_position, one.opens) for one in announcements.every(row.id, now)]
        freshness.until(announcements.next_opening(row.id, now), now)
        for lang in row.languages:
            parts = {"lang": lang, "campaign": row.slug}
            found += [(addresses.absolute(public, name, **parts), None) for name in PAGES]
            found += [(addresses.absolute(public, "announcement", **parts, position=at), when) for at, when in told]
            found += [(addresses.absolute(public, "entry", **parts, number=number), at) for number, at in known]
    return Response(render_template("public/sitemap.xml", found=found), mimetype="application/xml")
