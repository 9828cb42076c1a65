"""The fair-play file of a closed vote: asked for, written by the worker, downloaded."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import dossiers as queries
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import dossiers as acts
from contest.web import access, i18n
from contest.web.desk import frame
from contest.web.desk.results import Vote, vote
from contest.words.catalogues import N_

blueprint = Blueprint("desk_dossiers", __name__, url_prefix="/desk/<campaign>/fair-play-file/<int:position>")


@blueprint.get("")
@access.staff(Act.CLOSE_RESULT)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """The file in each language, there or not."""
    return frame.page("results/dossier", **_values(vote(campaign, position)))


@blueprint.post("")
@access.staff(Act.CLOSE_RESULT, "dossier.asked")
def ask(campaign: str, position: int) -> ResponseReturnValue:
    """Have it written in one language, as the vote stands."""
    here, lang = vote(campaign, position), request.form.get("lang", "")
    if lang not in here.campaign.languages:
        abort(404)
    try:
        have, person = _file(here, lang) is not None, access.person().id
        acts.ask(here.campaign.id, here.phase.id, lang=lang, have=have, by=person, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "results/dossier", status=409, **_values(here))
    flash(N_("The file is being written. It stands here in a moment."))
    return redirect(url_for("desk_dossiers.shown", campaign=campaign, position=position), 303)


@blueprint.get("/<lang>.zip")
@access.staff(Act.CLOSE_RESULT)
def download(campaign: str, position: int, lang: str) -> ResponseReturnValue:
    """The file as the vote stands."""
    here = vote(campaign, position)
    file = _file(here, lang) if lang in here.campaign.languages else None
    if file is None:
        abort(404)
    name = f"{here.campaign.slug}-vote-{position}-fair-play-{lang}.zip"
    response: Response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
    # send_file lets it be kept; the door says it is nobody's to keep.
    del response.headers["Cache-Control"]
    return response


def _file(here: Vote, lang: str) -> Path | None:
    state = queries.state(here.campaign.id, here.phase.id)
    if state is None:
        return None
    name = queries.file_of(here.campaign.id, here.phase.position, lang, state.mark)
    file: Path = current_app.config["SETTINGS"].media / name
    return file if file.is_file() else None


def _values(here: Vote) -> dict[str, Any]:
    i18n.speak(access.person().lang)
    state = queries.state(here.campaign.id, here.phase.id)
    return {
        "section": f"results-{here.phase.position}",
        "campaign": here.campaign.slug,
        "vote": here,
        "phase_name": here.campaign.phase_name(here.phase.position),
        "until": state.until if state else None,
        "files": [(lang, _state(here, lang)) for lang in here.campaign.languages],
    }


def _state(here: Vote, lang: str) -> str:
    """There, being written, or not asked for."""
    if _file(here, lang) is not None:
        return "there"
    state = queries.state(here.campaign.id, here.phase.id)
    key = acts.key_of(here.campaign.id, here.phase.id, lang, state.mark) if state else ""
    row = queries.written(key)
    waits = row is not None and row.done_at is None and row.dead_at is None
    return "waits" if waits else "none"
