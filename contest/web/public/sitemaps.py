"""The sitemap: every public page of every public campaign in each of its languages."""

from datetime import datetime

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from contest.queries import campaigns, entries
from contest.rules import addresses
from contest.web import access

blueprint = Blueprint("sitemaps", __name__)
PAGES = ("campaign", "entries", "rules", "privacy", "imprint", "contact", "help", "history", "journal")


@blueprint.get("/sitemap.xml")
@access.reading(max_age=60)
def sitemap() -> ResponseReturnValue:
    """What crawlers may know."""
    public = current_app.config["SETTINGS"].public_url
    found: list[tuple[str, datetime | None]] = []
    for row in campaigns.public():
        known = entries.sitemap(row.id)
        for lang in row.languages:
            parts = {"lang": lang, "campaign": row.slug}
            found += [(addresses.absolute(public, name, **parts), None) for name in PAGES]
            found += [(addresses.absolute(public, "entry", **parts, number=number), at) for number, at in known]
    return Response(render_template("public/sitemap.xml", found=found), mimetype="application/xml")
