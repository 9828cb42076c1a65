"""A vote on its way to the provider of a single sign-on and back: sealed in a cookie of its voter's own browser.

What the provider is sent off with and what comes back are bound to that cookie, so that nobody can have somebody else
sign on for a vote that is not theirs.
"""

import base64
import secrets
from typing import Any

from flask import current_app, redirect, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from contest import vault
from contest.queries import sign_on as queries
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules import sign_on as rules
from contest.rules.eligibility import Who, who_may
from contest.rules.papers import Paper
from contest.rules.receipts import commitment, is_commitment
from contest.rules.sign_on import Waiting
from contest.services import ballots, keys
from contest.services import sign_on as acts
from contest.sign_on import Client
from contest.web import access, previews, voters
from contest.web.form_tokens import FormToken
from contest.web.pages import public_url

# So long a browser keeps a vote for its voter to sign on; so long a trip may take.
KEPT_SECONDS, TRIP_SECONDS = 24 * 3600, 3600


def asked(phase: PhaseView) -> bool:
    """Whether a vote asks its voters to sign on."""
    return who_may(phase.settings) is Who.SIGN_ON


def depart(view: CampaignView, phase: PhaseView, paper: Paper, token: FormToken) -> Response:
    """Receive a vote, and lead its voter on to the sign-on. Errors: Refused."""
    now, said = previews.now(view.id), request.form.get("commitment", "")
    waiting = Waiting(
        phase=phase.id,
        paper=paper,
        idempotency_key=token.key,
        nonce_commitment=said if is_commitment(said) else commitment(secrets.token_hex(16)),
        lang=request.view_args["lang"] if request.view_args else view.default_language,
        trace=voters.trace_of(view, token, now),
        received=ballots.receive(view.id, phase.id, paper, who=Who.SIGN_ON),
        trip=vault.new_token(),
    )
    return keep(redirect(view.path("sign_on", position=phase.position), 303), view, waiting)


def kept(view: CampaignView, phase: PhaseView) -> Waiting | None:
    """The vote that waits in this browser, if one does."""
    given = request.cookies.get(access.waiting_cookie(phase.id), "")
    try:
        text = keys.open_waiting(view.id, base64.urlsafe_b64decode(given)) if given else ""
        found = rules.waiting(text) if text else None
    except (vault.Broken, KeyError, TypeError, ValueError):
        return None
    return found if found is not None and found.phase == phase.id else None


def keep(answer: Response, view: CampaignView, waiting: Waiting) -> Response:
    """Have the browser keep it."""
    answer.set_cookie(
        access.waiting_cookie(waiting.phase),
        base64.urlsafe_b64encode(keys.seal_waiting(view.id, waiting.text)).decode(),
        max_age=KEPT_SECONDS,
        **_bound(),
    )
    return answer


def forget(answer: Response, phase: PhaseView) -> Response:
    """It is counted: nothing waits any more."""
    answer.delete_cookie(access.waiting_cookie(phase.id), **_bound())
    return answer


def client(view: CampaignView) -> Client:
    """What this campaign is to its provider. Errors: Refused."""
    strict = current_app.config["SETTINGS"].is_production
    return acts.client_of(view.id, callback=public_url() + view.path("sign_on_back"), strict=strict)


def new_state(view: CampaignView, phase: PhaseView, lang: str, waiting: Waiting) -> str:
    """What comes back with the voter: where to lead them, and that it is this vote they come back for."""
    own = secrets.token_urlsafe(9)
    return _serializer(view).dumps([lang, phase.position, own, _mark(waiting, own)])


def place_of(view: CampaignView, state: str) -> tuple[str, int] | None:
    """The language and the position of the vote that somebody comes back to; None for a state not made by us."""
    try:
        lang, position, _, _ = _serializer(view).loads(state)
    except (BadSignature, ValueError):
        return None
    return (lang, position) if lang in view.languages else None


def belongs(view: CampaignView, state: str, waiting: Waiting) -> bool:
    """Whether somebody comes back, and in time, for the vote that waits in this browser."""
    try:
        _, _, own, mark = _serializer(view).loads(state, max_age=TRIP_SECONDS)
    except (BadSignature, ValueError):
        return False
    return vault.same(_mark(waiting, own), mark)


def told(view: CampaignView, phase: PhaseView) -> dict[str, Any]:
    """What a slip says of the sign-on: with whom, for whom, and whether a vote waits for it already."""
    found = queries.provider(view.id) if asked(phase) else None
    return {
        "provider": found.settings.name if found else "",
        "domains": [f"@{domain}" for domain in found.settings.domains] if found else [],
        "goes_on": view.path("sign_on", position=phase.position) if found and kept(view, phase) is not None else "",
    }


def _mark(waiting: Waiting, own: str) -> str:
    return vault.mac(waiting.trip.encode(), "state", own)[:24]


def _bound() -> dict[str, Any]:
    return {
        "path": "/",
        "secure": current_app.config["SETTINGS"].secure_cookies,
        "httponly": True,
        # It has to come along when the provider sends the voter back.
        "samesite": "Lax",
    }


def _serializer(view: CampaignView) -> URLSafeTimedSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt=f"sign-on {view.id}")
