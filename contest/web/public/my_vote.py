"""The page behind the mail that asks a voter about a vote: was it yours? Yes or no, and nothing else."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import letters
from contest.queries.campaigns import CampaignView
from contest.services import fairplay, keys
from contest.web import access, lookups, previews
from contest.web.pages import page_of
from contest.words import dates

blueprint = Blueprint("my_vote", __name__)


@blueprint.get("/<lang>/<campaign>/my-vote/<token>")
@access.acting()
def asked(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """The link of our mail: two buttons, for a scanner may have opened it."""
    view = lookups.campaign(campaign)
    vote = letters.asked_vote(view.id, _ballot(view, token))
    if vote is None:
        abort(404)
    return render_template(
        "public/ballots/asked.html",
        page=page_of(view, lang, previews.now(view.id), noindex=True),
        action=request.path,
        vote=vote,
        day=dates.short_day(lang, vote.accepted_at, view.zone),
    )


@blueprint.post("/<lang>/<campaign>/my-vote/<token>")
@access.acting(nothing_because="the answer is noted beside the ballot, and changes nothing by itself")
def answer(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """Note what the voter says. The link itself is the proof."""
    view = lookups.campaign(campaign)
    said = request.form.get("theirs", "")
    if said not in ("yes", "no"):
        abort(400)
    if not fairplay.answer(view.id, _ballot(view, token), is_theirs=said == "yes", now=previews.now(view.id)):
        abort(404)
    return redirect(request.path, 303)


def _ballot(view: CampaignView, token: str) -> UUID:
    known = keys.vote_of(view.id, token)
    return known if known is not None else abort(404)
