"""What is said when something is not as asked: not found, refused, too much, broken; in the page's language."""

import logging
from collections.abc import Collection

from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from contest.db import AWAY, is_away, let_go
from contest.rules.objections import Objection, Refused
from contest.services.limits import Limited
from contest.web import i18n
from contest.web.access import Access, Door
from contest.web.previews import PreviewRefused
from contest.words import phrases

log = logging.getLogger(__name__)
# A database that is started anew is there again within seconds; what was sent may be sent again, and is taken once.
COME_BACK_IN = 5
KNOWN = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})


def sentences(objections: tuple[Objection, ...], fields: Collection[str] | None = None) -> dict[str, list[str]]:
    """The objections as sentences, by the field they belong to ('' for the act as a whole).

    `fields` are those that the page has; what belongs to another is said of the whole.
    """
    by_field: dict[str, list[str]] = {}
    for objection in objections:
        beside = objection.field if fields is None or objection.field in fields else ""
        by_field.setdefault(beside, []).append(phrases.objection(i18n.language(), objection))
    return by_field


def status_of(refused: Refused) -> int:
    """422 where a field is wrong, 409 where the act itself is refused, 429 where one has to wait."""
    if isinstance(refused, Limited):
        return 429
    return 422 if any(objection.field for objection in refused.objections) else 409


def with_wait(response: Response, refused: Refused | None) -> Response:
    """The same answer, saying after how many seconds to try again where that is what was refused (RFC 6585)."""
    if isinstance(refused, Limited):
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(Refused, _refused)
    for kind in AWAY:
        app.register_error_handler(kind, _away)
    # Before Flask-SQLAlchemy's own: the last to be named is the first to be called.
    app.teardown_appcontext(lambda error: let_go())
    app.register_error_handler(Exception, _broken)


def page(status: int, reasons: list[str] | None = None) -> Response:
    """The page for a status, with the reasons against an act where there are any."""
    if "lang" not in g:
        first = request.path.removeprefix("/embed").split("/", 2)[1:2]
        i18n.speak(first[0] if first and first[0] in ("fr", "nl", "en") else _unsaid())
    shown = status if status in KNOWN else (500 if status >= 500 else 400)
    home = f"/{i18n.language()}/" if not request.path.startswith(("/desk", "/account")) else "/desk/"
    # Our other pages are not shown in a frame.
    framed = request.path.startswith("/embed/")
    html = render_template("errors/error.html", status=shown, reasons=reasons or [], home=home, framed=framed)
    return make_response(html, status)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    response = page(error.code or 500)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _expired(error: CSRFError) -> ResponseReturnValue:
    return page(400, [phrases.objection(_language(), Objection("form_expired"))])


def _refused(error: Refused) -> ResponseReturnValue:
    lang = _language()
    response = page(
        _status_of_act(error),
        [phrases.objection(lang, objection) for objection in error.objections],
    )
    if isinstance(error, Limited):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _status_of_act(error: Refused) -> int:
    if isinstance(error, PreviewRefused):
        return 403
    return 429 if isinstance(error, Limited) else 409


def _away(error: Exception) -> ResponseReturnValue:
    """The database does not answer, or cannot write: nothing was acknowledged."""
    if not is_away(error):
        return _broken(error)
    log.warning("%s %s: the database is away (%s)", request.method, request.url_rule, type(error).__name__)
    response = page(503)
    response.headers["Retry-After"] = str(COME_BACK_IN)
    return response


def _broken(error: Exception) -> ResponseReturnValue:
    log.error("%s %s failed", request.method, request.url_rule, exc_info=error)
    return page(500)


def _unsaid() -> str:
    """The language where the address has none: the browser's, but where everybody gets the same bytes."""
    stated: Access | None = g.get("access")
    return "en" if stated is not None and stated.door is Door.READING else i18n.preferred()


def _language() -> str:
    if "lang" not in g:
        i18n.speak(i18n.preferred())
    return i18n.language()
