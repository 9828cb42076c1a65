"""A provider to sign on with: Authlib's OpenID Connect server, on this machine; and what it can be made to do wrong.

Accounts are who may sign on there, and what is known of them. `forge` changes what a token says before it is signed
(claims), `sign` signs it otherwise; both are off by default, and then nothing here but Authlib decides.
"""

import base64
import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, OAuth2Error, TokenMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo, UserInfoEndpoint
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

# It listens on this machine alone, and browsers and tests reach it without a certificate.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
CLIENT, SECRET = "contest", "a secret of & with = signs"
FORM = """<!doctype html><html lang="en"><title>Sign on</title><h1>Sign on</h1><form method="post">
{accounts}<button name="who" value="">Deny</button></form></html>"""
Claims = dict[str, Any]


class Known(ClientMixin):
    """The one client of this provider."""

    @property
    def client_metadata(self) -> Claims:
        return {}

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(one for one in scope.split() if one in {"openid", "email"})

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return urlsplit(redirect_uri).path.endswith("/sign-on")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out."""

    code: str
    who: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Token(TokenMixin):
    """An access token."""

    who: str
    scope: str

    def check_client(self, client: ClientMixin) -> bool:
        return True

    def get_scope(self) -> str:
        return self.scope

    def get_expires_in(self) -> int:
        return 3600

    def is_expired(self) -> bool:
        return False

    def is_revoked(self) -> bool:
        return False

    def get_user(self) -> str:
        return self.who

    def get_client(self) -> ClientMixin:
        return Known()


@dataclass
class Provider:
    """What it is made of, and what it is made to do."""

    issuer: str = ""
    accounts: dict[str, Claims] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    forge: Callable[[Claims], Claims] = dict
    sign: Callable[[Claims], str] | None = None
    described: Claims = field(default_factory=dict)
    # Where the address is told: beside the token, as most providers do, or in it.
    in_token: bool = False
    breaks: str = ""

    def signs_on(self, address: str, who: str) -> str:
        """Somebody follows an address to the form, and signs on there ("" denies); where they are sent back to."""
        parts = urlsplit(address)
        line = http.client.HTTPConnection(parts.netloc)
        body = urlencode({"who": who})
        line.request("POST", f"{parts.path}?{parts.query}", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        answer.read()
        line.close()
        assert answer.status == 302, answer.status
        return answer.headers["Location"]

    def good(self) -> None:
        """As it was at first."""
        self.forge, self.sign, self.described, self.in_token, self.breaks = dict, None, {}, False, ""
        self.accounts = {
            "ana": {"email": "ana@example.org", "email_verified": True},
            "bas": {"email": "bas@example.com", "email_verified": True},
            "eve": {"email": "eve@example.org", "email_verified": False},
        }


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, listening until the end of the block."""
    provider = Provider()
    provider.good()
    server = make_server("127.0.0.1", 0, application(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, name="provider", daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def application(provider: Provider) -> Flask:
    """Its pages."""
    app = Flask("provider")
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: Known() if client_id == CLIENT else None,
        save_token=lambda token, asked: provider.tokens.update(
            {token["access_token"]: Token(asked.user, token["scope"])}
        ),
    )
    server.register_grant(granting(provider), [identifying(provider), CodeChallenge(required=True)])
    protector = ResourceProtector()
    protector.register_token_validator(bearing(provider))
    server.register_endpoint(telling(provider)(resource_protector=protector))

    @app.before_request
    def note() -> Response | None:
        provider.asked.append(request.path)
        if provider.breaks and request.path.endswith(provider.breaks):
            return Response("broken", 500)
        return None

    @app.get("/.well-known/openid-configuration")
    def description() -> Response:
        return jsonify(describe(provider))

    @app.get("/jwks")
    def keys() -> Any:
        return jsonify(KeySet([provider.key]).as_dict(private=False))

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        if request.method == "GET":
            buttons = "".join(f'<button name="who" value="{who}">{who}</button>' for who in provider.accounts)
            return FORM.format(accounts=buttons)
        try:
            grant = server.get_consent_grant(end_user=None)
        except OAuth2Error as error:
            return redirect(f"{request.args['redirect_uri']}?{urlencode({'error': error.error})}")
        return server.create_authorization_response(grant=grant, grant_user=request.form["who"] or None)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.route("/userinfo")
    def userinfo() -> Any:
        return server.create_endpoint_response("userinfo")

    return app


def describe(provider: Provider) -> Claims:
    """What it says of itself."""
    said = {
        "issuer": provider.issuer,
        "authorization_endpoint": f"{provider.issuer}/authorize",
        "token_endpoint": f"{provider.issuer}/token",
        "userinfo_endpoint": f"{provider.issuer}/userinfo",
        "jwks_uri": f"{provider.issuer}/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
    }
    return {name: value for name, value in (said | provider.described).items() if value is not None}


def granting(provider: Provider) -> type[AuthorizationCodeGrant]:
    """Codes, kept here."""

    class Granting(AuthorizationCodeGrant):
        def save_authorization_code(self, code: str, asked: Any) -> None:
            said = asked.payload.data
            provider.nonces.add(said["nonce"])
            provider.codes[code] = Code(
                code,
                asked.user,
                said["redirect_uri"],
                asked.scope,
                said["nonce"],
                said["code_challenge"],
                said["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: ClientMixin) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.who

    return Granting


def identifying(provider: Provider) -> OpenIDCode:
    """ID tokens: Authlib's, but for what is forged."""

    class Identifying(OpenIDCode):
        def exists_nonce(self, nonce: str, asked: Any) -> bool:
            return nonce in provider.nonces

        def resolve_client_private_key(self, client: ClientMixin) -> RSAKey:
            return provider.key

        def get_client_algorithm(self, client: ClientMixin) -> str:
            return "RS256"

        def get_encode_header(self, client: ClientMixin) -> Claims:
            return {"alg": "RS256", "kid": provider.key.kid}

        def get_client_claims(self, client: ClientMixin) -> Claims:
            return {"iss": provider.issuer}

        def generate_user_info(self, user: str, scope: str) -> UserInfo:
            return UserInfo({"sub": user} | (provider.accounts[user] if provider.in_token else {}))

        def encode_id_token(self, token: Claims, asked: Any) -> str:
            made: str = super().encode_id_token(token, asked)
            claims = provider.forge(dict(jwt.decode(made, provider.key).claims))
            sign = provider.sign or (lambda said: jwt.encode(self.get_encode_header(asked.client), said, provider.key))
            return sign(claims)

    return Identifying(require_nonce=True)


def bearing(provider: Provider) -> BearerTokenValidator:
    """Access tokens, kept here."""

    class Bearing(BearerTokenValidator):
        def authenticate_token(self, token_string: str) -> Token | None:
            return provider.tokens.get(token_string)

    return Bearing()


def telling(provider: Provider) -> type[UserInfoEndpoint]:
    """What is known of an account."""

    class Telling(UserInfoEndpoint):
        def get_issuer(self) -> str:
            return provider.issuer

        def generate_user_info(self, user: str, scope: str) -> UserInfo:
            return UserInfo({"sub": user} | provider.accounts[user]).filter(scope)

    return Telling


def brought_back(location: str) -> dict[str, str]:
    """What a provider sends back with somebody."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def unsigned(claims: Claims) -> str:
    """A token with the algorithm "none"."""
    encoded = [json.dumps(one).encode() for one in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join([*(_segment(one) for one in encoded), ""])


def _segment(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
