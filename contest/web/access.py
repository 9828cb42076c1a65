"""Who may call a view, stated beside it. A view that states nothing is refused.

`reading` pages are public and the same bytes for everyone; `acting` pages are public and somebody's own; `mine`
needs a participant's cookie; `account` is the staff's way in; `staff` needs a permission; `operation` is for
machines. A view that takes an unsafe method names the verb it records, or says why there is nothing to record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from contest import clock
from contest.queries.staff import StaffPerson
from contest.rules.roles import VERBS, Act
from contest.services.accounts import sessions
from contest.web import i18n, lookups, origins
from contest.web.previews import SAFE

View = TypeVar("View", bound=Callable[..., Any])
# All that a safe method may change, and nothing else (decision 20): tables of counters, by the views that state
# them, and columns that say when somebody was last seen.
COUNTERS = frozenset({"share_visit"})
LAST_SEEN = frozenset({"seen_at"})


class Door(StrEnum):
    """Which kind of visitor a view is for."""

    READING = "reading"
    ACTING = "acting"
    MINE = "mine"
    ACCOUNT = "account"
    STAFF = "staff"
    OPERATION = "operation"


# Pages with a session: their forms carry a token bound to it. Public forms carry a signed one (form_tokens).
SESSION_DOORS = frozenset({Door.MINE, Door.ACCOUNT, Door.STAFF})
csrf = CSRFProtect()


@dataclass(frozen=True)
class Access:
    """What a view needs, and what it writes down."""

    door: Door
    act: Act | None = None
    records: tuple[str, ...] = ()
    records_nothing_because: str = ""
    max_age: int = 0
    shared_age: int = 0
    counts: str = ""


def reading(max_age: int = 60, shared_age: int = 0, counts: str = "") -> Callable[[View], View]:
    """A public page, cacheable for `max_age` seconds at most; no cookie, no token, no session.

    `shared_age` is less where a browser may keep what a cache of ours may not: whatever shows an entry is gone from
    every cache of ours within a minute of its removal. `counts` names the one table of COUNTERS in which a visit may
    be counted. Errors: ValueError for another.
    """
    if counts and counts not in COUNTERS:
        raise ValueError(counts)
    return _mark(Access(Door.READING, max_age=max_age, shared_age=shared_age, counts=counts))


def acting(*records: str, nothing_because: str = "") -> Callable[[View], View]:
    """A public page of somebody's own: never cached."""
    return _mark(_recording(Access(Door.ACTING, records=records, records_nothing_because=nothing_because)))


def mine(*records: str, nothing_because: str = "") -> Callable[[View], View]:
    """A participant's private page."""
    return _mark(_recording(Access(Door.MINE, records=records, records_nothing_because=nothing_because)))


def account(*records: str, nothing_because: str = "") -> Callable[[View], View]:
    """The staff's way in: reachable without a session."""
    return _mark(_recording(Access(Door.ACCOUNT, records=records, records_nothing_because=nothing_because)))


def staff(act: Act, *records: str, nothing_because: str = "") -> Callable[[View], View]:
    """A page of the desk that needs this permission."""
    return _mark(_recording(Access(Door.STAFF, act, records, nothing_because)))


def operation(why: str) -> Callable[[View], View]:
    """Health, icons and the like, for machines; changes nothing."""
    return _mark(Access(Door.OPERATION, records_nothing_because=why))


def stated(app: Flask, endpoint: str) -> Access | None:
    """What the view behind this endpoint states."""
    return getattr(app.view_functions.get(endpoint), "access", None)


def person() -> StaffPerson:
    """The member of staff who is signed in. Errors: RuntimeError outside a staff view."""
    found = g.get("person")
    if found is None:
        raise RuntimeError("this view is not marked as staff")
    return cast(StaffPerson, found)


def init_app(app: Flask) -> None:
    """Check every request before its view runs; sessions that hold no more than a form's secret."""
    secure = app.config["SETTINGS"].secure_cookies
    app.config.update(
        # Checked below, by door: public forms carry a signed token instead of a session.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=8 * 3600,
        SESSION_COOKIE_NAME="__Host-form" if secure else "form",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    csrf.init_app(app)
    app.before_request(_check)


def session_cookie() -> str:
    """The name of the staff's cookie: bound to this host where the connection is encrypted."""
    return "__Host-staff" if current_app.config["SETTINGS"].secure_cookies else "staff"


def participant_cookie() -> str:
    """The name of the participant's cookie on a page of this contest: being known in one forgets nobody in another."""
    assert request.view_args is not None, "participants are known on pages of a contest alone"
    prefix = "__Host-" if current_app.config["SETTINGS"].secure_cookies else ""
    return f"{prefix}me-{request.view_args['campaign']}"


def voter_cookie() -> str:
    """The name of the cookie that is the voter, in votes that any browser may take part in."""
    return "__Host-voter" if current_app.config["SETTINGS"].secure_cookies else "voter"


def waiting_cookie(phase: UUID) -> str:
    """The name of the cookie that holds a vote while its voter signs on; each vote has its own."""
    return f"{'__Host-' if current_app.config['SETTINGS'].secure_cookies else ''}waiting-{phase.hex[-8:]}"


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def _recording(access: Access) -> Access:
    for verb in access.records:
        VERBS[verb]
    return access


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access = stated(current_app, request.endpoint)
    if access is None:
        abort(403)
    g.access = access
    if request.method not in SAFE:
        origins.check()
        if access.door in SESSION_DOORS:
            csrf.protect()
    if access.door is Door.STAFF:
        return _check_staff(access)
    return None


def _check_staff(access: Access) -> ResponseReturnValue | None:
    g.person = sessions.person_of(request.cookies.get(session_cookie(), ""), now=clock.now())
    if g.person is None:
        return redirect(url_for("account.sign_in", next=request.path), 303)
    i18n.speak(g.person.lang)
    slug = (request.view_args or {}).get("campaign")
    campaign_id = lookups.campaign_for_staff(slug).id if slug else None
    if access.act is not None and not g.person.may(access.act, campaign_id):
        abort(403)
    return None
