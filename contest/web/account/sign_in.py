"""Signing in: address and password, then a code; and out."""

from flask import redirect, request, session
from flask.typing import ResponseReturnValue

from contest import clock
from contest.rules.objections import Refused
from contest.services.accounts import factors, sessions, sign_in
from contest.web import access
from contest.web.account.door import again, blueprint, inside, let_in, let_out, network, page, to, waiting


@blueprint.get("/sign-in", endpoint="sign_in")
@access.account()
def sign_in_form() -> ResponseReturnValue:
    """Ask for address and password."""
    return page("sign_in", address="", next=inside(request.args.get("next", "")))


@blueprint.post("/sign-in")
@access.account("staff.sign_in_failed")
def password() -> ResponseReturnValue:
    """Check them, and ask for a code."""
    address, target = request.form.get("address", ""), inside(request.form.get("next", ""))
    try:
        pending = sign_in.check_password(address, request.form.get("password", ""), network=network(), now=clock.now())
    except Refused as refusal:
        return again(refusal, "sign_in", address=address, next=target)
    session["pending"], session["next"] = pending, target
    return to("account.code_form")


@blueprint.get("/sign-in/code")
@access.account()
def code_form() -> ResponseReturnValue:
    """Ask for a code; somebody without an authenticator sets one up instead."""
    staff_id = waiting()
    if staff_id is None:
        return to("account.sign_in")
    if factors.waiting_secret(staff_id) is not None:
        return to("account.authenticator")
    return page("code")


@blueprint.post("/sign-in/code")
@access.account("staff.signed_in", "staff.sign_in_failed", "staff.recovery_used")
def code() -> ResponseReturnValue:
    """Check it, and let the person in."""
    if waiting() is None:
        return to("account.sign_in")
    target = inside(session.get("next", ""))
    try:
        token = sign_in.check_code(
            session.get("pending", ""),
            request.form.get("code", ""),
            agent=request.user_agent.string,
            former=request.cookies.get(access.session_cookie(), ""),
            now=clock.now(),
        )
    except Refused as refusal:
        return again(refusal, "code")
    return let_in(redirect(target, 303), token)


@blueprint.post("/sign-out")
@access.account("staff.signed_out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    sessions.sign_out(request.cookies.get(access.session_cookie(), ""), now=clock.now())
    return let_out(to("account.sign_in"))
