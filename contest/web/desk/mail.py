"""The mail of the house: what waits, what did not leave, and a mail to oneself to see that it works."""

from functools import partial

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import outbox
from contest.rules.roles import Act
from contest.services import mails
from contest.web import access
from contest.web.desk import frame
from contest.words import dates, deeds
from contest.words.catalogues import N_

blueprint = Blueprint("desk_mail", __name__, url_prefix="/desk/mail")


@blueprint.get("")
@access.staff(Act.TEST_MAIL)
def shown() -> ResponseReturnValue:
    """What waits and what died."""
    person, now = access.person(), clock.now()
    waiting = outbox.waiting(now)
    return frame.page(
        "mail",
        section="mail",
        waiting=waiting,
        oldest=dates.waited(person.lang, now - waiting.oldest) if waiting.oldest else "",
        dead=outbox.dead(),
        kind_of=partial(deeds.mail, person.lang),
        is_kept=not current_app.config["SETTINGS"].is_production,
    )


@blueprint.post("/test")
@access.staff(Act.TEST_MAIL, "mail.tested")
def test() -> ResponseReturnValue:
    """Send one to the person who asks."""
    person = access.person()
    mails.send_test(person.id, lang=person.lang, now=clock.now())
    flash(N_("A test mail is on its way to you."))
    return redirect(url_for("desk_mail.shown"), 303)
