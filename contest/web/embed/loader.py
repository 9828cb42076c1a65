"""The script that other pages load: one custom element, under one address for good."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from contest.settings import ROOT
from contest.web import access

blueprint = Blueprint("loader", __name__)
FILE = ROOT / "static" / "embed" / "loader-v1.js"
# Without what only its readers need.
LINES = (line.strip() for line in FILE.read_text(encoding="utf-8").splitlines())
SCRIPT = "\n".join(line for line in LINES if line and not line.startswith("//"))
# A script of other people's pages: they may load it, and check it by its digest.
OPEN = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}


@blueprint.get("/embed/loader-v1.js")
@access.reading(max_age=3600)
def script() -> ResponseReturnValue:
    """The loader; what it promises to the pages that load it never changes under this address."""
    return Response(SCRIPT, mimetype="text/javascript", headers=OPEN)
