"""One's own account: language, browsers signed in, authenticator and recovery codes."""

from uuid import UUID

from flask import flash, request, session
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import staff
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import digests
from contest.services.accounts import factors, members, sessions
from contest.web import access
from contest.web.account.door import AFTER, again, begin, blueprint, page, to
from contest.words import catalogues
from contest.words.catalogues import N_


@blueprint.get("/")
@access.staff(Act.SEE_DESK)
def own() -> ResponseReturnValue:
    """The account of whoever is signed in."""
    return page("own", **values())


@blueprint.post("/language")
@access.staff(Act.SEE_DESK, "staff.language_changed")
def language() -> ResponseReturnValue:
    """Speak another language to them."""
    chosen = request.form.get("lang", "")
    if chosen in catalogues.languages():
        members.speak(access.person().id, chosen, now=clock.now())
        session.pop("lang", None)
    return to("account.own")


@blueprint.post("/reading")
@access.staff(Act.SEE_DESK, "staff.reading_changed")
def reading() -> ResponseReturnValue:
    """Which languages they read."""
    chosen = set(request.form.getlist("reads")) & set(catalogues.languages())
    members.read_in(access.person().id, chosen, now=clock.now())
    flash(N_("Your queue begins with these."))
    return to("account.own")


@blueprint.post("/digest")
@access.staff(Act.SEE_DESK, "staff.digest_changed")
def digest() -> ResponseReturnValue:
    """Whether the morning's mail comes."""
    digests.choose(access.person().id, wanted=request.form.get("digest") == "yes", now=clock.now())
    return to("account.own")


@blueprint.post("/sessions/<uuid:session_id>/end")
@access.staff(Act.SEE_DESK, "staff.session_revoked")
def end_session(session_id: UUID) -> ResponseReturnValue:
    """Sign one of their browsers out."""
    me = access.person().id
    sessions.revoke(session_id, of=me, by=me, now=clock.now())
    flash(N_("That browser is signed out."))
    return to("account.own")


@blueprint.post("/recovery-codes")
@access.staff(Act.SEE_DESK, "staff.recovery_codes_made", "staff.recovery_used")
def recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes, shown this once."""
    try:
        codes = factors.renew_recovery_codes(access.person().id, request.form.get("code", ""), now=clock.now())
    except Refused as refusal:
        return again(refusal, "own", **values())
    return page("recovery_codes", codes=codes, next=AFTER)


@blueprint.post("/authenticator/new")
@access.staff(Act.SEE_DESK, "staff.factor_renewed", "staff.recovery_used")
def new_authenticator() -> ResponseReturnValue:
    """Begin with another authenticator."""
    me = access.person().id
    try:
        factors.renew(me, request.form.get("code", ""), now=clock.now())
    except Refused as refusal:
        return again(refusal, "own", **values())
    begin(me)
    return to("account.authenticator")


def values() -> dict[str, object]:
    """What the page of one's own account shows."""
    person, now = access.person(), clock.now()
    portrait, is_seen = staff.portrait(person.id)
    return {
        "portrait": portrait,
        "is_seen": is_seen,
        "titles": staff.titles(person.id),
        "digest": staff.wants_digest(person.id),
        "person": person,
        "sessions": staff.open_sessions(person.id, idle_since=now - sessions.IDLE, now=now),
        "codes_left": staff.recovery_codes_left(person.id),
    }
