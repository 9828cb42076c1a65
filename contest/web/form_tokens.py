"""The signed token in every public form: campaign, phase, purpose, a random key, two hours; no cookie behind it.

Its random key is the idempotency key of what the form sends: one form, one act, however often it is sent.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from contest import clock, vault

LIFETIME = 2 * 3600


@dataclass(frozen=True)
class FormToken:
    """What a form's token says; `age` in seconds since the form was shown."""

    purpose: str
    campaign: UUID
    subject: str
    key: str
    age: int


def issue(purpose: str, campaign: UUID, subject: str = "") -> str:
    """A token for one form shown now. `subject` is what the form is about (a phase, an entry), or empty."""
    return _serializer().dumps([purpose, campaign.hex, subject, vault.new_token()])


def read(text: str, purpose: str, campaign: UUID, subject: str = "") -> FormToken | None:
    """The token when it is ours, for this purpose, campaign and subject, and not too old; else None."""
    try:
        said, signed_at = _serializer().loads(text, max_age=LIFETIME, return_timestamp=True)
    except (BadSignature, SignatureExpired):
        return None
    if said[:3] != [purpose, campaign.hex, subject]:
        return None
    return FormToken(purpose, campaign, subject, said[3], int((clock.now() - signed_at).total_seconds()))


def _serializer() -> URLSafeTimedSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt="form token")
