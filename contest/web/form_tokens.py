"""The signed token in every public form: campaign, phase, purpose, a random key, two hours; no cookie behind it.

Its random key is the idempotency key of what the form sends: one form, one act, however often it is sent. What the
form is about stands in the signature alone: whoever reads a token knows it.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import current_app

from contest import clock, vault

LIFETIME = 2 * 3600
# The host that shows a form and the one that reads it may disagree by so many seconds about what time it is.
ASTRAY = 60


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
    key, shown = vault.new_token(), str(int(clock.now().timestamp()))
    signature = _signed(current_app.config["SETTINGS"].secret_key, purpose, campaign, subject, key, shown)
    return f"{key}.{shown}.{signature}"


def read(text: str, purpose: str, campaign: UUID, subject: str = "") -> FormToken | None:
    """The token when it is ours, for this purpose, campaign and subject, and not too old; else None."""
    key, _, rest = text.partition(".")
    shown, _, signature = rest.partition(".")
    settings = current_app.config["SETTINGS"]
    secrets = (settings.secret_key, *settings.secret_key_fallbacks)
    if not any(vault.same(signature, _signed(secret, purpose, campaign, subject, key, shown)) for secret in secrets):
        return None
    age = int(clock.now().timestamp()) - int(shown)
    return FormToken(purpose, campaign, subject, key, max(0, age)) if -ASTRAY <= age <= LIFETIME else None


def _signed(secret: str, purpose: str, campaign: UUID, subject: str, key: str, shown: str) -> str:
    return vault.mac(secret.encode(), "form token", purpose, campaign.hex, subject, key, shown)
