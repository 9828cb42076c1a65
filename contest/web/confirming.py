"""The signed addresses under which a confirmation's code is typed."""

from uuid import UUID

from flask import abort, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from contest.queries.campaigns import CampaignView


def address(campaign: CampaignView, confirmation_id: UUID) -> str:
    """Where the code of a confirmation is typed: signed, so that nobody else's can be tried."""
    return campaign.path("check", signed=sign(campaign.id, confirmation_id))


def sign(campaign_id: UUID, confirmation_id: UUID) -> str:
    """A confirmation's id as it stands in addresses."""
    return _serializer(campaign_id).dumps(confirmation_id.hex)


def read(campaign_id: UUID, signed: str) -> UUID:
    """The confirmation behind an address. Errors: 404 for one not made by us."""
    try:
        return UUID(hex=_serializer(campaign_id).loads(signed))
    except (BadSignature, ValueError):
        abort(404)


def _serializer(campaign_id: UUID) -> URLSafeSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt=f"confirmation {campaign_id}")
