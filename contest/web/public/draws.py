"""The draw of side prizes in public: what is drawn and how, the list, the places, and the program that draws again."""

import shlex

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from contest.models import Draw
from contest.queries import announcements, draws
from contest.queries.campaigns import CampaignView, PhaseView
from contest.web import access, freshness, lookups, previews, side_prizes
from contest.web.assets import STATIC
from contest.web.pages import page_of
from contest.words import dates

blueprint = Blueprint("draws", __name__)
PROGRAM = STATIC / "draw.py"


@blueprint.get("/<lang>/<campaign>/results/<int:position>/side-prizes")
@access.reading(max_age=60)
def shown(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """What there is, how it is drawn, and what came out."""
    view = lookups.campaign(campaign)
    phase, draw = _drawn(view, position)
    open_to_all = _is_open(view, phase)
    return render_template(
        "public/results/side_prizes.html",
        page=page_of(view, lang, previews.now(view.id)),
        position=position,
        said=side_prizes.said(lang, draw),
        draw=draw,
        vote_name=view.phase_name(position),
        closes=dates.day_and_time(lang, phase.last_second, view.zone),
        frozen=dates.exact(lang, draw.frozen_at, view.zone) if draw.frozen_at else "",
        drawn=dates.exact(lang, draw.drawn_at, view.zone) if draw.drawn_at else "",
        open_to_all=open_to_all,
        tickets=dates.number(lang, draw.tickets or 0),
        command=_command(view, position, draw) if draw.value else "",
        places=draws.places(view.id, phase.id) if open_to_all else [],
    )


@blueprint.get("/archives/<campaign>/vote-<int:position>-tickets.txt")
@access.reading(max_age=300)
def tickets(campaign: str, position: int) -> ResponseReturnValue:
    """The list as it was frozen."""
    view = lookups.campaign(campaign, any_language=True)
    phase, _ = _drawn(view, position)
    file = draws.file(view.id, phase.id) if _is_open(view, phase) else None
    if file is None:
        abort(404)
    response = Response(file, mimetype="text/plain")
    response.headers["Content-Disposition"] = f"attachment; filename={view.slug}-vote-{position}-tickets.txt"
    return response


@blueprint.get("/draw.py")
@access.reading(max_age=3600)
def program() -> ResponseReturnValue:
    """The program that draws again."""
    response = Response(PROGRAM.read_bytes(), mimetype="text/x-python")
    response.headers["Content-Disposition"] = f"attachment; filename={PROGRAM.name}"
    return response


def _command(view: CampaignView, position: int, draw: Draw) -> str:
    """What to type to draw again."""
    words = ["--source", draw.source, "--value", draw.value or "", "--prizes", str(draw.number)]
    return shlex.join(["python3", PROGRAM.name, f"{view.slug}-vote-{position}-tickets.txt", *words])


def _drawn(view: CampaignView, position: int) -> tuple[PhaseView, Draw]:
    return side_prizes.phase_of(view, position) or abort(404)


def _is_open(view: CampaignView, phase: PhaseView) -> bool:
    """While figures are hidden the list is too, for its length tells something of them; its digest is not."""
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    return side_prizes.is_open(view.id, phase.id, now)
