"""One's own portrait: put up, seen by the public or not, taken down."""

from flask import abort, current_app, flash, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import staff
from contest.rules.objections import Refused
from contest.rules.pictures import PORTRAITS
from contest.rules.roles import Act
from contest.services.accounts import portraits
from contest.web import access
from contest.web import portraits as files
from contest.web.account import own
from contest.web.account.door import again, blueprint, to
from contest.words import catalogues
from contest.words.catalogues import N_


@blueprint.get("/portrait.webp")
@access.staff(Act.SEE_DESK)
def my_portrait() -> ResponseReturnValue:
    """My portrait, seen by the public or not."""
    portrait, _ = staff.portrait(access.person().id)
    return files.send(portrait, PORTRAITS[-1]) if portrait is not None else abort(404)


@blueprint.post("/portrait")
@access.staff(Act.SEE_DESK, "staff.portrait_changed", "staff.seen_changed", "staff.titles_changed")
def put_portrait() -> ResponseReturnValue:
    """Put up the portrait that was sent along, if one was; say whether it is seen, and in which role one signs."""
    me, file, now = access.person().id, request.files.get("picture"), clock.now()
    settings = current_app.config["SETTINGS"]
    titles = {lang: request.form.get(f"title_{lang}", "") for lang in catalogues.languages()}
    try:
        portraits.sign_as(me, titles, now=now)
        if file is not None and file.filename:
            incoming = settings.data / "incoming"
            portraits.put(me, file.stream, media=settings.media, incoming=incoming, now=now)
    except Refused as refusal:
        return again(refusal, "own", **own.values() | {"titles": titles})
    portraits.show(me, seen=request.form.get("seen") == "1", now=now)
    flash(N_("Saved."))
    return to("account.own")


@blueprint.post("/portrait/remove")
@access.staff(Act.SEE_DESK, "staff.portrait_removed")
def remove_portrait() -> ResponseReturnValue:
    """Take it down."""
    portraits.take_down(access.person().id, now=clock.now())
    flash(N_("The portrait is taken down."))
    return to("account.own")
