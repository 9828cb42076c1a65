"""What must be kept secret, and the ways to use it: seal, sign, mac, hash, second factor.

A master key (a file of its own, never in the database) wraps the campaigns' keys; destroying a campaign's key
is deleting its row. Every HMAC input begins with a purpose word, so that no value made for one purpose can
serve another.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
# OWASP's second recommendation (19 MiB, 2 passes): 30 ms here, and ten at once still fit a small machine.
_passwords = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _passwords.hash(secrets.token_hex(16))


class Broken(Exception):  # noqa: N818 - what is said of a seal
    """What was sealed does not open: another key, or changed bytes."""


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def new_token() -> str:
    """An unguessable token for links, 128 bits, safe in addresses."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is stored of a token: SHA-256, hexadecimal (RFC 6234); enough for 128 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_master(path: Path, *, make: bool) -> bytes:
    """The master key in `path`; with `make`, made (0600) when missing.

    Errors: FileNotFoundError, Broken (wrong size).
    """
    if make and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(new_key())
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Broken(f"{path} must hold {KEY_BYTES} bytes")
    return key


def seal(key: bytes, purpose: str, text: str) -> bytes:
    """AES-256-GCM of `text`, bound to `purpose`; nonce first (NIST SP 800-38D)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())


def unseal(key: bytes, purpose: str, sealed: bytes) -> str:
    """The text that was sealed under the same key and purpose. Errors: Broken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Broken(purpose) from error


def wrap(master: bytes, purpose: str, key: bytes) -> bytes:
    """A campaign's key, wrapped by the master key."""
    return seal(master, f"wrap {purpose}", key.hex())


def unwrap(master: bytes, purpose: str, wrapped: bytes) -> bytes:
    """The campaign's key. Errors: Broken."""
    return bytes.fromhex(unseal(master, f"wrap {purpose}", wrapped))


def signature(seed: bytes, text: str) -> bytes:
    """The Ed25519 signature (RFC 8032) of a text, 64 bytes; `seed` is the private key's 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())


def public_key(seed: bytes) -> bytes:
    """The 32 bytes by which everybody checks such signatures."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def mac(key: bytes, purpose: str, *parts: str) -> str:
    """HMAC-SHA-256 (RFC 2104), hexadecimal, over the purpose and the parts, each with its length before it."""
    message = b"".join([len(part).to_bytes(4, "big") + part for part in map(str.encode, (purpose, *parts))])
    return hmac.digest(key, message, "sha256").hex()


def same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def digits(key: bytes, purpose: str, *parts: str, length: int = 6) -> str:
    """A code of `length` decimal digits that only the holder of the key can derive again."""
    return str(int(mac(key, purpose, *parts), 16) % 10**length).zfill(length)


def password_hash(password: str) -> str:
    """Argon2id (RFC 9106)."""
    return _passwords.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether it is this password; an unknown person costs the same time as a known one."""
    try:
        _passwords.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def new_second_factor() -> str:
    """A secret for an authenticator app (RFC 6238), base 32."""
    return pyotp.random_base32()


def second_factor_address(secret: str, account: str, issuer: str) -> str:
    """The otpauth:// address that the QR code carries."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def second_factor_code(secret: str, at: float) -> str:
    """The six digits of the step that holds `at` (seconds since 1970)."""
    return pyotp.TOTP(secret).at(int(at))


def second_factor_step(secret: str, code: str, at: float) -> int | None:
    """The step (of 30 s) whose code this is, one before and one after allowed; None when it is none of them."""
    step = int(at) // 30
    for candidate in (step, step - 1, step + 1):
        if same(pyotp.TOTP(secret).at(candidate * 30), code):
            return candidate
    return None
