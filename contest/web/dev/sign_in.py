"""One click into the desk as any role, for whoever tries it on their own machine. Not there in production."""

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.rules.roles import Role
from contest.services.accounts import rehearsal, sessions
from contest.web import access, i18n
from contest.words import deeds

blueprint = Blueprint("dev_sign_in", __name__, url_prefix="/dev/sign-in")


@blueprint.before_request
def only_here() -> None:
    """Registered or not, it opens outside production only."""
    if current_app.config["SETTINGS"].is_production:
        abort(404)
    i18n.speak(i18n.preferred())


@blueprint.get("/")
@access.account()
def choose() -> ResponseReturnValue:
    """Who would you like to be?"""
    lang = i18n.language()
    people = [(role.value, deeds.role(lang, role), person) for role, person in rehearsal.PEOPLE.items()]
    return render_template("dev/sign_in.html", people=people, brand="", languages=(), errors={})


@blueprint.post("/")
@access.account("staff.signed_in", "staff.joined")
def enter() -> ResponseReturnValue:
    """Come in as this role."""
    asked = request.form.get("role", "")
    if asked not in list(Role):
        abort(400)
    now = clock.now()
    staff_id = rehearsal.person(Role(asked), lang=i18n.language(), now=now)
    former = request.cookies.get(access.session_cookie(), "")
    token = sessions.open_session(staff_id, agent=request.user_agent.string, former=former, now=now)
    response = redirect("/desk/", 303)
    secure = current_app.config["SETTINGS"].secure_cookies
    response.set_cookie(access.session_cookie(), token, secure=secure, httponly=True, samesite="Lax")
    return response
