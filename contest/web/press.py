"""Files for the press and for winners: where they lie, and that nobody gets one before its announcement is shown."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from flask import Response, abort, current_app, send_file

from contest.queries import press
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.press import Announced, Laureate
from contest.rules import press as rules
from contest.rules.press import Call, Size


def kit(view: CampaignView, phase: PhaseView) -> Path | None:
    """The press kit of an announcement, whoever may see it; None while it is being made."""
    return _file(rules.folder_of(view.id, phase.position), f"{rules.KIT_STEM}*.zip")


def certificate(view: CampaignView, phase: PhaseView, number: int, lang: str) -> Path | None:
    """The certificate of an announced idea in a language; None while it is being made."""
    return _file(rules.folder_of(view.id, phase.position), f"{rules.certificate_stem(number, lang)}*.pdf")


def poster(view: CampaignView, label: int, call: Call, lang: str, size: Size) -> Path | None:
    """A poster that was made; None where it was not."""
    return _file(rules.posters_of(view.id, label, call), f"{rules.poster_stem(lang, size)}*.pdf")


def announced(view: CampaignView, now: datetime) -> list[tuple[PhaseView, Announced]]:
    """Every announcement that is shown now, with its ideas; none of it before its second."""
    dated = {one.phase_id for one in press.written(view.id) if one.opens <= now}
    found = ((phase, press.announced(view, phase, now)) for phase in view.phases if phase.id in dated)
    return [(phase, one) for phase, one in found if one is not None]


def of_entry(view: CampaignView, entry_id: UUID, now: datetime) -> tuple[PhaseView, Laureate] | None:
    """Where an idea was last announced; None for one that was not."""
    found = [(phase, one) for phase, told in announced(view, now) for one in told.laureates if one.entry.id == entry_id]
    return found[-1] if found else None


def send(file: Path | None, media_type: str, name: str) -> Response:
    """The file, to be saved under a name; how long it may be kept its door says. Errors: 404 for none."""
    if file is None:
        abort(404)
    response = send_file(file, mimetype=media_type, as_attachment=True, download_name=name, max_age=None)
    del response.headers["Cache-Control"]
    return response


def _file(folder: str, pattern: str) -> Path | None:
    """The newest of the files that are called so: for a moment there may be two."""
    found = list((Path(current_app.config["SETTINGS"].media) / folder).glob(pattern))
    return max(found, key=lambda file: file.stat().st_mtime_ns, default=None)
