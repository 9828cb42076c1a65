"""Ideas that are near-identical to the one being typed: shown under its name, and never a reason against it."""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from contest.web import access, lookups, previews, proposing
from contest.web.pages import page_of
from contest.web.public import fragments

blueprint = Blueprint("similar", __name__)
# The form whose token lets one ask.
PURPOSE = "entry"


@blueprint.get("/<lang>/<campaign>/submit/similar")
@access.acting()
def found(lang: str, campaign: str) -> ResponseReturnValue:
    """The part of the form that shows them, for the module that asks as one types; only for a form of ours."""
    view = lookups.campaign(campaign)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    like_it = proposing.like_it(page, PURPOSE)
    response = make_response(render_template("public/submissions/similar.html", page=page, similar=like_it))
    response.headers[fragments.HEADER] = "1"
    return response
