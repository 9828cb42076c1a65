"""Pictures: public ones by their address, which checks the state of what they belong to."""

from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from contest.queries import pictures
from contest.web import access

blueprint = Blueprint("media", __name__)
WIDTHS = (320, 640, 1280)


@blueprint.get("/media/<campaign_id>/<picture>/<int:width>.webp")
@access.reading(max_age=300)
def picture(campaign_id: str, picture: str, width: int) -> ResponseReturnValue:
    """A picture of a published entry, or a campaign's logo or hero."""
    campaign, found = _id(campaign_id), _id(picture)
    if width not in WIDTHS or not _is_public(campaign, found):
        abort(404)
    return send(campaign, found, width)


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
    abort(404)


def _id(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        abort(404)


def _is_public(campaign_id: UUID, picture_id: UUID) -> bool:
    found = pictures.view(campaign_id, picture_id)
    return found is not None and found.public
