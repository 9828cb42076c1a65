"""Writing to the author of an idea, and what has been written so far."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock, vault
from contest.queries import desk, messages, moderation
from contest.rules.drawings import sheet_of
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import messages as acts
from contest.web import access, lookups
from contest.web.desk import drawings, frame
from contest.words.catalogues import N_

blueprint = Blueprint("desk_letters", __name__, url_prefix="/desk/<campaign>/letters")


@blueprint.get("/<uuid:entry>")
@access.staff(Act.WRITE_TO_AUTHOR)
def shown(campaign: str, entry: UUID) -> ResponseReturnValue:
    """The letters about one idea, oldest first, and room for the next."""
    return frame.page("letters/thread", **_values(campaign, entry, "", vault.new_token()))


@blueprint.post("/<uuid:entry>")
@access.staff(Act.WRITE_TO_AUTHOR, "message.written")
def write(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Send one; the key in the form makes a second click the same letter."""
    view = lookups.campaign_for_staff(campaign)
    text, key = request.form.get("text", ""), request.form.get("key", "")
    if not key or len(key) > 64:
        abort(400)
    try:
        acts.write_to_author(view.id, entry, text=text, submit_key=key, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "letters/thread", **_values(campaign, entry, text, key))
    flash(N_("Your letter is on its way."))
    return redirect(url_for("desk_letters.shown", campaign=campaign, entry=entry), 303)


def _values(campaign: str, entry: UUID, text: str, key: str) -> dict[str, Any]:
    view = lookups.campaign_for_staff(campaign)
    one = moderation.one(view.id, entry, now=clock.now())
    if one is None:
        abort(404)
    return {
        "section": "queue",
        "campaign": campaign,
        "line": one.line,
        "drawing": drawings.of_line(sheet_of(view.look), view.brand, one.line),
        "author": desk.author(view.id, entry),
        "letters": messages.of_entry(view.id, entry),
        "typed": text,
        "key": key,
        "longest": acts.LONGEST,
    }
