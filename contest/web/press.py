"""Files for the press and for winners: where they lie, and that nobody gets one before its announcement is shown."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from flask import Response, abort, current_app, send_file

from contest.queries import announcements, press
from contest.queries.announcements import Shown
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.press import Laureate
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


@dataclass(frozen=True)
class Told:
    """An announcement that is shown: its phase, what it says, its ideas."""

    phase: PhaseView
    shown: Shown
    laureates: tuple[Laureate, ...]


def announced(view: CampaignView, now: datetime) -> list[Told]:
    """Every announcement that is shown now, the latest first; none before its second."""
    told = []
    for shown in announcements.every(view.id, now):
        phase, laureates = view.at(shown.phase_position), press.announced(view, shown)
        if phase is not None and laureates:
            told.append(Told(phase, shown, laureates))
    return told


def of_phase(view: CampaignView, position: int, now: datetime) -> Told:
    """What is announced of a phase. Errors: 404 for nothing."""
    return next((one for one in announced(view, now) if one.phase.position == position), None) or abort(404)


def of_entry(view: CampaignView, entry_id: UUID, now: datetime) -> tuple[PhaseView, Laureate] | None:
    """Where an idea was last announced; None for one that was not."""
    found = ((told.phase, one) for told in announced(view, now) for one in told.laureates if one.entry.id == entry_id)
    return next(found, None)


def certificate_languages(view: CampaignView, entry_id: UUID, now: datetime) -> tuple[str, ...] | None:
    """In which languages the certificate of an idea is there; None for one that was not announced."""
    found = of_entry(view, entry_id, now)
    if found is None:
        return None
    phase, laureate = found
    return tuple(lang for lang in view.languages if certificate(view, phase, laureate.entry.number, lang))


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
