"""The journal: what the people behind the contest write in their own names, the latest first; one post of it."""

from dataclasses import replace

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import journal
from contest.queries.journal import Post, Withdrawn
from contest.rules import addresses
from contest.rules.pictures import WIDTHS
from contest.web import access, lookups, previews, structured
from contest.web.pages import Page, page_of, public_url
from contest.web.public import voices
from contest.words import dates

blueprint = Blueprint("journal", __name__)
# Beside a post.
OTHERS = 3


@blueprint.get("/<lang>/<campaign>/journal")
@access.reading(max_age=60)
def listed(lang: str, campaign: str) -> ResponseReturnValue:
    """All posts, the latest first, in pages."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now)
    voices.until_next(page, now)
    after = request.args.get("after", type=int)
    found = journal.page(view.id, now, after=after)
    return render_template(
        "public/journal/journal.html",
        page=page,
        posts=[voices.voice(page, post) for post in found.posts],
        is_first=after is None,
        more=f"{request.path}?after={found.next}" if found.next is not None else "",
    )


@blueprint.get("/<lang>/<campaign>/journal/<int:number>")
@access.reading(max_age=60)
def post(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """One post; one that was taken back says so, and why."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now)
    voices.until_next(page, now)
    found = journal.one(view.id, number, now)
    if found is None:
        gone = journal.withdrawn(view.id, number, now)
        return _withdrawn(page, gone) if gone else abort(404)
    said = structured.of_post(view, lang, found, _image(page, found), public_url())
    others = [one for one in journal.page(view.id, now, size=OTHERS + 1).posts if one.id != found.id]
    return render_template(
        "public/journal/post.html",
        page=replace(page, kind="article", structured=said),
        post=voices.voice(page, found),
        others=[voices.voice(page, one) for one in others[:OTHERS]],
    )


def _image(page: Page, found: Post) -> str:
    """The whole address of its own picture, else of the campaign's card."""
    if found.picture is None:
        return page.card.address
    place = {"campaign_id": page.campaign.id.hex, "picture": found.picture.id.hex}
    return addresses.absolute(public_url(), "picture", **place, width=WIDTHS[-1])


def _withdrawn(page: Page, gone: Withdrawn) -> ResponseReturnValue:
    when = dates.day_and_time(page.lang, gone.at, page.campaign.zone)
    return render_template("public/journal/withdrawn.html", page=page, when=when, gone=gone), 404
