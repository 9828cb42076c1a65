"""Receipts: the short code a voter keeps, and the commitment that binds it to the voter's browser."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

# Crockford's base 32: no I, L, O, U, so that a code survives being read aloud or written down.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 5
# Times told with a receipt are rounded, so that one seen over a shoulder is not matched by its second.
ROUNDED_TO = timedelta(minutes=10)
_READ_AS = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐-―.]+")
_COMMITMENT = re.compile(r"[0-9a-f]{64}")


def receipt_of(random: bytes) -> str:
    """The receipt for 5 random bytes: eight characters in two groups, `7K3F-M2QX`. Errors: ValueError."""
    if len(random) != RANDOM_BYTES:
        raise ValueError("a receipt is made of 5 random bytes")
    number = int.from_bytes(random, "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def read_receipt(typed: str) -> str | None:
    """The receipt somebody typed, in any case, hyphen or not, O for 0; None when it cannot be one."""
    letters = _SEPARATORS.sub("", typed).upper().translate(_READ_AS)
    if len(letters) != 8 or any(letter not in ALPHABET for letter in letters):
        return None
    return f"{letters[:4]}-{letters[4:]}"


def commitment(nonce: str) -> str:
    """SHA-256 of the browser's nonce, hexadecimal (RFC 6234): binds a receipt without showing the nonce."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def is_commitment(text: str) -> bool:
    """Whether a browser's text has the shape of a commitment."""
    return _COMMITMENT.fullmatch(text) is not None


def rounded_down(moment: datetime) -> datetime:
    """A moment as a receipt's page tells it: the ten minutes it lies in."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return moment - (moment - epoch) % ROUNDED_TO
