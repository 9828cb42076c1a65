"""The authorization code flow of OpenID Connect Core 1.0, with PKCE (RFC 7636), state and nonce."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from contest.rules.sign_on import lets_in
from contest.sign_on import provider as providers
from contest.sign_on.provider import ALGORITHMS, Provider
from contest.sign_on.reaching import Failed, Fault, ask

# Seconds by which a provider's clock may differ from ours.
LEEWAY = 60
LONGEST_SUBJECT = 255
# A code that was never given: how its exchange is refused tells whether client and secret are right.
NO_CODE = "not-a-code"


@dataclass(frozen=True)
class Client:
    """What we are to a provider; `callback` is where it sends people back. `strict`: as in production."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    callback: str = ""
    domains: tuple[str, ...] = ()
    strict: bool = True


@dataclass(frozen=True)
class Coming:
    """What somebody is sent off with: `state` and `nonce` come back, `verifier` is kept from whoever sees the rest."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Identity:
    """Who signed on: a name that is the provider's own, and says nothing to anybody else."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Looked:
    """What was found when a provider was looked at: the host people are sent to, and how many keys it has."""

    host: str
    keys: int


def address(client: Client, coming: Coming, *, lang: str, anew: bool = False) -> str:
    """Where the person is sent; with `anew` they are asked who they are even if the provider remembers somebody.

    Errors: Failed, UNREACHABLE, PRIVATE or UNFIT.
    """
    place = providers.of(client.issuer, strict=client.strict).address("authorization_endpoint")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(coming.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.callback,
        # An address is asked for only where it decides who may vote.
        "scope": "openid email" if client.domains else "openid",
        "state": coming.state,
        "nonce": coming.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "ui_locales": lang,
    } | ({"prompt": "login"} if anew else {})
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked, quote_via=quote)}"


def identity(client: Client, coming: Coming, code: str, *, now: datetime, issuer: str = "") -> Identity:
    """Who came back with this `code`, and, where the provider says so (RFC 9207), from which `issuer`.

    Errors: Failed, UNREACHABLE, PRIVATE, UNFIT, MISSET, SPENT; UNTRUSTED for an answer that is not what it should be;
    NOT_INVITED for an address of no domain that may vote.
    """
    if issuer and issuer != client.issuer:
        raise Failed(Fault.UNTRUSTED, "it came from another provider")
    provider = providers.of(client.issuer, strict=client.strict)
    given = _exchange(client, provider, code, coming.verifier)
    claims = _claims(client, provider, str(given.get("id_token", "")), coming.nonce, now)
    said = claims
    if client.domains and "email" not in claims:
        said = _more(client, provider, str(given.get("access_token", "")), claims["sub"])
    if not lets_in(client.domains, said):
        raise Failed(Fault.NOT_INVITED)
    return Identity(client.issuer, claims["sub"])


def look(client: Client) -> Looked:
    """Whether people could be sent there: it is asked for its description, its keys, and whether it knows client and
    secret, by a code that it cannot know. Errors: Failed, with what is wrong.
    """
    provider = providers.of(client.issuer, strict=client.strict, anew=True)
    found = providers.keys(provider, strict=client.strict, anew=True)
    try:
        _exchange(client, provider, NO_CODE, "0" * 64)
    except Failed as failed:
        if failed.fault is not Fault.SPENT:
            raise
    return Looked(provider.address("authorization_endpoint").split("/")[2], len(found.keys))


def _exchange(client: Client, provider: Provider, code: str, verifier: str) -> dict[str, Any]:
    """The tokens for a code (RFC 6749, 4.1.3)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.callback,
        "code_verifier": verifier,
    }
    headers = {}
    if "client_secret_basic" in provider.offers("token_endpoint_auth_methods_supported", ("client_secret_basic",)):
        # RFC 6749, 2.3.1: both are written as in a form before they are joined.
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
    status, said = ask(provider.address("token_endpoint"), strict=client.strict, form=form, headers=headers)
    if status == 200:
        return said
    error = str(said.get("error", ""))[:60]
    if error == "invalid_grant":
        raise Failed(Fault.SPENT, error)
    if error in {"invalid_client", "unauthorized_client"}:
        raise Failed(Fault.MISSET, error)
    raise Failed(Fault.UNREACHABLE, f"the token endpoint answers {status} {error}")


def _claims(client: Client, provider: Provider, token: str, nonce: str, now: datetime) -> dict[str, Any]:
    """What an ID token says, once it is known to be the provider's, for us, of now, and of this very trip."""
    read = _decoded(client, provider, token)
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        rules.validate(read)
    except JoseError as error:
        raise Failed(Fault.UNTRUSTED, str(error)) from error
    _require_ours(client, read)
    return read


def _decoded(client: Client, provider: Provider, token: str) -> dict[str, Any]:
    """What a token says whose signature is the provider's; a key that is not known may be a new one."""
    for anew in (False, True):
        keys = providers.keys(provider, strict=client.strict, anew=anew)
        try:
            claims: Any = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        except InvalidKeyIdError:
            continue
        except (JoseError, ValueError, TypeError) as error:
            raise Failed(Fault.UNTRUSTED, type(error).__name__) from error
        if isinstance(claims, dict):
            return claims
    raise Failed(Fault.UNTRUSTED, "signed with an unknown key, or empty")


def _require_ours(client: Client, claims: dict[str, Any]) -> None:
    """What the library leaves to us: for nobody else (OpenID Connect Core 1.0, 3.1.3.7), and a subject that is one."""
    audience, subject = claims["aud"], claims["sub"]
    if audience not in (client.client_id, [client.client_id]) and claims.get("azp") != client.client_id:
        raise Failed(Fault.UNTRUSTED, "it is for others too")
    if "azp" in claims and claims["azp"] != client.client_id:
        raise Failed(Fault.UNTRUSTED, "it was given to another client")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Failed(Fault.UNTRUSTED, "no subject")


def _more(client: Client, provider: Provider, token: str, subject: str) -> dict[str, Any]:
    """What the provider says of somebody beside the token, for the address; only of the same subject (5.3.2)."""
    place = provider.address("userinfo_endpoint")
    if not place or not token:
        return {}
    status, said = ask(place, strict=client.strict, headers={"Authorization": f"Bearer {token}"})
    if status != 200 or said.get("sub") != subject:
        raise Failed(Fault.UNTRUSTED, "what it says of the person is not of this person")
    return said
