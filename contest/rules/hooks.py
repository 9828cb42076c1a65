"""Where alarms are posted to beside the mails: which addresses that may be, and how what is posted is signed."""

import base64
import hashlib
import hmac
from collections.abc import Collection
from urllib.parse import urlsplit

from contest.rules.objections import Objection
from contest.rules.sign_on import is_private

LONGEST_ADDRESS, MOST = 500, 10
# What a secret begins with, so that whoever finds one knows what it is (Standard Webhooks 1.0).
PREFIX = "whsec_"


def objections(address: str, others: int, *, strict: bool, inner: Collection[str]) -> list[Objection]:
    """Every reason against an address, beside so many `others`: hook_malformed, hook_open, hook_private (field
    `address`), hooks_too_many.

    `strict`, as in production: only https to what anybody reaches, but for the hosts that the operator names (`inner`).
    """
    found = [Objection("hooks_too_many", facts={"most": MOST})] if others >= MOST else []
    host = host_of(address)
    if not host or len(address) > LONGEST_ADDRESS:
        return [*found, Objection("hook_malformed", "address")]
    if is_strict(address, strict=strict, inner=inner):
        if not address.startswith("https:"):
            found.append(Objection("hook_open", "address"))
        elif is_private(host):
            found.append(Objection("hook_private", "address", {"host": host}))
    return found


def host_of(address: str) -> str:
    """The host of an address that can be posted to; empty for any other, and for one with a name and password in it."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    whole = parts.scheme in {"https", "http"} and "@" not in parts.netloc and not parts.fragment and address.isascii()
    return host if whole and " " not in address else ""


def is_strict(address: str, *, strict: bool, inner: Collection[str]) -> bool:
    """Whether an address is held to what production asks; the hosts that the operator names are not."""
    return strict and host_of(address) not in inner


def signed(secret: str, message: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers that say who posted a body, which message it is and when (Standard Webhooks 1.0, symmetric).

    `secret` as it is shown; `seconds` since 1970.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    proof = hmac.digest(key, f"{message}.{seconds}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(proof).decode()}",
    }
