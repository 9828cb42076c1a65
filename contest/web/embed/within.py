"""What goes along from page to page within a frame, where no cookie is read, and none set.

It stands in addresses and forms of the frame alone: how the widget was asked for, the share link by which somebody
came, and for half an hour who has confirmed a vote in it. Never an address of somebody's.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, current_app, g, make_response, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from contest.queries import participants
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules import addresses
from contest.rules.ballots import ConfirmedVoter
from contest.web import shares
from contest.web.access import Door
from contest.web.framing import Frame, led_on

# So long a frame knows who has confirmed a vote in it.
KNOWN_SECONDS = 30 * 60
# What an address of a frame may carry besides.
CARRIED = ("voter", "did", "in", "mark", "sent")
# What was just done: the page that comes next tells the page around the frame.
DONE = frozenset({"vote", "submit", "confirm"})
# As our components write it; what somebody typed has neither of these signs unescaped.
AUTOFOCUS = re.compile(r' autofocus(?=>| \w+=")')


def address(frame: Frame, name: str, **parts: str | int) -> str:
    """Where a page of this frame is; of `parts`, what is CARRIED stands after the `?`."""
    said = {key: str(parts.pop(key)) for key in CARRIED if key in parts}
    return with_query(frame, path(frame, name, **parts), **said)


def path(frame: Frame, name: str, **parts: str | int) -> str:
    """The same with nothing after it."""
    return addresses.path(name, lang=frame.lang, campaign=frame.page.campaign.slug, **parts)


def with_query(frame: Frame, there: str, **said: str | Sequence[str]) -> str:
    """An address with this, and with what always goes along."""
    if g.access.door is not Door.READING:
        # On a page that is kept a browser adds it: it is the same for everyone.
        said[shares.PARAMETER] = shares.came_by(frame.page.campaign)
    query = urlencode({key: value for key, value in said.items() if value}, doseq=True)
    whole = "&".join(filter(None, (frame.options.query.removeprefix("?"), query)))
    return f"{there}{'&' if '?' in there else '?'}{whole}" if whole else there


def voter_token(campaign: UUID, phase: UUID, participant: UUID) -> str:
    """That this participant has just confirmed a vote of this phase, in this frame."""
    return _serializer().dumps([campaign.hex, phase.hex, participant.hex])


def voter_of(view: CampaignView, phase: PhaseView) -> ConfirmedVoter | None:
    """Whoever this frame says has confirmed a vote of this phase within the last half hour; nobody who was erased."""
    try:
        campaign, of_phase, participant = _serializer().loads(given(), max_age=KNOWN_SECONDS)
    except (BadSignature, ValueError):
        return None
    if (campaign, of_phase) != (view.id.hex, phase.id.hex):
        return None
    key = participants.voter_key(view.id, UUID(hex=participant))
    return ConfirmedVoter(key, UUID(hex=participant)) if key is not None else None


def given() -> str:
    """The voter token that came along; empty without one."""
    return request.form.get("voter") or request.args.get("voter") or ""


def shown(frame: Frame, template: str, status: int = 200, **values: Any) -> Response:
    """A page of the frame; after an act it tells the page around it."""
    asked = request.args.get("did", "")
    did = asked if asked in DONE and request.method == "GET" else ""
    html = render_template(f"embed/{template}.html", frame=frame, page=frame.page, did=did, **values)
    # A browser gives no frame of another site the focus by itself, and complains; frame.js asks who has it.
    answer = make_response(led_on(frame, AUTOFOCUS.sub("", html)), status)
    # Whoever knows such an address knows the voter: nobody is told it, our own files included.
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


def _serializer() -> URLSafeTimedSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt="voter in a frame")
