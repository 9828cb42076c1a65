"""Joining by invitation, and setting up the authenticator."""

import segno
from flask import make_response, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from contest import clock, vault
from contest.models import InvitationKind
from contest.queries import staff
from contest.rules import passwords
from contest.rules.objections import Refused
from contest.services.accounts import factors, invitations, joining, sessions
from contest.services.accounts.joining import Newcomer
from contest.web import access, i18n
from contest.web.account.door import again, begin, blueprint, inside, let_in, page, to, waiting
from contest.words import catalogues

ASKED = ("first_name", "last_name", "address", "title", "lang")
NOBODY = dict.fromkeys(ASKED, "")


@blueprint.get("/join/<token>")
@access.account()
def join_form(token: str) -> ResponseReturnValue:
    """Ask an invited person who they are."""
    return _form(token, {**NOBODY, "lang": i18n.language()})


@blueprint.post("/join/<token>")
@access.account("staff.joined")
def join(token: str) -> ResponseReturnValue:
    """Make them a member."""
    typed = {name: request.form.get(name, "") for name in ASKED}
    if typed["lang"] not in catalogues.languages():
        typed["lang"] = i18n.language()
    try:
        staff_id = joining.accept(token, Newcomer(**typed, password=request.form.get("password", "")), now=clock.now())
    except Refused as refusal:
        return _form(token, typed, refusal)
    session["lang"] = typed["lang"]
    begin(staff_id)
    return to("account.authenticator")


@blueprint.get("/authenticator")
@access.account()
def authenticator() -> ResponseReturnValue:
    """Show the secret to scan or to type."""
    staff_id = waiting()
    secret = factors.waiting_secret(staff_id) if staff_id else None
    if secret is None:
        return to("account.code_form")
    return page("authenticator", **_shown(secret))


@blueprint.post("/authenticator")
@access.account("staff.factor_set", "staff.signed_in")
def confirm_authenticator() -> ResponseReturnValue:
    """Check a first code; let the person in, and show the recovery codes this once."""
    staff_id = waiting()
    secret = factors.waiting_secret(staff_id) if staff_id else None
    if staff_id is None or secret is None:
        return to("account.code_form")
    now, target = clock.now(), inside(session.get("next", ""))
    try:
        codes = factors.confirm(staff_id, request.form.get("code", ""), now=now)
    except Refused as refusal:
        return again(refusal, "authenticator", **_shown(secret))
    former = request.cookies.get(access.session_cookie(), "")
    token = sessions.open_session(staff_id, agent=request.user_agent.string, former=former, now=now)
    return let_in(make_response(page("recovery_codes", codes=codes, next=target)), token)


def _form(token: str, typed: dict[str, str], refusal: Refused | None = None) -> ResponseReturnValue:
    invitation = invitations.find(token, InvitationKind.JOIN, now=clock.now())
    if invitation is None:
        return page("link_over", reset=False), 410
    values = {"typed": typed, "invitation": invitation, "shortest": passwords.SHORTEST}
    return again(refusal, "join", **values) if refusal else page("join", **values)


def _shown(secret: str) -> dict[str, object]:
    issuer = next(iter(staff.brands()), "") or "Contest"
    address = vault.second_factor_address(secret, request.host, issuer)
    picture = segno.make(address, error="m", micro=False).svg_inline(
        svgclass="qr", lineclass=None, omitsize=True, border=0
    )
    return {
        "qr": Markup(picture),  # noqa: S704 - drawn by the library from digits and letters
        "otpauth": address,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
