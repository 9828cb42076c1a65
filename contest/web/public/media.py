"""Pictures and portraits: public ones by their address, which checks the state of what they belong to."""

from uuid import UUID

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from contest.queries import pictures, staff
from contest.rules.pictures import PORTRAITS
from contest.web import access, portraits, previews
from contest.web import pictures as files

blueprint = Blueprint("media", __name__)


@blueprint.get("/media/<campaign_id>/<picture>/<int:width>.webp")
@access.reading(max_age=300, shared_age=60)
def picture(campaign_id: str, picture: str, width: int) -> ResponseReturnValue:
    """A picture of a published entry, of a post or a pack that is shown, or a campaign's logo or hero."""
    campaign, found = _id(campaign_id), _id(picture)
    if width not in files.WIDTHS or not (_is_public(campaign, found) or _is_previewed(campaign, found)):
        abort(404)
    return files.send(campaign, found, width)


@blueprint.get("/portraits/<picture>/<int:width>.webp")
@access.reading(max_age=300, shared_age=60)
def portrait(picture: str, width: int) -> ResponseReturnValue:
    """The portrait of somebody who works here and wants to be seen beside what they sign."""
    found = _id(picture)
    if width not in PORTRAITS or not staff.is_seen(found):
        abort(404)
    return portraits.send(found, width)


def _is_previewed(campaign_id: UUID, picture_id: UUID) -> bool:
    """A draft's logo and large picture, for whoever may preview it."""
    return previews.asked(campaign_id) is not None and pictures.is_worn(campaign_id, picture_id)


def _id(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        abort(404)


def _is_public(campaign_id: UUID, picture_id: UUID) -> bool:
    found = pictures.view(campaign_id, picture_id, previews.now(campaign_id))
    return found is not None and found.public
