"""A new password by a link that the operator prints."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import InvitationKind
from contest.rules import passwords
from contest.rules.objections import Refused
from contest.services.accounts import invitations, joining
from contest.web import access
from contest.web.account.door import again, blueprint, page, to
from contest.words.catalogues import N_


@blueprint.get("/reset/<token>")
@access.account()
def reset_form(token: str) -> ResponseReturnValue:
    """Ask for a new password."""
    return _form(token)


@blueprint.post("/reset/<token>")
@access.account("staff.reset")
def reset(token: str) -> ResponseReturnValue:
    """Set it; every browser is signed out, and the person signs in anew."""
    try:
        joining.set_password(token, request.form.get("password", ""), now=clock.now())
    except Refused as refusal:
        return _form(token, refusal)
    flash(N_("Your new password is set. Please sign in with it."))
    return to("account.sign_in")


def _form(token: str, refusal: Refused | None = None) -> ResponseReturnValue:
    if invitations.find(token, InvitationKind.RESET, now=clock.now()) is None:
        return page("link_over", reset=True), 410
    values = {"shortest": passwords.SHORTEST}
    return again(refusal, "reset", **values) if refusal else page("reset", **values)
