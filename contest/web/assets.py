"""Static files under one address per deploy, kept for ever by browsers: /assets/<digest of all>/css/site.css."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, abort, redirect
from flask.typing import ResponseReturnValue
from whitenoise import WhiteNoise

from contest.settings import ROOT
from contest.web import access

STATIC = ROOT / "static"
FOR_EVER = 365 * 24 * 3600
blueprint = Blueprint("assets", __name__)


@cache
def digest() -> str:
    """Ten hexadecimal digits over every static file's name and bytes."""
    total = hashlib.sha256()
    for path in _files():
        total.update(str(path.relative_to(STATIC)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:10]


@cache
def asset(name: str) -> str:
    """The address of a static file, e.g. asset("css/site.css"). Errors: FileNotFoundError for a file not there."""
    if not (STATIC / name).is_file():
        raise FileNotFoundError(name)
    return f"/assets/{digest()}/{name}"


@blueprint.get("/assets/<version>/<path:name>")
@access.operation("static files of another deploy lead to this one's")
def other_deploy(version: str, name: str) -> ResponseReturnValue:
    """A page kept from before a deploy still finds its files."""
    target = (STATIC / name).resolve()
    if version == digest() or STATIC not in target.parents or not target.is_file():
        abort(404)
    return redirect(asset(name), 302)


def init_app(app: Flask) -> None:
    """Serve them in front of the application."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset
    whitenoise = WhiteNoise(app.wsgi_app, max_age=FOR_EVER, immutable_file_test=lambda path, url: True)
    whitenoise.add_files(str(STATIC), prefix=f"assets/{digest()}/")
    app.wsgi_app = whitenoise  # type: ignore[method-assign]


def _files() -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.is_file())
