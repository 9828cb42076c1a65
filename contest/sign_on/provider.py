"""What a provider says of itself (OpenID Connect Discovery 1.0) and the keys it signs with; kept a while."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from contest.rules.sign_on import issuer_fault
from contest.sign_on.reaching import Failed, Fault, ask

WELL_KNOWN = "/.well-known/openid-configuration"
# Signatures with a pair of keys only: with a shared secret, and without any ("none"), nobody is believed.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"),
    *("EdDSA", "Ed25519"),
)
PAIRED = frozenset({"RSA", "EC", "OKP"})
# Seconds. A key that is not known yet is asked for, but not more often than that.
KEPT, ASKED_AGAIN = 3600.0, 60.0
MOST_KEPT = 50


@dataclass
class Provider:
    """A provider's own words, and its keys once they were asked for."""

    said: dict[str, Any]
    read_at: float
    keys: KeySet | None = None
    keys_read_at: float = field(default=-KEPT)

    def address(self, name: str) -> str:
        """One of its addresses; empty where it names none."""
        found = self.said.get(name)
        return found if isinstance(found, str) else ""

    def offers(self, name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
        """What it lists under a name, `usual` where it lists nothing."""
        found = self.said.get(name)
        return tuple(map(str, found)) if isinstance(found, list) else usual


_known: dict[tuple[str, bool], Provider] = {}
_lock = threading.Lock()


def of(issuer: str, *, strict: bool, anew: bool = False) -> Provider:
    """The provider of this address, an hour old at most. Errors: Failed, UNREACHABLE, PRIVATE or UNFIT."""
    known = _known.get((issuer, strict))
    if known is not None and not anew and time.monotonic() - known.read_at < KEPT:
        return known
    if fault := issuer_fault(issuer, strict=strict):
        raise Failed(Fault.PRIVATE, fault)
    status, said = ask(issuer.rstrip("/") + WELL_KNOWN, strict=strict)
    if status != 200:
        raise Failed(Fault.UNREACHABLE, f"{WELL_KNOWN} answers {status}")
    found = _fit(Provider(said, time.monotonic()), issuer)
    with _lock:
        if len(_known) >= MOST_KEPT:
            _known.clear()
        _known[issuer, strict] = found
    return found


def keys(provider: Provider, *, strict: bool, anew: bool = False) -> KeySet:
    """The keys it signs with; `anew` when one was not among them. Errors: Failed, as above."""
    now = time.monotonic()
    if provider.keys is not None and now - provider.keys_read_at < (ASKED_AGAIN if anew else KEPT):
        return provider.keys
    status, said = ask(provider.address("jwks_uri"), strict=strict)
    found = [_key(one) for one in said.get("keys", ()) if isinstance(one, dict)] if status == 200 else []
    known = [key for one in found if one is not None for key in one]
    if not known:
        raise Failed(Fault.UNFIT, "no key to check signatures with")
    provider.keys, provider.keys_read_at = KeySet(known), now
    return provider.keys


def _key(said: dict[str, Any]) -> KeySet | None:
    """One key, as a set of one; none for a kind we do not know, or one that is not for signing."""
    if said.get("kty") not in PAIRED or said.get("use", "sig") != "sig":
        return None
    try:
        return KeySet.import_key_set({"keys": [said]})
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _fit(provider: Provider, issuer: str) -> Provider:
    """The same provider. Errors: Failed UNFIT for one that is another, or cannot do what we need."""
    if provider.said.get("issuer") != issuer:
        raise Failed(Fault.UNFIT, f"it calls itself {str(provider.said.get('issuer'))[:120]}")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if missing := [name for name in needed if not provider.address(name).startswith(("https://", "http://"))]:
        raise Failed(Fault.UNFIT, f"it names no {', '.join(missing)}")
    if "code" not in provider.offers("response_types_supported", ("code",)):
        raise Failed(Fault.UNFIT, "it does not offer the authorization code flow")
    if not set(ALGORITHMS) & set(provider.offers("id_token_signing_alg_values_supported", ("RS256",))):
        raise Failed(Fault.UNFIT, "it signs in no way we know")
    return provider
