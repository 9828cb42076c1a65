"""A campaign's look under an address that changes with its content."""

import re

from flask import Blueprint, Response, abort, redirect
from flask.typing import ResponseReturnValue

from contest.web import access, look, lookups

blueprint = Blueprint("looks", __name__)


@blueprint.get("/c/<campaign>/look-<digest>.css")
@access.reading(max_age=365 * 24 * 3600)
def stylesheet(campaign: str, digest: str) -> ResponseReturnValue:
    """The stylesheet; an old address leads to the present one."""
    found = lookups.campaign(campaign, any_language=True)
    css = look.stylesheet(found.look)
    if digest == look.digest_of(css):
        return Response(css, mimetype="text/css")
    if not re.fullmatch("[0-9a-f]{10}", digest):
        abort(404)
    return redirect(look.address(found), 302)
