"""What the account's pages share: language, the browser behind them, cookies, saying what is wrong."""

import ipaddress
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from contest import clock
from contest.queries import staff
from contest.rules.objections import Refused
from contest.services.accounts import sessions, sign_in
from contest.services.limits import Limited
from contest.web import access, i18n
from contest.web.errors import sentences
from contest.words import catalogues, dates

blueprint = Blueprint("account", __name__, url_prefix="/account")
AFTER = "/desk/"
# The desk is one place for several campaigns: its own times are the brand's, not a campaign's.
ZONE = "Europe/Brussels"


@blueprint.before_request
def speak() -> None:
    """In the language chosen on the page, else the person's, else the browser's."""
    asked = request.args.get("lang", session.get("lang", ""))
    if "person" in g:
        i18n.speak(access.person().lang)
    elif asked in catalogues.languages():
        session["lang"] = asked
        i18n.speak(asked)
    else:
        i18n.speak(i18n.preferred())


def page(template: str, **values: object) -> str:
    """A page of the account."""
    given = {
        "brand": next(iter(staff.brands()), ""),
        "languages": catalogues.languages(),
        "moment": lambda at: dates.exact(i18n.language(), at, ZONE),
        "errors": {},
    }
    return render_template(f"account/{template}.html", **{**given, **values})


def again(refusal: Refused, template: str, **values: object) -> ResponseReturnValue:
    """The same page again with what was typed and what is wrong: 422, or 429 with the time to wait."""
    response = make_response(page(template, errors=sentences(refusal.objections), **values), 422)
    if isinstance(refusal, Limited):
        response.status_code = 429
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def network() -> str:
    """The network a request came from; of IPv6 the /64, which is one household's."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def inside(target: str) -> str:
    """Where to go after signing in: an address of the desk or the account, or the desk's start page."""
    ours = target.startswith(("/desk/", "/account/")) and "\\" not in target and target.isprintable()
    return target if ours else AFTER


def begin(staff_id: UUID) -> None:
    """Remember, signed and for ten minutes, that this browser has shown this person's password."""
    session["pending"] = sign_in.pending(staff_id, now=clock.now())


def waiting() -> UUID | None:
    """Whose password this browser has shown."""
    return sign_in.who(session.get("pending", ""), now=clock.now())


def let_in(response: Response, token: str) -> Response:
    """Give the browser its session."""
    # A token of before, CSRF's among them, must not outlive the change of who this browser is.
    session.clear()
    response.set_cookie(
        access.session_cookie(),
        token,
        max_age=int(sessions.LONGEST.total_seconds()),
        secure=current_app.config["SETTINGS"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def let_out(response: Response) -> Response:
    """Take the session's cookie back."""
    session.clear()
    response.delete_cookie(
        access.session_cookie(),
        secure=current_app.config["SETTINGS"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def to(endpoint: str, **values: object) -> Response:
    """Go there next (303)."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]
