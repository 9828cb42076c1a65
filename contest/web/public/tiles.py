"""A vote's log for programs of others: the signed head and the tiles of its tree, under the log's own name.

C2SP tlog-tiles, but for the lines themselves: while people vote they stay with us, after it they are in the archive.
"""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from contest.models import LogHead
from contest.queries import announcements, proof, results
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.phases import PhaseKind
from contest.rules.proof import tiles, trees
from contest.web import access, freshness, lookups, previews

blueprint = Blueprint("tiles", __name__, url_prefix="/<campaign>/vote/<int:position>")
# So much of a tree never changes.
FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/checkpoint")
@access.reading(max_age=10)
def checkpoint(campaign: str, position: int) -> ResponseReturnValue:
    """The latest signed head; none while figures are hidden, for the length of the log is the turnout."""
    *_, head = _open(campaign, position)
    return Response(head.note, mimetype="text/plain")


@blueprint.get("/tile/<int:level>/<path:name>")
@access.reading(max_age=10)
def tile(campaign: str, position: int, level: int, name: str) -> ResponseReturnValue:
    """A tile, as far as the latest head covers it."""
    view, phase, head = _open(campaign, position)
    asked = tiles.read(name)
    if asked is None or not tiles.is_covered(head.size, level, asked):
        abort(404)
    hashes = proof.tiles(view.id, phase.id)(level, asked.number)
    response = Response(tiles.cut(hashes, asked), mimetype="application/octet-stream")
    if asked.width == trees.WIDTH:
        response.headers["Cache-Control"] = FOREVER
    return response


def _open(campaign: str, position: int) -> tuple[CampaignView, PhaseView, LogHead]:
    """The vote, and the head of its log where the public may see it now. Errors: 404."""
    view = lookups.campaign(campaign, any_language=True)
    phase = view.at(position)
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    freshness.until(view.next_change(now), now)
    if phase is None or phase.kind is not PhaseKind.VOTE or not results.are_public(view.id, phase.id, now):
        abort(404)
    head = proof.head(view.id, phase.id)
    if head is None:
        abort(404)
    return view, phase, head
