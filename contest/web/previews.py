"""Preview: a signed address shows a campaign as of a later moment; read in this one place, refused on POST."""

from datetime import UTC, datetime
from uuid import UUID

from flask import abort, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from contest.rules import addresses

LASTS = 24 * 3600


def asked() -> bool:
    """Whether this answer is a preview: then it is not kept anywhere and not indexed."""
    return bool(g.get("preview"))


def moment(campaign_id: UUID, now: datetime) -> datetime:
    """The moment to show: `now`, or the one a valid preview names. Errors: 403 for a forged or old one."""
    text = request.args.get("preview")
    if text is None:
        return now
    try:
        campaign, at = _serializer().loads(text, max_age=LASTS)
    except BadSignature:
        abort(403)
    if campaign != campaign_id.hex or request.method != "GET":
        abort(403)
    g.preview = True
    g.uncached = True
    return datetime.fromtimestamp(at, UTC)


def address(campaign_id: UUID, slug: str, lang: str, position: int, at: datetime) -> str:
    """The address under which staff sees an announcement before its second; valid for a day."""
    signed = _serializer().dumps([campaign_id.hex, int(at.timestamp()) + 1])
    return f"{addresses.path('announcement', lang=lang, campaign=slug, position=position)}?preview={signed}"


def _serializer() -> URLSafeTimedSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt="preview")
