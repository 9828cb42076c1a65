"""Ideas that are near-identical to the one being typed: shown under its name, and never a reason against it."""

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import entries
from contest.rules import forms, similar
from contest.web import access, cards, form_tokens, lookups, previews
from contest.web.cards import Card
from contest.web.pages import Page, page_of
from contest.web.public import fragments

blueprint = Blueprint("similar", __name__)
# The form whose token lets one ask.
PURPOSE = "entry"
MOST = 3


@blueprint.get("/<lang>/<campaign>/submit/similar")
@access.acting()
def found(lang: str, campaign: str) -> ResponseReturnValue:
    """The part of the form that shows them, for the module that asks as one types; only for a form of ours."""
    view = lookups.campaign(campaign)
    if form_tokens.read(request.args.get("token", ""), PURPOSE, view.id) is None:
        abort(403)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    like_it = shown(page, request.args.get("name", ""))
    response = make_response(render_template("public/submissions/similar.html", page=page, similar=like_it))
    response.headers[fragments.HEADER] = "1"
    return response


def shown(page: Page, name: str) -> list[Card]:
    """The published ideas whose name says the same as this one, the most alike first; at most three."""
    name = forms.clean_line(name)[: similar.LONGEST_NAME]
    return [cards.card(page, entry) for entry in entries.alike(page.campaign.id, name, most=MOST)]
