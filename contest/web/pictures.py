"""Sending a picture's file, once somebody has checked that it may be seen."""

from pathlib import Path
from uuid import UUID

from flask import Response, abort, current_app, request, send_file

from contest import clock
from contest.services import pictures
from contest.services.audit import Actor

WIDTHS = (320, 640, 1280)


def send(campaign_id: UUID, picture_id: UUID, width: int) -> Response:
    """The file, in this width or the widest narrower one there is; whoever asks has been checked. Errors: 404."""
    folder = Path(current_app.config["SETTINGS"].media) / campaign_id.hex / picture_id.hex
    for candidate in sorted((known for known in WIDTHS if known <= width), reverse=True):
        file = folder / f"{candidate}.webp"
        if file.is_file():
            response = send_file(file, mimetype="image/webp", conditional=True, max_age=None)
            response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
            # send_file says no-cache; the door says how long.
            del response.headers["Cache-Control"]
            return response
    return abort(404)


def received(campaign_id: UUID, by: Actor) -> UUID | None:
    """The picture that was sent with this form, checked and kept; None without one. Errors: Refused."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        return None
    settings = current_app.config["SETTINGS"]
    return pictures.receive(
        campaign_id,
        file.stream,
        file_name=file.filename,
        alternative=request.form.get("alternative", ""),
        media=settings.media,
        incoming=settings.data / "incoming",
        by=by,
        now=clock.now(),
    )
