"""Pictures for staff: also of ideas that are not public. The address checks the campaign's permission each time."""

from uuid import UUID

from flask import Blueprint, abort, current_app, send_from_directory
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import pictures
from contest.rules.pictures import WIDTHS, file_of
from contest.rules.roles import Act
from contest.web import access, lookups

blueprint = Blueprint("desk_pictures", __name__, url_prefix="/desk/<campaign>/pictures")


@blueprint.get("/<uuid:picture>/<int:width>.webp")
@access.staff(Act.MODERATE)
def shown(campaign: str, picture: UUID, width: int) -> ResponseReturnValue:
    """One width of a picture; the smallest while the larger ones are still to be made."""
    view = lookups.campaign_for_staff(campaign)
    found = pictures.view(view.id, picture, clock.now())
    if found is None or width not in WIDTHS:
        abort(404)
    name = file_of(view.id, picture, width if found.ready else WIDTHS[0])
    return send_from_directory(current_app.config["SETTINGS"].media, name, mimetype="image/webp")
