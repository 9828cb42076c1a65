"""The signed token in every public form: campaign, phase, purpose, a random key, two hours; no cookie behind it.

Its random key is the idempotency key of what the form sends: one form, one act, however often it is sent.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from flask import current_app
from itsdangerous import BadPayload, BadSignature, TimestampSigner, URLSafeTimedSerializer

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
    return _made(_secrets())[0].dumps([purpose, campaign.hex, subject, vault.new_token()])


def read(text: str, purpose: str, campaign: UUID, subject: str = "") -> FormToken | None:
    """The token when it is ours, for this purpose, campaign and subject, and not too old; else None."""
    serializer, signer = _made(_secrets())
    try:
        signed, signed_at = signer.unsign(text, max_age=LIFETIME, return_timestamp=True)
        said = serializer.load_payload(signed)
    except (BadSignature, BadPayload):
        return None
    if said[:3] != [purpose, campaign.hex, subject]:
        return None
    return FormToken(purpose, campaign, subject, said[3], int((clock.now() - signed_at).total_seconds()))


def _secrets() -> tuple[str, ...]:
    settings = current_app.config["SETTINGS"]
    return (*settings.secret_key_fallbacks, settings.secret_key)


@lru_cache(maxsize=4)
def _made(secrets: tuple[str, ...]) -> tuple[URLSafeTimedSerializer, TimestampSigner]:
    """What writes tokens and what reads them, made once: making them takes as long as reading a token does."""
    serializer = URLSafeTimedSerializer(list(secrets), salt="form token")
    signer = serializer.make_signer("form token")
    assert isinstance(signer, TimestampSigner)
    return serializer, signer
