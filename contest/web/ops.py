"""For machines: health, icon, robots."""

from flask import Blueprint, Response, current_app, jsonify, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from contest.db import reading
from contest.rules import addresses
from contest.web import access
from contest.web.assets import asset, digest

blueprint = Blueprint("ops", __name__)


@blueprint.get("/healthz")
@access.operation("health for the supervisor and the proxy")
def health() -> ResponseReturnValue:
    """Whether this start answers and reaches its database."""
    reading().execute(text("SELECT 1"))
    answer = jsonify(start=current_app.config["SETTINGS"].supervisor, assets=digest(), database="ok")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/favicon.ico")
@access.operation("the icon where browsers look for it")
def icon() -> ResponseReturnValue:
    """The packet."""
    return redirect(asset("icons/favicon.ico"), 302)


@blueprint.get("/robots.txt")
@access.operation("what crawlers should leave alone")
def robots() -> ResponseReturnValue:
    """Private doors are not for crawlers; the sitemap is."""
    public = current_app.config["SETTINGS"].public_url
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /account/",
        "Disallow: /*/*/me",
        "Disallow: /*/*/submit",
        f"Sitemap: {addresses.absolute(public, 'sitemap')}",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain", headers={"Cache-Control": "public, max-age=3600"})
