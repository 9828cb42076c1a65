"""The pictures of an idea of mine while I change it: those it has, and those received since, in a list signed by us.

A change has no draft. What was received and is not in a version yet is known by that list alone, which is this
participant's, of this idea, for a day: somebody else's picture cannot be put into it.
"""

from uuid import UUID

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from contest.models import Participant
from contest.queries.campaigns import CampaignView
from contest.queries.entries import OwnEntry
from contest.rules.pictures import alternative_key
from contest.web import enclosed
from contest.web.enclosed import Enclosed, Received
from contest.web.pages import Page

LIFETIME = 24 * 3600
FIELD = "pictures"


def kept(own: OwnEntry, most: int) -> Enclosed:
    """As its latest version says."""
    first = Enclosed(own.pictures, {}, most)
    places = enumerate(own.pictures, start=1)
    words = {first.field(picture): str(own.answers.get(alternative_key(place), "")) for place, picture in places}
    return Enclosed(own.pictures, words, most)


def sent(view: CampaignView, own: OwnEntry, participant: Participant, most: int) -> Enclosed:
    """As the form has them that was sent: its list if it is ours, and the words typed of each."""
    listed = _read(request.form.get(FIELD, ""), own, participant)
    words = enclosed.typed(request.form)
    return Enclosed(own.pictures if listed is None else listed, words, most)


def listed(own: OwnEntry, participant: Participant, now: Enclosed) -> str:
    """What the form carries of them."""
    return _serializer().dumps([own.id.hex, participant.id.hex, [picture.hex for picture in now.pictures]])


def shown(page: Page, own: OwnEntry, participant: Participant, now: Enclosed) -> list[Received]:
    """Them for the page, each under an address of its own that only this participant can open."""
    entry = own.id.hex
    return now.shown(
        [
            page.to("my_picture_at", entry=entry, signed=listed(own, participant, Enclosed((one,), {}, 1)))
            for one in now.pictures
        ]
    )


def one(signed: str, own: OwnEntry, participant: Participant) -> UUID | None:
    """The picture that such an address names; None for one that is not ours, not theirs or too old."""
    found = _read(signed, own, participant)
    return found[0] if found else None


def _read(signed: str, own: OwnEntry, participant: Participant) -> tuple[UUID, ...] | None:
    try:
        entry, person, pictures = _serializer().loads(signed, max_age=LIFETIME)
    except BadSignature:
        return None
    if (entry, person) != (own.id.hex, participant.id.hex):
        return None
    return tuple(UUID(hex=picture) for picture in pictures)


def _serializer() -> URLSafeTimedSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt="pictures of an idea")
